"""What the planner of an engine is told where it would guess wrong.

SQLite takes every index that a condition names; PostgreSQL knows how common values are, but not how rare words are.
"""

from typing import Any

from sqlalchemy import ColumnElement, FunctionElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class _Plain(FunctionElement[Any]):
    inherit_cache = True


def apart(found: Select[Any]) -> Select[Any]:
    """A statement that is planned apart from the one around it: which is to be asked first has been decided."""
    return found.suffix_with("OFFSET 0", dialect="postgresql")


def off_its_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that is asked, and not a list to be read."""
    plain = _Plain(column)
    plain.type = column.type
    return plain


@compiles(_Plain, "sqlite")
def _sum(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return f"({compiler.process(column, **kw)} + 0)"


@compiles(_Plain, "postgresql")
def _column(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    return compiler.process(column, **kw)
