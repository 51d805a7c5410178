"""A Dask scheduler of processes of its own on this machine, and workers that can be killed."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.commands import TIMEOUT_SECONDS

# What makes a worker's engine another one than that which is tested, and what leaves it without any.
CHANGE_ENGINE_CODE = "import app.extraction.version as version; version.RULES_VERSION += 1"
REMOVE_ENGINE_CODE = "import sys; sys.modules['app'] = None"


class DaskScheduler:
    """Its address, and the workers that were started for it."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self, threads: int = 1, before: str = "") -> subprocess.Popen[bytes]:
        """Another worker, which nobody starts again when it is killed; `before` is run in it first."""
        program = ["-c", f"{before}\nfrom distributed.cli.dask_worker import main\nmain()"]
        options = ["--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        options += ["--local-directory", str(self._folder), "--death-timeout", "60"]
        worker = _start_process(self._folder / f"worker-{len(self.workers)}.log", [*program, self.address, *options])
        self.workers.append(worker)
        return worker


@contextlib.contextmanager
def run_scheduler(folder: Path) -> Iterator[DaskScheduler]:
    """A scheduler on a free port; it and its workers end with the block. What they say is in the folder."""
    told = folder / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    process = _start_process(folder / "scheduler.log", ["-m", "distributed.cli.dask_scheduler", *options])
    workers: list[subprocess.Popen[bytes]] = []
    try:
        scheduler = DaskScheduler(_wait_for_address(told, process), folder)
        workers = scheduler.workers
        yield scheduler
    finally:
        for one in (*workers, process):
            one.kill()
            one.wait()


def count_finished_tasks(address: str) -> dict[str, int]:
    """How many tasks of each name have come to their end at a scheduler."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        found: dict[str, int] = client.run_on_scheduler(_count_on_scheduler)
    return found


def _count_on_scheduler(dask_scheduler: Any) -> dict[str, int]:
    return {name: prefix.state_counts["memory"] for name, prefix in dask_scheduler.task_prefixes.items()}


def _start_process(log: Path, arguments: list[str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=subprocess.STDOUT)


def _wait_for_address(told: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        with contextlib.suppress(OSError, ValueError):
            return str(json.loads(told.read_text())["address"])
        assert process.poll() is None, "the scheduler has ended"
        assert time.monotonic() < deadline, "the scheduler does not start"
        time.sleep(0.05)
