"""Errors: one shape, the status that fits, and the part at fault by name."""

import re

import pytest
from fastapi.testclient import TestClient


def require_problem(answer) -> dict:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == answer.status_code
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/quotes/quo-nowhere",
        "/articles/art-nowhere",
        "/articles/art-nowhere/quotes",
        "/speakers/nobody",
        "/speakers/nobody/quotes",
        "/topics/no-topic",
        "/topics/no-topic/quotes",
        "/countries/QQ",
        "/nowhere",
        "/quotes/%00",
    ],
)
def test_what_does_not_exist_is_a_404(client: TestClient, path: str):
    assert require_problem(client.get(path))["status"] == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("kind=spoken", "kind"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("said_since=yesterday", "said_since"),
        ("published_since=2024-02-02&published_until=2024-02-01", "published_until"),
        ("topic=no-topic", "topic"),
        ("country=QQ", "country"),
        ("country=Cambodia", "country"),
        ("include=everything", "include"),
        ("cursor=rubbish", "cursor"),
        ("cursor=WyJhcnRpY2xlcyIsIjIwMjQtMDEtMDEiLDFd", "cursor"),
        ("q=-only", "q"),
        ("q=%00", "q"),
        ("bogus=1", "bogus"),
    ],
)
def test_a_bad_filter_is_a_422_that_names_it(client: TestClient, query: str, name: str):
    body = require_problem(client.get(f"/quotes?{query}"))
    assert body["status"] == 422
    assert [fault["name"] for fault in body["errors"]] == [name]


@pytest.mark.parametrize("path", ["/quotes", "/articles", "/speakers", "/meetings", "/topics/human-rights/quotes"])
def test_all_that_is_wrong_with_a_query_is_told_at_once(client: TestClient, path: str):
    bad = "cursor=rubbish&country=QQ&bogus=1&limit=0&published_since=2024-02-02&published_until=2024-02-01"
    body = require_problem(client.get(f"{path}?{bad}"))
    assert {fault["name"] for fault in body["errors"]} == {"cursor", "country", "bogus", "limit", "published_until"}
    (unknown,) = [fault for fault in body["errors"] if fault["name"] == "bogus"]
    assert "limit" in unknown["allowed"]


def test_what_follows_from_another_fault_is_none_of_its_own(client: TestClient):
    body = require_problem(client.get("/quotes?q=-only&sort=relevance&country=QQ"))
    assert {fault["name"] for fault in body["errors"]} == {"q", "country"}
    body = require_problem(client.get("/speakers/seun-sam/positions?topic=no-topic&bogus=1"))
    assert {fault["name"] for fault in body["errors"]} == {"topic", "bogus"}


def test_an_unknown_parameter_is_told_what_there_is(client: TestClient):
    fault = require_problem(client.get("/quotes?spekaer=x"))["errors"][0]
    assert "speaker" in fault["allowed"]


def test_an_unknown_value_is_told_what_there_is(client: TestClient):
    fault = require_problem(client.get("/quotes?kind=spoken"))["errors"][0]
    assert fault["allowed"] == ["direct", "indirect", "mixed"]


@pytest.mark.parametrize(
    "path",
    [
        *("/quotes/x", "/articles/x", "/speakers/x", "/topics/x", "/countries/KH", "/healthz", "/readyz", "/topics"),
        *("/search", "/suggest", "/reconcile"),
    ],
)
def test_no_operation_ignores_an_unknown_parameter(client: TestClient, path: str):
    assert "bogus" in [fault["name"] for fault in require_problem(client.get(f"{path}?bogus=1"))["errors"]]


def test_a_method_that_is_not_there_is_a_405(client: TestClient):
    answer = client.delete("/quotes")
    assert require_problem(answer)["status"] == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.delete("/reconcile").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_says_of_every_path_which_methods_it_takes(client: TestClient):
    document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        answer = client.options(re.sub(r"{\w+}", "1", path))
        assert (answer.status_code, answer.content) == (204, b""), path
        methods = {method.upper() for method in operations} | {"OPTIONS"} | ({"HEAD"} if "get" in operations else set())
        assert answer.headers["allow"] == ", ".join(sorted(methods))
        assert answer.headers["x-request-id"]
    for path in ("/", "/docs", "/openapi.json", "/metrics", "/static-offline-docs/favicon.png"):
        assert client.options(path).headers["allow"] == "GET, HEAD, OPTIONS", path
    assert require_problem(client.options("/nowhere"))["status"] == 404


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "text/plain", 422),
        (b"   ", "text/plain", 422),
        (b"\xff\xfe", "text/plain", 422),
        (b"a\0b", "text/plain", 422),
        (b"{", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"text": ""}', "application/json", 422),
        (b'{"text": "a", "more": 1}', "application/json", 422),
        (b'{"text": "\\ud800"}', "application/json", 422),
        (b"<p>a</p>", "text/html", 415),
        (b"a", "", 415),
        (b"a" * 5_000_001, "text/plain", 413),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(client: TestClient, content: bytes, media_type: str, status: int):
    answer = client.post("/extract", content=content, headers={"content-type": media_type} if media_type else {})
    assert require_problem(answer)["status"] == status


def test_a_database_that_is_gone_is_a_503_that_says_when_to_come_back(writer, settings):
    from app.main import create_app

    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        assert client.get("/readyz").status_code == 200
        with writer.begin() as connection:
            connection.exec_driver_sql("DROP TABLE quote_span")
            connection.exec_driver_sql("ALTER TABLE quote RENAME TO hidden")
        answer = client.get("/quotes")
    assert require_problem(answer)["status"] == 503
    assert answer.headers["retry-after"] == "5"
