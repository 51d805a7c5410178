"""Versions: the same URL with another text, and what has become of each quote in it."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_all_items, get_json

URL = "https://example.org/talks"
SIGN = "We will sign the treaty on Monday in Geneva"
SIGNED = "We will sign the treaty on Friday in Geneva"
BORDER = "The border stays open for trade"
LAND = "We will not give up our land"


@pytest.fixture
def article(printing: ArticlePrinter, printed: TestClient) -> str:
    """Three versions: the second has one quote as it was, one in other words and one more, but not the last one."""
    printing("2024-02-01", ("Ana Lim", SIGN), ("Ana Lim", BORDER), ("Boris Orlov", LAND), url=URL)
    printing("2024-02-01", ("Boris Orlov", "Nobody has asked us"), ("Ana Lim", BORDER), ("Ana Lim", SIGNED), url=URL)
    printing("2024-02-01", ("Ana Lim", BORDER), url=URL)
    return get_json(printed, "/articles")["items"][0]["id"]


def told(answer: dict) -> list[tuple[str, str | None, str | None]]:
    return [(one["change"], *(one[side] and one[side]["text"] for side in ("old", "new"))) for one in answer["quotes"]]


def test_every_text_of_an_article_is_a_version(printed: TestClient, article: str):
    versions = get_all_items(printed, f"/articles/{article}/versions?limit=2")
    assert [(one["number"], one["present"], one["quotes"]) for one in versions] == [
        (1, False, 3),
        (2, False, 3),
        (3, True, 1),
    ]
    assert get_json(printed, f"/articles/{article}/versions?count=true&limit=1")["total"] == 3
    assert get_json(printed, f"/articles/{article}")["sha256"] == versions[2]["sha256"]


def test_an_old_text_and_its_quotes_stay_readable_with_their_proof(printed: TestClient, article: str):
    version = get_json(printed, f"/articles/{article}/versions/1?include=text&include=quotes")
    assert [quote["text"] for quote in version["said"]] == [SIGN, BORDER, LAND]
    for quote in version["said"]:
        (span,) = quote["spans"]["content"]
        assert version["text"][span["start"] : span["end"]] == quote["text"]
        assert quote["withdrawn"] is False
    assert "text" not in get_json(printed, f"/articles/{article}/versions/1")


def test_each_quote_is_kept_changed_added_or_withdrawn(printed: TestClient, article: str):
    answer = get_json(printed, f"/articles/{article}/changes?old=1&new=2")
    assert told(answer) == [
        ("added", None, "Nobody has asked us"),
        ("kept", BORDER, BORDER),
        ("withdrawn", LAND, None),
        ("changed", SIGN, SIGNED),
    ]
    assert (answer["kept"], answer["changed"], answer["added"], answer["withdrawn"]) == (1, 1, 1, 1)
    assert (answer["old"]["number"], answer["new"]["number"]) == (1, 2)
    changed = get_json(printed, f"/articles/{article}/changes?old=1&new=2&change=changed")
    assert told(changed) == [("changed", SIGN, SIGNED)]
    assert changed["kept"] == 1


def test_the_present_version_is_compared_with_the_one_before_unless_asked(printed: TestClient, article: str):
    last = get_json(printed, f"/articles/{article}/changes")
    assert (last["old"]["number"], last["new"]["number"], last["kept"], last["withdrawn"]) == (2, 3, 1, 2)
    whole = get_json(printed, f"/articles/{article}/changes?old=1")
    assert told(whole) == [("withdrawn", SIGN, None), ("kept", BORDER, BORDER), ("withdrawn", LAND, None)]
    same = get_json(printed, f"/articles/{article}/changes?old=1&new=1")
    assert {change for change, _, _ in told(same)} == {"kept"}


def test_a_quote_in_other_words_keeps_its_id_and_its_history_tells_of_both(printed: TestClient, article: str):
    (changed,) = get_json(printed, f"/articles/{article}/changes?old=1&new=2&change=changed")["quotes"]
    assert changed["old"]["id"] == changed["new"]["id"]
    history = get_json(printed, f"/quotes/{changed['new']['id']}/history")["items"]
    assert [one["action"] for one in history] == ["created", "changed", "withdrawn"]
    assert (history[1]["before"]["text"], history[1]["after"]["text"]) == (SIGN, SIGNED)


def test_an_article_that_never_changed_has_one_version(client: TestClient):
    article = get_json(client, "/articles?limit=1")["items"][0]
    (version,) = get_json(client, f"/articles/{article['id']}/versions")["items"]
    assert (version["number"], version["present"], version["quotes"]) == (1, True, article["quotes"])
    changes = get_json(client, f"/articles/{article['id']}/changes")
    assert (changes["kept"], changes["changed"]) == (article["quotes"], 0)


@pytest.mark.parametrize("path", ["versions", "versions/1", "changes", "copies"])
def test_an_article_that_is_not_there_has_none(client: TestClient, path: str):
    assert client.get(f"/articles/art-nowhere/{path}").status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "9" * 30, "one", "-1", "\u0661"])
def test_a_version_that_is_not_there_is_not_found(client: TestClient, number: str):
    article = get_json(client, "/articles?limit=1")["items"][0]["id"]
    assert client.get(f"/articles/{article}/versions/{number}").status_code == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("new=4", "there is no version 4: the article is at version 3"),
        ("old=3&new=2", "version 3 is later than version 2"),
        ("change=lost", "kept"),
        ("limit=3", "limit"),
    ],
)
def test_versions_that_cannot_be_compared_are_named(printed: TestClient, article: str, query: str, message: str):
    answer = printed.get(f"/articles/{article}/changes?{query}")
    assert answer.status_code == 422
    assert message in answer.text
