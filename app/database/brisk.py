"""Reading without leaving the thread that asks, for what is read sooner than another thread is woken.

Two threads of Python take turns, so that for a short read the handing over costs more than the reading. But a server
must not stand still while one long statement runs. So a brisk read has a limit, in steps of SQLite's own machine: they
take no longer when the computer is busy.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

# Some ten milliseconds: how long all others wait, at most, for a read that turns out to be long.
_STEPS = 200_000
_STEPS_AT_ONCE = 5_000


class NotBrisk(Exception):
    """This read takes longer, or has to wait for a writer: it is one for a thread of its own."""


def ready(statement: Select[Any]) -> Select[Any]:
    """A statement that is made once and run often, whose parameters and columns are text and numbers.

    A brisk session leaves it to the driver: everything around it takes several times as long as a row or two.
    """
    return statement.execution_options(ready=True)


class _Direct(Session):
    """A session that hands its statements to its connection: records are read in columns, not as objects."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._direct = connection
        self._driver: Any = connection.connection.driver_connection

    def execute(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._run(statement, params) if _is_ready(statement) else self._direct.execute(statement, params)

    def scalar(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        if _is_ready(statement):
            row = self._run(statement, params).fetchone()
            return None if row is None else row[0]
        return self._direct.scalar(statement, params)

    def _run(self, statement: Select[Any], params: dict[str, Any]) -> sqlite3.Cursor:
        text, values = _spelled(statement)
        try:
            return self._driver.execute(text, [params.get(name, own) for name, own in values])  # type: ignore[no-any-return]
        except sqlite3.OperationalError as error:
            raise OperationalError(text, params, error) from error


def _is_ready(statement: Select[Any]) -> bool:
    return "ready" in statement.get_execution_options()


@lru_cache(maxsize=64)
def _spelled(statement: Select[Any]) -> tuple[str, list[tuple[str, Any]]]:
    """The text of a statement, and its parameters in their order, with the values that some have already."""
    compiled = statement.compile(dialect=sqlite.dialect())
    return compiled.string, [(name, compiled.params[name]) for name in compiled.positiontup or ()]


class Brisk:
    """A connection of its own, for one thread. PostgreSQL, which is waited for over a network, has none."""

    def __init__(self, engine: Engine) -> None:
        self._session: _Direct | None = None
        if engine.dialect.name == "sqlite":
            self._connect(engine)

    def _connect(self, engine: Engine) -> None:
        self._connection = engine.connect()
        self._session = _Direct(self._connection)
        self._left = 0
        driver: Any = self._connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout = 0")
        driver.set_progress_handler(self._is_too_long, _STEPS_AT_ONCE)

    def _is_too_long(self) -> bool:
        self._left -= _STEPS_AT_ONCE
        return self._left < 0

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The session, in a transaction.

        Raises:
            NotBrisk: nothing came of it.
        """
        if self._session is None:
            raise NotBrisk
        self._left = _STEPS
        try:
            with self._connection.begin():
                yield self._session
        except OperationalError as error:
            if any(reason in str(error.orig) for reason in ("interrupted", "locked", "busy")):
                raise NotBrisk from error
            raise

    def close(self) -> None:
        if self._session is not None:
            self._connection.close()
