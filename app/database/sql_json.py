"""A table made of a JSON array, which goes to the database as one parameter; each engine has functions of its own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CTE, ColumnElement, FunctionElement, String, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine


class _ArrayElements(FunctionElement[str]):
    """The members of an array, a row each."""

    inherit_cache = True
    type = String()


class _ArrayElement(FunctionElement[Any]):
    """The member of an array with a number, of a type.

    The type is named among the clauses too: SQLAlchemy keeps compiled statements by their clauses.
    """

    inherit_cache = True

    def __init__(self, array: ColumnElement[Any], number: int, type_: TypeEngine[Any]) -> None:
        super().__init__(array, literal_column(str(number)), literal_column(type(type_).__name__))
        self.type = type_


def json_rows(array: ColumnElement[str], name: str | None, columns: Mapping[str, TypeEngine[Any]]) -> CTE:
    """A table of the rows in an array of arrays, with the names and types of its columns."""
    (row,) = _ArrayElements(array).table_valued("value").c
    members = [_ArrayElement(row, number, of).label(name) for number, (name, of) in enumerate(columns.items())]
    return select(*members).cte(name).prefix_with("MATERIALIZED")


@compiles(_ArrayElements, "sqlite")
def _sqlite_elements(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (array,) = element.clauses
    return f"json_each({compiler.process(array, **kw)})"


@compiles(_ArrayElement, "sqlite")
def _sqlite_element(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    array, number, _ = element.clauses
    return f"json_extract({compiler.process(array, **kw)}, '$[{number.name}]')"


@compiles(_ArrayElements, "postgresql")
def _postgresql_elements(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (array,) = element.clauses
    return f"jsonb_array_elements(CAST({compiler.process(array, **kw)} AS JSONB))"


@compiles(_ArrayElement, "postgresql")
def _postgresql_element(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    array, number, _ = element.clauses
    of = compiler.dialect.type_compiler_instance.process(element.type)
    return f"CAST({compiler.process(array, **kw)} ->> {number.name} AS {of})"
