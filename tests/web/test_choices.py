"""What a list takes beside its filters: what it is not to hold, days counted back from today, fields, facets."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from app.schemas.articles import ArticleItem
from app.schemas.quotes import QuoteFilters, QuoteItem
from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_all_items, get_json, item_id
from tests.web.test_problems import require_problem

EXCLUDED = [
    ("speaker", "seun-sam", lambda item: "seun-sam" in [one["id"] for one in item["speakers"]]),
    ("speaker_country", "KH", lambda item: "KH" in [one["country"] for one in item["speakers"]]),
    ("topic", "human-rights", lambda item: "human-rights" in item["topics"]),
    ("country", "US", lambda item: "US" in item["countries"]),
    ("medium", "post", lambda item: item["medium"] == "post"),
    ("kind", "indirect", lambda item: item["kind"] == "indirect"),
    ("review", "machine", lambda item: item["review"] == "machine"),
]


@pytest.mark.parametrize(("name", "value", "is_so"), EXCLUDED)
def test_what_is_excluded_is_all_that_the_filter_would_find(client: TestClient, name: str, value: str, is_so):
    everything = get_all_items(client, "/quotes?limit=200")
    found = get_all_items(client, f"/quotes?limit=200&{name}={value}")
    left = get_all_items(client, f"/quotes?limit=200&not_{name}={value}")
    assert any(is_so(item) for item in everything)
    assert found == [item for item in everything if is_so(item)]
    assert left == [item for item in everything if not is_so(item)]
    assert get_json(client, f"/quotes?limit=1&count=true&not_{name}={value}")["total"] == len(left)


@pytest.mark.parametrize("name", ["outlet", "language", "article"])
def test_what_an_article_is_can_be_excluded_too(client: TestClient, name: str):
    (article,) = get_json(client, "/articles?limit=1")["items"]
    value = article["id" if name == "article" else name]
    everything = {item_id(item) for item in get_all_items(client, "/quotes?limit=200")}
    found = {item_id(item) for item in get_all_items(client, f"/quotes?limit=200&{name}={value}")}
    assert found
    assert {
        item_id(item) for item in get_all_items(client, f"/quotes?limit=200&not_{name}={value}")
    } == everything - found


@pytest.mark.parametrize(
    "filtered", ["speaker=seun-sam", "topic=human-rights", "country=US", "outlet=Chancery Seed Desk"]
)
def test_articles_can_be_excluded_by_the_same_names(client: TestClient, filtered: str):
    everything = {item_id(item) for item in get_all_items(client, "/articles?limit=200")}
    found = {item_id(item) for item in get_all_items(client, f"/articles?limit=200&{filtered}")}
    left = {item_id(item) for item in get_all_items(client, f"/articles?limit=200&not_{filtered}")}
    assert found
    assert left == everything - found


def test_every_exclusion_has_a_filter_of_its_name():
    for name in QuoteFilters.model_fields:
        assert name.removeprefix("not_") in QuoteFilters.model_fields


@pytest.mark.parametrize(
    "filtered",
    [
        "/quotes?speaker=Nobody+Known",
        "/quotes?topic=women-in-diplomacy",
        "/quotes?country=TV",
        "/quotes?outlet=The+Herald",
        "/quotes?language=fr",
        "/quotes?article=art-aaaaaaaaaaaa",
        "/quotes?meeting=mee-aaaaaaaaaaaa",
        "/quotes?speaker=Nobody+Known&q=the&facets=topic&sort=-confidence",
        "/articles?speaker=Nobody+Known&facets=year",
        "/articles?outlet=The+Herald",
        "/meetings?participant=Nobody+Known",
        "/meetings?article=art-aaaaaaaaaaaa",
        "/speakers?name=Nobody+Known",
        "/speakers?article=art-aaaaaaaaaaaa",
        "/sayings?quote=quo-aaaaaaaaaaaa",
        "/sayings?speaker=Nobody+Known",
    ],
)
def test_a_value_that_nothing_here_has_is_an_empty_list(client: TestClient, filtered: str):
    assert get_json(client, filtered)["items"] == []


@pytest.mark.parametrize(
    ("filtered", "name"),
    [
        ("/quotes?country=QQ", "country"),
        ("/quotes?not_country=QQ", "not_country"),
        ("/quotes?topic=no-topic", "topic"),
        ("/quotes?not_topic=no-topic", "not_topic"),
        ("/quotes?speaker_country=QQ", "speaker_country"),
        ("/quotes?article=nothing", "article"),
        ("/quotes?outlet=" + "x" * 201, "outlet"),
        ("/articles?not_country=QQ", "not_country"),
        ("/articles?not_topic=no-topic", "not_topic"),
        ("/sayings?quote=nothing", "quote"),
    ],
)
def test_a_value_that_cannot_be_is_refused(client: TestClient, filtered: str, name: str):
    assert require_problem(client.get(filtered))["errors"][0]["name"].startswith(name)


def ago(**time: int) -> str:
    return (datetime.now(UTC).date() - timedelta(**time)).isoformat()


def test_days_can_be_counted_back_from_today(printing: ArticlePrinter, printed: TestClient):
    for days, words in ((3, "We agree on a hotline"), (20, "We do not agree on it"), (400, "Nobody has agreed")):
        printing(ago(days=days), ("Ana Lim", words))

    def found(asked: str) -> list[str]:
        return [item["article"]["published_on"] for item in get_all_items(printed, f"/quotes?{asked}")]

    assert found("published_since=7d") == [ago(days=3)]
    assert found("published_since=3d") == [ago(days=3)]
    assert found("published_since=2d") == []
    assert found("published_since=2w&published_until=1w") == []
    assert found("published_since=3w&published_until=1w") == [ago(days=20)]
    assert found("published_since=6m") == [ago(days=3), ago(days=20)]
    assert found("published_until=1y") == [ago(days=400)]
    assert len(found("published_since=2y")) == len(found("published_since=9999y")) == 3
    assert len(get_json(printed, "/articles?published_since=30d")["items"]) == 2
    assert [
        step["quotes"] for step in get_json(printed, "/quotes/timeline?interval=year&published_until=1y")["items"]
    ] == [1]


@pytest.mark.parametrize("day", ["30", "d", "-3d", "3h", "30 d", "12345d", "2024-2-1", "yesterday"])
def test_a_day_that_is_none_is_refused(client: TestClient, day: str):
    assert (
        require_problem(client.get("/quotes", params={"published_since": day}))["errors"][0]["name"]
        == "published_since"
    )


def test_a_day_counted_back_over_the_end_of_a_month_is_one(monkeypatch: pytest.MonkeyPatch):
    class Today(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2024, 3, 31, tzinfo=tz)

    monkeypatch.setattr("app.schemas.common.datetime", Today)

    def since(value: str) -> date | None:
        return QuoteFilters.model_validate({"published_since": value}).published_since

    assert since("1m") == date(2024, 2, 29)
    assert since("13m") == date(2023, 2, 28)
    assert since("1y") == date(2023, 3, 31)
    assert since("0d") == date(2024, 3, 31)


def test_fields_cut_items_down(client: TestClient):
    whole = get_json(client, "/quotes?limit=5")["items"]
    cut = get_json(client, "/quotes?limit=5&fields=id,text&fields=speakers")
    assert cut["items"] == [{name: item[name] for name in ("id", "text", "speakers")} for item in whole]
    assert cut["next"]
    lines = client.get("/quotes?fields=id&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": item["id"]} for item in get_all_items(client, "/quotes?limit=200")
    ]
    (row, *_) = csv.DictReader(StringIO(client.get("/quotes?fields=speakers,id&format=csv").text.lstrip("\ufeff")))
    assert [*row][:5] == ["id", "speakers_id", "speakers_name", "speakers_kind", "speakers_country"]
    assert all(name.startswith("speakers_role_") for name in [*row][5:])


def test_a_field_that_is_shown_on_request_is_asked_for_by_its_name(client: TestClient):
    (item,) = get_json(client, "/quotes?limit=1&fields=spans")["items"]
    assert list(item) == ["spans"]
    (article,) = get_json(client, "/articles?limit=1&fields=text")["items"]
    assert list(article) == ["text"]


@pytest.mark.parametrize(
    ("path", "known"), [("/quotes", QuoteItem), ("/articles", ArticleItem), ("/topics", None), ("/changes", None)]
)
def test_an_unknown_field_is_refused_with_those_that_there_are(client: TestClient, path: str, known):
    fault = require_problem(client.get(f"{path}?fields=id,nothing"))["errors"][0]
    assert fault["name"] == "fields"
    assert known is None or all(name in json.dumps(fault) for name in known.model_fields)


@pytest.mark.parametrize("form", ["atom", "jsonld"])
def test_a_feed_has_no_fields(client: TestClient, form: str):
    assert require_problem(client.get(f"/quotes?fields=id&format={form}"))["errors"][0]["name"] == "fields"


def test_a_facet_has_as_many_values_as_are_asked_for(client: TestClient):
    everybody = get_json(client, "/quotes?facets=speaker&facet_limit=500&limit=1")["facets"]["speaker"]
    assert len(everybody) > 20
    assert get_json(client, "/quotes?facets=speaker&limit=1")["facets"]["speaker"] == [
        value | {"url": value["url"].replace("&facet_limit=500", "")} for value in everybody[:20]
    ]
    assert len(get_json(client, "/quotes?facets=speaker&facet_limit=3&limit=1")["facets"]["speaker"]) == 3
    assert len(get_json(client, "/articles?facets=country&facet_limit=1")["facets"]["country"]) == 1
    assert require_problem(client.get("/quotes?facets=speaker&facet_limit=501"))["errors"][0]["name"] == "facet_limit"
