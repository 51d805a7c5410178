"""`chancery migrate-to`: all records into another database, of PostgreSQL or in a file, and back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from app.database.engine import open_reader, open_session, open_writer
from app.database.schema import migrate_schema, require_current_schema
from app.database.sqlite.files import Progress
from app.errors import Conflict, DatabaseProblem
from app.maintenance.migrate_database import migrate_records
from app.models import Scope
from app.services.keys import create_key
from app.settings import Settings
from tests.breaking import export_all
from tests.conftest import CommandRunner, run_server, run_sql
from tests.postgresql import running_server

# They use both engines, whatever the others are run on.
pytestmark = pytest.mark.sqlite

TALKS = {"title": "Talks", "published_on": "2024-02-27", "text": "“We agree,” Foreign Minister Ana Lim told reporters."}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes the URL of a new database."""
    with running_server() as server:
        yield server.create_database


@pytest.fixture(params=["postgresql", "sqlite"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/target.db"
    return request.getfixturevalue("postgresql")()


def silent(_name: str) -> Progress:
    return lambda _done, _whole: None


def empty(url: str) -> Engine:
    engine = open_writer(url)
    migrate_schema(engine)
    return engine


class Stop(Exception):
    """What ends a move in these tests."""


def stop_after(steps: int) -> Callable[[str], Progress]:
    """Progress that ends the move after so many steps."""
    left = iter(range(steps))

    def advance(_done: int, _whole: int) -> None:
        if next(left, None) is None:
            raise Stop

    return lambda _name: advance


@pytest.mark.usefixtures("keys")
def test_records_move_to_postgresql_and_back(
    chancery: CommandRunner, copied: Settings, postgresql: Callable[[], str], tmp_path: Path
):
    there, back = postgresql(), f"sqlite:///{tmp_path}/back.db"
    moved = chancery("migrate-to", there, "--database", copied.database_url)
    assert moved.returncode == 0, moved.stderr
    assert moved.stderr.startswith("postgresql+psycopg://")
    assert "18 articles" in moved.stderr
    assert moved.stderr.endswith("all compared\n")
    assert chancery("migrate-to", back, "--database", there).returncode == 0
    assert export_all(copied.database_url) == export_all(there) == export_all(back)
    assert chancery("check", "--database", back).returncode == 0


def test_what_was_moved_is_asked_and_written_like_what_was_ingested(
    copied: Settings, keys: dict[Scope, str], target: str, tmp_path: Path
):
    source, engine = open_reader(copied.database_url), empty(target)
    migrate_records(source, engine, silent)
    engine.dispose()
    asked = ("/quotes?topic=human-rights&facets=speaker,country", "/topics", "/speakers", "/suggest?q=kenn", "/changes")
    answers = []
    for url in (copied.database_url, target):
        with run_server(tmp_path, CHANCERY_DATABASE_URL=url) as address:
            answers.append([httpx.get(address + path).json() for path in asked])
            if url == target:
                bearer = {"authorization": f"Bearer {keys[Scope.WRITE]}"}
                stored = httpx.post(f"{address}/articles", json=TALKS, headers=bearer)
                assert stored.status_code == 201, stored.text
                (found,) = httpx.get(f"{address}/quotes?speaker=ana-lim").json()["items"]
                assert found["text"] == "We agree"
    assert answers[0] == answers[1]


@pytest.mark.parametrize("steps", [1, 4, 12, 20, 30])
def test_a_move_that_was_broken_off_goes_on(copied: Settings, target: str, steps: int):
    source, engine = open_reader(copied.database_url), empty(target)
    with pytest.raises(Stop):
        migrate_records(source, engine, stop_after(steps))
    with engine.connect() as connection, pytest.raises(DatabaseProblem, match="is incomplete"):
        require_current_schema(connection)
    rows = migrate_records(source, engine, silent)
    engine.dispose()
    assert rows["article"] == 18
    assert export_all(copied.database_url) == export_all(target)


def test_a_database_that_holds_records_is_left_alone(chancery: CommandRunner, copied: Settings, target: str):
    source, engine = open_reader(copied.database_url), empty(target)
    migrate_records(source, engine, silent)
    with pytest.raises(Conflict, match="already holds records; name an empty database"):
        migrate_records(source, engine, silent)
    engine.dispose()
    refused = chancery("migrate-to", target, "--database", copied.database_url)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "already holds records" in refused.stderr


def test_a_database_that_holds_no_more_than_a_key_is_left_alone_too(copied: Settings, target: str):
    source, engine = open_reader(copied.database_url), empty(target)
    with open_session(engine) as session:
        create_key(session, "desk", Scope.READ)
    with pytest.raises(Conflict, match="already holds records"):
        migrate_records(source, engine, silent)
    engine.dispose()


def test_half_of_a_move_is_not_served(chancery: CommandRunner, copied: Settings, target: str):
    source, engine = open_reader(copied.database_url), empty(target)
    with pytest.raises(Stop):
        migrate_records(source, engine, stop_after(2))
    engine.dispose()
    refused = chancery("serve", "--port", "0", "--database", target)
    assert refused.returncode == 1
    assert "is incomplete; run chancery migrate-to again" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_text_that_the_other_engine_cannot_hold_is_named(copied: Settings, postgresql: Callable[[], str]):
    run_sql(copied, "UPDATE article_version SET title = 'Talks' || char(0) WHERE key = 1")
    source, engine = open_reader(copied.database_url), empty(postgresql())
    with pytest.raises(DatabaseProblem, match="NUL"):
        migrate_records(source, engine, silent)
    engine.dispose()


def test_what_was_changed_on_the_way_is_noticed(copied: Settings, target: str):
    source, engine = open_reader(copied.database_url), empty(target)
    with pytest.raises(Stop):
        migrate_records(source, engine, stop_after(30))
    run_sql(copied, "UPDATE article SET outlet = 'Another Paper'")
    with pytest.raises(DatabaseProblem, match="the rows of article differ from the source"):
        migrate_records(source, engine, silent)
    engine.dispose()


def test_a_database_that_is_not_there_is_one_line(chancery: CommandRunner, copied: Settings, tmp_path: Path):
    for url in ("postgresql://nobody@127.0.0.1:1/none", f"sqlite:///{tmp_path}/no/folder/target.db"):
        refused = chancery("migrate-to", url, "--database", copied.database_url)
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert "Traceback" not in refused.stderr
