"""Statements that are handed to the driver as text: everything around it takes several times as long as a row or two.

A text names its parameters as SQLite does, `:name`; `app/database/sql_builder.py` composes such texts.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, text
from sqlmodel import Session

from app.database.engine import translate_errors


class RawSession(Session):
    """A session on a connection in a transaction; records are read in columns, not as objects."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.dialect = connection.dialect
        self.driver: Any = connection.connection.driver_connection
        self._direct = connection

    def execute(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._direct.execute(statement, params)

    def scalar(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._direct.scalar(statement, params)


@contextmanager
def open_raw_session(engine: Engine) -> Iterator[Session]:
    """A session for one transaction that only reads.

    Raises:
        DatabaseProblem: the database cannot be read; the message says what to do.
    """
    with translate_errors(engine), engine.connect() as connection, connection.begin():
        yield RawSession(connection)


def fetch_all(session: Session, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a text, in the driver's own types: on SQLite a day is text. Errors are the driver's too."""
    rows: list[tuple[Any, ...]] = (
        _driver_of(session).execute(_driver_text(statement, dialect_of(session)), values).fetchall()
    )
    return rows


def fetch_value(session: Session, statement: str, values: Mapping[str, Any]) -> Any:
    """The first column of the first row; None where there is no row."""
    rows = fetch_all(session, statement, values)
    return rows[0][0] if rows else None


def _driver_of(session: Session) -> Any:
    return session.driver if isinstance(session, RawSession) else session.connection().connection.driver_connection


def dialect_of(session: Session) -> Dialect:
    return session.dialect if isinstance(session, RawSession) else session.get_bind().dialect


@lru_cache(maxsize=512)
def _driver_text(statement: str, dialect: Dialect) -> str:
    """A text with its parameters named as the driver wants them."""
    return statement if dialect.name == "sqlite" else str(text(statement).compile(dialect=dialect))
