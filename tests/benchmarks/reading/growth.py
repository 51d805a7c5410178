"""Does a hundred times the quotes take a reader longer? And what does it cost to export them all?

    python -m tests.benchmarks.reading.growth FOLDER [FEW] [MANY]

Makes databases of FEW (10,000) and MANY (1,000,000) quotes in FOLDER, unless they are there, and prints for each kind
of request the median latency with each and their ratio; then the rows of a CSV and an NDJSON export of MANY, and by how
much the server's memory was higher at its peak. Beside them stands how busy the machine was: its load average over a
minute, before and after.
"""

import os
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx

from app.database.sqlite.files import sqlite_url
from app.ingestion.save_article import load_topics
from app.schemas.facets import QuoteFacet
from app.settings import Settings
from tests.benchmarks.reading.load import chancery, served
from tests.benchmarks.reading.records import COUNTRIES, EVERYWHERE, build
from tests.benchmarks.reading.throughput import cursor

PORTS = (8311, 8312)
ROUNDS = 25


def kinds(database: Path, quotes: int) -> dict[str, str]:
    """A request of each kind."""
    place = "SELECT published_on, key FROM quote ORDER BY published_on DESC, key DESC LIMIT 1 OFFSET ?"
    with sqlite3.connect(database) as connection:
        deep = cursor(*connection.execute(place, (int(quotes * 0.9),)).fetchone())
    topics = [topic.slug for topic in load_topics(Settings().seeds).topics]
    common, rare = f"topic={topics[0]}&country={COUNTRIES[0]}", f"topic={topics[-1]}&country={COUNTRIES[-1]}"
    return {
        "first page": "/quotes",
        "page nine tenths deep": f"/quotes?cursor={deep}",
        "speaker, topic, country": f"/quotes?speaker=speaker-7&{common}",
        "the same, of the prolific": f"/quotes?speaker=speaker-0&{common}",
        "the same, rare values": f"/quotes?speaker=speaker-0&{rare}",
        "selective q": "/quotes?q=rare7",
        "common topic": f"/quotes?topic={topics[0]}",
        "rare topic and country": f"/quotes?{rare}",
        "q that all quotes have": f"/quotes?q={EVERYWHERE}",
        "the same by relevance": f"/quotes?q={EVERYWHERE}&sort=relevance",
        "the same by /search": f"/search?q={EVERYWHERE}",
        "all facets of all quotes": f"/quotes?limit=1&facets={','.join(QuoteFacet)}",
        "all quotes, counted": "/quotes?limit=1&count=true",
        "all quotes by month": "/quotes/timeline?interval=month",
    }


def latency(client: httpx.Client, port: int, path: str) -> float:
    start = time.perf_counter()
    client.get(f"http://127.0.0.1:{port}{path}").raise_for_status()
    return time.perf_counter() - start


def compare(few: Path, many: Path, numbers: tuple[int, int]) -> None:
    asked = [kinds(database, number) for database, number in zip((few, many), numbers, strict=True)]
    with httpx.Client(timeout=60) as client:
        for kind in asked[0]:
            took = [
                [latency(client, port, paths[kind]) for port, paths in zip(PORTS, asked, strict=True)]
                for _ in range(ROUNDS)
            ]
            medians = [statistics.median(one) * 1000 for one in zip(*took, strict=True)]
            print(f"{kind:26} {medians[0]:8.2f} ms {medians[1]:8.2f} ms  ratio {medians[1] / medians[0]:.2f}")


def lines_of(port: int, form: str) -> Iterator[bytes]:
    with httpx.stream("GET", f"http://127.0.0.1:{port}/quotes?format={form}", timeout=600) as answer:
        yield from (line for chunk in answer.iter_bytes() for line in chunk.splitlines(keepends=True))


def peak(pid: int) -> float:
    """The most memory that a process has had, in megabytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def export(port: int, pid: int, expected: int) -> None:
    for form, header in (("ndjson", 0), ("csv", 1)):
        before, start = peak(pid), time.perf_counter()
        rows = sum(line.endswith(b"\n") for line in lines_of(port, form)) - header
        took = time.perf_counter() - start
        print(f"{form:6} {rows:,} rows of {expected:,} in {took:.0f} s, peak memory {peak(pid) - before:+.1f} MB")


def main() -> None:
    folder, *given = sys.argv[1:]
    numbers = (int(given[0]) if given else 10_000, int(given[1]) if len(given) > 1 else 1_000_000)
    databases = [build(Path(folder), number) for number in numbers]
    with sqlite3.connect(databases[1]) as connection:
        (expected,) = connection.execute("SELECT count(*) FROM quote WHERE NOT withdrawn").fetchone()
    with ExitStack() as stack:
        pids = [
            stack.enter_context(served(chancery(sqlite_url(database), port), port, "/readyz"))
            for database, port in zip(databases, PORTS, strict=True)
        ]
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        compare(databases[0], databases[1], numbers)
        export(PORTS[1], pids[1], expected)
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
