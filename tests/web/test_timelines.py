"""How often, over time."""

from collections import Counter

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_all_items, get_json
from tests.web.test_problems import require_problem


@pytest.mark.parametrize(("interval", "length", "rest"), [("year", 4, "-01-01"), ("month", 7, "-01"), ("day", 10, "")])
def test_a_timeline_counts_every_quote_once(client: TestClient, interval: str, length: int, rest: str):
    asked = "topic=diplomacy&kind=direct"
    counted = Counter(
        item["article"]["published_on"][:length] + rest for item in get_all_items(client, f"/quotes?{asked}")
    )
    steps = get_json(client, f"/quotes/timeline?{asked}&interval={interval}")["items"]
    assert [(step["start_on"], step["quotes"]) for step in steps] == sorted(counted.items())


def test_a_timeline_fills_what_is_empty(client: TestClient):
    asked = "/quotes/timeline?published_since=2015-11-20&published_until=2016-08-02"
    steps = get_json(client, asked)["items"]
    filled = get_json(client, f"{asked}&fill=true")["items"]
    assert [step for step in filled if step["quotes"]] == steps
    months = [(2015, 11), (2015, 12), *((2016, month) for month in range(1, 9))]
    assert [step["start_on"] for step in filled] == [f"{year}-{month:02}-01" for year, month in months]
    years = get_json(client, "/quotes/timeline?interval=year&fill=true&speaker=seun-sam&published_since=2020-05-05")[
        "items"
    ]
    assert [step["start_on"][:4] for step in years] == ["2020", "2021", "2022", "2023", "2024"]
    days = get_json(
        client, "/quotes/timeline?interval=day&fill=true&published_since=2024-02-28&published_until=2024-03-01"
    )
    assert [step["start_on"] for step in days["items"]] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert get_json(client, "/quotes/timeline?fill=true&speaker=Nobody")["items"] == []
    assert get_json(
        client, "/quotes/timeline?fill=true&interval=year&published_since=9998-01-01&published_until=9999-12-31"
    )


def test_a_timeline_is_not_filled_without_end(client: TestClient):
    answer = client.get("/quotes/timeline?fill=true&interval=day&published_since=0001-01-01&published_until=9999-12-31")
    assert require_problem(answer)["errors"][0]["name"] == "fill"


def test_a_timeline_comes_as_a_table(client: TestClient):
    asked = "/quotes/timeline?interval=year&fill=true"
    answer = client.get(f"{asked}&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (header, *rows) = answer.content.decode("utf-8-sig").splitlines()
    assert header == "start_on,quotes"
    assert rows == [f"{step['start_on']},{step['quotes']}" for step in get_json(client, asked)["items"]]


def test_a_timeline_takes_no_page(client: TestClient):
    assert client.get("/quotes/timeline?limit=3").status_code == 422


def test_the_topics_of_a_speaker_are_counted_and_dated(client: TestClient):
    quotes = get_all_items(client, "/speakers/daniel-kritenbrink/quotes")
    counted = Counter(topic for quote in quotes for topic in quote["topics"])
    items = get_json(client, "/speakers/daniel-kritenbrink/topics")["items"]
    assert {item["slug"]: item["quotes"] for item in items} == counted
    assert [item["quotes"] for item in items] == sorted(counted.values(), reverse=True)
    days = sorted(quote["article"]["published_on"] for quote in quotes)
    assert all(days[0] <= item["first_on"] <= item["last_on"] <= days[-1] for item in items)


def test_nobody_has_spoken_on_nothing(client: TestClient):
    assert client.get("/speakers/nobody-here/topics").status_code == 404
