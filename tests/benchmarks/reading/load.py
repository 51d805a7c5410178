"""Servers in processes of their own, and wrk, which asks them over loopback for one path after the other."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

CONNECTIONS = 8
_SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local number = 0
request = function() number = number % #paths + 1; return wrk.format("GET", paths[number]) end
"""


@contextmanager
def served(command: Sequence[str | Path], port: int, ready: str = "/", **environment: str) -> Iterator[int]:
    """The process of a server, once it answers."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, env=os.environ | environment)
        try:
            _wait(f"http://127.0.0.1:{port}{ready}", process)
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urlopen(url).close()
            return
        except HTTPError:
            return
        except OSError as error:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} has ended with {process.returncode}") from error
            time.sleep(0.1)
    raise TimeoutError(url)


def uvicorn(app: str, port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log"]


def chancery(database: str, port: int) -> list[str]:
    return [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--database", database]


def requests_per_second(port: int, paths: Sequence[str], seconds: float = 4, **headers: str) -> float:
    """How many of these requests, each for another path, are answered with success in a second."""
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder, "paths.lua"), Path(folder, "paths")
        script.write_text(_SCRIPT)
        listed.write_text("\n".join(paths))
        told = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), *told]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}"],
            env=os.environ | {"PATHS": str(listed)},
            capture_output=True,
            text=True,
            check=True,
        )
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    assert failed is None, f"{paths[0]}: {done.stdout}"
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", done.stdout)[0])
