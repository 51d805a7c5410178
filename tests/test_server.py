"""The server as a user runs it: a process of its own, asked over a real socket."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.conftest import CommandRunner, run_server


@pytest.fixture(scope="module")
def address(seeded: Settings, tmp_path_factory: pytest.TempPathFactory):
    with run_server(tmp_path_factory.mktemp("server"), CHANCERY_DATABASE_URL=seeded.database_url) as address:
        yield address


def test_the_first_start_loads_the_seeds_and_the_next_one_finds_them(tmp_path: Path):
    for _ in range(2):
        with run_server(tmp_path) as address:
            assert httpx.get(f"{address}/articles?count=true").json()["total"] == 18
            assert httpx.get(f"{address}/readyz").json() == {"status": "ok"}


def test_a_hundred_clients_at_once_are_all_served(address: str):
    """Threads that wait for a connection must not keep those that hold one from finishing."""
    with httpx.Client(base_url=address, limits=httpx.Limits(max_connections=100), timeout=30) as client:
        paths = ["/quotes", "/articles", "/speakers", "/topics"] * 100
        with ThreadPoolExecutor(100) as threads:
            statuses = list(threads.map(lambda path: client.get(path).status_code, paths))
    assert statuses == [200] * len(paths)


def test_what_is_ingested_while_it_serves_is_served(copied: Settings, tmp_path: Path, chancery: CommandRunner):
    where = {"CHANCERY_DATABASE_URL": copied.database_url}
    with run_server(tmp_path, **where) as address:
        article = (
            "---\ntitle: News\npublished_on: 2025-01-01\n---\n“We agree,” Foreign Minister Ana Lim told reporters."
        )
        assert chancery("ingest", "-", stdin=article, **where).returncode == 0
        (quote,) = httpx.get(f"{address}/quotes?speaker=ana-lim").json()["items"]
        assert quote["article"]["title"] == "News"


def test_a_body_without_a_length_is_cut_off_at_the_limit(address: str):
    answer = httpx.post(
        f"{address}/extract", content=(b"word " * 1_000 for _ in range(2_000)), headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
