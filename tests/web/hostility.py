"""Requests as nobody should send them: every route that writes, with bodies that are nearly right or not at all."""

import json
import sqlite3
import string
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from app.extraction.types import Span, words_at
from tests.database.derived import require_kept

_NUMBERS = [-(2**63), -1, 0, 1, 5, 2**31, 2**63 - 1, 2**63, 10**30, 0.5, 1e308]
_TEXTS = [
    "",
    " ",
    "!",
    "QQ",
    "http://[",
    "http://a:99999/",
    "2024-02-30",
    "\0",
    "\u202e",
    "\ud7ff",
    "a" * 5_000,
    "' OR 1=1 --",
    "%00",
    "../..",
    "null",
    "Q1",
    "KH",
    "李",
    "é",
]
_NAMES = ["Ana Lim", "Lim", "Jo Berg", "  Jo  Berg ", "李", "Seun Sam", "x" * 200]
_SAID = "“We agree,” {} said. “We sign today,” Jo Berg said."
# What a field may well hold, beside what depends on the records.
_LIKELY_VALUES: dict[str, list[Any]] = {
    "reason": ["it says so", "x\n"],
    "review": ["machine", "verified", "disputed", "retracted"],
    "kind": ["direct", "indirect", "mixed"],
    "topics": [[], ["treaties"], ["treaties", "diplomacy"], ["treaties", "treaties"]],
    "name": _NAMES,
    "country": ["KH", "US", "kh", None],
    "wikidata_id": ["Q1", "Q42", None],
    "add_names": [[name] for name in _NAMES] + [_NAMES[:3]],
    "remove_names": [[name] for name in _NAMES],
    "title": ["Talks", "Talks end"],
    "text": ["Nothing was said.", *(_SAID.format(name) for name in _NAMES), "\n", "“" * 500],
    "published_on": ["2024-02-27", "2024-02-28", "0001-01-01", "9999-12-31"],
    "url": [None, "https://news.example/a", "https://news.example/b"],
    "language": [None, "en", "de-AT"],
}
_MEDIA_TYPES = ["text/plain", "text/markdown", "application/x-ndjson", "text/html", ""]


class HostileRequests:
    """Makes requests for `client.request`, the same ones from the same seed."""

    def __init__(self, document: dict[str, Any], ids: dict[str, list[str]]) -> None:
        self._routes = _write_routes(document)
        self._ids = ids

    def build_request(self, seed: int) -> dict[str, Any]:
        random = Random(seed)
        method, path, fields = random.choice(self._routes)
        chosen = {name: quote(str(self._random_id(random, name)), safe="") or "%20" for name in self._ids}
        headers = {"content-type": "application/json"}
        if _one_in(random, 20):
            headers["content-type"] = random.choice(_MEDIA_TYPES)
        if _one_in(random, 6):
            headers["idempotency-key"] = random.choice(["a", "b", "c" * 201])
        if _one_in(random, 10):
            headers["if-match"] = random.choice(["*", '"a"', "rubbish", 'W/"'])
        content = (
            random.randbytes(60) if _one_in(random, 30) else json.dumps(self._random_body(random, fields)).encode()
        )
        url = string.Formatter().vformat(path, (), chosen)
        return {"method": method, "url": url, "content": content, "headers": headers}

    def _random_body(self, random: Random, fields: list[str]) -> Any:
        if _one_in(random, 20):
            return _random_json(random)
        if "items" in fields and _one_in(random, 4):
            return {"items": [self._random_object(random, fields) for _ in range(random.randrange(4))]}
        return self._random_object(random, fields)

    def _random_object(self, random: Random, fields: list[str]) -> dict[str, Any]:
        given = [field for field in fields if field != "items" and (_is_required(field) or random.random() < 0.4)]
        return {field: self._random_value(random, field) for field in given if not _one_in(random, 40)}

    def _random_value(self, random: Random, field: str) -> Any:
        if _one_in(random, 20):
            return _random_json(random)
        match field:
            case "content" | "cue" | "source":
                return [_random_span(random) for _ in range(random.choice([0, 1, 1, 1, 2]))]
            case "speakers":
                return [self._random_id(random, "speaker_id") for _ in range(random.choice([0, 1, 1, 1, 2]))]
            case "speaker" | "into":
                return random.choice([self._random_id(random, "speaker_id"), None])
            case "quotes":
                return [self._random_id(random, "quote_id") for _ in range(random.choice([1, 1, 2]))]
        return random.choice(_LIKELY_VALUES.get(field, _TEXTS))

    def _random_id(self, random: Random, name: str) -> Any:
        return random.choice(_TEXTS if _one_in(random, 20) else self._ids[name])


