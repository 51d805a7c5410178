"""Many articles from a file, by several processes: the same records come out, whatever becomes of the processes."""

import contextlib
import os
import random
import signal
import sqlite3
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import typer

from app.cli.ingest import load_with_progress
from app.database.sqlite.files import sqlite_url
from app.extraction.types import Document, Extraction
from app.ingestion.progress_checkpoint import fingerprint_run
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.sources import find_input_locations
from app.queries.export import ExportKind
from tests.breaking import export_all, group_members, kill_process, start_ingest, wait_for_versions, wait_for_worker
from tests.commands import TIMEOUT_SECONDS, strip_progress
from tests.corpus import write_articles_file
from tests.web.hostility import require_intact

NUMBER = 90


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles_file(tmp_path_factory.mktemp("corpus") / "archive.jsonl", NUMBER, paragraphs=1)


@pytest.fixture(scope="module")
def undisturbed(lines: Path) -> tuple[str, dict[ExportKind, list[str]]]:
    """What a run by one process says at its end, and all that it has stored."""
    file = lines.with_name("undisturbed.db")
    database = sqlite_url(file)
    _, said = start_ingest(lines, database, workers=1).communicate(timeout=TIMEOUT_SECONDS)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM ingestion").fetchall() == [], "it has come to its end"
    return said.splitlines()[-1], export_all(database)


def test_several_workers_store_what_one_stores(lines: Path, undisturbed, tmp_path: Path):
    run = start_ingest(lines, sqlite_url(tmp_path / "chancery.db"), workers=3)
    _, said = run.communicate(timeout=TIMEOUT_SECONDS)
    assert (said.splitlines()[-1], export_all(sqlite_url(tmp_path / "chancery.db"))) == undisturbed
    assert run.returncode == 1, "some lines are broken on purpose"


@pytest.mark.skipif(sys.platform != "linux", reason="tells the processes of a run by /proc")
def test_a_run_that_is_killed_again_and_again_ends_as_if_it_never_was(lines: Path, undisturbed, tmp_path: Path):
    file = tmp_path / "chancery.db"
    database = sqlite_url(file)
    early, late = sorted(random.Random(2).sample(range(35, NUMBER - 20), 2))

    run = start_ingest(lines, database, workers=2)
    wait_for_versions(database, early, run)
    kill_process(run)
    require_intact(file)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while group_members(run.pid):
        assert time.monotonic() < deadline, "its workers are left behind"
        time.sleep(0.05)

    run = start_ingest(lines, database, workers=2)
    wait_for_versions(database, late, run)
    os.kill(wait_for_worker(run, 2), signal.SIGKILL)
    _, said = run.communicate(timeout=TIMEOUT_SECONDS)
    assert run.returncode == 1
    assert said.splitlines()[-1].startswith("chancery: a worker process was killed")

    _, said = start_ingest(lines, database, workers=2).communicate(timeout=TIMEOUT_SECONDS)
    first, *_, last = strip_progress(said).splitlines()
    assert first.startswith("resuming after ")
    assert (last, export_all(database)) == undisturbed
    require_intact(file)


def test_a_run_is_known_again_by_its_files_and_how_they_are_read(tmp_path: Path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text("1")
    two.write_text("2")
    how = ReaderOptions(1_000)
    name = fingerprint_run([one, two], ArticleMetadata(), how)
    assert name is not None
    assert name == fingerprint_run([one, two], ArticleMetadata(), how)
    others = [
        fingerprint_run([two, one], ArticleMetadata(), how),
        fingerprint_run([one], ArticleMetadata(), how),
        fingerprint_run([one, two], ArticleMetadata(title="Talks"), how),
        fingerprint_run([one, two], ArticleMetadata(), ReaderOptions(1_000, fields={"text": "body"})),
    ]
    two.write_text("22")
    others.append(fingerprint_run([one, two], ArticleMetadata(), how))
    assert len({name, *others}) == 6
    assert fingerprint_run([Path("-")], ArticleMetadata(), how) is None


def test_ctrl_c_says_what_was_stored(writer, tmp_path):
    lines = ('{"title": "T", "published_on": "2024-02-27", "text": "One."}\n', '{"title": "T", "text": "Two."}\n')
    file = tmp_path / "two.jsonl"
    file.write_text("".join(lines))

    def interrupted(document: Document) -> Extraction:
        if document.text == "Two.":
            raise KeyboardInterrupt
        return Extraction((), ())

    told: list[str] = []
    given, how = ArticleMetadata(published_on=date(2024, 2, 27)), ReaderOptions(1_000_000)
    with pytest.raises(typer.Exit) as ended:
        load_with_progress(writer, find_input_locations([str(file)]), interrupted, given, how, told.append)
    assert ended.value.exit_code == 130
    assert told == ["interrupted after 1 articles: 1 created; saved articles are kept; run this again to resume"]
