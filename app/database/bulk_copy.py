"""Writing many rows of a table at once: by PostgreSQL's COPY, or in one statement.

On SQLite triggers follow each row; PostgreSQL makes what they keep anew at the end, which takes it a tenth of the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, text
from sqlmodel import Session, SQLModel

from app.models import table_of

_RESET_SEQUENCES_SQL = """
SELECT format(
  'SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %I), false)',
  pg_get_serial_sequence(quote_ident(table_name), column_name), column_name, table_name
) FROM information_schema.columns
WHERE table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"""


def copy_rows(connection: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    """Write rows that have a value for each column of the table; one may refer to another that stands after it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(insert(table), [dict(row._mapping) for row in rows])
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(column.name) for column in table.columns)
    dialect = connection.dialect
    written = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([value if as_ is None else as_(value) for as_, value in zip(written, row, strict=True)])


def begin_copying(connection: Connection, tables: Sequence[Table]) -> None:
    """Until all rows have been copied into these tables, nothing follows from them."""
    _set_triggers(connection, "DISABLE", tables)


def end_copying(connection: Connection, tables: Sequence[Table]) -> None:
    """Make what follows from all rows, and let the next rows have keys after those that were copied."""
    _set_triggers(connection, "ENABLE", tables)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT derive_all()"))
        for statement in connection.execute(text(_RESET_SEQUENCES_SQL)).scalars().all():
            connection.exec_driver_sql(statement)
        # It plans badly until it has looked at what there is, which it would do in its own time.
        connection.exec_driver_sql("ANALYZE")


def _set_triggers(connection: Connection, how: str, tables: Sequence[Table]) -> None:
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.quote
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {quoted(table.name)} {how} TRIGGER USER")


def insert_rows(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, with a value for each column, after all that the session holds."""
    listed = [dict(row) for row in rows]
    if listed:
        session.flush()
        session.execute(insert(table_of(model)), listed)
