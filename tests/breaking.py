"""Runs of `chancery ingest` in processes of their own, to be killed, and compared by what is exported after them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from app.database.engine import open_reader, open_session
from app.errors import DatabaseProblem
from app.queries.export import ExportKind, export_records
from app.queries.tables import article_version


def start_ingest(
    file: Path, database: str, workers: int = 1, stderr: int = subprocess.PIPE, *, scheduler: str | None = None
) -> subprocess.Popen[str]:
    """A run over a file, in a process group of its own: by so many processes, or by the workers of a Dask scheduler."""
    crew = ["--workers", str(workers)] if scheduler is None else ["--dask", scheduler]
    command = [sys.executable, "-m", "app.cli", "ingest", str(file), *crew, "--database", database]
    return subprocess.Popen(command, stderr=stderr, text=True, start_new_session=True)


def kill_process(process: subprocess.Popen[str]) -> None:
    """As a power cut would: the process that saves is given no time, and those that work for it have to notice."""
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def group_members(group: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(int(stat.parent.name))
    return found


def wait_for_worker(process: subprocess.Popen[str], number: int) -> int:
    """One of the processes that extract for a run, once all of that number are there."""
    while (
        len(workers := [pid for pid in group_members(process.pid) if b"spawn_main" in _process_command(pid)]) < number
    ):
        assert process.poll() is None, "it ended without so many workers"
        time.sleep(0.005)
    return workers[0]


def _process_command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def count_stored_versions(database: str) -> int:
    """How many versions of articles there are by now."""
    engine = open_reader(database)
    try:
        with open_session(engine) as session:
            return session.execute(select(func.count()).select_from(article_version)).scalar_one()
    except DatabaseProblem:
        return 0
    finally:
        engine.dispose()


def wait_for_versions(database: str, number: int, process: subprocess.Popen[str], pause: float = 0.005) -> None:
    while count_stored_versions(database) < number:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(pause)


def export_all(database: str) -> dict[ExportKind, list[str]]:
    """All that `chancery export` would tell of a database."""
    engine = open_reader(database)
    with open_session(engine) as session:
        found = {kind: list(export_records(session, kind)) for kind in ExportKind}
    engine.dispose()
    return found
