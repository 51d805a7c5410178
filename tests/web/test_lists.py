"""What the lists answer, over the seed articles."""

import base64
import json

import pytest
from fastapi.testclient import TestClient

from app.extraction.types import Span, words_at
from app.main import create_app

LIST_PATHS = ["/quotes", "/sayings", "/articles", "/speakers", "/topics", "/countries", "/meetings"]


def get_json(client: TestClient, url: str) -> dict:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


def get_all_items(client: TestClient, url: str) -> list[dict]:
    """All items of a list, by following `next`."""
    items: list[dict] = []
    following: str | None = url
    while following:
        page = get_json(client, following)
        items += page["items"]
        following = page["next"]
    return items


def item_id(item: dict) -> str:
    return item.get("id") or item.get("slug") or item["code"]


@pytest.mark.parametrize("path", LIST_PATHS)
def test_a_list_is_the_same_whatever_the_page_size(client: TestClient, path: str):
    whole = [item_id(item) for item in get_all_items(client, f"{path}?limit=200")]
    assert [item_id(item) for item in get_all_items(client, f"{path}?limit=7")] == whole
    assert len(set(whole)) == len(whole) == get_json(client, f"{path}?count=true&limit=1")["total"]


@pytest.mark.parametrize("path", LIST_PATHS)
def test_the_link_header_names_the_next_page(client: TestClient, path: str):
    answer = client.get(f"{path}?limit=1")
    assert answer.links["next"]["url"] == answer.json()["next"]


@pytest.mark.parametrize("path", LIST_PATHS)
def test_each_item_of_a_list_is_found_under_its_id(client: TestClient, path: str):
    for item in get_json(client, f"{path}?limit=20")["items"]:
        assert get_json(client, f"{path}/{item_id(item)}").items() >= item.items()


def test_a_total_is_counted_only_on_request(client: TestClient):
    assert "total" not in get_json(client, "/quotes")


def test_a_page_is_read_in_as_many_statements_whatever_its_size(seeded, statements: list[str]):
    app = create_app(seeded)
    with TestClient(app) as client:
        used: dict[str, set[int]] = {}
        lists = [f"{path}?" for path in LIST_PATHS]
        for path in [*lists, "/speakers?sort=-quotes", "/speakers/seun-sam/positions?topic=democracy"]:
            for limit in (1, 100):
                statements.clear()
                get_json(client, f"{path}&limit={limit}")
                used.setdefault(path.rstrip("?"), set()).add(len(statements))
    assert used == {
        "/quotes": {1},
        "/sayings": {4},
        "/articles": {5},
        "/speakers": {4},
        "/topics": {4},
        "/countries": {4},
        "/meetings": {2},
        "/speakers/seun-sam/positions?topic=democracy": {4},
        "/speakers?sort=-quotes": {5},
    }


def test_filters_combine(client: TestClient):
    items = get_all_items(client, "/quotes?speaker=seun-sam&topic=human-rights")
    assert items
    for item in items:
        assert item["speakers"][0]["id"] == "seun-sam"
        assert "human-rights" in item["topics"]
    assert len(items) <= len(get_all_items(client, "/quotes?speaker=seun-sam"))


def test_a_repeated_filter_means_or(client: TestClient):
    one, other = (get_all_items(client, f"/quotes?speaker={name}") for name in ("seun-sam", "em-sovannara"))
    both = get_all_items(client, "/quotes?speaker=seun-sam&speaker=em-sovannara")
    assert {item_id(item) for item in both} == {item_id(item) for item in one + other}
    assert len(both) == len(one) + len(other)


def test_a_speaker_is_found_by_any_printed_name(client: TestClient):
    assert get_json(client, "/quotes?speaker=Seun%20Sam") == get_json(client, "/quotes?speaker=seun-sam") | {
        "next": get_json(client, "/quotes?speaker=Seun%20Sam")["next"]
    }


