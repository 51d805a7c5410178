"""What SQLite itself can tell of a database: whether its file, keys, schema and search indexes are as they should be.

Each check gives a line for whatever it finds wrong.
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from app.database.engine import BUSY_TIMEOUT_MS
from app.database.schema import migrate_schema
from app.database.sqlite.files import open_connection

# Tables that hold what is searched for themselves; the other indexes only point into the table that they name.
_STANDALONE_INDEXES = {"topic_fts": ("topic", "slug, label, description"), "country_fts": ("country", "code, name")}
_SCHEMA_SQL = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"


def check_pages(connection: Connection) -> Iterator[str]:
    """Pages, rows and indexes that do not fit together."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield line


def check_foreign_keys(connection: Connection) -> Iterator[str]:
    """Rows that refer to a row which is not there."""
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table} {row} refers to a missing {parent}"


def check_schema(connection: Connection) -> Iterator[str]:
    """Tables, indexes and triggers that are not as the migrations make them."""
    present, expected = _read_schema(connection), _expected_schema()
    for kind, name in sorted(present.keys() | expected.keys()):
        if (kind, name) not in present:
            yield f"the {kind} {name} is missing"
        elif (kind, name) not in expected:
            yield f"the {kind} {name} was not made by a migration"
        elif present[kind, name] != expected[kind, name]:
            yield f"the {kind} {name} differs from the one that the migrations make"


def check_search_indexes(file: Path) -> Iterator[str]:
    """Search indexes that do not hold what their tables do.

    SQLite counts the comparison as writing, so each index is compared while nobody else can write; nothing is written.
    """
    with open_connection(file) as connection:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        names = [name for _, name, sql in connection.execute(_SCHEMA_SQL) if "USING fts5" in (sql or "")]
        for name in names:
            connection.execute("BEGIN IMMEDIATE")
            if name in _STANDALONE_INDEXES:
                yield from _report_differences(connection, name, *_STANDALONE_INDEXES[name])
            # With rank 1 the index is compared with the table that it points into.
            elif not _passes_check(connection, f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)"):
                yield f"{name} does not match its table"
            connection.execute("ROLLBACK")


def _report_differences(connection: sqlite3.Connection, index: str, table: str, columns: str) -> Iterator[str]:
    for one, other in ((index, table), (table, index)):
        differing = f"SELECT count(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other})"
        (number,) = connection.execute(differing).fetchone()
        if number:
            yield f"{number:,} rows of {one} are not in {other}"


def _passes_check(connection: sqlite3.Connection, statement: str) -> bool:
    try:
        connection.execute(statement)
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error):
            return False
        raise
    return True


def _read_schema(connection: Connection) -> dict[tuple[str, str], Any]:
    rows = connection.exec_driver_sql(_SCHEMA_SQL).all()
    # The inside of a search index is its own business.
    indexes = [row.name for row in rows if "USING fts5" in (row.sql or "")]
    inside = re.compile("|".join(f"{name}_(data|idx|content|docsize|config)" for name in indexes) or "(?!)")
    return {(row.type, row.name): row.sql for row in rows if not inside.fullmatch(row.name)}


def _expected_schema() -> dict[tuple[str, str], Any]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        migrate_schema(engine)
        with engine.connect() as connection:
            return _read_schema(connection)
    finally:
        engine.dispose()
