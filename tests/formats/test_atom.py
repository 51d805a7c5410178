"""Atom: a feed that every reader can read, whatever an article held, and in which nobody's words are put in quotes."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from app.formats.atom import render_feed
from app.schemas.quotes import Attribution, QuoteItem

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://news.example/chancery"


def quote(**given: object) -> QuoteItem:
    unknown = dict.fromkeys(["addressee", "medium", "relayed_by", "said_on", "said_on_precision", "place"])
    return QuoteItem.model_validate(
        {
            "id": "quo-a",
            "kind": "direct",
            "act": "speech",
            "text": "We agree",
            "attribution": dict.fromkeys(Attribution.model_fields)
            | {"text": "the embassy", "cue": "said", "method": "unnamed"},
            "speakers": [],
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


def printed(**given: object) -> dict[str, object]:
    return {"id": "art-a", "title": "Talks", "outlet": None, "published_on": "2024-02-27", "url": None} | given


def parsed(*items: QuoteItem, changed: dict[str, datetime] | None = None) -> Element:
    url = f"{BASE}/quotes"
    told = render_feed(items, changed or {}, title="/quotes", identity=url, url=url, next_url=None, base=BASE)
    return fromstring(told)


def entry(**given: object) -> Element:
    found = parsed(quote(**given)).find(f"{ATOM}entry")
    assert found is not None
    return found


LIM = {"id": "ana-lim", "name": "Ana Lim", "kind": "person", "country": "SG", "role": None}
BERG = {"id": "jo-berg", "name": "Jo Berg", "kind": "person", "country": "NO", "role": None}
WORDED = [
    ("direct", [LIM], "Ana Lim: “We agree”"),
    ("indirect", [LIM], "Ana Lim, as reported: We agree (paraphrase)"),
    ("mixed", [LIM], "Ana Lim, as reported: We agree (paraphrase in part)"),
    ("direct", [LIM, BERG], "Ana Lim and Jo Berg: “We agree”"),
    ("indirect", [], "the embassy, as reported: We agree (paraphrase)"),
]


@pytest.mark.parametrize(("kind", "speakers", "title"), WORDED)
def test_only_own_words_stand_in_quotation_marks(kind: str, speakers: object, title: str):
    said = entry(kind=kind, speakers=speakers)
    assert said.findtext(f"{ATOM}title") == said.findtext(f"{ATOM}content") == title
    assert (said.findtext(f"{ATOM}summary") or "").startswith("Quoted directly" if kind == "direct" else "A paraphrase")


def test_a_long_paraphrase_is_still_said_to_be_one_in_its_title():
    said = entry(kind="indirect", text="the border would open " * 20)
    assert (said.findtext(f"{ATOM}title") or "").endswith("… (paraphrase)")


def test_nobody_is_the_author_of_a_paraphrase_of_their_words():
    article = printed(outlet="The Herald")
    names = [
        entry(kind=kind, speakers=[LIM], article=article).findtext(f"{ATOM}author/{ATOM}name")
        for kind in ("direct", "indirect", "mixed")
    ]
    assert names == ["Ana Lim", "The Herald", "The Herald"]


@pytest.mark.parametrize(
    ("given", "start"), [({"review": "retracted"}, "Retracted: "), ({"withdrawn": True}, "Withdrawn by the article: ")]
)
def test_what_no_longer_holds_says_so_first(given: dict[str, object], start: str):
    assert (entry(**given).findtext(f"{ATOM}title") or "").startswith(start)


def test_kind_review_and_confidence_are_for_programs_too():
    categories = {
        one.get("scheme"): one.get("term") for one in entry(kind="mixed", confidence=0.5).iter(f"{ATOM}category")
    }
    assert categories == {
        f"{BASE}/quotes#kind": "mixed",
        f"{BASE}/quotes#review": "machine",
        f"{BASE}/quotes#confidence": "0.5",
    }


def test_an_entry_is_updated_when_its_record_was_changed():
    corrected = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    updated = f"{ATOM}updated"
    found = parsed(quote(), changed={"quo-a": corrected})
    assert found.findtext(updated) == found.findtext(f"{ATOM}entry/{updated}") == "2026-03-01T09:30:00.000000Z"
    assert entry().findtext(f"{ATOM}published") == "2024-02-27T00:00:00Z"


def test_links_are_absolute_and_the_first_alternate_is_the_page_of_the_outlet():
    said = entry(article=printed(url="https://herald.example/talks"))
    assert [(link.get("rel"), link.get("type"), link.get("href")) for link in said.iter(f"{ATOM}link")] == [
        ("alternate", "text/html", "https://herald.example/talks"),
        ("alternate", "application/json", f"{BASE}/quotes/quo-a"),
    ]
    assert said.findtext(f"{ATOM}id") == f"{BASE}/quotes/quo-a"


def test_a_character_that_xml_cannot_write_is_replaced():
    assert (
        entry(text="a\x00b\x0bc <&> \ufffe 🕊").findtext(f"{ATOM}content")
        == "the embassy: “a\ufffdb\ufffdc <&> \ufffd 🕊”"
    )


def test_a_feed_without_quotes_is_still_a_feed():
    assert [child.tag.removeprefix(ATOM) for child in parsed()] == ["id", "title", "updated", "author", "link"]


def test_an_unnamed_source_is_the_author_as_printed():
    assert entry().findtext(f"{ATOM}author/{ATOM}name") == "the embassy"