def test_a_topic_includes_its_narrower_ones(client: TestClient):
    for topic in get_all_items(client, "/topics?limit=200"):
        if topic["narrower"] and topic["quotes"] < 100:
            narrower = "&".join(f"topic={slug}" for slug in [topic["slug"], *topic["narrower"]])
            assert len(get_all_items(client, f"/topics/{topic['slug']}/quotes")) == len(
                get_all_items(client, f"/quotes?{narrower}")
            )


def test_dates_bound_a_list_with_both_ends_included(client: TestClient):
    for item in get_all_items(client, "/quotes?published_since=1987-12-09&published_until=1987-12-09"):
        assert item["article"]["published_on"] == "1987-12-09"
    assert get_all_items(client, "/quotes?published_since=1987-12-09&published_until=1987-12-09")
    for item in get_all_items(client, "/quotes?said_since=1970-01-01&said_until=1979-12-31"):
        assert item["said_on"].startswith("197")


@pytest.mark.parametrize("kind", ["direct", "indirect", "mixed"])
def test_a_kind_is_kept_apart(client: TestClient, kind: str):
    items = get_all_items(client, f"/quotes?kind={kind}")
    assert {item["kind"] for item in items} == {kind}


def test_words_are_found_in_quotes_and_in_articles(client: TestClient):
    assert all("sovereignty" in item["text"].lower() for item in get_json(client, "/quotes?q=sovereignty")["items"])
    assert get_json(client, "/quotes?q=sovereignty")["items"]
    texts = get_json(client, "/articles?q=sovereignty&include=text")["items"]
    assert texts
    assert all("sovereignty" in (item["text"] + item["title"]).lower() for item in texts)


def test_quotes_below_a_record_take_the_same_filters(client: TestClient):
    quote = get_json(client, "/quotes?limit=1")["items"][0]
    article = quote["article"]["id"]
    under = get_all_items(client, f"/articles/{article}/quotes?kind=direct")
    assert under == get_all_items(client, f"/quotes?article={article}&kind=direct&sort=position")


def test_spans_prove_every_quote(client: TestClient):
    texts = {item["id"]: item["text"] for item in get_all_items(client, "/articles?include=text")}
    for quote in get_all_items(client, "/quotes?include=spans&include=selectors&limit=200"):
        text = texts[quote["article"]["id"]]
        spans = {part: [Span(**span) for span in spans] for part, spans in quote["spans"].items()}
        assert words_at(text, spans["content"]) == quote["text"]
        assert words_at(text, spans["source"]) == (quote["attribution"]["text"] or "")
        for selector in quote["selectors"]:
            assert selector["prefix"] + selector["exact"] + selector["suffix"] in text


def test_a_list_is_slim_unless_asked(client: TestClient):
    assert "spans" not in get_json(client, "/quotes?limit=1")["items"][0]
    assert "text" not in get_json(client, "/articles?limit=1")["items"][0]


@pytest.mark.parametrize("path", [*LIST_PATHS, "/healthz", "/readyz"])
def test_an_answer_is_json_with_an_object_at_the_top(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(json.loads(answer.content), dict)


def test_the_root_sends_a_browser_to_the_docs(client: TestClient):
    assert client.get("/").url.path == "/docs"
    assert "swagger" in client.get("/").text


def test_a_topic_counts_what_its_list_holds(client: TestClient):
    for topic in get_all_items(client, "/topics?limit=200"):
        assert topic["quotes"] == get_json(client, f"/topics/{topic['slug']}/quotes?count=true&limit=1")["total"]
        assert topic["articles"] == get_json(client, f"/articles?topic={topic['slug']}&count=true&limit=1")["total"]


def test_a_cursor_of_half_a_character_is_refused(client: TestClient):
    cursor = base64.urlsafe_b64encode(b'["topics", "\\ud800"]').decode()
    answer = client.get(f"/topics?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "cursor"
