"""Reading without leaving the thread that asks, for what is read sooner than another thread is woken.

Two threads of Python take turns, so that for a short read the handing over costs more than the reading. But a server
must not stand still while one long statement runs. So a brisk read has a limit, in steps of SQLite's own machine: they
take no longer when the computer is busy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

# Some ten milliseconds: how long all others wait, at most, for a read that turns out to be long.
_STEPS = 200_000
_STEPS_AT_ONCE = 5_000


class NotBrisk(Exception):
    """This read takes longer, or has to wait for a writer: it is one for a thread of its own."""


class _Direct(Session):
    """A session that hands its statements to its connection: records are read in columns, not as objects."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._direct = connection

    def execute(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._direct.execute(statement, params)

    def scalar(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._direct.scalar(statement, params)


class Brisk:
    """A connection of its own, for one thread."""

    def __init__(self, engine: Engine) -> None:
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
        self._left = _STEPS
        try:
            with self._connection.begin():
                yield self._session
        except OperationalError as error:
            if any(reason in str(error.orig) for reason in ("interrupted", "locked", "busy")):
                raise NotBrisk from error
            raise

    def close(self) -> None:
        self._connection.close()
