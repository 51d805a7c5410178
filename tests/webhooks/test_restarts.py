"""Servers come and go, also by kill -9 and several at a time: nothing is lost, and order is kept."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.models import Scope
from app.settings import Settings
from tests.conftest import run_server, run_sql
from tests.web.test_submission import ARTICLE
from tests.webhooks.receiver import Receiver, wait_for


class _Killed(Exception):
    """Leaves `serving` by the way that ends its process with SIGKILL."""


@pytest.fixture
def environment(copied: Settings) -> dict[str, str]:
    return {
        "CHANCERY_DATABASE_URL": copied.database_url,
        "CHANCERY_FETCH_NETWORKS": "127.0.0.0/8",
        "CHANCERY_WEBHOOK_RETRY_SECONDS": "0.1",
    }


@pytest.fixture
def headers(keys: dict[Scope, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {keys[Scope.ADMIN]}"}


def changes_since(address: str, last: int) -> list[int]:
    lines = httpx.get(f"{address}/changes?since={last}&format=ndjson").text.splitlines()
    return [json.loads(line)["id"] for line in lines]


def create(address: str, headers: dict[str, str], **asked: Any) -> dict[str, Any]:
    answer = httpx.post(f"{address}/webhooks", json=asked, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_next_server_goes_on_where_a_killed_one_stopped(
    tmp_path: Path, environment: dict[str, str], headers: dict[str, str], receiver: Receiver
):
    receiver.answers = [503]
    with suppress(_Killed), run_server(tmp_path, **environment | {"CHANCERY_WEBHOOK_RETRY_SECONDS": "3"}) as address:
        hook = create(address, headers, url=receiver.url)
        httpx.post(f"{address}/articles", json=ARTICLE, headers=headers)
        changes = changes_since(address, hook["last_change"])
        wait_for(lambda: httpx.get(f"{address}/webhooks/{hook['id']}", headers=headers).json()["failures"])
        raise _Killed
    with run_server(tmp_path, **environment):
        wait_for(lambda: len(receiver.requests) >= len(changes) + 1)
    assert receiver.changes == [changes[0], *changes]
    assert receiver.ids[0] == receiver.ids[1]


def test_a_server_that_is_told_to_stop_leaves_its_webhooks_to_the_next_at_once(
    tmp_path: Path, environment: dict[str, str], headers: dict[str, str], receiver: Receiver
):
    receiver.answers = [None]
    with run_server(tmp_path, **environment) as address:
        hook = create(address, headers, url=receiver.url)
        httpx.post(f"{address}/articles", json=ARTICLE, headers=headers)
        changes = changes_since(address, hook["last_change"])
        wait_for(lambda: receiver.requests)
    with run_server(tmp_path, **environment):
        wait_for(lambda: len(receiver.requests) >= len(changes) + 1)
    assert receiver.changes == [changes[0], *changes]
    assert receiver.ids[0] == receiver.ids[1]


def test_one_that_was_killed_while_it_sent_is_waited_for_and_then_its_message_is_sent_again(
    tmp_path: Path, environment: dict[str, str], headers: dict[str, str], receiver: Receiver
):
    receiver.answers = [None]
    with suppress(_Killed), run_server(tmp_path, **environment) as address:
        hook = create(address, headers, url=receiver.url)
        httpx.post(f"{address}/articles", json=ARTICLE, headers=headers)
        changes = changes_since(address, hook["last_change"])
        wait_for(lambda: receiver.requests)
        raise _Killed
    database = Settings(database_url=environment["CHANCERY_DATABASE_URL"])
    with run_server(tmp_path, **environment):
        assert run_sql(database, "SELECT count(*) FROM webhook WHERE claim IS NOT NULL") == [(1,)]
        assert len(receiver.requests) == 1
        # As if its minute had passed.
        run_sql(database, "UPDATE webhook SET claimed_until = '2024-01-01 00:00:00.000000'")
        wait_for(lambda: len(receiver.requests) >= len(changes) + 1)
    assert receiver.changes == [changes[0], *changes]


def test_of_several_servers_only_one_sends(
    tmp_path: Path, environment: dict[str, str], headers: dict[str, str], receiver: Receiver
):
    others = [tmp_path / "one", tmp_path / "other"]
    for folder in others:
        folder.mkdir()
    with run_server(others[0], **environment) as one, run_server(others[1], **environment) as other:
        create(one, headers, url=receiver.url, since=0)
        for number in range(10):
            article = ARTICLE | {"url": None, "text": f"“We agree on {number},” Ana Lim said."}
            assert httpx.post(f"{(one, other)[number % 2]}/articles", json=article, headers=headers).status_code == 201
        changes = changes_since(one, 0)
        wait_for(lambda: len(receiver.requests) >= len(changes))
        wait_for(lambda: httpx.get(f"{one}/webhooks", headers=headers).json()["items"][0]["last_change"] == changes[-1])
    assert receiver.changes == changes
    for folder in others:
        assert "webhook" not in (folder / "server.log").read_text(encoding="utf-8").replace("/webhooks", "")
