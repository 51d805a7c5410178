"""Do Dask workers store what one process stores, when one of them is killed and another joins; and how fast?

    python -m tests.benchmarks.cluster [--articles 20000] [--paragraphs 6] [--workers 3] [--into postgresql://...]

Writes a file of varied articles and has it stored by one process in SQLite, then by so many Dask workers on this
machine, in an empty database where one is named; one of them is killed a third of the way, and another is added at two
thirds. Prints for both how many articles a second were stored, and compares all that is exported in the end, byte for
byte.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from app.database.sqlite.files import sqlite_url
from tests.breaking import export_all, start_ingest, wait_for_versions
from tests.clusters import count_finished_tasks, run_scheduler
from tests.corpus import write_articles_file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("articles", 20_000), ("paragraphs", 6), ("workers", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--into", metavar="URL")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_articles_file(folder / "archive.jsonl", asked.articles, asked.paragraphs)
        number = lines.read_bytes().count(b"\n")
        print(
            f"{number:,} lines, {lines.stat().st_size / number:,.0f} bytes each, on {os.cpu_count()} cores", flush=True
        )
        one, into = sqlite_url(folder / "one.db"), asked.into or sqlite_url(folder / "cluster.db")
        started = time.perf_counter()
        start_ingest(lines, one, workers=1, stderr=subprocess.DEVNULL).communicate()
        print(f"one process: {number / (time.perf_counter() - started):.2f} a second", flush=True)
        _by_cluster(lines, folder, into, number, asked.workers)
        expected = export_all(one)
        assert expected == export_all(into), "Dask workers store something else than one process"
        records = ", ".join(f"{len(found):,} {kind}" for kind, found in expected.items())
        print(f"the same bytes as by one process, {records}")


def _by_cluster(lines: Path, folder: Path, into: str, number: int, workers: int) -> None:
    with run_scheduler(folder) as scheduler:
        first, *_ = [scheduler.start_worker() for _ in range(workers)]
        started = time.perf_counter()
        run = start_ingest(lines, into, stderr=subprocess.DEVNULL, scheduler=scheduler.address)
        wait_for_versions(into, number // 3, run, pause=0.5)
        first.kill()
        print(f"one of {workers} workers killed after {time.perf_counter() - started:.0f} seconds", flush=True)
        wait_for_versions(into, number * 2 // 3, run, pause=0.5)
        scheduler.start_worker()
        print(f"another added after {time.perf_counter() - started:.0f} seconds", flush=True)
        run.communicate()
        seconds = time.perf_counter() - started
        load = " ".join(f"{load:.1f}" for load in os.getloadavg())
        print(f"Dask workers: {number / seconds:.2f} a second; load {load}", flush=True)
        print(
            ", ".join(f"{done:,} tasks {name}" for name, done in count_finished_tasks(scheduler.address).items()),
            flush=True,
        )


if __name__ == "__main__":
    main()
