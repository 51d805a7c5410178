"""Whether anything was committed since: what makes it safe not to read again."""

import sqlite3
from typing import cast

from sqlalchemy import Engine


class Watch:
    """One connection that does nothing but ask SQLite for its data version.

    Asked twice on one connection, SQLite gives two different numbers if any other connection has committed in
    between (https://www.sqlite.org/pragma.html#pragma_data_version), whichever thread or process that was. So this
    connection is outside the pool, never in a transaction, and never writes.
    """

    def __init__(self, engine: Engine) -> None:
        borrowed = engine.raw_connection()
        self._connection = cast(sqlite3.Connection, borrowed.driver_connection)
        borrowed.detach()
        # The event loop asks: it must not wait. A database that is busy counts as one that has changed.
        self._connection.execute("PRAGMA busy_timeout = 0")

    def version(self) -> int | None:
        """A number that stays as long as nothing is committed; None where nobody can tell just now."""
        try:
            return cast(int, self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        self._connection.close()
