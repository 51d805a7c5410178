"""Copying a database into another one, of the same engine or not, with a comparison of every row.

What triggers write is left to the new database. Rows are copied in the order of their primary keys, some thousands in a
transaction, so that an interrupted copy resumes after the last row that arrived. In the end both sides are read
again and compared.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, delete, func, insert, select, tuple_
from sqlmodel import SQLModel

from app.database.bulk_copy import begin_copying, copy_rows, end_copying
from app.database.engine import translate_errors
from app.database.schema import MOVE_NAME, SELECT_UNFINISHED_MOVE
from app.database.sqlite.files import Progress
from app.errors import Conflict, DatabaseProblem
from app.models import Ingestion, table_of
from app.queries import tables as t

_ROWS_PER_TRANSACTION = 2_000
_WRITTEN_BY_TRIGGERS = {
    one.name
    for one in (
        *(t.quote_filing, t.filing_tally, t.quote_tally),
        *(t.name_word, t.speaker_tally, t.topic_tally),
    )
}
_MARKER_TABLE = table_of(Ingestion)


def migrate_records(source: Engine, target: Engine, progress: Callable[[str], Progress]) -> dict[str, int]:
    """Copy all records into a database that is empty or holds an unfinished copy.

    Returns the number of rows of each table. The source is read in one snapshot; stop its writers
    first.

    Raises:
        Conflict: the target holds records of its own.
        DatabaseProblem: one of the two cannot be used, or the copy differs.
    """
    tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in _WRITTEN_BY_TRIGGERS]
    with translate_errors(source), source.connect() as reading:
        whole = sum(_count_rows(reading, table) for table in tables)
        with translate_errors(target):
            _begin_migration(target, tables)
            advance, done = progress("Copying"), 0
            for table in tables:
                for arrived in _copy_table(reading, target, table):
                    done += arrived
                    advance(done, whole)
            return _finish_migration(reading, target, tables, progress("Comparing"), whole)


def _begin_migration(target: Engine, tables: list[Table]) -> None:
    with target.begin() as writing:
        if not writing.execute(SELECT_UNFINISHED_MOVE).first():
            if any(writing.execute(select(1).select_from(table).limit(1)).first() for table in tables):
                raise Conflict(f"{_redacted_url(target)}: already holds records; name an empty database")
            writing.execute(insert(_MARKER_TABLE).values(name=MOVE_NAME, tally={}))
            begin_copying(writing, tables)


def _copy_table(reading: Connection, target: Engine, table: Table) -> Iterator[int]:
    """Yields the number of rows that were there already, then the number of rows of each transaction."""
    key = tuple_(*table.primary_key.columns)
    order = list(table.primary_key.columns)
    with target.connect() as looking:
        there = select(*order).where(*_exclude_marker(table)).order_by(*(column.desc() for column in order)).limit(1)
        found = looking.execute(there).first()
        yield _count_rows(looking, table)
    last = None if found is None else tuple(found)
    # A narrower topic may precede its broader one, so they are copied together.
    together = None if table is t.topic else _ROWS_PER_TRANSACTION
    while True:
        after = () if last is None else (key > last,)
        rows = select(table).where(*after, *_exclude_marker(table)).order_by(*order).limit(together)
        with translate_errors(reading.engine):
            some = reading.execute(rows).all()
        if not some:
            return
        with target.begin() as writing:
            copy_rows(writing, table, some)
        last = tuple(some[-1]._mapping[column.name] for column in table.primary_key.columns)
        yield len(some)


def _finish_migration(
    reading: Connection, target: Engine, tables: list[Table], advance: Progress, whole: int
) -> dict[str, int]:
    found, done = {}, 0
    with target.connect() as arrived:
        for table in tables:
            (sent, number), (came, _) = _checksum_table(reading, table), _checksum_table(arrived, table)
            if sent != came:
                raise DatabaseProblem(
                    f"{_redacted_url(target)}: the rows of {table.name} differ from the source; "
                    "if the source was written to, copy it again into an empty database"
                )
            found[table.name] = number
            done += number
            advance(done, whole)
    with target.begin() as writing:
        end_copying(writing, tables)
        writing.execute(delete(_MARKER_TABLE).where(_MARKER_TABLE.c.name == MOVE_NAME))
    return found


def _checksum_table(connection: Connection, table: Table) -> tuple[str, int]:
    """A checksum of all rows in the order of their keys, and their number."""
    digest, number = hashlib.sha256(), 0
    rows = select(table).where(*_exclude_marker(table)).order_by(*table.primary_key.columns)
    with translate_errors(connection.engine):
        for row in connection.execute(rows, execution_options={"yield_per": _ROWS_PER_TRANSACTION}):
            digest.update(_serialize_row(row))
            number += 1
    return digest.hexdigest(), number


def _serialize_row(row: Row[Any]) -> bytes:
    return json.dumps(list(row), default=str, ensure_ascii=False, sort_keys=True).encode()


def _count_rows(connection: Connection, table: Table) -> int:
    counted = select(func.count()).select_from(table).where(*_exclude_marker(table))
    return connection.execute(counted).scalar_one()


def _exclude_marker(table: Table) -> list[Any]:
    return [_MARKER_TABLE.c.name != MOVE_NAME] if table is _MARKER_TABLE else []


def _redacted_url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
