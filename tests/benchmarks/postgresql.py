"""Records on PostgreSQL beside the same in SQLite: the move, how long readers wait, and what a second server adds.

    python -m tests.benchmarks.postgresql FOLDER URL [--quotes 1000000] [--groups GROUP GROUP]

Makes a database of so many quotes in FOLDER, unless it is there, and moves it into the empty database at URL; the move
is killed on its way and started again. Compares all that is exported by both, byte for byte. Then prints for each kind
of request the 95th percentile of latency on both engines and their ratio. Where there is wrk, it also prints how many
lists a second one server and two servers on PostgreSQL answer; two only answer more where there are cores for them, for
PostgreSQL and for wrk. Where those are too few, each server can be held to a share of one, as if on a small machine of
its own: in two control groups of Linux that allow no more, here two fifths of a core each, made by root (version 1):

    for group in one other; do
        mkdir /sys/fs/cgroup/cpu/$group && echo 40000 > /sys/fs/cgroup/cpu/$group/cpu.cfs_quota_us
    done
    python -m tests.benchmarks.postgresql FOLDER URL --groups /sys/fs/cgroup/cpu/one /sys/fs/cgroup/cpu/other
"""

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from shutil import which

import httpx

from app.database.sqlite.files import sqlite_url
from app.queries.export import ExportKind
from tests.benchmarks.reading.growth import kinds, latency
from tests.benchmarks.reading.load import chancery, requests_per_second, served
from tests.benchmarks.reading.records import build
from tests.benchmarks.reading.throughput import places
from tests.breaking import count_stored_versions

IN_FILE, ONE, OTHER = 8321, 8322, 8323
ROUNDS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--groups", type=Path, nargs=2, help="control groups for the two servers that are compared")
    asked = parser.parse_args()
    file = build(asked.folder, asked.quotes)
    source = sqlite_url(file)
    if count_stored_versions(asked.url) < asked.quotes // 10:
        move(source, asked.url, asked.quotes)
    compare_exports(source, asked.url)
    with ExitStack() as stack:
        _, *compared = (
            stack.enter_context(served(chancery(url, port), port, "/readyz"))
            for url, port in ((source, IN_FILE), (asked.url, ONE), (asked.url, OTHER))
        )
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        compare_latency(kinds(file, asked.quotes))
        if which("wrk"):
            for group, process in zip(asked.groups or (), compared, strict=False):
                (group / "cgroup.procs").write_text(str(process))
            compare_servers([f"/quotes?limit=50&cursor={place.cursor}" for place in places(file)])


def move(source: str, target: str, quotes: int) -> None:
    """Kill the move once all articles are there, and with them some of the rest."""
    command = [sys.executable, "-m", "app.cli", "migrate-to", target, "--database", source]
    broken = subprocess.Popen(command)
    started = time.perf_counter()
    while count_stored_versions(target) < quotes // 10:
        assert broken.poll() is None, "the move ended before it could be killed"
        time.sleep(0.5)
    time.sleep(10)
    broken.kill()
    broken.wait()
    print(f"killed after {time.perf_counter() - started:.0f} seconds", flush=True)
    subprocess.run(command, check=True)
    print(f"moved and compared {time.perf_counter() - started:.0f} seconds after it was begun", flush=True)


def compare_exports(*urls: str) -> None:
    for kind in ExportKind:
        one, other = (exported(url, kind) for url in urls)
        assert one == other, f"{kind}: something else is exported after the move"
        print(f"{kind}: {one[1]:,} bytes are exported by both", flush=True)


def exported(url: str, kind: ExportKind) -> tuple[str, int]:
    """The SHA-256 of an export, and its length in bytes."""
    digest, size = hashlib.sha256(), 0
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "export", kind, "--database", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout is not None
        while part := running.stdout.read(1 << 20):
            digest.update(part)
            size += len(part)
    assert running.returncode == 0
    return digest.hexdigest(), size


def compare_latency(paths: dict[str, str]) -> None:
    with httpx.Client(timeout=120) as client:
        for kind, path in paths.items():
            took = [[latency(client, port, path) for port in (IN_FILE, ONE)] for _ in range(ROUNDS)]
            late = [statistics.quantiles(one, n=20)[-1] * 1000 for one in zip(*took, strict=True)]
            print(f"{kind:26} {late[0]:8.2f} ms {late[1]:8.2f} ms  ratio {late[1] / late[0]:.2f}", flush=True)


def compare_servers(paths: list[str], turns: int = 3) -> None:
    halves = (paths[::2], paths[1::2])
    for _ in range(turns):
        one = requests_per_second(ONE, paths)
        with ThreadPoolExecutor() as threads:
            two = sum(threads.map(requests_per_second, (ONE, OTHER), halves))
        print(f"one server {one:,.0f} lists a second, two servers {two:,.0f}, ratio {two / one:.2f}", flush=True)


if __name__ == "__main__":
    main()
