"""Quotes as linked data: schema.org says what was said, the Web Annotation vocabulary where it stands.

The context is part of every answer, so that nothing is fetched to read one. Its own terms are those of
https://www.w3.org/ns/anno.jsonld; every other name is schema.org's. Ids are paths, relative to where the answer came
from.
"""

import json
from collections.abc import Sequence
from typing import Any

from app.extraction.records import Precision, QuoteKind, SpeakerKind
from app.schemas.quotes import QuotedArticle, QuotedRole, QuotedSpeaker, QuoteItem, Selector

Node = dict[str, Any]
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
    "url": {"@type": "@id"},
    "dateCreated": _DAY,
    "datePublished": _DAY,
}


def quote(item: QuoteItem, root: str) -> str:
    """One quote, with its selectors; `root` is the path that the service is mounted under, often empty."""
    return _written({"@context": CONTEXT, **_quotation(item, root)})


def graph(items: Sequence[QuoteItem], root: str) -> str:
    """A page of quotes."""
    return _written({"@context": CONTEXT, "@graph": [_quotation(item, root) for item in items]})


def _written(document: Node) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _quotation(item: QuoteItem, root: str) -> Node:
    article = f"{root}/articles/{item.article.id}"
    return _known(
        {
            "@id": f"{root}/quotes/{item.id}",
            "@type": "Quotation",
            "identifier": item.id,
            "text": item.text,
            "spokenByCharacter": item.speaker and _speaker(item.speaker, item.role, root),
            # An indirect quote is somebody's in substance, but its wording is the article's.
            "creator": item.speaker and item.kind == QuoteKind.DIRECT and {"@id": f"{root}/speakers/{item.speaker.id}"},
            "audience": item.addressee and {"@type": "Audience", "name": item.addressee},
            "dateCreated": item.said_on_precision == Precision.DAY and item.said_on and item.said_on.isoformat(),
            "locationCreated": item.place and {"@type": "Place", "name": item.place},
            "about": [
                *({"@id": f"{root}/topics/{slug}", "@type": "DefinedTerm", "termCode": slug} for slug in item.topics),
                *(
                    {"@id": f"{root}/countries/{code}", "@type": "Country", "identifier": code}
                    for code in item.countries
                ),
            ],
            "isPartOf": _news_article(item.article, article),
            "isBasedOn": [_place(selector, article) for selector in item.selectors or ()],
        }
    )


def _speaker(speaker: QuotedSpeaker, role: QuotedRole | None, root: str) -> Node:
    kind = "Person" if speaker.kind == SpeakerKind.PERSON else "Organization"
    node = {"@id": f"{root}/speakers/{speaker.id}", "@type": kind, "name": speaker.name}
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
