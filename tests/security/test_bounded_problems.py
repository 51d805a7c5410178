"""Whatever is sent, the answer that refuses it is short, and costs little to make."""

import json
import re
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from app.errors import BadInput, NotFound, shorten_text
from tests.conftest import run_server_process

# Bytes of a problem at most: twenty faults, each of which may say what is allowed instead.
MOST = 40_000
LONG = "é" * 5_000


def refused(answer: httpx.Response) -> dict:
    assert 400 <= answer.status_code < 500, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < MOST
    problem = answer.json()
    assert len(problem["detail"]) <= 1_000
    for fault in problem.get("errors", ()):
        assert len(fault["name"]) <= 100
        assert len(fault["message"]) <= 500
    assert len(problem.get("errors", ())) <= 20
    return problem


def test_of_many_faults_twenty_are_named_and_all_are_counted(client: TestClient):
    body = {"text": "We agree.", **{f"field{number}": 1 for number in range(5_000)}}
    problem = refused(client.post("/extract", json=body))
    assert [fault["name"] for fault in problem["errors"]] == [f"field{number}" for number in range(20)]
    assert problem["error_count"] == 5_000


def test_few_faults_are_all_named_and_need_no_count(client: TestClient):
    problem = refused(client.post("/extract", json={"text": "We agree.", "one": 1, "two": 2}))
    assert [fault["name"] for fault in problem["errors"]] == ["one", "two"]
    assert "error_count" not in problem


def test_a_body_of_more_names_and_values_than_any_needs_is_not_even_looked_into(office: TestClient):
    for path in ("/extract", "/articles"):
        for body in (
            {f"field{number}": 1 for number in range(250_000)},
            {"items": [[]] * 400_000},
            {"text": ["a"] * 400_000},
        ):
            problem = refused(office.post(path, json=body))
            assert problem["status"] == 413
            assert "50,000 names and values" in problem["detail"]


def test_the_largest_batch_is_taken(office: TestClient):
    facts = dict.fromkeys(("title", "outlet", "author", "dateline", "source", "language", "published_on"), "a")
    answer = office.post("/articles", json={"items": [facts | {"text": ""}] * 1_000})
    assert answer.status_code == 207
    assert len(answer.json()["items"]) == 1_000


@pytest.mark.parametrize("media_type", ["application/json", "application/x-ndjson"])
def test_each_of_many_articles_is_refused_as_shortly(office: TestClient, media_type: str):
    worst = {"a" * 5_000 + str(number): LONG for number in range(30)} | {"url": "http://[" + LONG}
    body = json.dumps({"items": [worst] * 2}) if media_type == "application/json" else f"{json.dumps(worst)}\n" * 2
    answer = office.post("/articles", content=body, headers={"content-type": media_type})
    assert answer.status_code == 207
    for item in answer.json()["items"]:
        assert item["status"] == 422
        assert len(json.dumps(item, ensure_ascii=False).encode()) < MOST
        assert item["problem"]["error_count"] > 30


def test_more_lines_than_a_batch_has_are_not_read(office: TestClient):
    answer = office.post("/articles", content=b"1\n" * 1_000_000, headers={"content-type": "application/x-ndjson"})
    assert "more than 1,000" in refused(answer)["detail"]


def test_no_operation_echoes_more_than_a_little_of_a_path_a_query_or_a_header(office: TestClient):
    """Every operation of the OpenAPI document, with far too much of everything."""
    document = office.get("/openapi.json").json()
    tried = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parameters = operation.get("parameters", [])
            of_query = [one["name"] for one in parameters if one["in"] == "query"]
            for query in (
                [(name, "a" * 1_500) for name in of_query],
                [(f"no{number}", "1") for number in range(3_000)],
                [("a" * 20_000, "a" * 20_000)],
            ):
                url = re.sub(r"{\w+}", "a" * 5_000, path)
                headers = {one["name"]: "a" * 5_000 for one in parameters if one["in"] == "header"}
                content_type = {"content-type": "application/" + "x" * 5_000}
                answer = office.request(method, url, params=query, headers=headers | content_type, content=b"{}")
                if answer.status_code >= 400:
                    refused(answer)
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://[" + LONG},
        {"language": LONG},
        {"published_on": LONG},
        {"title": LONG},
        {LONG: 1},
        {"text": {"a": LONG}},
    ],
)
def test_no_field_is_echoed_at_length(office: TestClient, fields: dict):
    body = {"title": "Talks", "published_on": "2024-02-27", "text": "We agree."}
    refused(office.post("/articles", json=body | fields))


def test_front_matter_is_not_echoed_at_length(office: TestClient):
    for field in ("title", "published_on", "url", "k" * 5_000):
        text = f"---\ntitle: Talks\npublished_on: 2024-02-27\n{field}: [{'a, ' * 5_000}]\n---\nWe agree.\n"
        refused(office.post("/articles", content=text, headers={"content-type": "text/markdown"}))


def test_what_is_cut_keeps_its_beginning_and_its_end():
    error = NotFound(f"there is no quote {'a' * 5_000!r}; GET /quotes lists them")
    assert len(str(error)) == 1_000
    assert str(error).startswith("there is no quote 'aaa")
    assert str(error).endswith("; GET /quotes lists them")
    assert shorten_text(str(error), 1_000) == str(error)


def test_half_a_surrogate_pair_in_a_message_can_be_written():
    assert str(BadInput("has a \ud800 in it")).encode() == b"has a ? in it"


def peak_memory(process_id: int) -> int:
    """The most bytes of memory that a process has had at once."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process in /proc")
def test_refusing_a_body_takes_little_memory(tmp_path: Path):
    body = json.dumps({f"field{number}": 1 for number in range(300_000)}).encode()
    fewer = json.dumps({f"field{number}": 1 for number in range(24_000)}).encode()
    with run_server_process(tmp_path) as (address, process):
        headers = {"content-type": "application/json"}
        httpx.post(f"{address}/extract", json={"text": "“We agree,” Ana Lim said."}, timeout=60)
        before = peak_memory(process.pid or 0)
        for content in (body, fewer, b"[" * 4_000_000, b'{"text": "' + b"\\u00" * 900_000):
            refused(httpx.post(f"{address}/extract", content=content, headers=headers, timeout=60))
        assert peak_memory(process.pid or 0) - before < 20 * len(body)
