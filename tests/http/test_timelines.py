"""How often, over time."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient

from tests.http.test_lists import every, get


@pytest.mark.parametrize(("interval", "length", "rest"), [("year", 4, "-01-01"), ("month", 7, "-01"), ("day", 10, "")])
def test_a_timeline_counts_every_quote_once(client: TestClient, interval: str, length: int, rest: str):
    asked = "topic=diplomacy&kind=direct"
    counted = Counter(item["article"]["published_on"][:length] + rest for item in every(client, f"/quotes?{asked}"))
    steps = get(client, f"/quotes/timeline?{asked}&interval={interval}")["items"]
    assert [(step["start_on"], step["quotes"]) for step in steps] == sorted(counted.items())


def test_a_timeline_takes_no_page(client: TestClient):
    assert client.get("/quotes/timeline?limit=3").status_code == 422


def test_the_topics_of_a_speaker_are_counted_and_dated(client: TestClient):
    quotes = every(client, "/speakers/daniel-kritenbrink/quotes")
    counted = Counter(topic for quote in quotes for topic in quote["topics"])
    items = get(client, "/speakers/daniel-kritenbrink/topics")["items"]
    assert {item["slug"]: item["quotes"] for item in items} == counted
    assert [item["quotes"] for item in items] == sorted(counted.values(), reverse=True)
    days = sorted(quote["article"]["published_on"] for quote in quotes)
    assert all(days[0] <= item["first_on"] <= item["last_on"] <= days[-1] for item in items)


def test_nobody_has_spoken_on_nothing(client: TestClient):
    assert client.get("/speakers/nobody-here/topics").status_code == 404
