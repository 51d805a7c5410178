"""Whether anything was committed since: what makes it safe not to read again."""

import sqlite3
from typing import cast

from sqlalchemy import Engine


class DataVersion:
    """One connection that does nothing but ask SQLite for its data version.

    Asked twice on one connection, SQLite gives two different numbers if any other connection has committed in
    between (https://www.sqlite.org/pragma.html#pragma_data_version), whichever thread or process that was. So this
    connection is outside the pool, never in a transaction, and never writes.

    PostgreSQL would have to be asked over a network, for which an event loop cannot wait: of it nobody can tell.
    """

    def __init__(self, engine: Engine) -> None:
        self._connection: sqlite3.Connection | None = None
        if engine.dialect.name == "sqlite":
            self._connection = self._open_dedicated(engine)

    @staticmethod
    def _open_dedicated(engine: Engine) -> sqlite3.Connection:
        borrowed = engine.raw_connection()
        connection = cast(sqlite3.Connection, borrowed.driver_connection)
        borrowed.detach()
        # The event loop asks: it must not wait. A database that is busy counts as one that has changed.
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def read_current(self) -> int | None:
        """A number that stays as long as nothing is committed; None where nobody can tell just now."""
        if self._connection is None:
            return None
        try:
            return cast(int, self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
