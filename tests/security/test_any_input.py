"""No input is an internal error: forged cursors to every list, and nonsense in every part of every operation."""

import base64
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi.testclient import TestClient

HUGE = 10**400
# As JSON, so that it holds what no Python value can be written as.
FORGED = [
    "[" * 2_000,
    "[" * 2_000 + "]" * 2_000,
    '{"a":' * 500,
    "",
    "null",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    '["\\ud800"]',
    "[NaN]",
    "[Infinity]",
    "9" * 2_900,
]
VALUES = ["null", "NaN", "-Infinity", "1e999", "-1", "1.5", "true", '""', '"\\u0000"', '"\\ud800"', "[]", "{}", '"a"']
VALUES += [str(HUGE), str(2**63), str(2**63 - 1), "1e308", '"0000-00-00"', '"9999-12-31"', '"' + "é" * 400 + '"']
WORDS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "é" * 3_000,
    "9" * 5_000,
    str(2**63),
    "-1",
    "1e999",
    "nan",
    "null",
    "[" * 3_000,
]
WORDS += ["0001-01-01", "9999-12-31", "2024-02-30", '"', '"' * 2_000, "*", "- -", "%", "_", "\\", "(" * 500, "a" * 190]
WORDS += ["NEAR(a b)", "a OR", "AND", "‮", "́", "🇰🇭", "KH,US", "KH,", "../..", "'; --", "QQ", "-a" * 90]


def cursor(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def own_cursors(client: TestClient, url: str, operation: dict[str, Any], document: dict[str, Any]) -> list[list[Any]]:
    """What a list's own cursors hold, one for each of its orders: so that a single value can be forged."""
    parameters = {one["name"]: one["schema"] for one in operation["parameters"]}
    name = parameters.get("sort", {}).get("$ref", "").rpartition("/")[2]
    sorts = document["components"]["schemas"][name]["enum"] if name else [""]
    found = []
    for sort in sorts:
        asked = {"limit": "1"} | ({"sort": sort} if sort else {}) | ({"q": "the"} if sort == "relevance" else {})
        following = client.get(url, params=asked).json().get("next")
        if following:
            given = parse_qs(urlsplit(following).query)["cursor"][0]
            found.append(json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))))
    return found


def forgeries(own: list[Any]) -> Iterator[str]:
    """The same cursor with each of its values replaced by each of those that it cannot be."""
    for place in range(1, len(own)):
        for value in VALUES:
            written = [value if index == place else json.dumps(one) for index, one in enumerate(own)]
            yield f"[{','.join(written)}]"
    yield json.dumps([*own, *own])
    yield json.dumps(own[:1])


def test_no_forged_cursor_is_an_internal_error(office: TestClient, places: dict[str, str]):
    document = office.get("/openapi.json").json()
    lists = [
        (filled(path, places), operation)
        for path, methods in document["paths"].items()
        for operation in [methods.get("get", {})]
        if any(one["name"] == "cursor" and "integer" not in str(one) for one in operation.get("parameters", ()))
    ]
    assert len(lists) >= 16
    forged_values = 0
    for url, operation in lists:
        needed = {
            one["name"]: "human-rights"
            for one in operation["parameters"]
            if one.get("required") and one["in"] == "query"
        }
        orders = own_cursors(office, url, operation, document)
        forged_values += len(orders)
        for plain in (*FORGED, *(forged for own in orders for forged in forgeries(own))):
            for given in {spelled(plain), plain[:3_000]}:
                answer = office.get(url, params=needed | {"cursor": given})
                assert answer.status_code in (200, 422), (url, plain[:200], answer.text[:500])
                if plain in FORGED and answer.status_code == 422:
                    assert "cursor" in [fault["name"] for fault in answer.json()["errors"]]
    # The test has forged something of each kind of list.
    assert forged_values >= 12


def spelled(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def filled(path: str, places: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda match: places[match[1]], path)


def in_url(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
def places(office: TestClient) -> dict[str, str]:
    """An id of each kind that a path may hold."""
    quoted = office.get("/quotes?has_speaker=true&limit=1").json()["items"][0]
    hook = office.post("/webhooks", json={"url": "http://127.0.0.1:9/hook"}).json()
    return {
        "quote_id": quoted["id"],
        "article_id": quoted["article"]["id"],
        "speaker_id": quoted["speakers"][0]["id"],
        "meeting_id": office.get("/meetings?limit=1").json()["items"][0]["id"],
        "saying_id": office.get("/sayings?limit=1").json()["items"][0]["id"],
        "topic_slug": "human-rights",
        "country_code": "KH",
        "other_code": "US",
        "number": "1",
        "change_id": "1",
        "webhook_id": hook["id"],
    }


def test_no_word_in_a_path_or_a_query_is_an_internal_error(office: TestClient, places: dict[str, str]):
    """Each parameter of each operation that reads, with each word that it cannot be."""
    random = Random(1)
    for path, methods in office.get("/openapi.json").json()["paths"].items():
        operation = methods.get("get", {})
        named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        for word in WORDS:
            for name in re.findall(r"{(\w+)}", path):
                url = filled(path, {**places, name: in_url(word) or "%20"})
                assert office.get(url, follow_redirects=False).status_code < 500, url[:300]
            # One at a time, and some of all together.
            for names in ([name] for name in random.sample(named, min(len(named), 2))):
                query = "&".join(f"{name}={in_url(word)}" for name in names)
                answer = office.get(f"{filled(path, places)}?{query}", follow_redirects=False)
                assert answer.status_code < 500, (path, query[:300], answer.text[:300])


def test_no_body_is_an_internal_error(office: TestClient, places: dict[str, str]):
    """Each operation that takes JSON, with values of every kind in each of its fields."""
    document = office.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None:
                continue
            example = content.get("example") or content["examples"]["one"]["value"]
            for body in (*FORGED, *VALUES, *(broken for broken in broken_fields(example))):
                headers = {"content-type": "application/json"}
                url = filled(path, places)
                answer = office.request(method, url, content=body.encode(), headers=headers, follow_redirects=False)
                assert answer.status_code < 500, (method, path, body[:300], answer.text[:300])


def broken_fields(example: dict[str, Any]) -> Iterator[str]:
    for field in example:
        for value in (*VALUES, "[" * 300):
            written = [
                f"{json.dumps(name)}: {value if name == field else json.dumps(one)}" for name, one in example.items()
            ]
            yield f"{{{', '.join(written)}}}"
