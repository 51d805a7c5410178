"""A server that reads elsewhere than it writes. Here nothing is replicated, so that one can tell which was asked."""

import pytest
from fastapi.testclient import TestClient

from app.database.engine import open_reader, open_session, open_writer
from app.main import create_app
from app.models import Scope
from app.services.keys import list_keys
from app.settings import Settings
from tests.conftest import CommandRunner, DatabaseFactory, run_sql

TALKS = {"title": "Talks", "published_on": "2024-02-27", "text": "“We agree,” Foreign Minister Ana Lim told reporters."}


@pytest.fixture
def replica(
    databases: DatabaseFactory, seeded: Settings, copied: Settings, keys, tmp_path_factory: pytest.TempPathFactory
):
    """What was there, and the same keys, but nothing that is written from now on."""
    assert keys
    replica = Settings(database_url=databases.copy_database(seeded.database_url, tmp_path_factory.mktemp("replica")))
    source, target = open_reader(copied.database_url), open_writer(replica.database_url)
    with open_session(source) as reading, open_session(target) as writing:
        for key in list_keys(reading):
            writing.merge(key)
        writing.commit()
    source.dispose()
    target.dispose()
    yield replica
    databases.drop_database(replica.database_url)


def test_the_replica_is_read_and_the_primary_is_written(copied: Settings, keys: dict[Scope, str], replica: Settings):
    reading = copied.model_copy(update={"read_url": replica.database_url})
    with TestClient(create_app(reading), headers={"authorization": f"Bearer {keys[Scope.WRITE]}"}) as client:
        stored = client.post("/articles", json=TALKS)
        assert stored.status_code == 201, stored.text
        assert client.get("/articles?count=true").json()["total"] == 18
    assert run_sql(copied, "SELECT count(*) FROM article") == [(19,)]
    assert run_sql(replica, "SELECT count(*) FROM article") == [(18,)]


def test_a_replica_that_is_not_there_is_one_line(chancery: CommandRunner, copied: Settings):
    where = {"CHANCERY_DATABASE_URL": copied.database_url, "CHANCERY_READ_URL": "postgresql://nobody@127.0.0.1:1/none"}
    refused = chancery("serve", "--port", "0", **where)
    assert refused.returncode == 1
    assert refused.stderr.startswith("chancery: postgresql+psycopg://nobody@127.0.0.1:1/none: cannot be reached")
    assert refused.stderr.count("\n") == 1
