"""Four who write and twenty who read, at once: is all that was acknowledged there, and how long do readers wait?

    python -m tests.benchmarks.contention [--seconds 120] [--writers 4] [--readers 20]

Starts a server on the seed articles, lets the readers read alone for half of the time, then with the writers for all of
it, and prints how many were served, the 99th percentile of reads both times, and their ratio. The exit status is 1 if
any request failed, an acknowledged article is not there, or the database is not whole.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import httpx

from app.database.sqlite.files import sqlite_url
from tests.conftest import run_server
from tests.contention import create_api_key, run_load
from tests.web.hostility import require_intact


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seconds", 120), ("writers", 4), ("readers", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, run_server(Path(folder)) as address:
        database = Path(folder, "chancery.db")
        token = create_api_key(sqlite_url(database))
        run_load(address, token, 0, asked.readers, 5)
        alone = run_load(address, token, 0, asked.readers, asked.seconds / 2)
        both = run_load(address, token, asked.writers, asked.readers, asked.seconds)
        p99 = [statistics.quantiles(outcome.read_seconds, n=100)[98] for outcome in (alone, both)]
        print(
            f"{asked.writers} writers stored {len(both.stored_urls):,}, "
            f"{asked.readers} readers read {len(both.read_seconds):,}"
        )
        print(f"p99 of reads: alone {p99[0]:.3f} s, beside writers {p99[1]:.3f} s, ratio {p99[1] / p99[0]:.2f}")
        there = httpx.get(f"{address}/articles?q=talks&published_since=2025-05-06&count=true", timeout=60).json()[
            "total"
        ]
        require_intact(database)
        failures = [*alone.failures, *both.failures]
        print(f"{there:,} of them are there; {len(failures)} requests failed; the database is whole")
        if failures or there != len(both.stored_urls):
            sys.exit(f"chancery: {failures[:3]}")


if __name__ == "__main__":
    main()
