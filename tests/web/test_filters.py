"""Filters and orders of the quotes, over the seed articles."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_all_items, get_json, item_id
from tests.web.test_problems import require_problem


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("speaker_country=KH", lambda item: item["speakers"][0]["country"] == "KH"),
        ("has_speaker=true", lambda item: item["speakers"] != []),
        ("has_speaker=false", lambda item: item["speakers"] == []),
        ("role=RESEARCHER", lambda item: "researcher" in item["speakers"][0]["role"]["title"].lower()),
        ("organisation=royal%20academy", lambda item: "Royal Academy" in item["speakers"][0]["role"]["organisation"]),
        ("addressee=reporters", lambda item: "reporters" in item["addressee"].lower()),
        ("medium=post", lambda item: item["medium"] == "post"),
        ("review=machine", lambda item: item["review"] == "machine"),
        ("min_confidence=0.95", lambda item: item["confidence"] >= 0.95),
        ("language=en", lambda item: item["article"]["id"].startswith("art-")),
    ],
)
def test_a_filter_keeps_what_it_says_and_loses_nothing(client: TestClient, asked: str, holds: Callable[[dict], bool]):
    kept = get_all_items(client, f"/quotes?{asked}&limit=200")
    assert kept
    assert all(holds(item) for item in kept)
    rest = {item_id(item): item for item in get_all_items(client, "/quotes?limit=200")}
    for item in kept:
        del rest[item_id(item)]
    assert not any(_holds(holds, item) for item in rest.values())


def _holds(holds: Callable[[dict], bool], item: dict) -> bool:
    try:
        return holds(item)
    except (TypeError, AttributeError, IndexError):
        return False


def test_a_meeting_has_what_its_sides_said_in_its_article(client: TestClient):
    told = [
        meeting
        for meeting in get_all_items(client, "/meetings?limit=200")
        if any(side["speaker"] for side in meeting["participants"])
    ]
    assert told
    for meeting in told:
        sides = {side["speaker"] for side in meeting["participants"]}
        quotes = get_all_items(client, f"/quotes?meeting={meeting['id']}")
        assert quotes
        assert {item["speakers"][0]["id"] for item in quotes} <= sides
        assert {item["article"]["id"] for item in quotes} == {meeting["article"]["id"]}


ORDERS = {
    "published_on": lambda item: item["article"]["published_on"],
    "said_on": lambda item: item["said_on"] or item["article"]["published_on"],
    "confidence": lambda item: item["confidence"],
}


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_an_order_is_kept_over_all_pages(client: TestClient, name: str, sign: str):
    items = get_all_items(client, f"/quotes?sort={sign}{name}&limit=13")
    values = [ORDERS[name](item) for item in items]
    assert values == sorted(values, reverse=bool(sign))
    assert (
        len({item_id(item) for item in items}) == get_json(client, "/quotes?count=true&limit=1")["total"] == len(items)
    )


def test_the_most_relevant_quote_comes_first(client: TestClient):
    items = get_all_items(client, "/quotes?q=treaty&sort=relevance&limit=3")
    assert {item_id(item) for item in items} == {item_id(item) for item in get_all_items(client, "/quotes?q=treaty")}
    shares = [item["text"].lower().count("treaty") / len(item["text"].split()) for item in items]
    assert shares[0] == max(shares) or shares[0] > shares[-1]


def test_relevance_without_words_is_refused(client: TestClient):
    answer = client.get("/quotes?sort=relevance")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "sort"


def test_a_cursor_of_another_order_is_refused(client: TestClient):
    following = get_json(client, "/quotes?limit=1&sort=confidence")["next"]
    answer = client.get(following.replace("sort=confidence", "sort=published_on"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "cursor"


@pytest.mark.parametrize(
    ("name", "value"),
    [("outlet", ""), ("article", "none"), ("meeting", "none"), ("speaker_country", "QQ"), ("review", "x")],
)
def test_a_value_that_cannot_be_is_named(client: TestClient, name: str, value: str):
    answer = client.get(f"/quotes?{name}={value}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"].startswith(name)


def test_the_quotes_of_an_article_are_in_the_order_of_its_text(client: TestClient):
    for article in get_all_items(client, "/articles?limit=200"):
        path = f"/articles/{article['id']}/quotes?include=spans"
        items = get_all_items(client, f"{path}&limit=3")
        places = [(one["spans"]["content"][0]["start"], one["id"]) for one in items]
        assert [start for start, _ in places] == sorted(start for start, _ in places)
        by_id = get_all_items(client, f"/quotes?article={article['id']}&sort=position&include=spans&limit=200")
        assert by_id == items
        assert {one["id"] for one in get_all_items(client, f"{path}&sort=-confidence&limit=200")} == {
            one["id"] for one in items
        }


def test_there_is_no_position_without_an_article(client: TestClient):
    assert require_problem(client.get("/quotes?sort=position"))["errors"][0]["name"] == "sort"
