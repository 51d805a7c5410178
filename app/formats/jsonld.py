"""Quotes as linked data: schema.org says what was said, the Web Annotation vocabulary where it stands.

Somebody's own words are a schema.org `Quotation`. A paraphrase, whole or in part, is a `Claim` that the speaker is
reported to have made and that appears in the article: its `text` is not theirs. The context is part of every answer, so
that nothing is fetched to read one. Its terms are those of https://www.w3.org/ns/anno.jsonld for places, three of
Chancery's own, and otherwise schema.org's. Ids are the absolute URLs of the records.
"""

import json
from collections.abc import Sequence
from typing import Any

from app.extraction.types import Precision, QuoteKind, SpeakerKind
from app.formats.wording import attribution_line
from app.models import Review
from app.schemas.quotes import QuotedArticle, QuoteItem, Selector, SpeakerWithRole

Node = dict[str, Any]
# RFC 4151. What these say is the same wherever it is served, so the authority is nobody's address.
_OWN_NAMESPACE = "tag:chancery.example,2026:"
_NUMBER_TYPE = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"
_DATE_TYPE = {"@type": "https://schema.org/Date"}
CONTEXT: Node = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": _NUMBER_TYPE},
    "end": {"@id": "oa:end", "@type": _NUMBER_TYPE},
    "quoteKind": f"{_OWN_NAMESPACE}quoteKind",
    "confidence": {"@id": f"{_OWN_NAMESPACE}confidence", "@type": "http://www.w3.org/2001/XMLSchema#double"},
    "review": f"{_OWN_NAMESPACE}review",
    "url": {"@type": "@id"},
    "dateCreated": _DATE_TYPE,
    "datePublished": _DATE_TYPE,
}


def render_quote(item: QuoteItem, base: str) -> str:
    """One quote, with its selectors; `base` is the absolute URL of the service."""
    return _dump_json({"@context": CONTEXT, **_quote_node(item, base)})


def render_graph(items: Sequence[QuoteItem], base: str) -> str:
    """A page of quotes."""
    return _dump_json({"@context": CONTEXT, "@graph": [_quote_node(item, base) for item in items]})


def _dump_json(document: Node) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _quote_node(item: QuoteItem, base: str) -> Node:
    article = f"{base}/articles/{item.article.id}"
    printed = _article_node(item.article, article)
    return _without_empty(
        {
            "@id": f"{base}/quotes/{item.id}",
            **(
                _quotation_node(item, printed, base)
                if item.kind is QuoteKind.DIRECT
                else _claim_node(item, printed, base)
            ),
            "identifier": item.id,
            "name": attribution_line(item),
            "text": item.text,
            "quoteKind": item.kind,
            "review": item.review,
            "creativeWorkStatus": _work_status(item),
            "audience": item.addressee and {"@type": "Audience", "name": item.addressee},
            "dateCreated": item.said_on_precision == Precision.DAY and item.said_on and item.said_on.isoformat(),
            "locationCreated": item.place and {"@type": "Place", "name": item.place},
            "about": [
                *({"@id": f"{base}/topics/{slug}", "@type": "DefinedTerm", "termCode": slug} for slug in item.topics),
                *(
                    {"@id": f"{base}/countries/{code}", "@type": "Country", "identifier": code}
                    for code in item.countries
                ),
            ],
            "isBasedOn": [_selector_node(selector, article) for selector in item.selectors or ()],
        }
    ) | {"confidence": item.confidence}


def _quotation_node(item: QuoteItem, printed: Node, base: str) -> Node:
    speakers = [_speaker_node(speaker, base) for speaker in item.speakers]
    return {
        "@type": "Quotation",
        "spokenByCharacter": _one_or_several(speakers),
        "creator": _one_or_several([{"@id": speaker["@id"]} for speaker in speakers]),
        "isPartOf": printed,
    }


def _claim_node(item: QuoteItem, printed: Node, base: str) -> Node:
    """What somebody is reported to have said: `author` makes the claim, `claimInterpreter` words it."""
    return {
        "@type": "Claim",
        "author": _one_or_several([_speaker_node(speaker, base) for speaker in item.speakers]),
        "claimInterpreter": printed.get("publisher"),
        "appearance": printed,
    }


def _work_status(item: QuoteItem) -> str | None:
    if item.review is Review.RETRACTED:
        return "Retracted"
    return "Withdrawn" if item.withdrawn else None


def _one_or_several(nodes: list[Node]) -> Node | list[Node]:
    return nodes[0] if len(nodes) == 1 else nodes


def _speaker_node(speaker: SpeakerWithRole, base: str) -> Node:
    role = speaker.role
    kind = "Person" if speaker.kind == SpeakerKind.PERSON else "Organization"
    node = {"@id": f"{base}/speakers/{speaker.id}", "@type": kind, "name": speaker.name}
    if role is None or kind != "Person":
        return node
    organisation = role.organisation and {"@type": "Organization", "name": role.organisation}
    return _without_empty({**node, "jobTitle": role.title, "affiliation": organisation})


def _article_node(article: QuotedArticle, identity: str) -> Node:
    return _without_empty(
        {
            "@id": identity,
            "@type": "NewsArticle",
            "headline": article.title,
            "url": article.url,
            "datePublished": article.published_on.isoformat(),
            "publisher": article.outlet and {"@type": "Organization", "name": article.outlet},
        }
    )


def _selector_node(selector: Selector, article: str) -> Node:
    """The stretch of the article that the words stand in, by its offsets and by its words: both select the same."""
    words = selector.model_dump(include={"exact", "prefix", "suffix"})
    return {
        "@type": "SpecificResource",
        "source": article,
        "selector": [
            {"@type": "TextPositionSelector", "start": selector.start, "end": selector.end},
            {"@type": "TextQuoteSelector", **words},
        ],
    }


def _without_empty(node: Node) -> Node:
    """Without unknown values: JSON-LD leaves out what is null in JSON."""
    return {name: value for name, value in node.items() if value}
