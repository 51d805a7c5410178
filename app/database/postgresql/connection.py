"""PostgreSQL: how it is opened, and what its failures mean to a user.

Writers take turns, as they do on SQLite: each takes one lock before it reads anything, so that none decides on what
another is about to change, and records get their keys in the order in which they are committed. Readers never wait.
"""

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from app.errors import DatabaseBusy, DatabaseFull, DatabaseProblem, DatabaseReadOnly

# Any number that nobody else who locks in this database takes for something else.
_WRITER_LOCK_SQL = "SELECT pg_advisory_xact_lock(7238910471)"
_CONNECT_SECONDS = 5
# A server that has vanished without a word is noticed after some twenty seconds, and not when the kernel gives up.
_KEEPALIVE_OPTIONS = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}


def open_engine(
    url: str,
    *,
    writes: bool,
    pool_size: int,
    busy_timeout_ms: int,
    lock_wait_ms: Callable[[], int | None] = lambda: None,
) -> Engine:
    """An engine for readers, each of whose transactions sees one state of the database, or for one writer at a time.

    `patience` tells how many milliseconds a writer waits for its turn, where that is not the usual time.
    """
    options = {
        "timezone": "UTC",
        # Where there are replicas that PostgreSQL is to wait for, whoever has written finds it there.
        "synchronous_commit": "remote_apply",
        "lock_timeout": str(busy_timeout_ms),
        # A plan for every word would be a bad one for the common and for the rare ones.
        "plan_cache_mode": "force_custom_plan",
        # To begin together takes several as long as a page takes one.
        "max_parallel_workers_per_gather": "0",
        "default_transaction_read_only": "off" if writes else "on",
    }
    asked = make_url(url)
    theirs = str(asked.query.get("options", ""))
    engine = create_engine(
        asked.difference_update_query(["options"]),
        pool_size=pool_size,
        max_overflow=0,
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "client_encoding": "utf8",
            **_KEEPALIVE_OPTIONS,
            "options": " ".join([theirs, *(f"-c {name}={value}" for name, value in options.items())]),
        },
    )
    event.listen(engine, "connect", _require_unicode)
    if writes:
        event.listen(engine, "begin", partial(_take_writer_lock, lock_wait_ms))
    else:
        event.listen(engine, "connect", _replace_nul)
    return engine


def _require_unicode(connection: Any, _record: Any) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseProblem(
            f"{connection.info.dbname}: has the encoding {encoding}; create the database with --encoding UTF8"
        )


def _replace_nul(connection: Any, _record: Any) -> None:
    """No text of PostgreSQL has the character NUL: who looks for one finds nothing, as on SQLite."""
    # Only where there is such a connection is there the driver, which is an extra.
    dumper: Any = importlib.import_module("psycopg.types.string").StrDumperUnknown

    class NulReplacingDumper(dumper):  # type: ignore[misc]
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, NulReplacingDumper)


def _take_writer_lock(lock_wait_ms: Callable[[], int | None], connection: Any) -> None:
    limit = lock_wait_ms()
    if limit is not None:
        # 0 would be for ever.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, limit)}")
    connection.exec_driver_sql(_WRITER_LOCK_SQL)


def as_database_problem(error: Exception, name: str) -> DatabaseProblem | None:
    """What an error of SQLAlchemy or of the driver means; None for a fault of the code, which should hear of it.

    Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    cause = error.orig if isinstance(error, DatabaseError) else error
    code: str | None = getattr(cause, "sqlstate", None)
    reason = (str(cause).strip().splitlines() or ["the connection was lost"])[0]
    if code in ("55P03", "40001", "40P01"):
        return DatabaseBusy(f"{name}: another process has been writing for too long; try again later")
    if code == "53300":
        return DatabaseBusy(f"{name}: accepts no more connections; raise max_connections, or run fewer servers")
    if code in ("25006", "42501"):
        return DatabaseReadOnly(f"{name}: cannot be written to by this user, or is a replica ({reason})")
    if code == "53100":
        return DatabaseFull(f"{name}: the disk is full; the last change was not saved, all earlier ones are")
    if code == "42P01":
        return DatabaseProblem(f"{name}: a table is missing; restore the database from a backup")
    if code is None:
        # The driver's own errors have the same names; what has no statement happened while connecting.
        kinds = {kind.__name__ for kind in type(error).__mro__}
        lost = bool(kinds & {"OperationalError", "InterfaceError"}) or getattr(error, "statement", "") is None
        if "NUL" in reason:
            return DatabaseProblem(f"{name}: cannot store a text with a NUL character")
    else:
        lost = code.startswith(("08", "57P", "28", "3D", "53"))
    return DatabaseProblem(f"{name}: cannot be reached: {reason}") if lost else None
