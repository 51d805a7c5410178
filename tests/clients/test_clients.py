"""The OpenAPI document in the hands of the tools that people use: linters, generators of clients, and a browser.

They only run with `--clients`: the tools come from npm and PyPI, and that takes some minutes.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import run_server

HERE = Path(__file__).parent
PYTHON_TOOL = "openapi-python-client==0.29.1"


@pytest.fixture(scope="module", autouse=True)
def _asked_for(request: pytest.FixtureRequest):
    if not request.config.getoption("--clients"):
        pytest.skip("generates clients with tools from npm and PyPI: run with --clients")


@pytest.fixture(scope="module")
def address(_asked_for, tmp_path_factory: pytest.TempPathFactory):
    with run_server(tmp_path_factory.mktemp("clients")) as address:
        yield address


@pytest.fixture(scope="module")
def folder(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples and the server's own documents."""
    folder = tmp_path_factory.mktemp("folder")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    for name, path in (("openapi.json", "/openapi.json"), ("documentation.json", "/docs/openapi.json")):
        (folder / name).write_text(httpx.get(address + path).text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tools(folder: Path) -> Path:
    """The folder with what comes from npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node or npm is not installed")
    installed(folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
    return folder


@pytest.fixture
def expected(address: str) -> list[str]:
    quotes = httpx.get(f"{address}/quotes?topic=human-rights&kind=direct&limit=3").json()["items"]
    assert len(quotes) == 3
    return [f"{quote['speakers'][0]['name'] if quote['speakers'] else 'somebody'}: {quote['text']}" for quote in quotes]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)


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


STRICTLY = ("--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "--types", "node")


def test_a_typescript_client_compiles_strictly_and_gets_its_answer(tools: Path, address: str, expected: list[str]):
    done(tools, "npx", "openapi-typescript", "openapi.json", "--output", "schema.d.ts")
    done(tools, "npx", "tsc", "--strict", "--module", "nodenext", "--target", "es2022", "example.ts", "mistakes.ts")
    assert done(tools, "node", "example.js", address).splitlines() == expected


def test_a_client_by_orval_compiles_strictly_and_gets_its_answer(
    tools: Path, address: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CHANCERY_ADDRESS", address)
    done(tools, "npx", "orval", "--config", "./orval.config.cjs")
    done(tools, "npx", "tsc", *STRICTLY, "orval.ts")
    assert done(tools, "node", "orval.js").splitlines() == expected


def test_a_client_by_hey_api_compiles_strictly_and_gets_its_answer(tools: Path, address: str, expected: list[str]):
    done(tools, "npx", "openapi-ts", "-f", "openapi-ts.config.mjs")
    done(tools, "npx", "tsc", *STRICTLY, "hey.ts")
    assert done(tools, "node", "hey.js", address).splitlines() == expected


@pytest.mark.parametrize("document", ["openapi.json", "documentation.json"])
def test_linters_find_nothing_by_their_recommended_rules(tools: Path, document: str):
    found = run(tools, "npx", "redocly", "lint", "--extends", "recommended-strict", "--format", "json", document)
    assert json.loads(found.stdout)["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}
    done(tools, "npx", "spectral", "lint", "--fail-severity", "hint", document)


def test_every_read_is_answered_when_it_is_pressed_in_a_browser(tools: Path, address: str):
    """As `/docs` opens it; and neither `/docs` nor `/redoc` asks anything of anybody else."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("there is no Chromium")
    pressed = json.loads(done(tools, "node", "press.mjs", address, browser))
    needs_a_key = {one["path"] for one in pressed["answers"] if one["path"].startswith("/webhooks")}
    assert len(pressed["answers"]) >= 37
    for answer in pressed["answers"]:
        assert answer["status"] == ("401" if answer["path"] in needs_a_key else "200"), answer
    assert pressed["elsewhere"] == []


def test_a_python_client_imports_and_gets_its_answer(folder: Path, address: str, expected: list[str]):
    done(folder, sys.executable, "-m", "venv", "venv")
    python = str(folder / "venv" / "bin" / "python")
    installed(folder, python, "-m", "pip", "install", "--quiet", PYTHON_TOOL)
    tool = str(folder / "venv" / "bin" / "openapi-python-client")
    done(folder, tool, "generate", "--path", "openapi.json", "--output-path", "client", "--meta", "setup")
    installed(folder, python, "-m", "pip", "install", "--quiet", "setuptools", "./client")
    assert done(folder, python, "example.py", address).splitlines() == expected
