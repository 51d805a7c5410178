"""What the operator of a real server reads."""

import json
import re
import socket
import sqlite3
from pathlib import Path

import httpx
import pytest

from app.database.sqlite.files import database_file
from app.settings import Settings
from tests.conftest import run_server

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def test_a_request_is_one_line_and_tells_nothing_of_what_was_searched(copied: Settings, tmp_path: Path):
    with run_server(tmp_path, CHANCERY_DATABASE_URL=copied.database_url) as address:
        for name, path in {"a": "/quotes?q=sovereignty", "b": "/no%0Awhere", "c": "/quotes?limit=0"}.items():
            httpx.get(address + path, headers={"X-Request-ID": name})
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    told = re.findall(rf"^{TIME} +(.*) [\d.]+ ms (.*)$", log, re.MULTILINE)
    assert told == [
        ("INFO    GET /quotes 200", "127.0.0.1 [a]"),
        ("INFO    GET /no%0Awhere 404", "127.0.0.1 [b]"),
        ("INFO    GET /quotes 422", "127.0.0.1 [c]"),
    ]
    assert log.count("GET ") == 3
    assert log.count("sovereignty") == 1, "only in the greeting"


def test_a_request_is_one_object_where_the_operator_wants_json(copied: Settings, tmp_path: Path):
    with run_server(tmp_path, CHANCERY_LOG="json", CHANCERY_DATABASE_URL=copied.database_url) as address:
        httpx.get(f"{address}/quotes?q=sovereignty", headers={"X-Request-ID": "mine"})
        httpx.get(f"{address}/quotes/quo-nowhere")
    lines = [json.loads(line) for line in (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["started", "request", "request"]
    found, missing = lines[1:]
    assert list(found) == [
        "time", "level", "event", "method", "path", "status", "duration_ms", "request_id", "client"
    ]  # fmt: skip
    assert re.fullmatch(TIME, found["time"])
    assert (found["method"], found["path"], found["status"]) == ("GET", "/quotes", 200)
    assert (found["level"], found["request_id"], found["client"]) == ("info", "mine", "127.0.0.1")
    assert 0 < found["duration_ms"] < 10_000
    assert missing["status"] == 404


@pytest.mark.sqlite
@pytest.mark.parametrize("style", ["text", "json"])
def test_only_a_bug_leaves_a_traceback_and_only_one(copied: Settings, tmp_path: Path, style: str):
    file = database_file(copied.database_url)
    with run_server(tmp_path, CHANCERY_LOG=style, CHANCERY_DATABASE_URL=copied.database_url) as address:
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("UPDATE speaker SET kind = 'no kind at all'")
        database.close()
        httpx.get(f"{address}/quotes/quo-nowhere")
        bug = httpx.get(f"{address}/speakers", headers={"X-Request-ID": "unlucky"})
        with sqlite3.connect(file) as database:
            database.execute("ALTER TABLE quote RENAME TO hidden")
        database.close()
        assert httpx.get(f"{address}/quotes").status_code == 503
    assert bug.status_code == 500
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert log.count("a bug in the server") == log.count("LookupError: ") == 1
    about = [line for line in log.splitlines() if "unlucky" in line]
    assert len(about) == 2
    assert all("error" in line.lower() for line in about)
    assert "a table is missing" in log
    assert "sqlite3." not in log


def test_a_client_that_leaves_is_no_bug(copied: Settings, tmp_path: Path):
    with run_server(tmp_path, CHANCERY_DATABASE_URL=copied.database_url) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(
                b"POST /extract HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nAna"
            )
        httpx.get(f"{address}/healthz")
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "POST /extract 499" in log
    assert "Traceback" not in log
