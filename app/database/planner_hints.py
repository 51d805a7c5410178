"""What the planner of an engine is told where it would guess wrong.

SQLite takes every index that a condition names; PostgreSQL knows how common values are, but not how rare words are.
"""

from typing import Any

from sqlalchemy import ColumnElement, FunctionElement, Select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session


def analyze_if_stale(session: Session, articles: int) -> None:
    """Let PostgreSQL count what there is, if it believes that there are fewer articles than these.

    It does so in its own time where autovacuum is on; until then it reads whole tables to save one article.
    """
    if session.get_bind().dialect.name == "postgresql":
        known = session.execute(text("SELECT reltuples FROM pg_class WHERE oid = 'article'::regclass")).scalar_one()
        if known < articles:
            session.execute(text("ANALYZE"))


class _WithoutIndex(FunctionElement[Any]):
    inherit_cache = True


def optimization_fence(found: Select[Any]) -> Select[Any]:
    """A statement that is planned apart from the one around it: which is to be asked first has been decided."""
    return found.suffix_with("OFFSET 0", dialect="postgresql")


def without_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that is asked, and not a list to be read."""
    plain = _WithoutIndex(column)
    plain.type = column.type
    return plain


@compiles(_WithoutIndex, "sqlite")
def _sqlite_without_index(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return f"({compiler.process(column, **kw)} + 0)"


@compiles(_WithoutIndex, "postgresql")
def _postgresql_without_index(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return compiler.process(column, **kw)
