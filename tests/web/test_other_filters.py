"""Filters and orders of the lists beside the quotes, over the seed articles."""

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_all_items, get_json, item_id


def ids(client: TestClient, url: str) -> set[str]:
    return {item_id(item) for item in get_all_items(client, f"{url}{'&' if '?' in url else '?'}limit=200")}


@pytest.mark.parametrize(
    "asked",
    [
        "speaker=seun-sam",
        "speaker_country=KH",
        "role=researcher",
        "role=researcher&speaker_country=KH",
        "organisation=royal",
    ],
)
def test_articles_are_found_by_who_is_quoted_in_them(client: TestClient, asked: str):
    quoting = {item["article"]["id"] for item in get_all_items(client, f"/quotes?{asked}&limit=200")}
    assert ids(client, f"/articles?{asked}") == quoting
    assert quoting


def test_filters_of_a_speaker_hold_for_one_and_the_same_quote(client: TestClient):
    titles = {
        speaker["id"]: speaker["role"]
        for item in get_all_items(client, "/quotes?limit=200&role=minister")
        for speaker in item["speakers"]
    }
    assert "seun-sam" not in titles
    assert ids(client, "/articles?speaker=seun-sam")
    assert not ids(client, "/articles?speaker=seun-sam&role=minister")


def test_articles_are_sorted(client: TestClient):
    newest = [item["published_on"] for item in get_all_items(client, "/articles?limit=4")]
    oldest = [item["published_on"] for item in get_all_items(client, "/articles?limit=4&sort=published_on")]
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(newest)
    relevant = get_all_items(client, "/articles?q=%22treaty%22&sort=relevance&limit=2&include=text")
    assert {item_id(item) for item in relevant} == ids(client, "/articles?q=%22treaty%22")
    shares = [item["text"].lower().count("treaty") / len(item["text"].split()) for item in relevant]
    assert shares[0] > shares[-1]


def test_relevance_without_words_is_refused(client: TestClient):
    answer = client.get("/articles?sort=relevance")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "sort"


@pytest.mark.parametrize(
    "asked", ["topic=human-rights", "organisation=royal", "role=researcher", "outlet=Chancery%20Seed%20Desk"]
)
def test_speakers_are_found_by_what_they_said(client: TestClient, asked: str):
    said = {item["speakers"][0]["id"] for item in get_all_items(client, f"/quotes?{asked}&has_speaker=true&limit=200")}
    assert ids(client, f"/speakers?{asked}") == said
    assert said


def test_speakers_of_an_article_and_of_some_days(client: TestClient):
    article = get_json(client, "/quotes?speaker=seun-sam&limit=1")["items"][0]["article"]
    under = {
        item["speakers"][0]["id"]
        for item in get_all_items(client, f"/articles/{article['id']}/quotes?has_speaker=true")
    }
    assert ids(client, f"/speakers?article={article['id']}") == under
    day = article["published_on"]
    assert "seun-sam" in ids(client, f"/speakers?published_since={day}&published_until={day}")
    assert "seun-sam" not in ids(client, "/speakers?published_until=2000-01-01")


def test_who_has_most_quotes_comes_first(client: TestClient):
    counts = [item["quotes"] for item in get_all_items(client, "/speakers?sort=-quotes&limit=7")]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == get_json(client, "/speakers?count=true&limit=1")["total"]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("participant=hun-manet", lambda item: "Hun Manet" in {side["name"] for side in item["participants"]}),
        ("participant_country=KH", lambda item: "KH" in {side["country"] for side in item["participants"]}),
        ("speaker=hun-manet", lambda item: "hun-manet" in {side["speaker"] for side in item["participants"]}),
        ("country=US", lambda item: item["country"] == "US"),
        ("place=PHNOM", lambda item: "Phnom" in (item["place"] or "")),
        ("published_until=1990-01-01", lambda item: item["article"]["published_on"] <= "1990-01-01"),
        ("outlet=Chancery%20Seed%20Desk", lambda item: item["article"]["outlet"] == "Chancery Seed Desk"),
    ],
)
def test_a_filter_of_meetings_keeps_what_it_says_and_loses_nothing(client: TestClient, asked: str, holds):
    kept = ids(client, f"/meetings?{asked}")
    assert kept == {item_id(item) for item in get_all_items(client, "/meetings?limit=200") if holds(item)}
    assert kept


@pytest.mark.parametrize("asked", ["topic=diplomacy", "q=communiqué", "language=en"])
def test_meetings_are_found_by_their_articles(client: TestClient, asked: str):
    articles = ids(client, f"/articles?{asked}")
    kept = get_all_items(client, f"/meetings?{asked}&limit=200")
    assert kept == [item for item in get_all_items(client, "/meetings?limit=200") if item["article"]["id"] in articles]
    assert kept


def test_countries_are_found_by_name_and_by_what_is_said_of_them(client: TestClient):
    assert ids(client, "/countries?q=united%20states") == {"US"}
    assert ids(client, "/countries?q=camb*") == {"KH"}
    about = {
        code
        for item in get_all_items(client, "/quotes?speaker=seun-sam&topic=human-rights")
        for code in item["countries"]
    }
    assert ids(client, "/countries?speaker=seun-sam&topic=human-rights") == about
    article = get_json(client, "/quotes?speaker=seun-sam&limit=1")["items"][0]["article"]["id"]
    assert about <= ids(client, f"/countries?article={article}")


def test_topics_are_found_by_who_has_spoken_on_them(client: TestClient):
    spoken = {item["slug"] for item in get_json(client, "/speakers/seun-sam/topics")["items"]}
    broader = {topic["broader"] for topic in get_all_items(client, "/topics?limit=200") if topic["slug"] in spoken} - {
        None
    }
    assert ids(client, "/topics?speaker=seun-sam") == spoken | broader
    on_vietnam = {
        slug for item in get_all_items(client, "/quotes?speaker=seun-sam&country=VN") for slug in item["topics"]
    }
    assert on_vietnam <= ids(client, "/topics?speaker=seun-sam&country=VN") <= spoken | broader


def test_positions_are_told_in_the_order_in_which_they_were_taken(client: TestClient):
    items = get_all_items(client, "/speakers/nelson-mandela/positions?topic=sanctions&limit=1")
    days = [item["said_on"] or item["article"]["published_on"] for item in items]
    assert days == sorted(days)
    quotes = ids(client, "/speakers/nelson-mandela/quotes?topic=sanctions")
    assert {item_id(item) for item in items} == quotes
    assert quotes


def test_positions_need_a_topic_and_a_speaker(client: TestClient):
    answer = client.get("/speakers/seun-sam/positions")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "topic"
    assert client.get("/speakers/nobody/positions?topic=diplomacy").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "/meetings?topic=none",
        "/meetings?participant_country=QQ",
        "/articles?speaker_country=QQ",
        "/speakers?topic=none",
        "/speakers?article=none",
        "/topics?country=QQ",
    ],
)
def test_a_value_that_cannot_be_is_named(client: TestClient, asked: str):
    answer = client.get(asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"].split(".")[0] == asked.split("?")[1].split("=")[0]
