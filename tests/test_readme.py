"""The README is true: its requests get the answers that it prints, from a server started as it says."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.conftest import on_any_machine, serving

README = Path(__file__).parents[1] / "README.md"
README_ADDRESS = "http://127.0.0.1:8000"
EXAMPLE = re.compile(r"<!-- request -->\n```sh\n(.*?)\n```\n\n<!-- answer -->\n```(?:json|csv)\n(.*?)\n```", re.DOTALL)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("readme")) as address:
        yield address


def ask(address: str, command: str) -> str:
    """Run the README's own command against this server, as if it were where the README has it."""
    local = shlex.split(command.replace(README_ADDRESS, address))
    done = subprocess.run([*local, "--silent", "--fail-with-body"], capture_output=True, text=True, check=True)
    told = done.stdout.removeprefix("\ufeff").replace(address, README_ADDRESS)
    if not told.startswith("{"):
        return told.rstrip("\n")
    return json.dumps(json.loads(told), indent=2, ensure_ascii=False)


def test_the_requests_get_the_answers_that_are_printed(address: str):
    """Run with UPDATE_EXAMPLES=1 to print the answers anew."""
    text = README.read_text(encoding="utf-8")
    examples = EXAMPLE.findall(text)
    assert len(examples) == 9
    for command, printed in examples:
        answer = ask(address, command)
        if os.environ.get("UPDATE_EXAMPLES"):
            README.write_text(
                README.read_text(encoding="utf-8").replace(f"\n{printed}\n```\n", f"\n{answer}\n```\n"),
                encoding="utf-8",
            )
        else:
            assert on_any_machine(printed) == on_any_machine(answer), "run with UPDATE_EXAMPLES=1"


def test_every_setting_is_in_the_table():
    from app.settings import Settings

    for name in Settings.model_fields:
        assert f"`CHANCERY_{name.upper()}`" in README.read_text(encoding="utf-8")


def test_every_path_is_in_the_table(client):
    for path in client.get("/openapi.json").json()["paths"]:
        printed = path.replace("{quote_id}", "{id}").replace("{speaker_id}", "{id}").replace("{article_id}", "{id}")
        printed = (
            printed.replace("{meeting_id}", "{id}")
            .replace("{change_id}", "{id}")
            .replace("{topic_slug}", "{slug}")
            .replace("{country_code}", "{code}")
            .replace("{other_code}", "{code}")
            .replace("{saying_id}", "{id}")
            .replace("{webhook_id}", "{id}")
        )
        assert printed in README.read_text(encoding="utf-8")
