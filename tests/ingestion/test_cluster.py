"""Articles from a file by the workers of a Dask scheduler: the same records, whoever of them comes and goes."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from app.cli import app
from app.database.sqlite.files import sqlite_url
from app.errors import ClusterProblem
from app.ingestion.cluster import Cluster, prepare_on_cluster
from app.ingestion.parallel import CHUNK_SIZE
from app.queries.export import ExportKind
from tests.breaking import count_stored_versions, export_all, start_ingest, wait_for_versions
from tests.clusters import CHANGE_ENGINE_CODE, REMOVE_ENGINE_CODE, DaskScheduler, count_finished_tasks, run_scheduler
from tests.commands import TIMEOUT_SECONDS, strip_progress
from tests.corpus import write_articles_file

pytest.importorskip("distributed", reason="takes Dask: pip install 'chancery[cluster]'")

NUMBER = 60
FEW = 16


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles_file(tmp_path_factory.mktemp("corpus") / "archive.jsonl", NUMBER, paragraphs=3)


@pytest.fixture(scope="module")
def undisturbed(lines: Path) -> tuple[str, dict[ExportKind, list[str]]]:
    """What a run by one process says at its end, and all that it has stored."""
    database = sqlite_url(lines.with_name("undisturbed.db"))
    _, said = start_ingest(lines, database, workers=1).communicate(timeout=TIMEOUT_SECONDS)
    return said.splitlines()[-1], export_all(database)


@pytest.fixture(scope="module")
def few(lines: Path) -> Path:
    """The first articles, none of which is broken or there twice."""
    file = lines.with_name("few.jsonl")
    file.write_text("".join(lines.read_text("utf-8").splitlines(keepends=True)[:FEW]), "utf-8")
    return file


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[DaskScheduler]:
    with run_scheduler(tmp_path) as scheduler:
        yield scheduler


def ended(run: subprocess.Popen[str]) -> tuple[int, list[str]]:
    _, said = run.communicate(timeout=TIMEOUT_SECONDS)
    return run.returncode, strip_progress(said).splitlines()


def test_workers_come_and_go_and_nothing_is_lost(lines: Path, undisturbed, scheduler: DaskScheduler, tmp_path: Path):
    database = sqlite_url(tmp_path / "chancery.db")
    run = start_ingest(lines, database, scheduler=scheduler.address)
    assert run.stderr is not None
    assert run.stderr.readline() == f"waiting for workers: none at {scheduler.address}\n"
    one, another = scheduler.start_worker(), scheduler.start_worker()
    wait_for_versions(database, 1, run)
    one.kill()
    wait_for_versions(database, 10, run)
    another.kill()
    # Whatever is done from now on is done by two threads of a worker that came when all the others were dead.
    assert count_stored_versions(database) < NUMBER - 10
    scheduler.start_worker(threads=2)
    status, said = ended(run)
    assert (said[-1], export_all(database)) == undisturbed
    assert status == 1, "some lines are broken on purpose"


def test_nothing_is_extracted_that_is_stored_as_it_is(few: Path, scheduler: DaskScheduler, tmp_path: Path):
    scheduler.start_worker()
    first, second = (
        ended(start_ingest(few, sqlite_url(tmp_path / "chancery.db"), scheduler=scheduler.address)) for _ in range(2)
    )
    assert (first, second) == ((0, [f"{FEW} articles: {FEW} created"]), (0, [f"{FEW} articles: {FEW} unchanged"]))
    assert count_finished_tasks(scheduler.address) == {"read": 2 * FEW / CHUNK_SIZE, "extract": FEW / CHUNK_SIZE}


@pytest.mark.parametrize(
    ("engine", "told"),
    [(CHANGE_ENGINE_CODE, " is chancery "), (REMOVE_ENGINE_CODE, " lacks a dependency ")],
    ids=["another", "none"],
)
def test_a_worker_without_the_same_engine_is_refused(engine: str, told: str, few: Path, scheduler, tmp_path: Path):
    scheduler.start_worker(before=engine)
    status, said = ended(start_ingest(few, sqlite_url(tmp_path / "chancery.db"), scheduler=scheduler.address))
    assert (status, len(said), count_stored_versions(sqlite_url(tmp_path / "chancery.db"))) == (1, 1, 0)
    assert said[0].startswith("chancery: a worker ")
    assert told in said[0]
    assert said[0].endswith(" there")


def test_a_scheduler_that_is_lost_is_told_in_a_line(few: Path, tmp_path: Path):
    database = sqlite_url(tmp_path / "chancery.db")
    with run_scheduler(tmp_path) as scheduler:
        scheduler.start_worker()
        run = start_ingest(few, database, scheduler=scheduler.address)
        wait_for_versions(database, 1, run)
    status, said = ended(run)
    lost = f"chancery: the Dask scheduler at {scheduler.address} was lost; saved articles are kept"
    assert (status, said) == (1, [f"{lost}; run this again to resume"])


def test_where_no_scheduler_is_a_line_says_so(few: Path, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        said = ended(start_ingest(few, sqlite_url(tmp_path / "chancery.db"), scheduler=address))
    assert said[0] == 1
    (line,) = said[1]
    assert line.startswith(f"chancery: no Dask scheduler answers at {address} (")
    assert line.endswith("); start one with: dask scheduler")


def test_where_dask_is_not_installed_a_line_says_what_to_install(writer: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterProblem, match=r"pip install 'chancery\[cluster\]'"):
        next(prepare_on_cluster(writer, iter([]), Cluster("tcp://127.0.0.1:1", (), print)))


def test_a_cluster_and_processes_are_not_to_be_had_together():
    done = CliRunner().invoke(app, ["ingest", "archive.jsonl", "--dask", "tcp://127.0.0.1:1", "--workers", "2"])
    assert done.exit_code == 2
    assert "--workers" in done.output
