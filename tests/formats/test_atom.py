"""Atom: a feed that every reader can read, whatever an article held."""

from xml.etree.ElementTree import fromstring

from app.formats.atom import feed
from app.schemas.quotes import QuoteItem

ATOM = "{http://www.w3.org/2005/Atom}"


def quote(**given: object) -> QuoteItem:
    unknown = dict.fromkeys(
        ["speaker", "role", "addressee", "medium", "relayed_by", "said_on", "said_on_precision", "place"]
    )
    return QuoteItem.model_validate(
        {
            "id": "quo-a",
            "kind": "direct",
            "act": "speech",
            "text": "We agree",
            "attribution": {"text": "the embassy", "cue": "said", "method": "unnamed"},
            "topics": [],
            "countries": [],
            "confidence": 1,
            "review": "machine",
            "withdrawn": False,
            "article": {"id": "art-a", "title": "Talks", "outlet": None, "published_on": "2024-02-27", "url": None},
        }
        | unknown
        | given
    )


def test_a_character_that_xml_cannot_write_is_replaced():
    text = fromstring(feed([quote(text="a\x00b\x0bc <&> \ufffe 🕊")], "/quotes", "/quotes", None, "")).findtext(
        f"{ATOM}entry/{ATOM}content"
    )
    assert text == "a\ufffdb\ufffdc <&> \ufffd 🕊"


def test_a_feed_without_quotes_is_still_a_feed():
    empty = fromstring(feed([], "/quotes", "/quotes?format=atom", None, ""))
    assert [child.tag.removeprefix(ATOM) for child in empty] == ["id", "title", "updated", "author", "link"]


def test_an_unnamed_source_is_the_author_as_printed():
    entry = fromstring(feed([quote()], "/quotes", "/quotes", None, ""))
    assert entry.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "the embassy"
    assert entry.findtext(f"{ATOM}entry/{ATOM}title") == "the embassy: We agree"


def test_links_begin_where_the_service_is_mounted():
    entry = fromstring(feed([quote()], "/quotes", "/quotes", None, "/chancery"))
    assert entry.find(f"{ATOM}entry/{ATOM}link").get("href") == "/chancery/quotes/quo-a"  # type: ignore[union-attr]
