"""A database from before pieces of a quote were told apart follows, with its ids, its reviews and its index."""

import json

from alembic import command
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.database.engine import open_writer
from app.database.schema import migrate_schema
from app.main import create_app
from app.models import Scope
from app.settings import Settings
from tests.conftest import run_sql
from tests.database.test_schema import alembic
from tests.web.test_lists import get_all_items, get_json

TALKS = {
    "title": "Talks",
    "url": "https://example.org/talks",
    "published_on": "2024-02-27",
    "text": "“The border will open,” Ambassador Ana Lim of Singapore said on Tuesday, “and trade will follow.”",
}
BEFORE = "0014"


def test_an_older_database_follows(copied: Settings, keys: dict[Scope, str]):
    headers = {"authorization": f"Bearer {keys[Scope.REVIEW]}"}
    with TestClient(create_app(copied), headers=headers) as client:
        for words in (TALKS["text"], TALKS["text"] + "\n\nThe talks ended."):
            client.post("/articles", json=TALKS | {"text": words}).raise_for_status()
        present = get_all_items(client, "/quotes?limit=200&include=spans")
        (lim,) = [one for one in present if one["speaker"] and one["speaker"]["id"] == "ana-lim"]
        assert lim["text"] == "The border will open, … and trade will follow."

    writer = open_writer(copied.database_url)
    with writer.begin() as connection:
        command.downgrade(alembic(connection), BEFORE)
        assert connection.scalar(text("SELECT count(*) FROM quote WHERE text LIKE '% … %'")) == 0
        past = connection.scalar(text("SELECT item FROM past_quote WHERE item LIKE '%The border will open%'"))
        assert json.loads(past)["text"] == "The border will open, and trade will follow."
    migrate_schema(writer)
    writer.dispose()

    with TestClient(create_app(copied), headers=headers) as client:
        assert get_all_items(client, "/quotes?limit=200&include=spans") == present
        version = get_json(client, f"/articles/{lim['article']['id']}/versions/1?include=quotes")
        assert [one["text"] for one in version["said"]] == [lim["text"]]


def test_a_correction_from_before_can_be_undone(copied: Settings, keys: dict[Scope, str]):
    """The ledger has the words of then, joined by a space, and nobody may change it."""
    headers = {"authorization": f"Bearer {keys[Scope.REVIEW]}"}
    with TestClient(create_app(copied), headers=headers) as client:
        client.post("/articles", json=TALKS).raise_for_status()
        (lim,) = get_json(client, "/speakers/ana-lim/quotes?include=spans")["items"]
        cut = {"content": lim["spans"]["content"][:1], "reason": "Only this."}
        client.patch(f"/quotes/{lim['id']}", json=cut).raise_for_status()
        change = get_json(client, f"/quotes/{lim['id']}/history")["items"][-1]
        older = change["before"] | {"text": "The border will open, and trade will follow."}
        columns = "at, by, action, record_kind, record_id, reason, after"
        run_sql(
            copied,
            f"INSERT INTO change ({columns}, before) SELECT {columns}, :older FROM change WHERE key = {change['id']}",
            older=json.dumps(older),
        )
        number = get_json(client, f"/quotes/{lim['id']}/history")["items"][-1]["id"]
        client.post(f"/changes/{number}/undo", json={"reason": "All of it."}).raise_for_status()
        assert get_json(client, f"/quotes/{lim['id']}")["text"] == "The border will open, … and trade will follow."
