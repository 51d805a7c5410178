"""All that `chancery check` finds wrong with a database, in this process and on either engine."""

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from app.database.engine import session_on
from app.database.sqlite import integrity
from app.database.sqlite.files import file_of
from app.maintenance.consistency import out_of_step, unaccounted
from app.maintenance.span_verification import unproved

_DERIVED = ("quote_json", "quote_filing", "filing_tally", "quote_tally", "speaker_tally", "name_word")


def faults(engine: Engine) -> list[str]:
    """A line for whatever is wrong; what SQLite's file itself is like is left out."""
    with session_on(engine) as session:
        found = [*unproved(session, lambda _done, _whole: None), *unaccounted(session)]
        if engine.dialect.name == "postgresql":
            return found + _derived_otherwise(session)
        found += [*out_of_step(session), *integrity.wrong_keys(session.connection())]
    return found + list(integrity.wrong_indexes(file_of(engine.url.render_as_string())))


def _derived_otherwise(session: Session) -> list[str]:
    """Tables that triggers keep, and that are not what one finds who makes them anew."""
    connection = session.connection()
    kept = {table: _rows(connection, table) for table in _DERIVED}
    connection.execute(text("SELECT derive_all()"))
    return [f"{table} is not what it is derived from" for table in _DERIVED if kept[table] != _rows(connection, table)]


def _rows(connection: Connection, table: str) -> list[tuple[object, ...]]:
    standing = " WHERE quotes <> 0" if table.endswith("tally") else ""
    return sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}{standing}"))), key=repr)
