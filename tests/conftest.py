"""Fixtures: take the smallest that has what you need.

`settings` names a new database, a file or with `--engine postgresql` one of this machine's server; `writer` is its
engine, with today's schema. `seeded` is a database
that holds the seed articles, read by the real engine once for all tests, so nobody may write to it; `client` is the
whole application over it. `copied` is a copy of it that a test may write to, and `keys` are keys of each scope to that.
`office` is the application over such a copy, asked with the keeper's key, and `receiver` a server that its webhooks may
reach. `chancery` runs the command in a process of its own, and `server` is such a process that
serves. No fixture ever opens the configured database: the environment's CHANCERY_* variables are dropped.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text

from app.database.engine import open_session, open_writer
from app.database.sqlite.files import database_file, sqlite_url
from app.extraction.entities.topics import Vocabulary
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.save_article import load_topics, make_extractor, prepare_database
from app.ingestion.save_many import load_inputs
from app.ingestion.sources import find_input_locations
from app.main import create_app
from app.models import Scope
from app.services.keys import create_key
from app.settings import Settings
from tests import commands
from tests.postgresql import PostgresServer, running_server
from tests.webhooks.receiver import Receiver, receiving

ROOT = Path(__file__).parent.parent
_GREETING = re.compile(r"curl '(http://[^/]+)/")

CommandRunner = Callable[..., subprocess.CompletedProcess[str]]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: those of a ZIP file hold the second in which they were made, and workers that
    run at different seconds must collect the same tests."""
    return argname if isinstance(val, bytes) else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--clients", action="store_true", help="generate clients with tools from npm and PyPI, and run them"
    )
    parser.addoption(
        "--engine", choices=["sqlite", "postgresql"], default="sqlite", help="where the tests keep their records"
    )
    parser.addoption("--steps", type=int, default=40, help="what is done to the records on each random walk")
    parser.addoption("--walks", type=int, default=2, help="random walks through what is done to the records")
    parser.addoption("--examples", type=int, default=20, help="requests by which each operation's contract is tried")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: what only a database in a file has; not run on PostgreSQL")
    hypothesis.settings.register_profile(
        "contract",
        max_examples=config.getoption("--examples"),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )


