"""How much faster are two workers than one, and does a run that is killed again and again end with the same records?

    python -m tests.benchmarks.ingestion [--articles 10000] [--paragraphs 6] [--turns 1] [--kills 10]

Writes a file of varied articles, and prints for each turn how many a second one worker and two workers store, and the
ratio; then the load of the machine, because what else runs on it changes the ratio. Then it kills a run by two workers
at random moments, starts it again each time, and compares all that is exported in the end, byte for byte.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.database.sqlite.files import sqlite_url
from tests.breaking import export_all, kill_process, start_ingest
from tests.corpus import write_articles_file
from tests.web.hostility import require_intact


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("articles", 10_000), ("paragraphs", 6), ("turns", 1), ("kills", 10)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = write_articles_file(Path(folder, "archive.jsonl"), asked.articles, asked.paragraphs)
        number = lines.read_bytes().count(b"\n")
        print(
            f"{number:,} lines, {lines.stat().st_size / number:,.0f} bytes each, on {os.cpu_count()} cores", flush=True
        )
        for turn in range(asked.turns):
            one, two = (_seconds(lines, Path(folder, f"{turn}-{workers}.db"), workers) for workers in (1, 2))
            told = f"one worker {number / one:.2f} a second, two workers {number / two:.2f}, ratio {one / two:.2f}"
            print(f"{told}; load {' '.join(f'{load:.1f}' for load in os.getloadavg())}", flush=True)
        if asked.kills:
            expected = export_all(sqlite_url(Path(folder, "0-1.db")))
            assert expected == export_all(sqlite_url(Path(folder, "0-2.db"))), (
                "two workers store something else than one"
            )
            _kill_again_and_again(lines, Path(folder, "killed.db"), asked.kills, two)
            assert expected == export_all(sqlite_url(Path(folder, "killed.db"))), (
                "the killed run ends with other records"
            )
            records = ", ".join(f"{len(found):,} {kind}" for kind, found in expected.items())
            print(f"killed {asked.kills} times: the same bytes as the undisturbed runs, {records}")


def _seconds(lines: Path, database: Path, workers: int) -> float:
    started = time.perf_counter()
    start_ingest(lines, sqlite_url(database), workers, stderr=subprocess.DEVNULL).communicate()
    return time.perf_counter() - started


def _kill_again_and_again(lines: Path, database: Path, kills: int, seconds: float) -> None:
    """Kill a run at random moments of the time that it takes."""
    chance = random.Random()
    moments = sorted(chance.uniform(0, seconds) for _ in range(kills))
    for before, moment in zip([0.0, *moments], moments, strict=False):
        run = start_ingest(lines, sqlite_url(database), 2, stderr=subprocess.DEVNULL)
        try:
            run.wait(moment - before)
            print("it came to its end before it could be killed again")
            return
        except subprocess.TimeoutExpired:
            kill_process(run)
        if database.exists() and database.stat().st_size:
            require_intact(database)
    run = start_ingest(lines, sqlite_url(database), 2)
    _, said = run.communicate()
    print(said.splitlines()[0], "...", said.splitlines()[-1], sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
