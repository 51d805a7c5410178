"""Articles that are sent: stored once, one or many, whatever their form."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.extraction.version import engine_version
from tests.conftest import run_sql
from tests.web.test_problems import require_problem

ARTICLE = {
    "title": "Talks open in Geneva",
    "published_on": "2024-02-27",
    "outlet": "Example News",
    "url": "https://example.org/talks",
    "text": "“We agree on every point,” Foreign Minister Ana Lim told reporters.",
}
FRONT_MATTER = """---
title: Talks open in Geneva
published_on: 2024-02-27
outlet: Example News
url: https://example.org/talks
---
“We agree on every point,” Foreign Minister Ana Lim told reporters.
"""


def stored(answer) -> tuple[int, str, str]:
    assert answer.headers["location"] == f"/articles/{answer.json()['article']['id']}"
    return answer.status_code, answer.json()["outcome"], answer.json()["article"]["id"]


def test_an_article_is_stored_with_what_it_quotes_and_then_it_is_known(desk: TestClient):
    first = stored(desk.post("/articles", json=ARTICLE))
    assert first[:2] == (201, "created")
    (quote,) = desk.get(f"/articles/{first[2]}/quotes").json()["items"]
    assert (quote["text"], quote["speakers"][0]["name"]) == ("We agree on every point", "Ana Lim")
    assert stored(desk.post("/articles", json=ARTICLE)) == (200, "unchanged", first[2])
    assert stored(desk.post("/articles", json=ARTICLE | {"title": "Talks end"})) == (200, "updated", first[2])
    assert desk.get(f"/articles/{first[2]}").json()["title"] == "Talks end"


def test_the_same_article_in_any_form_is_the_same_article(desk: TestClient):
    first = stored(desk.post("/articles", json=ARTICLE))
    markdown = {"content-type": "text/markdown"}
    again = desk.post("/articles", content=FRONT_MATTER.encode(), headers=markdown)
    assert stored(again) == (200, "unchanged", first[2])
    facts = {name: value for name, value in ARTICLE.items() if name != "text"}
    plain = {"content-type": "text/plain; charset=utf-8"}
    again = desk.post("/articles", params=facts, content=ARTICLE["text"].encode(), headers=plain)
    assert stored(again) == (200, "unchanged", first[2])


def test_many_are_stored_and_what_is_wrong_with_one_keeps_none_of_the_others(desk: TestClient):
    items = [ARTICLE, {"title": "No text"}, 7, ARTICLE | {"url": "https://example.org/2"}, ARTICLE | {"url": "no url"}]
    answer = desk.post("/articles", json={"items": items})
    assert answer.status_code == 207
    found = answer.json()["items"]
    assert [one["index"] for one in found] == [0, 1, 2, 3, 4]
    assert [one["status"] for one in found] == [201, 422, 422, 201, 422]
    assert [fault["name"] for fault in found[1]["problem"]["errors"]] == ["published_on", "text"]
    assert [fault["name"] for fault in found[4]["problem"]["errors"]] == ["url"]
    lines = "\n".join(json.dumps(item) for item in items) + "\n\n{broken\n"
    answer = desk.post("/articles", content=lines.encode(), headers={"content-type": "application/x-ndjson"})
    assert [one["status"] for one in answer.json()["items"]] == [200, 422, 422, 200, 422, 422]
    assert {one["outcome"] for one in answer.json()["items"]} == {"unchanged", None}


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"items": []}', "application/json", 422),
        (b'{"items": 3}', "application/json", 422),
        (b'{"items": [], "more": 1}', "application/json", 422),
        (b'{"title": "a", "published_on": "2024-02-27", "text": " \\n "}', "application/json", 422),
        (b'{"title": "\\u0007", "published_on": "2024-02-27", "text": "b"}', "application/json", 422),
        (b'{"title": "a", "published_on": "2024-02-27", "text": "\\u0000"}', "application/json", 422),
        (b'{"title": "a", "published_on": 1, "text": "b"}', "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b"", "application/x-ndjson", 422),
        (b"a text", "text/plain", 422),
        (b"---\ntitle: [\n---\na", "text/markdown", 422),
        (b"\xff", "text/plain", 422),
        (b"<p>", "application/zip", 415),
        (b"<p>", "text/html", 422),
        (b"a" * 5_000_001, "text/plain", 413),
    ],
)
def test_what_cannot_be_stored_is_refused(desk: TestClient, content: bytes, media_type: str, status: int):
    before = desk.get("/changes?limit=1&count=true").json()["total"]
    assert (
        require_problem(desk.post("/articles", content=content, headers={"content-type": media_type}))["status"]
        == status
    )
    assert desk.get("/changes?limit=1&count=true").json()["total"] == before


def test_a_fact_in_the_query_is_for_texts_alone(desk: TestClient):
    assert require_problem(desk.post("/articles?title=Talks", json=ARTICLE))["errors"][0]["name"] == "title"
    assert require_problem(desk.post("/articles?bogus=1", json=ARTICLE))["errors"][0]["name"] == "bogus"


def test_a_request_with_a_name_is_done_once(desk: TestClient):
    named = {"idempotency-key": "monday-17"}
    first = desk.post("/articles", json=ARTICLE, headers=named)
    desk.post("/articles", json=ARTICLE | {"title": "Talks end"})
    again = desk.post("/articles", json=ARTICLE, headers=named)
    assert (again.status_code, again.text, again.headers["location"]) == (201, first.text, first.headers["location"])
    assert desk.get(first.headers["location"]).json()["title"] == "Talks end"
    other = desk.post("/articles", json=ARTICLE | {"title": "Other"}, headers=named)
    assert require_problem(other)["type"] == "urn:chancery:problem:idempotency-key-reused"
    assert other.status_code == 422
    many = {"items": [ARTICLE | {"url": "https://example.org/3"}]}
    first = desk.post("/articles", json=many, headers={"idempotency-key": "monday-18"})
    again = desk.post("/articles", json=many, headers={"idempotency-key": "monday-18"})
    assert (again.status_code, again.text) == (207, first.text)
    assert first.json()["items"][0]["outcome"] == "created"


def test_a_request_that_was_refused_may_be_mended_under_its_name(desk: TestClient):
    named = {"idempotency-key": "monday-17"}
    assert desk.post("/articles", json=ARTICLE | {"text": ""}, headers=named).status_code == 422
    assert desk.post("/articles", json=ARTICLE, headers=named).status_code == 201


def test_two_at_the_same_moment_under_one_name_are_done_once(desk: TestClient):
    quote = desk.get("/speakers/seun-sam/quotes").json()["items"][0]["id"]
    body = {"reason": "two of that name", "quotes": [quote], "name": "Seun Sam"}
    with ThreadPoolExecutor(8) as pool:
        sent = [
            pool.submit(desk.post, "/speakers/seun-sam/split", json=body, headers={"idempotency-key": "split-1"})
            for _ in range(8)
        ]
        answers = [one.result() for one in sent]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert desk.get("/speakers/seun-sam-3").status_code == 404


def test_many_who_write_at_once_all_get_through_and_readers_too(desk: TestClient):
    def send(number: int) -> int:
        article = ARTICLE | {"url": f"https://example.org/{number}", "text": f"Nothing was said in {number}."}
        assert desk.get("/quotes?limit=1").status_code == 200
        answer = desk.post("/articles", json=article)
        while answer.status_code == 503:
            answer = desk.post("/articles", json=article)
        return answer.status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(send, range(48))) == {201}


def test_the_version_of_the_engine_is_kept_with_the_text(desk: TestClient, copied):
    identity = stored(desk.post("/articles", json=ARTICLE))[2]
    statement = "SELECT engine FROM article_version JOIN article ON article.key = article_key WHERE id = :id"
    assert run_sql(copied, statement, id=identity) == [(engine_version(),)]


def test_a_page_is_stored_as_the_article_in_it(desk: TestClient):
    page = """<html><head><title>Talks open</title><meta property="article:published_time" content="2024-02-27"></head>
    <body><nav>Home</nav><article><h1>Talks open</h1><p>“We agree on every point of the new grain corridor,” Foreign
    Minister Ana Lim told reporters in Geneva.</p><p>The talks go on this week, her office announced in a statement
    on Monday evening.</p></article></body></html>"""
    answer = desk.post("/articles", content=page, headers={"content-type": "text/html"})
    assert answer.status_code == 201
    assert answer.json()["article"]["title"] == "Talks open"
    (quote, *_) = desk.get(answer.headers["location"] + "/quotes?kind=direct").json()["items"]
    assert quote["speakers"][0]["name"] == "Ana Lim"
