"""What is between two countries."""

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_all_items, get_json, item_id


def concerns(code: str, quote: dict) -> bool:
    return code in quote["countries"] or code in [speaker["country"] for speaker in quote["speakers"]]


@pytest.mark.parametrize(("one", "other"), [("KH", "US"), ("US", "SUHH"), ("GB", "US"), ("FR", "UA")])
def test_every_number_is_the_length_of_the_list_behind_it(client: TestClient, one: str, other: str):
    relation = get_json(client, f"/countries/{one}/relations/{other}")
    for counts in [relation["totals"], *relation["months"]]:
        for kind in ("quotes", "meetings", "articles"):
            assert counts[kind]["url"].startswith(f"/{kind}?between={','.join(sorted((one, other)))}")
            assert get_json(client, f"{counts[kind]['url']}&count=true&limit=1")["total"] == counts[kind]["count"]
    for kind in ("quotes", "meetings", "articles"):
        assert sum(month[kind]["count"] for month in relation["months"]) == relation["totals"][kind]["count"]
    starts = [month["start_on"] for month in relation["months"]]
    assert starts == sorted(set(starts))
    assert starts


def test_a_quote_concerns_the_countries_it_is_about_and_that_of_its_speaker(client: TestClient):
    between = {item_id(item) for item in get_all_items(client, "/quotes?between=KH,US&limit=200")}
    assert between == {
        item_id(item)
        for item in get_all_items(client, "/quotes?limit=200")
        if concerns("KH", item) and concerns("US", item)
    }


def test_an_article_mentions_both_and_a_meeting_has_a_side_of_each(client: TestClient):
    assert {item_id(item) for item in get_all_items(client, "/articles?between=US,SUHH")} == {
        item_id(item) for item in get_all_items(client, "/articles") if {"US", "SUHH"} <= set(item["countries"])
    }
    meetings = get_all_items(client, "/meetings?limit=200")
    assert {item_id(item) for item in get_all_items(client, "/meetings?between=KH,US")} == {
        item_id(item) for item in meetings if {"KH", "US"} <= {side["country"] for side in item["participants"]}
    }


def test_it_is_the_same_from_both_sides(client: TestClient):
    assert get_json(client, "/countries/KH/relations/US") == get_json(client, "/countries/us/relations/kh")
    assert get_all_items(client, "/quotes?between=KH,US") == get_all_items(client, "/quotes?between=us,kh")


def test_countries_that_have_nothing_to_do_with_each_other_have_no_months(client: TestClient):
    relation = get_json(client, "/countries/NR/relations/TV")
    assert relation["months"] == []
    assert relation["totals"]["quotes"]["count"] == 0


def test_a_country_that_there_is_not_is_not_found(client: TestClient):
    for path in ("/countries/KH/relations/QQ", "/countries/QQ/relations/KH", "/countries/QQ/relations/QQ"):
        assert client.get(path).status_code == 404


def test_a_country_with_itself_is_no_relation(client: TestClient):
    answer = client.get("/countries/KH/relations/kh")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "path"
    assert "not KH twice" in answer.json()["detail"]


@pytest.mark.parametrize("pair", ["KH", "KH,KH", "KH,QQ", "KH,US,VN", "KH;US"])
def test_what_is_no_pair_of_countries_is_refused(client: TestClient, pair: str):
    for path in ("/quotes", "/articles", "/meetings"):
        answer = client.get(path, params={"between": pair})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"] == "between"
