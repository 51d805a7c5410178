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

from app.cli.ingest import load_under_way
from app.database.sqlite.files import url_of
from app.extraction.document import Document
from app.extraction.types import Extraction
from app.ingestion.progress_checkpoint import name_of_run
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Reading
from app.ingestion.sources import find_origins
from app.queries.export import Kind
from tests.breaking import exported, kill, members, start, wait_for, worker_of
from tests.commands import PATIENCE, without_progress
from tests.corpus import write_lines
from tests.web.hostility import require_whole

NUMBER = 90


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("corpus") / "archive.jsonl", NUMBER, paragraphs=1)


@pytest.fixture(scope="module")
def undisturbed(lines: Path) -> tuple[str, dict[Kind, list[str]]]:
    """What a run by one process says at its end, and all that it has stored."""
    file = lines.with_name("undisturbed.db")
    database = url_of(file)
    _, said = start(lines, database, workers=1).communicate(timeout=PATIENCE)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM ingestion").fetchall() == [], "it has come to its end"
    return said.splitlines()[-1], exported(database)


def test_several_workers_store_what_one_stores(lines: Path, undisturbed, tmp_path: Path):
    run = start(lines, url_of(tmp_path / "chancery.db"), workers=3)
    _, said = run.communicate(timeout=PATIENCE)
    assert (said.splitlines()[-1], exported(url_of(tmp_path / "chancery.db"))) == undisturbed
    assert run.returncode == 1, "some lines are broken on purpose"


@pytest.mark.skipif(sys.platform != "linux", reason="tells the processes of a run by /proc")
def test_a_run_that_is_killed_again_and_again_ends_as_if_it_never_was(lines: Path, undisturbed, tmp_path: Path):
    file = tmp_path / "chancery.db"
    database = url_of(file)
    early, late = sorted(random.Random(2).sample(range(35, NUMBER - 20), 2))

    run = start(lines, database, workers=2)
    wait_for(database, early, run)
    kill(run)
    require_whole(file)
    deadline = time.monotonic() + PATIENCE
    while members(run.pid):
        assert time.monotonic() < deadline, "its workers are left behind"
        time.sleep(0.05)

    run = start(lines, database, workers=2)
    wait_for(database, late, run)
    os.kill(worker_of(run, 2), signal.SIGKILL)
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert said.splitlines()[-1].startswith("chancery: a worker process was killed")

    _, said = start(lines, database, workers=2).communicate(timeout=PATIENCE)
    first, *_, last = without_progress(said).splitlines()
    assert first.startswith("going on after ")
    assert (last, exported(database)) == undisturbed
    require_whole(file)


def test_a_run_is_known_again_by_its_files_and_how_they_are_read(tmp_path: Path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text("1")
    two.write_text("2")
    how = Reading(1_000)
    name = name_of_run([one, two], Facts(), how)
    assert name is not None
    assert name == name_of_run([one, two], Facts(), how)
    others = [
        name_of_run([two, one], Facts(), how),
        name_of_run([one], Facts(), how),
        name_of_run([one, two], Facts(title="Talks"), how),
        name_of_run([one, two], Facts(), Reading(1_000, fields={"text": "body"})),
    ]
    two.write_text("22")
    others.append(name_of_run([one, two], Facts(), how))
    assert len({name, *others}) == 6
    assert name_of_run([Path("-")], Facts(), how) is None


def test_ctrl_c_says_what_was_stored(writer, tmp_path):
    lines = ('{"title": "T", "published_on": "2024-02-27", "text": "One."}\n', '{"title": "T", "text": "Two."}\n')
    file = tmp_path / "two.jsonl"
    file.write_text("".join(lines))

    def interrupted(document: Document) -> Extraction:
        if document.text == "Two.":
            raise KeyboardInterrupt
        return Extraction((), ())

    told: list[str] = []
    given, how = Facts(published_on=date(2024, 2, 27)), Reading(1_000_000)
    with pytest.raises(typer.Exit) as ended:
        load_under_way(writer, find_origins([str(file)]), interrupted, given, how, told.append)
    assert ended.value.exit_code == 130
    assert told == ["interrupted after 1 articles: 1 created; what was saved is kept: run this again to go on"]
