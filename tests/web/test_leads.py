"""Whichever list leads, a page holds the same quotes in the same order: what all quotes together say of themselves."""

from itertools import product

import pytest
from fastapi.testclient import TestClient

from app.queries.quotes import planner, strategy
from app.queries.search import ranking
from tests.web.test_lists import get_all_items, get_json, item_id

TOPICS = [None, "diplomacy", "human-rights", "treaties"]
COUNTRIES = [None, "US", "KH"]
SPEAKERS = [None, "seun-sam", "daniel-kritenbrink"]
MORE = [None, "outlet=Chancery%20Seed%20Desk", "q=cambodia", "kind=direct&topic=democracy", "speaker=em-sovannara"]
# Few and a handful, so small that everything is many; as they are; and so large that whatever can be gathered is.
SIZES = [(0, 0), (3, 1), (20_000, 1_000), (20_000, 0)]


@pytest.fixture(scope="module")
def narrower(client: TestClient) -> dict[str, set[str]]:
    return {
        topic["slug"]: {topic["slug"], *topic["narrower"]} for topic in get_json(client, "/topics?limit=200")["items"]
    }


@pytest.mark.parametrize("sizes", SIZES)
def test_filters_of_speaker_topic_and_country_hold_together(
    client: TestClient, narrower: dict[str, set[str]], sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    for module in (strategy, planner):
        monkeypatch.setattr(module, "FEW", sizes[0])
    monkeypatch.setattr(planner, "_HANDFUL", sizes[1])
    for sort in ("-published_on", "published_on"):
        everything = get_all_items(client, f"/quotes?limit=200&sort={sort}")
        for topic, country, speaker in product(TOPICS, COUNTRIES, SPEAKERS):
            wanted = [
                item["id"]
                for item in everything
                if (topic is None or narrower[topic] & set(item["topics"]))
                and (country is None or country in item["countries"])
                and (speaker is None or speaker in [one["id"] for one in item["speakers"]])
            ]
            named = (("topic", topic), ("country", country), ("speaker", speaker))
            asked = "&".join(f"{name}={value}" for name, value in named if value)
            assert [item["id"] for item in get_all_items(client, f"/quotes?limit=40&sort={sort}&{asked}")] == wanted


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("page", ["/quotes?", "/topics/human-rights/quotes?", "/speakers/seun-sam/quotes?"])
def test_a_filter_more_keeps_its_part_of_the_list(
    client: TestClient, page: str, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    whole = {asked: get_all_items(client, f"/quotes?limit=200&{asked}") for asked in MORE if asked}
    lists = {
        topic: get_all_items(client, f"{page}limit=200&{topic}") for topic in ("topic=diplomacy", "country=KH", "")
    }
    for module in (strategy, planner):
        monkeypatch.setattr(module, "FEW", sizes[0])
    monkeypatch.setattr(planner, "_HANDFUL", sizes[1])
    for (first, asked), second in product(whole.items(), lists):
        names = {name for one in (first, second) for name in [part.split("=")[0] for part in one.split("&")] if name}
        if len(names) < len([part for one in (first, second) for part in one.split("&") if part]):
            continue  # A repeated filter means either, not both.
        both = {item_id(item) for item in asked}
        wanted = [item_id(item) for item in lists[second] if item_id(item) in both]
        assert [item_id(item) for item in get_all_items(client, f"{page}limit=7&{first}&{second}")] == wanted


@pytest.mark.parametrize(
    "asked",
    [
        "country=KH&topic=diplomacy",
        "q=-no+%22human+rights%22",
        "outlet=Chancery%20Seed%20Desk&speaker_country=KH",
        "language=en&sort=confidence",
    ],
)
def test_few_and_many_are_found_alike(client: TestClient, asked: str, monkeypatch: pytest.MonkeyPatch):
    """Whether a list is gathered or walked is a matter of time alone."""
    found = []
    for few in (0, 1_000_000):
        for module in (strategy, planner):
            monkeypatch.setattr(module, "FEW", few)
        found.append([item_id(item) for item in get_all_items(client, f"/quotes?{asked}&limit=20")])
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.parametrize("path", ["/quotes", "/articles"])
def test_relevance_goes_block_by_block_to_the_very_first(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
):
    everything = {item_id(item) for item in get_all_items(client, f"{path}?q=the&limit=200")}
    monkeypatch.setattr(ranking, "BLOCK", 10)
    for limit in (3, 10, 200):
        read = [item_id(item) for item in get_all_items(client, f"{path}?q=the&sort=relevance&limit={limit}")]
        assert len(read) == len(everything) > 10
        assert set(read) == everything
