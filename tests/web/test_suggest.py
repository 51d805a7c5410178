"""/suggest: names and topics as one types."""

import pytest
from fastapi.testclient import TestClient

from tests.web.test_lists import get_json
from tests.web.test_problems import require_problem


def labels(client: TestClient, q: str, **more: object) -> list[str]:
    answer = client.get("/suggest", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return [item["label"] for item in answer.json()["items"]]


def test_a_suggestion_says_all_that_a_list_shows(crowd: TestClient):
    assert get_json(crowd, "/suggest?q=quai")["items"] == [
        {
            "kind": "speaker",
            "id": "ministry-of-foreign-affairs",
            "label": "Ministry of Foreign Affairs",
            "matched": "Quai d’Orsay",
            "country": "FR",
            "quotes": 4,
            "url": "/speakers/ministry-of-foreign-affairs",
        }
    ]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("emi", "Émile Gauthier"),
        ("EMILE GAU", "Émile Gauthier"),
        ("gau émi", "Émile Gauthier"),
        ("lukasz", "Łukasz Wiśniewski"),
        ("wisn", "Łukasz Wiśniewski"),
        ("орл", "Владимир Орлов"),
        ("orlov", "Владимир Орлов"),
        ("ghali", "Boutros Boutros-Ghali"),
        ("boutros-gh", "Boutros Boutros-Ghali"),
    ],
)
def test_any_word_of_a_name_is_found_by_its_beginning(crowd: TestClient, q: str, found: str):
    assert labels(crowd, q)[0] == found


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("gautier", "Émile Gauthier"),
        ("guathier", "Émile Gauthier"),
        ("wishniewski", "Łukasz Wiśniewski"),
        ("wsniewksi", "Łukasz Wiśniewski"),
        ("emil guathi", "Émile Gauthier"),
        ("boutrus", "Boutros Boutros-Ghali"),
    ],
)
def test_small_typing_errors_are_forgiven(crowd: TestClient, q: str, found: str):
    assert found in labels(crowd, q)


@pytest.mark.parametrize("q", ["gxu", "gatuheir x", "xuathxer", "wxsnxewxki"])
def test_great_ones_are_not(crowd: TestClient, q: str):
    assert labels(crowd, q, kind="speaker") == []


def test_topics_are_suggested_among_names(client: TestClient):
    item = get_json(client, "/suggest?q=human%20rig")["items"][0]
    assert (item["kind"], item["id"], item["url"]) == ("topic", "human-rights", "/topics/human-rights")
    assert item["quotes"] == get_json(client, "/topics/human-rights")["quotes"]
    assert "Human rights" in labels(client, "humna rights")


def test_what_was_typed_right_comes_before_what_was_not_and_then_who_says_most(crowd: TestClient):
    assert labels(crowd, "michael") == ["Michael Brandt", "Michaela Brandl", "Michael Brandt"]
    assert labels(crowd, "brandl")[0] == "Michaela Brandl"
    assert labels(crowd, "brandl")[1] == "Michael Brandt"


def test_namesakes_are_told_apart(crowd: TestClient):
    items = get_json(crowd, "/suggest?q=michael%20brandt")["items"]
    assert [(item["label"], item["country"], item["quotes"]) for item in items[:2]] == [
        ("Michael Brandt", "DE", 3),
        ("Michael Brandt", "AT", 1),
    ]


def test_every_count_is_that_of_the_speaker(client: TestClient):
    for letter in "aeskm":
        for item in get_json(client, f"/suggest?q={letter}&kind=speaker&limit=50")["items"]:
            assert get_json(client, item["url"])["quotes"] == item["quotes"]


def test_only_the_kinds_asked_for_and_no_more_than_the_limit(client: TestClient):
    assert {item["kind"] for item in get_json(client, "/suggest?q=p&kind=topic&limit=50")["items"]} == {"topic"}
    assert len(get_json(client, "/suggest?q=p&limit=2")["items"]) == 2


@pytest.mark.parametrize(
    "q", ["-", "%25", "_", "'", "🙂", "a" * 200, " ".join("abcdefghijklmnopqrstuvwxyz"), "ab\ud7ff"]
)
def test_whatever_is_typed_is_answered(crowd: TestClient, q: str):
    assert isinstance(labels(crowd, q), list)


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "q"), ("q=", "q"), ("q=a&kind=x", "kind"), ("q=a&limit=0", "limit"), ("q=a&bogus=1", "bogus")],
)
def test_a_bad_parameter_is_named(crowd: TestClient, query: str, name: str):
    assert require_problem(crowd.get(f"/suggest?{query}"))["errors"][0]["name"] == name
