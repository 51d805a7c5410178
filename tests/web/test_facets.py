"""Facets: every number is the length of the list behind its URL."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.schemas.facets import ArticleFacet, MeetingFacet, QuoteFacet
from tests.web.test_lists import get_all_items, get_json

LISTS = {
    "/quotes": QuoteFacet,
    "/quotes?topic=diplomacy": QuoteFacet,
    "/quotes?speaker=seun-sam&kind=direct&country=KH": QuoteFacet,
    "/quotes?speaker=seun-sam&speaker=em-sovannara": QuoteFacet,
    "/quotes?q=treaty&published_since=1987-12-09&sort=relevance": QuoteFacet,
    "/speakers/seun-sam/quotes": QuoteFacet,
    "/speakers/seun-sam/positions?topic=democracy": QuoteFacet,
    "/topics/human-rights/quotes": QuoteFacet,
    "/articles": ArticleFacet,
    "/articles?speaker=seun-sam&role=researcher": ArticleFacet,
    "/articles?topic=diplomacy&published_until=1987-12-09&q=treaty": ArticleFacet,
    "/meetings": MeetingFacet,
    "/meetings?participant=hun-manet&since=2000-01-01": MeetingFacet,
}


def facets_of(client: TestClient, url: str, names: type | str) -> dict[str, list[dict]]:
    names = names if isinstance(names, str) else ",".join(names)
    return get_json(client, f"{url}{'&' if '?' in url else '?'}limit=1&facets={names}")["facets"]


@pytest.mark.parametrize("url", LISTS)
def test_a_value_counts_what_its_url_lists(client: TestClient, url: str):
    facets = facets_of(client, url, LISTS[url])
    assert list(facets) == list(LISTS[url])
    for values in facets.values():
        for value in values[:6]:
            assert get_json(client, f"{value['url']}&count=true")["total"] == value["count"] > 0, value


@pytest.mark.parametrize("url", ["/quotes", "/articles", "/meetings"])
def test_the_most_frequent_values_come_first_and_ties_in_the_order_of_values(client: TestClient, url: str):
    for values in facets_of(client, url, LISTS[url]).values():
        assert values
        assert len(values) <= 20
        order = [(-value["count"], value["value"]) for value in values]
        assert order == sorted(order)


def test_values_come_with_labels(client: TestClient):
    facets = facets_of(client, "/speakers/seun-sam/quotes", "speaker,country,topic,year")
    labels = {value["value"]: value["label"] for values in facets.values() for value in values}
    assert labels["seun-sam"] == "Seun Sam"
    assert labels["KH"] == "Cambodia"
    assert labels["human-rights"] == "Human rights"
    assert labels["2024"] == "2024"


def test_a_facet_shows_the_other_choices_beside_the_one_made(client: TestClient):
    chosen = facets_of(client, "/quotes?kind=direct", "kind,speaker")
    free = facets_of(client, "/quotes", "kind")
    assert [(value["value"], value["count"]) for value in chosen["kind"]] == [
        (value["value"], value["count"]) for value in free["kind"]
    ]
    direct = [
        item["speakers"][0]["id"] for item in get_all_items(client, "/quotes?kind=direct&has_speaker=true&limit=200")
    ]
    assert {value["value"]: value["count"] for value in chosen["speaker"]}.items() <= {
        one: direct.count(one) for one in direct
    }.items()


def test_a_topic_counts_its_narrower_ones_and_a_quote_once(client: TestClient):
    topics = {topic["slug"]: topic["quotes"] for topic in get_all_items(client, "/topics?limit=200")}
    counted = facets_of(client, "/quotes", "topic")["topic"]
    assert {value["value"]: value["count"] for value in counted}.items() <= topics.items()
    assert len(counted) == 20
    assert counted[-1]["count"] >= sorted(topics.values(), reverse=True)[20]


def test_a_year_is_cut_to_the_days_asked_for(client: TestClient):
    asked = "published_since=1987-12-08&published_until=1991-06-30"
    years = facets_of(client, f"/quotes?{asked}", "year")["year"]
    assert {value["value"] for value in years} == {
        item["article"]["published_on"][:4] for item in get_all_items(client, f"/quotes?{asked}&limit=200")
    }
    assert sum(value["count"] for value in years) == len(get_all_items(client, f"/quotes?{asked}&limit=200"))
    for value in years:
        assert "1987-12-08" <= value["url"].split("published_since=")[1][:10] <= "1991-06-30"


def test_several_facets_are_asked_for_with_commas_or_by_repeating(client: TestClient):
    joined, repeated = (get_json(client, f"/quotes?limit=1&facets=kind{between}year") for between in (",", "&facets="))
    assert joined["facets"].keys() == repeated["facets"].keys() == {"kind", "year"}
    assert "facets" not in get_json(client, "/quotes?limit=1")


def test_the_next_page_does_not_count_again(client: TestClient):
    following = get_json(client, "/quotes?limit=1&facets=kind")["next"]
    assert "facets" not in following
    assert "facets" not in get_json(client, following)


def test_a_value_leads_to_the_first_page(client: TestClient):
    following = get_json(client, "/quotes?limit=1")["next"]
    assert all("cursor" not in value["url"] for value in facets_of(client, following, "kind")["kind"])


def test_an_unknown_facet_is_named_with_those_that_there_are(client: TestClient):
    for path, names in (("/quotes", QuoteFacet), ("/articles", ArticleFacet), ("/meetings", MeetingFacet)):
        answer = client.get(f"{path}?facets=year,colour")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"] == "facets"
        assert answer.json()["errors"][0]["allowed"] == list(names)


@pytest.mark.parametrize("form", ["csv", "ndjson", "atom", "jsonld"])
def test_facets_come_with_a_page_of_json_alone(client: TestClient, form: str):
    answer = client.get(f"/quotes?facets=kind&format={form}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "facets"
    assert form in answer.json()["detail"]


def test_a_facet_is_one_statement_whatever_it_counts(seeded, statements: list[str]):
    with TestClient(create_app(seeded)) as client:
        used: dict[str, set[int]] = {}
        for path, names in (("/quotes", QuoteFacet), ("/articles", ArticleFacet), ("/meetings", MeetingFacet)):
            for limit in (1, 100):
                for facet in ("", f"&facets={','.join(names)}"):
                    statements.clear()
                    get_json(client, f"{path}?limit={limit}{facet}")
                    used.setdefault(path, set()).add(len(statements) - (len(names) if facet else 0))
    assert used == {"/quotes": {1}, "/articles": {5}, "/meetings": {2}}


def test_a_year_is_whole_where_no_days_are_asked_for(client: TestClient):
    for value in facets_of(client, "/quotes", "year")["year"]:
        year = int(value["value"])
        assert f"published_since={date(year, 1, 1)}&published_until={date(year, 12, 31)}" in value["url"]


def test_the_list_that_a_value_leads_to_is_as_long_as_any(client: TestClient):
    """One counts with `limit=1`, and wants to see more than one then."""
    (value, *_) = get_json(client, "/quotes?limit=1&facets=kind&topic=human-rights")["facets"]["kind"]
    assert "limit" not in value["url"]
    assert len(get_json(client, value["url"])["items"]) == min(value["count"], 50)
