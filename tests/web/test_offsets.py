"""Offsets in units of UTF-16, as JavaScript counts, of everything that has spans."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_all_items, get_json
from tests.web.test_problems import require_problem

TEXT = (
    "🕊 Foreign Minister Ana Lim of Singapore met Foreign Minister Paul Roth of Germany in Berlin on Tuesday 🕊.\n\n"
    "“We agreed 🤝 on a hotline,” Ana Lim told reporters, “and on trade.”"
)


def in_javascript(text: str, span: dict[str, Any]) -> str:
    """`text.slice(start, end)`"""
    return text.encode("utf-16-le")[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")


def by_code_points(text: str, span: dict[str, Any]) -> str:
    return text[span["start"] : span["end"]]


def spans_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every span in an answer, in its order."""
    if isinstance(value, dict):
        if {"start", "end"} <= value.keys():
            yield value
        for one in value.values():
            yield from spans_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from spans_in(one)


@pytest.fixture
def told(desk: TestClient) -> TestClient:
    facts = {"title": "Talks", "url": "https://example.org/talks", "published_on": "2024-05-04"}
    for text in (TEXT, f"{TEXT}\n\nThe talks ended."):
        desk.post("/articles", json=facts | {"text": text}).raise_for_status()
    return desk


def urls(client: TestClient) -> list[str]:
    article = get_json(client, "/articles?published_since=2024-05-01")["items"][0]["id"]
    quote = get_json(client, f"/articles/{article}/quotes")["items"][0]["id"]
    found = [
        f"/articles/{article}/quotes?include=spans&include=selectors",
        f"/quotes?article={article}&include=spans",
        f"/quotes/{quote}?include=spans&include=selectors",
        f"/articles/{article}/versions/1?include=quotes",
        f"/articles/{article}/versions/2?include=quotes",
        f"/articles/{article}/changes?old=1&new=2",
        f"/meetings?article={article}",
    ]
    meetings = get_json(client, f"/meetings?article={article}")["items"]
    return found + [f"/meetings/{meeting['id']}" for meeting in meetings]


def test_every_span_can_be_counted_in_utf16(told: TestClient):
    text = f"{TEXT}\n\nThe talks ended."
    for url in urls(told):
        plain, counted = get_json(told, url), get_json(told, f"{url}{'&' if '?' in url else '?'}offsets=utf16")
        words = [by_code_points(text, span) for span in spans_in(plain)]
        assert words, url
        assert [in_javascript(text, span) for span in spans_in(counted)] == words, url
        assert [*spans_in(counted)] != [*spans_in(plain)], url
        assert get_json(told, f"{url}{'&' if '?' in url else '?'}offsets=code-points") == plain


def test_an_extraction_and_a_snippet_can_be_counted_in_utf16(told: TestClient):
    asked = {"text": TEXT}
    plain, counted = (told.post(f"/extract?offsets={how}", json=asked).json() for how in ("code-points", "utf16"))
    words = [by_code_points(TEXT, span) for span in spans_in(plain)]
    assert words
    assert [in_javascript(TEXT, span) for span in spans_in(counted)] == words
    (hit,) = get_json(told, "/search?q=hotline&kind=quotes&offsets=utf16")["quotes"]["items"]
    assert [in_javascript(hit["snippet"]["text"], mark) for mark in hit["snippet"]["marks"]] == ["hotline"]


def test_tables_and_lines_are_counted_alike(told: TestClient):
    url = urls(told)[1]
    (item,) = get_json(told, f"{url}&offsets=utf16")["items"]
    (row,) = csv.DictReader(StringIO(told.get(f"{url}&offsets=utf16&format=csv").content.decode("utf-8-sig")))
    assert row["spans_content_start"] == ";".join(str(span["start"]) for span in item["spans"]["content"])
    assert told.get(f"{url}&offsets=utf16&format=ndjson").json() == item


def test_most_texts_count_alike(client: TestClient):
    url = "/quotes?include=spans&limit=200"
    assert get_all_items(client, f"{url}&offsets=utf16") == get_all_items(client, url)


@pytest.mark.parametrize("form", ["jsonld", "atom"])
def test_linked_data_counts_code_points(client: TestClient, form: str):
    assert require_problem(client.get(f"/quotes?offsets=utf16&format={form}"))["errors"][0]["name"] == "offsets"
