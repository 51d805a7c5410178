"""Engines, connections and sessions: how the database is opened, and what SQLite's failures mean to a user."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from app.database.postgresql import connection as postgresql
from app.errors import DatabaseBusy, DatabaseFull, DatabaseProblem, DatabaseReadOnly, ForeignDatabase

# Requests that read at the same time; more of them wait for their turn.
POOL_SIZE = 16
# Requests that read records and turn out to take long: the others need no connection of the pool.
THREADED_READS = 8
# Long answers that read at the same time, a chunk each: they have connections of their own and wait for no request.
STREAMED_READS = 4
# Whoever delivers to webhooks looks now and then at what there is to tell.
DELIVERY_READS = 1
BUSY_TIMEOUT_MS = 5_000
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
# How many milliseconds a writer that begins in this context waits for others; the usual time where it is None.
lock_wait_ms: ContextVar[int | None] = ContextVar("patience", default=None)


def open_reader(url: str) -> Engine:
    """An engine whose connections cannot write; each transaction sees one state of the database."""
    pool = POOL_SIZE + THREADED_READS + STREAMED_READS + DELIVERY_READS
    if is_postgresql(url):
        return postgresql.open_engine(url, writes=False, pool_size=pool, busy_timeout_ms=BUSY_TIMEOUT_MS)
    return _open_sqlite(url, begin=_READ, pragmas=["query_only = ON"], pool_size=pool)


def open_writer(url: str) -> Engine:
    """An engine for one writer at a time.

    Its transactions take the write lock at once: one that starts as a reader fails, instead of waiting, when it
    wants to write while another does.
    """
    if is_postgresql(url):
        return postgresql.open_engine(
            url, writes=True, pool_size=1, busy_timeout_ms=BUSY_TIMEOUT_MS, lock_wait_ms=lock_wait_ms.get
        )
    return _open_sqlite(url, begin=_WRITE, pragmas=["journal_mode = WAL", "synchronous = NORMAL"], pool_size=1)


def is_postgresql(url: str) -> bool:
    return make_url(url).get_backend_name() == "postgresql"


def _open_sqlite(url: str, begin: str, pragmas: list[str], pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _prepare_connection(connection: Any, _record: Any) -> None:
        # The driver would otherwise begin transactions itself, and only before a write.
        connection.isolation_level = None
        for pragma in ["foreign_keys = ON", *pragmas]:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "begin", _begin_reading if begin is _READ else _begin_writing)
    return engine


def _begin_reading(connection: Any) -> None:
    # Takes no lock yet, so that it cannot fail; it is most of what a short read costs beside its statement.
    connection.connection.driver_connection.execute(_READ)


def _begin_writing(connection: Any) -> None:
    limit = lock_wait_ms.get()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS if limit is None else limit}")
    connection.exec_driver_sql(_WRITE)


@contextmanager
def open_session(engine: Engine) -> Iterator[Session]:
    """One session and one transaction: committed at the end, rolled back by any error.

    Raises:
        DatabaseProblem: the database cannot be used as asked; the message says what to do.
    """
    with translate_errors(engine), Session(engine) as session, session.begin():
        yield session


@contextmanager
def translate_errors(engine: Engine) -> Iterator[None]:
    """Turn a failure of the database itself into one line for its user."""
    try:
        yield
    except (DatabaseError, engine.dialect.loaded_dbapi.Error) as error:
        if engine.dialect.name == "postgresql":
            problem = postgresql.as_database_problem(error, engine.url.render_as_string(hide_password=True))
        else:
            problem = as_database_problem(error, engine.url.database or str(engine.url))
        if problem is None:
            raise
        raise problem from error


def as_database_problem(error: Exception, name: str) -> DatabaseProblem | None:
    """What a failure of the database means; None for a fault of the code, which should hear of it.

    `name` is the file that the message shows.
    """
    reason = str(error.orig if isinstance(error, DatabaseError) else error).lower()
    if "locked" in reason or "busy" in reason:
        return DatabaseBusy(f"{name}: another process has been writing for too long; try again later")
    if "readonly" in reason or "read-only" in reason:
        return DatabaseReadOnly(f"{name}: cannot be written to; give write permission to the file and its folder")
    if "not a database" in reason:
        return ForeignDatabase(f"{name}: is not a SQLite database; name another file in CHANCERY_DATABASE_URL")
    if "unable to open" in reason:
        return DatabaseProblem(f"{name}: cannot be opened; check that its folder exists and is writable")
    if "full" in reason:
        return DatabaseFull(f"{name}: the disk is full; the last change was not saved, all earlier ones are")
    if "disk i/o" in reason:
        return DatabaseProblem(f"{name}: the disk is full or fails; the last change was not saved")
    if "malformed" in reason:
        return DatabaseProblem(f"{name}: the file is damaged; restore it from a backup")
    if "no such table" in reason:
        return DatabaseProblem(f"{name}: a table is missing; restore the file from a backup")
    return None
