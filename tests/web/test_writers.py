"""Writers while another process holds the database: each waits as long as if it were alone."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from time import monotonic

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.database.sqlite.files import database_file
from app.settings import Settings
from tests.web.test_problems import require_problem

WRITERS = 12
WHY = {"reason": "The article says so."}


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Another process in the middle of a transaction that writes."""
    with closing(sqlite3.connect(database_file(settings.database_url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def correct(desk: TestClient) -> Response:
    return desk.patch("/speakers/seun-sam", json=WHY | {"wikidata_id": "Q42"})


@pytest.mark.sqlite
def test_many_wait_no_longer_than_one(desk: TestClient, copied: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.database.engine.BUSY_TIMEOUT_MS", 2_000)
    assert correct(desk).status_code == 200
    with held(copied), ThreadPoolExecutor(WRITERS) as threads:
        began = monotonic()
        assert require_problem(correct(desk))["status"] == 503
        alone = monotonic() - began
        began = monotonic()
        answers = list(threads.map(lambda _: correct(desk), range(WRITERS)))
        together = monotonic() - began
    assert [answer.status_code for answer in answers] == [503] * WRITERS
    assert {answer.headers["retry-after"] for answer in answers} == {"5"}
    assert together < alone * WRITERS / 3, "they have waited one after the other"
    assert correct(desk).status_code == 200
