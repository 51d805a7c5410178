"""Sessions for reading records in columns, which hand their statements to the connection, or even to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select
from sqlmodel import Session

from app.database.engine import explained

# How a driver takes parameters by their names.
_NAMED = {"sqlite": "named", "postgresql": "pyformat"}


def ready(statement: Select[Any]) -> Select[Any]:
    """A statement that is made once and run often, whose parameters and columns are text and numbers.

    A direct session leaves it to the driver: everything around it takes several times as long as a row or two.
    """
    return statement.execution_options(ready=True)


class DirectSession(Session):
    """A session on a connection in a transaction; records are read in columns, not as objects."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._direct = connection
        self._driver: Any = connection.connection.driver_connection
        self._dialect: Any = type(connection.dialect)

    def execute(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        return self._run(statement, params) if _is_ready(statement) else self._direct.execute(statement, params)

    def scalar(self, statement: Any, params: Any = None, **_options: Any) -> Any:
        if _is_ready(statement):
            row = self._run(statement, params).fetchone()
            return None if row is None else row[0]
        return self._direct.scalar(statement, params)

    def _run(self, statement: Select[Any], params: dict[str, Any]) -> Any:
        """The driver's cursor; its errors are the driver's own."""
        text, own = _spelled(statement, self._dialect)
        return self._driver.execute(text, own | params)


def _is_ready(statement: Select[Any]) -> bool:
    return "ready" in statement.get_execution_options()


@lru_cache(maxsize=64)
def _spelled(statement: Select[Any], dialect: Any) -> tuple[str, dict[str, Any]]:
    """The text of a statement in a class of dialects, and the values that some of its parameters have already."""
    compiled = statement.compile(dialect=dialect(paramstyle=_NAMED[dialect.name]))
    return compiled.string, dict(compiled.params)


@contextmanager
def direct_session_on(engine: Engine) -> Iterator[Session]:
    """A session for one transaction that only reads.

    Raises:
        DatabaseProblem: the database cannot be read; the message says what to do.
    """
    with explained(engine), engine.connect() as connection, connection.begin():
        yield DirectSession(connection)
