"""The command says quickly what it can do: nothing is imported for that which only its commands need."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest
import typer
from typer.testing import CliRunner

from app.cli import COMMANDS, app

HEAVY = {"alembic", "fastapi", "httpx", "lxml", "numpy", "onnxruntime", "sqlalchemy", "tokenizers", "trafilatura"}
PROGRAM = """
import sys
from app.cli import main
sys.argv = ["chancery", *sys.argv[1:]]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("asked", [["--help"], ["-h"], [], ["--version"], ["no-such-command"]])
def test_what_it_can_do_is_said_without_importing_what_does_it(asked: list[str]):
    done = subprocess.run([sys.executable, "-c", PROGRAM, *asked], capture_output=True, text=True)
    imported = set(done.stderr.split())
    assert "app.cli" in imported
    assert imported & HEAVY == set()
    assert {name for name in imported if name.startswith("app.")} == {"app.cli", "app.cli.output", "app.errors"}


def test_only_the_command_that_is_asked_for_is_imported():
    done = subprocess.run([sys.executable, "-c", PROGRAM, "keys", "--help"], capture_output=True, text=True)
    assert "revoke" in done.stdout
    assert set(done.stderr.split()) & {"fastapi", "onnxruntime", "trafilatura"} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_listed_by_what_it_says_of_itself(name: str):
    module, summary = COMMANDS[name]
    found = getattr(import_module(f"app.cli.{module}"), name.replace("-", "_"))
    told = found.info.help if isinstance(found, typer.Typer) else inspect.getdoc(found)
    assert " ".join(told.split("\n\n")[0].split()) == summary
    asked = CliRunner().invoke(app, [name, "--help"])
    assert asked.exit_code == 0
    assert " ".join(summary.split()[:5]) in asked.output