def _is_required(field: str) -> bool:
    return field in ("reason", "text", "title", "published_on", "into", "quotes", "name")


def _one_in(random: Random, times: int) -> bool:
    return random.randrange(times) == 0


def _random_span(random: Random) -> dict[str, Any]:
    if _one_in(random, 8):
        return {"start": random.choice(_NUMBERS), "end": random.choice(_NUMBERS)}
    start = random.randrange(120)
    return {"start": start, "end": start + random.randrange(-1, 40)}


def _random_json(random: Random, depth: int = 0) -> Any:
    kinds = [lambda: random.choice(_TEXTS), lambda: random.choice(_NUMBERS), lambda: random.choice([None, True, False])]
    if depth < 4:
        kinds.append(lambda: [_random_json(random, depth + 1) for _ in range(random.randrange(4))])
        kinds.append(
            lambda: {random.choice(_TEXTS): _random_json(random, depth + 1) for _ in range(random.randrange(3))}
        )
    return random.choice(kinds)()


def _write_routes(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Method, path and the fields of the bodies of every operation that takes a key to write."""
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "get" and operation["security"]:
                content = operation.get("requestBody", {}).get(
                    "content", {"application/json": {"schema": {"anyOf": []}}}
                )
                schema = content["application/json"]["schema"]
                names = [one["$ref"].rpartition("/")[2] for one in schema.get("anyOf", [schema])]
                shapes = [document["components"]["schemas"][name]["properties"] for name in names]
                found.append((method.upper(), path, sorted({field for shape in shapes for field in shape})))
    return found


def sample_ids(client: Any) -> dict[str, list[str]]:
    """Some ids of every kind that a path may hold."""
    return {
        "quote_id": [one["id"] for one in client.get("/quotes?limit=20").json()["items"]],
        "article_id": [one["id"] for one in client.get("/articles?limit=5").json()["items"]],
        "speaker_id": [one["id"] for one in client.get("/speakers?limit=20").json()["items"]],
        "meeting_id": [one["id"] for one in client.get("/meetings?limit=5").json()["items"]],
        "webhook_id": [one["id"] for one in client.get("/webhooks").json().get("items", [])] or ["hook-nowhere"],
        "change_id": [str(number) for number in range(320, 600, 3)],
    }


def require_intact(database: Path) -> None:
    """Every row keeps its promises, every count is right, and every quote is proved by its article's text."""
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for index in ("quote_fts", "article_version_fts", "speaker_name_fts"):
            connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        _require_proven_spans(connection)
        require_kept(connection)


def _require_proven_spans(connection: sqlite3.Connection) -> None:
    versions = connection.execute("SELECT article_key, number, text FROM article_version")
    texts = {(article, number): text for article, number, text in versions}
    spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for key, part, *place in connection.execute('SELECT quote_key, part, start, "end" FROM quote_span ORDER BY start'):
        spans.setdefault((key, part), []).append((place[0], place[1]))
    for key, article, version, *printed in connection.execute(
        "SELECT key, article_key, version, text, cue, attribution FROM quote"
    ):
        text = texts[article, version]
        for part, words in zip(("content", "cue", "source"), printed, strict=True):
            places = spans.get((key, part), [])
            assert all(0 <= start < end <= len(text) for start, end in places), (key, part)
            assert (words_at(text, [Span(*place) for place in places]) or None) == words, (key, part)
