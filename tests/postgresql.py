"""Databases on this machine's PostgreSQL, for as long as the tests last."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.engine import URL, make_url

# A user who may create databases.
SERVER_URL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


# Databases that are dropped at a time. Before each the server writes down what it has in memory: of the first there is
# much of that, of the next next to nothing.
DROP_BATCH = 20


class PostgresServer:
    """Creates databases, and drops them in the end."""

    def __init__(self) -> None:
        self._url = make_url(SERVER_URL)
        self._made: list[str] = []
        self._left: list[str] = []

    def create_database(self, template: str | None = None, *, encoding: str = "UTF8") -> str:
        """A new database, empty or a copy of another one that nobody has open; its URL."""
        name = f"chancery_test_{uuid.uuid4().hex[:12]}"
        copied = "template0" if template is None else make_url(template).database
        # Its own locale may be one of UTF-8 only.
        locale = "" if encoding == "UTF8" else " LOCALE 'C'"
        self._run_statements(f"CREATE DATABASE {name} TEMPLATE {copied} ENCODING '{encoding}'{locale}")
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def block_connections(self, url: str) -> Iterator[None]:
        """Whoever has a database open is thrown out, and nobody gets in: as if the server were down."""
        name = make_url(url).database
        self._run_statements(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            self._run_statements(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            yield
        finally:
            self._run_statements(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def drop_database(self, url: str) -> None:
        """Nobody needs a database any more: it goes with some others."""
        name = make_url(url).database
        assert name in self._made
        self._made.remove(name)
        self._left.append(name)
        if len(self._left) >= DROP_BATCH:
            self._drop_discarded()

    def drop_all_databases(self) -> None:
        self._left += self._made
        self._drop_discarded()

    def _drop_discarded(self) -> None:
        self._run_statements(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self._left))
        self._left.clear()

    def _run_statements(self, *statements: str) -> None:
        psycopg = pytest.importorskip("psycopg", reason="there is no psycopg here: pip install 'chancery[postgres]'")
        with psycopg.connect(driver_url(self._url), autocommit=True, connect_timeout=5) as connection:
            for statement in statements:
                connection.execute(statement)


def driver_url(url: URL) -> str:
    """As the driver takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """The server, or the tests that ask for it are skipped with the reason."""
    psycopg = pytest.importorskip("psycopg", reason="there is no psycopg here: pip install 'chancery[postgres]'")
    try:
        psycopg.connect(driver_url(make_url(SERVER_URL)), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        pytest.skip(f"there is no PostgreSQL at {make_url(SERVER_URL)!r}: {str(error).strip().splitlines()[0]}")
    server = PostgresServer()
    try:
        yield server
    finally:
        server.drop_all_databases()
