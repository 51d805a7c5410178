"""A database as a file: copied whole while others use it, and put in the place of another one that nobody uses."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from app.database.engine import as_database_problem
from app.errors import DatabaseBusy, DatabaseProblem

# Told how much is done, and of how much.
Progress = Callable[[int, int], None]

# Pages that are copied at once: some ten megabytes.
_PAGES_PER_STEP = 2_500
_SIDE_FILE_SUFFIXES = ("-wal", "-shm", "-journal")


def database_file(database_url: str) -> Path:
    """The file that a setting names.

    Raises:
        DatabaseProblem: it names no file.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        shown = url.render_as_string(hide_password=True)
        raise DatabaseProblem(f"{shown}: is not a SQLite file; use pg_dump and pg_restore for PostgreSQL")
    return Path(url.database or "")


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def open_connection(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that exists, without transactions of its own accord.

    Raises:
        DatabaseProblem: it does not, or cannot be used.
    """
    if not file.is_file():
        raise DatabaseProblem(f"{file}: no such file")
    address = f"{file.absolute().as_uri()}?mode=rw"
    with translate_file_errors(file), closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        yield connection


@contextmanager
def translate_file_errors(file: Path) -> Iterator[None]:
    """Turn a failure of the database or of its file into one line for its user."""
    try:
        yield
    except OSError as error:
        raise DatabaseProblem(f"{error.filename or file}: {error.strerror}") from error
    except sqlite3.DatabaseError as error:
        problem = as_database_problem(error, str(file))
        if problem is None:
            raise
        raise problem from error


@contextmanager
def make_backup_copy(source: Path, folder: Path, progress: Progress) -> Iterator[Path]:
    """A copy of a database as it is at this moment, in one file of a folder; gone afterwards, if it is still there.

    Others may read and write the source meanwhile. The transaction keeps the moment: without it, SQLite would begin
    anew whenever somebody has written (https://www.sqlite.org/backup.html).

    Raises:
        DatabaseProblem: it cannot be read, or there is no room.
    """
    copy = folder / f".{source.name}.{os.getpid()}.part"
    try:
        with open_connection(source) as reading, translate_file_errors(copy), closing(sqlite3.connect(copy)) as writing:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(
                writing, pages=_PAGES_PER_STEP, progress=lambda _, left, whole: progress(whole - left, whole)
            )
        checkpoint_file(copy)
        yield copy
    finally:
        _remove_files(copy)


def checkpoint_file(file: Path) -> None:
    """Have all of a database that nobody else uses in its one file, on the disk."""
    with open_connection(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with translate_file_errors(file), file.open("rb") as written:
        os.fsync(written.fileno())


def replace_atomically(new: Path, file: Path) -> None:
    """Give a file the name of another one, which is gone then: after a power cut it is the one or the other."""
    with translate_file_errors(file):
        if file.exists():
            shutil.copymode(file, new)
        os.replace(new, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def open_exclusively(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database that nobody else can open until it is closed; all of it is in the one file.

    Raises:
        DatabaseBusy: somebody has it open, if only to read.
        DatabaseProblem: it cannot be used.
    """
    with open_connection(file) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if isinstance(as_database_problem(error, str(file)), DatabaseBusy):
                raise DatabaseBusy(f"{file}: is in use; stop chancery serve, ingest and watch first") from error
            raise
        yield connection


def remove_database(file: Path) -> None:
    """Take away a file that cannot be opened as a database, with what SQLite has left beside it."""
    with translate_file_errors(file):
        _remove_files(file)


def _remove_files(file: Path) -> None:
    for name in (file, *(file.with_name(file.name + end) for end in _SIDE_FILE_SUFFIXES)):
        name.unlink(missing_ok=True)
