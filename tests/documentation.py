"""The pages of the documentation, and what can be tried in them: requests, answers, commands and links."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ADDRESS = "http://127.0.0.1:8000"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_SHELL = re.compile(
    r"^```sh\n(?P<command>.*?)\n```$(?:\n\n<!-- answer -->\n```(?:json|csv)\n(?P<answer>.*?)\n```$)?",
    re.DOTALL | re.MULTILINE,
)
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
# An answer stays on one line as long as it is no longer than this.
_WIDTH = 110


@dataclass(frozen=True)
class Example:
    """One block of shell commands, with the answer that is printed below it, if there is one."""

    page: Path
    command: str
    answer: str | None

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {self.command.splitlines()[0]}"


def find_examples() -> Iterator[Example]:
    """All blocks of shell commands, those that need a key last: they change what the others read."""
    found = [
        Example(page, match["command"], match["answer"])
        for page in PAGES
        for match in _SHELL.finditer(page.read_text(encoding="utf-8"))
    ]
    yield from sorted(found, key=lambda example: "$KEY" in example.command)


def find_requests() -> list[Example]:
    return [example for example in find_examples() if "curl " in example.command]


def send_request(example: Example, address: str, folder: Path, key: str) -> subprocess.CompletedProcess[str]:
    """Run the commands as they are printed, against another address, and stop at the first that fails."""
    script = 'curl() { command curl --silent --fail-with-body --max-time 60 "$@"; }\n'
    script += example.command.replace(ADDRESS, address)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | {"KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )


def print_answer(body: str, address: str) -> str:
    """An answer as the pages print it."""
    body = body.removeprefix("\ufeff").replace(address, ADDRESS)
    return format_json(json.loads(body)) if body.startswith("{") else body.rstrip("\n")


def format_json(value: Any, indent: int = 0, label: str = "") -> str:
    """JSON with each part on one line where it fits."""
    line = label + json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or indent + len(line) < _WIDTH:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [format_json(part, indent + 2, f"{json.dumps(name)}: ") for name, part in value.items()]
    else:
        opening, closing = "[]"
        parts = [format_json(part, indent + 2) for part in value]
    body = ",\n".join(inner + part for part in parts)
    return f"{label}{opening}\n{body}\n{' ' * indent}{closing}"


def replace_answer(example: Example, answer: str) -> None:
    text = example.page.read_text(encoding="utf-8")
    printed = f"\n{example.command}\n```\n\n<!-- answer -->\n```"
    begin = text.index("\n", text.index(printed) + len(printed)) + 1
    end = text.index("\n```\n", begin)
    example.page.write_text(text[:begin] + answer + text[end:], encoding="utf-8")


def find_links(page: Path) -> list[str]:
    return _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


def find_anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def find_table(page: Path, heading: str | None = None) -> list[list[str]]:
    """The rows of all tables of a page, or of one of its sections, without their headings."""
    text = page.read_text(encoding="utf-8")
    if heading is not None:
        text = text.partition(f"\n{heading}\n")[2].partition("\n##")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.replace("\\|", "\0").strip("|").split("|")] for row in rows]
    return [[cell.replace("\0", "|") for cell in row] for row in cells]
