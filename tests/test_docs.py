"""The documentation is true: requests get the printed answers, links lead somewhere, tables list what there is."""

import json
import os
import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
import yaml

from app.cli import app as command_line
from app.models import Scope
from app.settings import Settings
from tests.conftest import mask_machine_dependent, run_server
from tests.documentation import (
    PAGES,
    ROOT,
    find_anchors,
    find_examples,
    find_links,
    find_requests,
    find_table,
    print_answer,
    replace_answer,
    send_request,
)

DOCS = ROOT / "docs"
# What the server answers and its OpenAPI document does not describe.
OUTSIDE = {"GET /docs", "GET /redoc", "GET /openapi.json", "GET /docs/openapi.json", "GET /metrics"}
FILTERS, SETTINGS, PATHS = DOCS / "guide" / "filters.md", DOCS / "settings.md", DOCS / "paths.md"


@pytest.mark.sqlite
def test_every_request_works_and_gets_the_answer_that_is_printed(
    copied: Settings, keys: dict[Scope, str], tmp_path: Path
):
    """Run with UPDATE_EXAMPLES=1 to print the answers anew."""
    feeding = (DOCS / "guide" / "feeding.md").read_text(encoding="utf-8")
    (tmp_path / "talks.md").write_text(feeding.partition("```markdown\n")[2].partition("```")[0], encoding="utf-8")
    wrong: list[str] = []
    requests = find_requests()
    with run_server(tmp_path, "--database", copied.database_url) as address:
        for request in requests:
            done = send_request(request, address, tmp_path, keys[Scope.ADMIN])
            if request.answer is None:
                wrong += [f"{request.name}\n{done.stdout}{done.stderr}"] if done.returncode else []
                continue
            answer = print_answer(done.stdout, address)
            if os.environ.get("UPDATE_EXAMPLES"):
                replace_answer(request, answer)
            elif mask_machine_dependent(answer) != mask_machine_dependent(request.answer):
                wrong.append(f"{request.name}\n{answer}")
    assert len([request for request in requests if request.answer]) == 15
    assert not wrong, "run with UPDATE_EXAMPLES=1\n\n" + "\n\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_modules_that_are_named_are_there(page: Path):
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:app|tests|docs|seeds)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    for module in re.findall(r"python -m ((?:app|tests)[\w.]*)", text):
        assert find_spec(module), module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_request_is_printed_where_it_is_not_run(page: Path):
    run = sum(example.command.count("curl ") for example in find_requests() if example.page == page)
    assert page.read_text(encoding="utf-8").count("curl ") == run


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path):
    for link in find_links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in find_anchors(target), link


def test_every_page_can_be_reached_from_the_readme():
    reached = set[Path]()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        paths = [link.partition("#")[0] for link in find_links(page) if not re.match(r"[a-z]+:", link)]
        waiting += [(page.parent / path).resolve() for path in paths if path]
    assert set(PAGES) <= reached


def test_commands_have_the_options_that_are_printed():
    """Every line that runs `chancery` names a command and options of it."""
    checked = 0
    for example in find_examples():
        for line in example.command.replace("\\\n", " ").splitlines():
            match = re.match(r"(?:.*&& |CHANCERY_\w+=\S+ )?(?:\.venv/bin/)?chancery (.*)", line)
            if match is not None:
                check_options(shlex.split(match[1], comments=True), example.name)
                checked += 1
    assert checked >= 20


def check_options(words: list[str], where: str) -> None:
    command = typer.main.get_command(command_line)
    while hasattr(command, "commands"):
        name, command, words = command.resolve_command(typer.Context(command), words)
        assert name is not None, where
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} - {"-"} <= known, where


def test_every_setting_is_in_its_table_with_its_default():
    printed = {row[0]: row[1] for row in find_table(SETTINGS) if row[0].startswith("`CHANCERY_")}
    defaults = {
        f"`CHANCERY_{name.upper()}`": default_as_printed(name, field.default)
        for name, field in Settings.model_fields.items()
    }
    assert printed == defaults


def default_as_printed(name: str, default: object) -> str:
    if name == "seeds":
        return "those of the package"
    if default is None or default == ():
        return "none"
    if isinstance(default, bool):
        return f"`{json.dumps(default)}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


@pytest.fixture(scope="module")
def openapi(client) -> dict:
    return client.get("/openapi.json").json()


def test_every_path_is_in_the_table(openapi: dict):
    printed = {path for row in find_table(PATHS) for path in re.findall(r"`([A-Z]+ /[^`]*)`", row[0])}
    operations = {
        f"{method.upper()} " + re.sub(r"{[a-z]+_(id|slug|code)}", r"{\1}", path)
        for path, methods in openapi["paths"].items()
        for method in methods
    }
    assert printed == operations | OUTSIDE


@pytest.mark.parametrize(
    "path", ["/quotes", "/sayings", "/speakers", "/articles", "/meetings", "/topics", "/countries", "/changes"]
)
def test_every_filter_is_in_its_table(openapi: dict, path: str):
    printed = [
        name for row in find_table(FILTERS, f"## Filters of `{path}`") for name in re.findall(r"`(\w+)=?`", row[0])
    ]
    everywhere = [name for row in find_table(FILTERS, "## On every list") for name in re.findall(r"`(\w+)`", row[0])]
    known = {
        parameter["name"] for parameter in openapi["paths"][path]["get"]["parameters"] if parameter["in"] == "query"
    }
    assert set(printed) == known - set(everywhere)
    assert len(printed) == len(set(printed))


@pytest.mark.parametrize("schema", ["QuoteSort", "QuoteFacet", "ArticleFacet", "MeetingFacet", "QuoteKind", "Review"])
def test_every_value_of_a_choice_is_printed(openapi: dict, schema: str):
    text = FILTERS.read_text(encoding="utf-8")
    for value in openapi["components"]["schemas"][schema]["enum"]:
        assert f"`{value}`" in text


def test_the_picture_shows_what_the_extractor_finds(client):
    """Its JSON is a part of the answer for its text."""
    picture = (DOCS / "picture.svg").read_text(encoding="utf-8")
    lines = re.findall(r'<text class="(article|json)[^>]*>(.*?)</text>', picture)
    text = " ".join(plain(line) for kind, line in lines if kind == "article")
    shown = json.loads("".join(plain(line) for kind, line in lines if kind == "json"))
    answer = client.post("/extract", json={"text": text, "published_on": "2031-03-04"}).json()
    assert holds(answer["quotes"][0], shown), answer["quotes"][0]


def plain(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).strip()


def holds(whole: object, part: object) -> bool:
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and holds(whole[name], value) for name, value in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) == len(part) and all(map(holds, whole, part))
    return whole == part


def test_the_readme_tells_how_good_the_extractor_is():
    """The figures of the gold set are those that tests hold, but for a few points."""
    held = tomllib.loads((ROOT / "tests" / "gold" / "thresholds.toml").read_text(encoding="utf-8"))
    thresholds = held["at_least"] | held["at_most"]
    rows = find_table(ROOT / "README.md", "## Languages, and how sure")[1:]
    for name, row in zip(["found", "right", "wrong", "sure precision"], rows, strict=True):
        assert abs(float(row[2].rstrip("%")) / 100 - thresholds[name]) <= 0.03, name


def test_compose_sets_what_there_is_to_set():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    names = {name for service in services.values() for name in service.get("environment", {})}
    known = {f"CHANCERY_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in names if name.startswith("CHANCERY_")} <= known
    assert "build" in services["api"]
