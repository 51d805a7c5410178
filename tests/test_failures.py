"""What becomes of the records when the machine lets them down: the power, the disk, the right to write."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.database.sqlite.files import sqlite_url
from app.settings import Settings
from tests.conftest import CommandRunner, run_server, run_server_process
from tests.contention import LoadResult, create_api_key, run_load, unique_article, write_articles
from tests.web.hostility import require_intact

# What only a database in a file has.
pytestmark = pytest.mark.sqlite

# Bytes: room for a copy of the seeds, its log, and some articles more.
DISK = 64 * 1024 * 1024

INGEST = ("ingest", "-", "--title", "Talks", "--published-on", "2025-05-06", "--database")
STORY = "“We agree on every article of it,” Ana Lim said."


@pytest.fixture
def database(copied: Settings, tmp_path: Path) -> Path:
    """A copy of the seeds where a server started in the folder looks for its records."""
    return Path(copied.database_url.removeprefix("sqlite:///")).rename(tmp_path / "chancery.db")


def test_writers_and_readers_at_once_all_succeed(database: Path, tmp_path: Path):
    token = create_api_key(sqlite_url(database))
    with run_server(tmp_path) as address:
        outcome = run_load(address, token, writers=4, readers=8, seconds=4)
        assert outcome.failures == []
        assert outcome.stored_urls
        assert outcome.read_seconds
        for url in outcome.stored_urls:
            assert httpx.get(f"{address}/quotes", params={"q": f'"{url}"'}).json()["items"], url
    require_intact(database)


def test_what_was_acknowledged_outlives_a_power_cut(database: Path, tmp_path: Path, chancery: CommandRunner):
    token, outcome, over = create_api_key(sqlite_url(database)), LoadResult(), threading.Event()
    with run_server_process(tmp_path) as (address, process), ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write_articles, address, token, number, outcome, over) for number in range(4)]
        while len(outcome.stored_urls) < 20:
            assert not any(one.done() for one in writing), outcome.failures
        process.kill()
        over.set()
    assert len(outcome.failures) <= 4, "each writer may have had one article under way"
    require_intact(database)
    assert chancery("check").returncode == 0
    with run_server(tmp_path) as address:
        for url in outcome.stored_urls:
            assert httpx.get(f"{address}/quotes", params={"q": f'"{url}"'}).json()["items"], url


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk in memory, which only root may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if said := mount(folder, f"size={DISK}"):
        pytest.skip(f"no small disk to be had here: {said}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def mount(folder: Path, options: str) -> str:
    """What the system has against it, if anything."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    return done.stderr.strip()


def test_a_full_disk_is_named_and_what_was_there_stays(
    database: Path, disk: Path, tmp_path: Path, chancery: CommandRunner
):
    held = shutil.copy(database, disk / "chancery.db")
    headers = {"authorization": f"Bearer {create_api_key(sqlite_url(held))}"}
    with run_server(tmp_path, "--database", f"sqlite:///{held}") as address:
        assert _post(address, headers, 0).status_code == 201
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as out:
            assert out.write(bytes(DISK)) < DISK
        # The log of writes has some room of its own left.
        answers = (_post(address, headers, number) for number in range(1, 500))
        last = next(answer for answer in answers if answer.status_code != 201)
        assert last.status_code == 503
        assert last.headers["content-type"] == "application/problem+json"
        assert last.json()["type"].endswith("database-full")
        assert httpx.get(f"{address}/quotes?q=%22https://a.example/0%22").json()["items"]
        ingested = chancery(*INGEST, f"sqlite:///{held}", stdin=STORY)
        assert ingested.returncode == 1
        assert "disk is full" in ingested.stderr
        filler.unlink()
        assert _post(address, headers, 1_000).status_code == 201
    require_intact(Path(held))
    assert chancery("check", "--database", f"sqlite:///{held}").returncode == 0


def _post(address: str, headers: dict[str, str], number: int) -> httpx.Response:
    return httpx.post(
        f"{address}/articles", json=unique_article(f"https://a.example/{number}"), headers=headers, timeout=60
    )


def test_a_disk_that_may_only_be_read_is_named(database: Path, disk: Path, chancery: CommandRunner):
    held = shutil.copy(database, disk / "chancery.db")
    assert mount(disk, "remount,ro") == ""
    done = chancery(*INGEST, f"sqlite:///{held}", stdin=STORY)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("chancery: ")
    assert "is writable" in line
