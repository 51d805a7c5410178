"""Backup of a database while it is in use, and restoring it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from app.database.engine import open_reader, open_session, open_writer
from app.database.schema import migrate_schema
from app.database.sqlite.files import (
    Progress,
    checkpoint_file,
    make_backup_copy,
    open_connection,
    open_exclusively,
    remove_database,
    replace_atomically,
    sqlite_url,
)
from app.errors import Conflict, DatabaseBusy, DatabaseProblem, ForeignDatabase
from app.maintenance.check import check_database, find_damage
from app.queries.bulk_lookups import RecordCounts, count_records

_MADE_BY_US = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
_LAST_CHANGE = "SELECT key, at, by, record_id FROM change ORDER BY key DESC LIMIT 1"
_CHANGE_BY_KEY = "SELECT key, at, by, record_id FROM change WHERE key = ?"
_CHANGES_SINCE = "SELECT count(*) FROM change WHERE key > ?"


def back_up_database(database: Path, file: Path, progress: Progress, *, force: bool = False) -> RecordCounts:
    """Copy a database into a file; it is written completely or not at all.

    Raises:
        Conflict: the file exists and `force` is not set, or it is the database itself.
        DatabaseProblem: the database or the file cannot be used.
    """
    if file.exists() and database.exists() and file.samefile(database):
        raise Conflict(f"{file}: is the database itself; name another file")
    if file.exists() and not force:
        raise Conflict(f"{file}: exists; name another file, or replace it with --force")
    with make_backup_copy(database, file.parent, progress) as copy:
        holdings = _count_records(copy)
        replace_atomically(copy, file)
    return holdings


def restore_database(
    file: Path, database: Path, progress: Callable[[str], Progress], *, force: bool = False
) -> RecordCounts:
    """Replace a database that is not in use by a backup, after checking the backup.

    The backup file is not changed. With `force`, changes that the backup lacks are lost.

    Raises:
        Conflict: the database has changes that the backup lacks.
        DatabaseBusy: the database is in use.
        DatabaseProblem: the backup is damaged or not a backup, or one of the two cannot be used.
    """
    with make_backup_copy(file, database.parent, progress("copy")) as copy:
        _require_sound(copy, file, progress)
        holdings = _count_records(copy)
        if not database.exists():
            replace_atomically(copy, database)
        elif force and not _is_readable(database):
            remove_database(database)
            replace_atomically(copy, database)
        else:
            with open_exclusively(database) as old:
                if not force:
                    _require_no_loss(old, copy, database)
                replace_atomically(copy, database)
    return holdings


def _require_sound(copy: Path, file: Path, progress: Callable[[str], Progress]) -> None:
    """Raises DatabaseProblem unless a copy of a backup, brought up to date, passes all checks."""
    _require_no_findings(find_damage(copy), file)
    with open_connection(copy) as connection:
        if not connection.execute(_MADE_BY_US).fetchone():
            raise ForeignDatabase(f"{file}: is not a backup of Chancery's records")
    writer = open_writer(sqlite_url(copy))
    try:
        migrate_schema(writer)
    except ForeignDatabase as error:
        raise ForeignDatabase(str(error).replace(str(copy), str(file))) from error
    finally:
        writer.dispose()
    for checked in check_database(copy, progress):
        _require_no_findings(checked.findings, file)
    checkpoint_file(copy)


def _require_no_findings(findings: list[str], file: Path) -> None:
    if findings:
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        raise DatabaseProblem(f"{file}: is damaged; nothing was restored: {findings[0]}{more}")


def _is_readable(database: Path) -> bool:
    try:
        with open_connection(database) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except DatabaseBusy:
        raise
    except DatabaseProblem:
        return False
    return True


def _require_no_loss(old: sqlite3.Connection, copy: Path, database: Path) -> None:
    """Raises Conflict unless the backup has all changes of the database, or the database is empty."""
    instead = "; move it away, or replace it with --force"
    if not old.execute("SELECT 1 FROM sqlite_master WHERE name = 'change'").fetchone():
        raise Conflict(f"{database}: has no audit log to compare with the backup{instead}")
    last = old.execute(_LAST_CHANGE).fetchone()
    if last is None:
        return
    with open_connection(copy) as backup:
        newest = backup.execute(_LAST_CHANGE).fetchone() or (0,)
        if last[0] > newest[0]:
            since = old.execute(_CHANGES_SINCE, newest[:1]).fetchone()[0]
            raise Conflict(f"{database}: has {since:,} changes that the backup lacks{instead}")
        if backup.execute(_CHANGE_BY_KEY, last[:1]).fetchone() != last:
            raise Conflict(f"{database}: holds other records than the backup{instead}")


def _count_records(database: Path) -> RecordCounts:
    engine = open_reader(sqlite_url(database))
    try:
        with open_session(engine) as session:
            return count_records(session)
    finally:
        engine.dispose()