@pytest.fixture(scope="session", autouse=True)
def _no_configuration() -> None:
    for name in [name for name in os.environ if name.startswith("CHANCERY_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_topics(Settings().seeds)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--engine") == "postgresql":
        # What asks for no database is the same there, and what is of files alone is not there.
        elsewhere = [one for one in items if "databases" in one.fixturenames and not one.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=[one for one in items if one not in elsewhere])
        items[:] = elsewhere


class DatabaseFactory:
    """New databases in the folders of tests, or on this machine's PostgreSQL."""

    def __init__(self, server: PostgresServer | None, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._empty: str | None = None
        self._kept: dict[str, str] = {}

    @property
    def is_sqlite(self) -> bool:
        return self._server is None

    def create_database(self, folder: Path) -> str:
        """The URL of a new database without articles, which takes a while to make, and so is made once."""
        if self._empty is None:
            self._empty = (
                sqlite_url(self._folder / "empty.db") if self._server is None else self._server.create_database()
            )
            settings = Settings(database_url=self._empty)
            prepare_database(settings, load_topics(settings.seeds)).dispose()
        if self._server is None:
            return sqlite_url(Path(shutil.copy(database_file(self._empty), folder / "chancery.db")))
        return self._server.create_database(self._empty)

    def create_empty_database(self, folder: Path) -> str:
        """The URL of a database without tables."""
        return sqlite_url(folder / "empty.db") if self._server is None else self._server.create_database()

    def keep_template(self, url: str) -> None:
        """Let a database that nobody has open be copied later on, whoever has it open then."""
        if self._server is not None:
            self._kept[url] = self._server.create_database(url)

    def copy_database(self, url: str, folder: Path) -> str:
        """The URL of a copy of a database as it was when it was kept."""
        if self._server is not None:
            return self._server.create_database(self._kept[url])
        copy = folder / "copied.db"
        with sqlite3.connect(database_file(url)) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        return sqlite_url(copy)

    def drop_database(self, url: str) -> None:
        if self._server is not None:
            self._server.drop_database(url)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFactory]:
    folder = tmp_path_factory.mktemp("databases")
    if request.config.getoption("--engine") == "sqlite":
        yield DatabaseFactory(None, folder)
        return
    with running_server() as server:
        yield DatabaseFactory(server, folder)


@pytest.fixture
def settings(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Settings]:
    url = databases.create_database(tmp_path)
    yield Settings(database_url=url)
    databases.drop_database(url)


@pytest.fixture
def writer(settings: Settings, vocabulary: Vocabulary) -> Iterator[Engine]:
    engine = prepare_database(settings, vocabulary)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def seeded(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Settings:
    settings = Settings(database_url=databases.create_database(tmp_path_factory.mktemp("seeded")))
    seed_database(settings, vocabulary).dispose()
    databases.keep_template(settings.database_url)
    return settings


def seed_database(settings: Settings, vocabulary: Vocabulary) -> Engine:
    """A writer on a new database with the seed articles."""
    engine = prepare_database(settings, vocabulary)
    origins = find_input_locations([str(settings.seeds)])
    how = ReaderOptions(settings.max_article_bytes)
    loaded = list(load_inputs(engine, origins, make_extractor(vocabulary), ArticleMetadata(), how))
    assert [one.name for one in loaded if one.error] == []
    return engine


@pytest.fixture(scope="session")
def client(seeded: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(seeded), raise_server_exceptions=False) as client:
        yield client


def mask_machine_dependent(printed: str) -> str:
    """An answer without what depends on how many quotes were found before it: keys, which cursors hold, and scores.

    Processors add in other orders, so that one quote in some hundreds is found on one machine and not on another.
    """
    without_places = re.sub(r"(?<=cursor=|.since=)[\w-]+", "...", printed)
    return re.sub(r'("(?:id|undoes|score)": )[\d.]+', r"\g<1>0", without_places)


def run_sql(settings: Settings, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What a statement finds or changes in a database, past the application."""
    engine = open_writer(settings.database_url)
    try:
        with engine.begin() as connection:
            found = connection.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []
    finally:
        engine.dispose()


@pytest.fixture
def statements(databases: DatabaseFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the database is asked, by whatever way, on connections that are opened from now on."""
    asked: list[str] = []

    def record_statement(statement: str) -> None:
        # Not what a search index asks of its own tables, nor what is looked for between requests.
        if statement.startswith(("SELECT", "WITH")) and not re.search(r"'main'\.|FROM webhook|advisory", statement):
            asked.append(statement)

    def trace_connection(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(record_statement)

    if not databases.is_sqlite:
        cursor = pytest.importorskip("psycopg").Cursor
        execute = cursor.execute

        def record_execute(self: object, statement: object, *rest: object, **how: object) -> object:
            # What the driver asks for itself is no text.
            if isinstance(statement, str):
                record_statement(statement)
            return execute(self, statement, *rest, **how)

        monkeypatch.setattr(cursor, "execute", record_execute)
        yield asked
        return
    event.listen(Engine, "connect", trace_connection)
    yield asked
    event.remove(Engine, "connect", trace_connection)


@pytest.fixture
def copied(databases: DatabaseFactory, seeded: Settings, tmp_path: Path) -> Iterator[Settings]:
    url = databases.copy_database(seeded.database_url, tmp_path)
    yield Settings(database_url=url)
    databases.drop_database(url)


@pytest.fixture
def keys(copied: Settings) -> dict[Scope, str]:
    engine = open_writer(copied.database_url)
    with open_session(engine) as session:
        made = {scope: create_key(session, f"{scope}-desk", scope) for scope in Scope}
    engine.dispose()
    return made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def lenient(copied: Settings) -> Settings:
    """Loopback is allowed, and what fails is soon tried again."""
    return copied.model_copy(update={"fetch_networks": (ip_network("127.0.0.0/8"),), "webhook_retry_seconds": 0.1})


@pytest.fixture
def office(lenient: Settings, keys: dict[Scope, str]) -> Iterator[TestClient]:
    with TestClient(create_app(lenient), headers={"authorization": f"Bearer {keys[Scope.ADMIN]}"}) as client:
        yield client


@pytest.fixture
def chancery(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> CommandRunner:
    """Run the command in an empty folder; its database is chancery.db there."""

    streams = {name: tmp_path_factory.mktemp("command") / name for name in ("stdin", "stdout", "stderr")}

    def run_command(*arguments: str, stdin: bytes | str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        streams["stdin"].write_bytes(stdin.encode() if isinstance(stdin, str) else stdin)
        process = commands.start_command([*arguments], tmp_path, os.environ | environment, **streams)
        process.join(timeout=commands.TIMEOUT_SECONDS)
        assert process.exitcode is not None, "the command did not end"
        said, complained = (streams[name].read_bytes().decode() for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess([*arguments], process.exitcode, said, commands.strip_progress(complained))

    return run_command


@contextmanager
def run_server(folder: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """A server in a process of its own, on a free port; its address. What it says is in the folder's server.log."""
    with run_server_process(folder, *arguments, **environment) as (address, process):
        yield address
        process.terminate()
        process.join(timeout=commands.TIMEOUT_SECONDS)
        assert process.exitcode is not None, "the server did not stop when it was told to"


@contextmanager
def run_server_process(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[str, BaseProcess]]:
    """The same with its process, which is killed at the end."""
    log, nothing = folder / "server.log", Path(os.devnull)
    # Not what an earlier server said.
    log.write_bytes(b"")
    process = commands.start_command(
        ["serve", "--port", "0", *arguments],
        folder,
        os.environ | environment,
        stdin=nothing,
        stdout=nothing,
        stderr=log,
    )
    try:
        while not (greeting := _GREETING.search(log.read_text(encoding="utf-8"))):
            if process.exitcode is not None:
                pytest.fail("the server did not start: " + log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield greeting[1], process
    finally:
        process.kill()
        process.join()
