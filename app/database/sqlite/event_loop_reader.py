"""Reading on the thread of the event loop, for reads that are shorter than waking another thread.

Two threads of Python take turns, so that for a short read the handing over costs more than the reading. But a server
must not stand still while one long statement runs. So a read here has a budget, in steps of SQLite's virtual machine:
their number does not depend on how busy the computer is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from app.database.raw_execution import RawSession

# Some ten milliseconds: how long all other requests wait at most for a read that turns out to be long.
_STEPS = 200_000
_STEPS_PER_CHECK = 5_000


class BudgetExceeded(Exception):
    """The read takes longer, has to wait for a writer or fails: run it in a thread."""


class InlineReader:
    """A connection for the event loop alone. On PostgreSQL there is none: a network would hold up the loop."""

    def __init__(self, engine: Engine) -> None:
        self._session: RawSession | None = None
        if engine.dialect.name == "sqlite":
            self._connect(engine)

    def _connect(self, engine: Engine) -> None:
        self._connection = engine.connect()
        self._session = RawSession(self._connection)
        self._left = 0
        driver: Any = self._connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout = 0")
        driver.set_progress_handler(self._is_over_budget, _STEPS_PER_CHECK)

    def _is_over_budget(self) -> bool:
        self._left -= _STEPS_PER_CHECK
        return self._left < 0

    @contextmanager
    def open_session(self) -> Iterator[Session]:
        """The session, in a transaction.

        Raises:
            BudgetExceeded: the read has not been completed.
        """
        if self._session is None:
            raise BudgetExceeded
        self._left = _STEPS
        try:
            with self._connection.begin():
                yield self._session
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise BudgetExceeded from error

    def close(self) -> None:
        if self._session is not None:
            self._connection.close()
