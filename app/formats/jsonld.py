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
from app.formats.wording import attributed
from app.models import Review
from app.schemas.quotes import QuotedArticle, QuotedRole, QuotedSpeaker, QuoteItem, Selector

Node = dict[str, Any]
# RFC 4151. What these say is the same wherever it is served, so the authority is nobody's address.
_OWN = "tag:chancery.example,2026:"
_NUMBER = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"
_DAY = {"@type": "https://schema.org/Date"}
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
    "start": {"@id": "oa:start", "@type": _NUMBER},
    "end": {"@id": "oa:end", "@type": _NUMBER},
    "quoteKind": f"{_OWN}quoteKind",
    "confidence": {"@id": f"{_OWN}confidence", "@type": "http://www.w3.org/2001/XMLSchema#double"},
    "review": f"{_OWN}review",
    "url": {"@type": "@id"},
    "dateCreated": _DAY,
    "datePublished": _DAY,
}


def quote(item: QuoteItem, base: str) -> str:
    """One quote, with its selectors; `base` is the absolute URL of the service."""
    return _written({"@context": CONTEXT, **_said(item, base)})


def graph(items: Sequence[QuoteItem], base: str) -> str:
    """A page of quotes."""
    return _written({"@context": CONTEXT, "@graph": [_said(item, base) for item in items]})


def _written(document: Node) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _said(item: QuoteItem, base: str) -> Node:
    article = f"{base}/articles/{item.article.id}"
    printed = _news_article(item.article, article)
    return _known(
        {
            "@id": f"{base}/quotes/{item.id}",
            **(_quotation(item, printed, base) if item.kind is QuoteKind.DIRECT else _claim(item, printed, base)),
            "identifier": item.id,
            "name": attributed(item),
            "text": item.text,
            "quoteKind": item.kind,
            "review": item.review,
            "creativeWorkStatus": _status(item),
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
            "isBasedOn": [_place(selector, article) for selector in item.selectors or ()],
        }
    ) | {"confidence": item.confidence}


def _quotation(item: QuoteItem, printed: Node, base: str) -> Node:
    speaker = item.speaker and _speaker(item.speaker, item.role, base)
    return {
        "@type": "Quotation",
        "spokenByCharacter": speaker,
        "creator": speaker and {"@id": speaker["@id"]},
        "isPartOf": printed,
    }


def _claim(item: QuoteItem, printed: Node, base: str) -> Node:
    """What somebody is reported to have said: `author` makes the claim, `claimInterpreter` words it."""
    return {
        "@type": "Claim",
        "author": item.speaker and _speaker(item.speaker, item.role, base),
        "claimInterpreter": printed.get("publisher"),
        "appearance": printed,
    }


def _status(item: QuoteItem) -> str | None:
    if item.review is Review.RETRACTED:
        return "Retracted"
    return "Withdrawn" if item.withdrawn else None


def _speaker(speaker: QuotedSpeaker, role: QuotedRole | None, base: str) -> Node:
    kind = "Person" if speaker.kind == SpeakerKind.PERSON else "Organization"
    node = {"@id": f"{base}/speakers/{speaker.id}", "@type": kind, "name": speaker.name}
    if role is None or kind != "Person":
        return node
    organisation = role.organisation and {"@type": "Organization", "name": role.organisation}
    return _known({**node, "jobTitle": role.title, "affiliation": organisation})


def _news_article(article: QuotedArticle, identity: str) -> Node:
    return _known(
        {
            "@id": identity,
            "@type": "NewsArticle",
            "headline": article.title,
            "url": article.url,
            "datePublished": article.published_on.isoformat(),
            "publisher": article.outlet and {"@type": "Organization", "name": article.outlet},
        }
    )


def _place(selector: Selector, article: str) -> Node:
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


def _known(node: Node) -> Node:
    """Without what nobody knows: JSON-LD leaves it out where JSON says null."""
    return {name: value for name, value in node.items() if value}
