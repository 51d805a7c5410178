"""Clients generated from the OpenAPI document, by the tools that people use, ask a real server.

They are only made with `--clients`: the tools come from npm and PyPI, and that takes a minute.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import serving

HERE = Path(__file__).parent
PYTHON_TOOL = "openapi-python-client==0.29.1"


@pytest.fixture(scope="module", autouse=True)
def _asked_for(request: pytest.FixtureRequest):
    if not request.config.getoption("--clients"):
        pytest.skip("generates clients with tools from npm and PyPI: run with --clients")


@pytest.fixture(scope="module")
def address(_asked_for, tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("clients")) as address:
        yield address


@pytest.fixture
def folder(address: str, tmp_path: Path) -> Path:
    """A folder with the examples and the server's own document."""
    shutil.copytree(HERE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "openapi.json").write_text(httpx.get(f"{address}/openapi.json").text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def expected(address: str) -> list[str]:
    quotes = httpx.get(f"{address}/quotes?topic=human-rights&kind=direct&limit=3").json()["items"]
    assert len(quotes) == 3
    return [f"{quote['speaker']['name'] if quote['speaker'] else 'somebody'}: {quote['text']}" for quote in quotes]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def done(folder: Path, *command: str) -> str:
    """What a command prints, which must go well."""
    finished = run(folder, *command)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def installed(folder: Path, *command: str) -> None:
    """Install something, or skip the test where it cannot be fetched."""
    finished = run(folder, *command)
    if finished.returncode != 0:
        pytest.skip(f"{' '.join(command[:2])} failed: {finished.stderr.strip()[-300:]}")


def test_a_typescript_client_compiles_strictly_and_gets_its_answer(folder: Path, address: str, expected: list[str]):
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node or npm is not installed")
    installed(folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
    done(folder, "npx", "openapi-typescript", "openapi.json", "--output", "schema.d.ts")
    done(folder, "npx", "tsc", "--strict", "--module", "nodenext", "--target", "es2022", "example.ts", "mistakes.ts")
    assert done(folder, "node", "example.js", address).splitlines() == expected


def test_a_python_client_imports_and_gets_its_answer(folder: Path, address: str, expected: list[str]):
    done(folder, sys.executable, "-m", "venv", "venv")
    python = str(folder / "venv" / "bin" / "python")
    installed(folder, python, "-m", "pip", "install", "--quiet", PYTHON_TOOL)
    tool = str(folder / "venv" / "bin" / "openapi-python-client")
    done(folder, tool, "generate", "--path", "openapi.json", "--output-path", "client", "--meta", "setup")
    installed(folder, python, "-m", "pip", "install", "--quiet", "setuptools", "./client")
    assert done(folder, python, "example.py", address).splitlines() == expected
