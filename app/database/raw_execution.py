"""Sessions for reading records in columns, which hand their statements to the connection, or even to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select
from sqlmodel import Session

from app.database.engine import translate_errors

# How a driver takes parameters by their names.
_PARAMETER_STYLES = {"sqlite": "named", "postgresql": "pyformat"}


def mark_precompiled(statement: Select[Any]) -> Select[Any]:
    """A statement that is made once and run often, whose parameters and columns are text and numbers.

    A direct session leaves it to the driver: everything around it takes several times as long as a row or two.
    """
    return statement.execution_options(precompiled=True)


class RawSession(Session):
    """A session on a connection in a transaction; records are read in columns, not as objects."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._direct = connection
        self._driver: Any = connection.connection.driver_connection
        self._dialect: Any = type(connection.dialect)

    def execute(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return (
            self._run_raw(statement, params) if _is_precompiled(statement) else self._direct.execute(statement, params)
        )

    def scalar(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        if _is_precompiled(statement):
            row = self._run_raw(statement, params).fetchone()
            return None if row is None else row[0]
        return self._direct.scalar(statement, params)

    def _run_raw(self, statement: Select[Any], params: dict[str, Any]) -> Any:
        """The driver's cursor; its errors are the driver's own."""
        text, own = _compiled_sql(statement, self._dialect)
        return self._driver.execute(text, own | params)


def _is_precompiled(statement: Select[Any]) -> bool:
    return "precompiled" in statement.get_execution_options()


@lru_cache(maxsize=64)
def _compiled_sql(statement: Select[Any], dialect: Any) -> tuple[str, dict[str, Any]]:
    """The text of a statement in a class of dialects, and the values that some of its parameters have already."""
    compiled = statement.compile(dialect=dialect(paramstyle=_PARAMETER_STYLES[dialect.name]))
    return compiled.string, dict(compiled.params)


@contextmanager
def open_raw_session(engine: Engine) -> Iterator[Session]:
    """A session for one transaction that only reads.

    Raises:
        DatabaseProblem: the database cannot be read; the message says what to do.
    """
    with translate_errors(engine), engine.connect() as connection, connection.begin():
        yield RawSession(connection)
