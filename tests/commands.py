"""The `chancery` command in a process of its own, forked off one that has imported all of it: that takes seconds.

That it starts from nothing as well is shown by the README's commands in CI.
"""

import multiprocessing
import os
import re
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from app.cli import COMMANDS

# Seconds after which a command is taken for hung: a slow machine that does other things takes its time.
TIMEOUT_SECONDS = 600
_PROGRESS = re.compile(r"^(?:[\d,]+ articles, [\d.]+ a second.*|waiting for workers: none at .*)\n", re.MULTILINE)
_FORKSERVER = multiprocessing.get_context("forkserver")
_FORKSERVER.set_forkserver_preload(
    ["__main__", "tests.commands", *sorted({f"app.cli.{module}" for module, _ in COMMANDS.values()})]
)


def start_command(
    arguments: list[str], folder: Path, environment: Mapping[str, str], *, stdin: Path, stdout: Path, stderr: Path
) -> BaseProcess:
    """Run the command in a folder, its standard streams in files; it reads and writes nothing of this process."""
    process = _FORKSERVER.Process(
        target=_run_command, args=(arguments, folder, dict(environment), stdin, stdout, stderr)
    )
    process.start()
    return process


def strip_progress(told: str) -> str:
    """What a command said, but for how far it had come meanwhile: how often it says that depends on the machine."""
    return _PROGRESS.sub("", told)


def _run_command(
    arguments: list[str], folder: Path, environment: dict[str, str], stdin: Path, stdout: Path, stderr: Path
) -> None:
    from app.cli import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(stdin, os.O_RDONLY), 0)
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    os.dup2(os.open(stdout, written), 1)
    os.dup2(os.open(stderr, written), 2)
    sys.argv = ["chancery", *arguments]
    # What nobody catches is told there when all is over.
    sys.stderr = open(2, "w", buffering=1)  # noqa: SIM115
    with open(0) as sys.stdin, open(1, "w") as sys.stdout:
        main()
