"""All that `chancery check` finds wrong with a database, in this process and on either engine."""

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from app.database.engine import open_session
from app.database.sqlite import integrity
from app.database.sqlite.files import database_file
from app.maintenance.consistency import find_stale_derived, find_unrecorded
from app.maintenance.span_verification import find_unproved
from app.services.quote_json import find_stale_quote_json

_DERIVED_TABLES = ("quote_filing", "filing_tally", "quote_tally", "speaker_tally", "name_word")


def find_faults(engine: Engine) -> list[str]:
    """A line for whatever is wrong; what SQLite's file itself is like is left out."""
    with open_session(engine) as session:
        found = [*find_unproved(session, lambda _done, _whole: None), *find_unrecorded(session)]
        if engine.dialect.name == "postgresql":
            return found + list(find_stale_quote_json(session)) + _find_stale_tables(session)
        found += [*find_stale_derived(session), *integrity.check_foreign_keys(session.connection())]
    return found + list(integrity.check_search_indexes(database_file(engine.url.render_as_string())))


def _find_stale_tables(session: Session) -> list[str]:
    """Tables that triggers keep, and that are not what one finds who makes them anew."""
    connection = session.connection()
    kept = {table: _table_rows(connection, table) for table in _DERIVED_TABLES}
    connection.execute(text("SELECT derive_all()"))
    return [
        f"{table} is not what it is derived from"
        for table in _DERIVED_TABLES
        if kept[table] != _table_rows(connection, table)
    ]


def _table_rows(connection: Connection, table: str) -> list[tuple[object, ...]]:
    standing = " WHERE quotes <> 0" if table.endswith("tally") else ""
    return sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}{standing}"))), key=repr)
