"""Copies: the same story in several articles, shown at each of them, and counted once where sayings are."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_all_items, get_json

LAND = "We will not give up our land"
# Enough that is said alike in all copies for them to be told from what merely quotes the same words.
STORY = [
    ("Boris Orlov", f"On point number {number} of the long list of {word} we have agreed to meet again in {city}")
    for number, (word, city) in enumerate(
        [("borders", "Geneva"), ("rivers", "Vienna"), ("prisoners", "Oslo"), ("trade", "Rome"), ("visas", "Bern")]
    )
]


@pytest.fixture
def copies(printing: ArticlePrinter, printed: TestClient) -> dict[str, dict]:
    """A story in three outlets, the last of which adds a sentence, and another article that quotes it."""
    printing("2024-02-01", ("Ana Lim", LAND), *STORY)
    printing("2024-02-02", ("Ana Lim", LAND), *STORY)
    printing("2024-02-03", ("Ana Lim", LAND), *STORY, ("Ana Lim", "There is nothing more to say today"))
    printing("2024-02-04", ("Ana Lim", LAND), ("Jo Berg", "That is what she has told us as well"))
    return {item["outlet"].removeprefix("On 2024-02-"): item for item in get_all_items(printed, "/articles")}


def test_an_article_names_its_copies(printed: TestClient, copies: dict[str, dict]):
    ids = {day: item["id"] for day, item in copies.items()}
    assert copies["01"]["copies"] == [ids["02"], ids["03"]]
    assert copies["03"]["copies"] == [ids["01"], ids["02"]]
    assert copies["04"]["copies"] == []
    assert get_json(printed, f"/articles/{ids['02']}")["copies"] == [ids["01"], ids["03"]]


def test_copies_are_a_list_of_articles_like_any_other(printed: TestClient, copies: dict[str, dict]):
    path = f"/articles/{copies['01']['id']}/copies"
    assert get_all_items(printed, f"{path}?sort=published_on&limit=1") == [copies["02"], copies["03"]]
    assert get_json(printed, f"{path}?count=true&facets=outlet&published_since=2024-02-03")["total"] == 1
    assert get_json(printed, f"{path}?facets=outlet")["facets"]["outlet"][0]["count"] == 1
    assert get_json(printed, f"/articles/{copies['04']['id']}/copies")["items"] == []


def test_of_copies_the_first_alone_can_be_listed(printed: TestClient, copies: dict[str, dict]):
    page = get_json(printed, "/articles?copies=false&count=true&facets=speaker&sort=published_on")
    assert [item["id"] for item in page["items"]] == [copies["01"]["id"], copies["04"]["id"]]
    assert page["total"] == 2
    assert {one["value"]: one["count"] for one in page["facets"]["speaker"]}["boris-orlov"] == 1


@pytest.mark.usefixtures("copies")
def test_a_saying_counts_once_for_all_copies_of_a_story(printed: TestClient):
    (saying,) = get_json(printed, "/sayings?speaker=ana-lim&q=land")["items"]
    assert saying["occurrences"] == 2
    whole = get_json(printed, f"/sayings/{saying['id']}")
    assert whole["occurrences"] == 2
    assert [one["copied"] for one in whole["printed"]] == [False, True, True, False]
    assert whole["last_seen"] == "2024-02-04"


@pytest.mark.usefixtures("copies")
def test_sayings_are_filtered_and_sorted_by_the_stories_that_print_them(printed: TestClient):
    often = get_json(printed, "/sayings?min_occurrences=2")["items"]
    assert [one["text"] for one in often] == [LAND]
    assert get_json(printed, "/sayings?sort=-occurrences&limit=1")["items"] == often


def test_a_story_that_is_printed_in_other_words_is_none_of_the_copies_any_more(
    printing: ArticlePrinter, printed: TestClient
):
    url = "https://example.org/a"
    printing("2024-02-01", *STORY, url=url)
    printing("2024-02-02", *STORY)
    assert [len(item["copies"]) for item in get_all_items(printed, "/articles")] == [1, 1]
    printing("2024-02-01", ("Ana Lim", LAND), url=url)
    assert [len(item["copies"]) for item in get_all_items(printed, "/articles")] == [0, 0]
