"""JSON that the database writes and reads: a record leaves it as the text that goes over the wire.

Each engine has functions of its own for this, and both write the same bytes.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CTE, ColumnElement, FunctionElement, ScalarSelect, Select, String, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine


class _JsonText(String):
    """Text that is JSON. SQLite itself forgets that of a value which it has sorted."""


class _JsonObject(FunctionElement[str]):
    """Names and values by turns."""

    inherit_cache = True
    type = _JsonText()


class _JsonArray(FunctionElement[str]):
    """All values of a group, in the order in which the rows come."""

    inherit_cache = True
    type = _JsonText()


class _JsonInsert(FunctionElement[str]):
    """An object, and what is added at its end: names and values by turns."""

    inherit_cache = True
    type = _JsonText()


class _ArrayElements(FunctionElement[str]):
    """The members of an array, a row each."""

    inherit_cache = True
    type = String()


class _TypedFunction(FunctionElement[Any]):
    """What is cast to a type, which therefore makes it another one."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012
        *FunctionElement._traverse_internals,
        ("type", InternalTraversal.dp_type),
    ]


class _ArrayElement(_TypedFunction):
    """The member of an array with a number."""

    inherit_cache = True

    def __init__(self, array: ColumnElement[Any], number: int, type_: TypeEngine[Any]) -> None:
        super().__init__(array, literal_column(str(number)))
        self.type = type_


class _ElementValue(_TypedFunction):
    """A member of an array as what it is."""

    inherit_cache = True

    def __init__(self, member: ColumnElement[Any], type_: TypeEngine[Any]) -> None:
        super().__init__(member)
        self.type = type_


def json_object(**members: Any) -> ColumnElement[str]:
    """An object with these members, in this order."""
    return _JsonObject(*_flatten_members(members))


def json_array(values: Select[Any]) -> ScalarSelect[str]:
    """An array of what a statement finds, in its order; the statement may refer to the row around it."""
    (value,) = values.subquery().c
    return select(_JsonArray(value)).scalar_subquery()


def json_insert(record: ColumnElement[str], **members: Any) -> ColumnElement[str]:
    """An object with further members at its end, in this order."""
    return _JsonInsert(record, *_flatten_members(members)) if members else record


def json_rows(array: ColumnElement[str], name: str | None, columns: Mapping[str, TypeEngine[Any]]) -> CTE:
    """A table of the rows in an array of arrays, with the names and types of its columns."""
    (row,) = _ArrayElements(array).table_valued("value").c
    members = [_ArrayElement(row, number, of).label(name) for number, (name, of) in enumerate(columns.items())]
    return select(*members).cte(name).prefix_with("MATERIALIZED")


def json_values(array: ColumnElement[str], of: TypeEngine[Any]) -> Select[Any]:
    """The values in an array."""
    (value,) = _ArrayElements(array).table_valued("value").c
    return select(_ElementValue(value, of))


def _flatten_members(members: dict[str, Any]) -> list[Any]:
    # As literals: bound parameters would be most of what a statement is sent with.
    spelled: list[Any] = []
    for name, value in members.items():
        spelled += literal_column(f"'{name}'"), value
    return spelled


def _name_value_pairs(parts: list[Any]) -> list[tuple[str, Any]]:
    names = [cast(str, part.name).strip("'") for part in parts[::2]]
    return list(zip(names, parts[1::2], strict=True))


def _sqlite_value(value: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text = compiler.process(value, **kw)
    return f"json({text})" if isinstance(value.type, _JsonText) else text


@compiles(_JsonObject, "sqlite")
def _sqlite_object(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_object{compiler.process(element.clause_expr, **kw)}"


@compiles(_JsonArray, "sqlite")
def _sqlite_array(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    return f"json_group_array({_sqlite_value(value, compiler, **kw)})"


@compiles(_JsonInsert, "sqlite")
def _sqlite_insert(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    record, *parts = element.clauses
    added = (f", '$.{name}', {compiler.process(value, **kw)}" for name, value in _name_value_pairs(parts))
    return f"json_insert({compiler.process(record, **kw)}{''.join(added)})"


@compiles(_ArrayElements, "sqlite")
def _sqlite_elements(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each{compiler.process(element.clause_expr, **kw)}"


@compiles(_ArrayElement, "sqlite")
def _sqlite_element(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    array, number = element.clauses
    return f"json_extract({compiler.process(array, **kw)}, '$[{number.name}]')"


@compiles(_ElementValue, "sqlite")
def _sqlite_element_value(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    return compiler.process(value, **kw)


def _postgresql_value(value: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text = compiler.process(value, **kw)
    return text if isinstance(value.type, _JsonText) else f"coalesce(to_json({text})::text, 'null')"


def _postgresql_object_members(parts: list[Any], compiler: SQLCompiler, **kw: Any) -> str:
    pairs = _name_value_pairs(parts)
    return " || ',' || ".join(f"""'"{name}":' || {_postgresql_value(value, compiler, **kw)}""" for name, value in pairs)


@compiles(_JsonObject, "postgresql")
def _postgresql_object(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"('{{' || {_postgresql_object_members(list(element.clauses), compiler, **kw)} || '}}')"


@compiles(_JsonArray, "postgresql")
def _postgresql_array(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    return f"('[' || coalesce(string_agg({_postgresql_value(value, compiler, **kw)}, ','), '') || ']')"


@compiles(_JsonInsert, "postgresql")
def _postgresql_insert(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    record, *parts = element.clauses
    added = _postgresql_object_members(parts, compiler, **kw)
    return f"(left({compiler.process(record, **kw)}, -1) || ',' || {added} || '}}')"


@compiles(_ArrayElements, "postgresql")
def _postgresql_elements(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (array,) = element.clauses
    return f"jsonb_array_elements(CAST({compiler.process(array, **kw)} AS JSONB))"


@compiles(_ArrayElement, "postgresql")
def _postgresql_element(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    array, number = element.clauses
    of = compiler.dialect.type_compiler_instance.process(element.type)
    return f"CAST({compiler.process(array, **kw)} ->> {number.name} AS {of})"


@compiles(_ElementValue, "postgresql")
def _postgresql_element_value(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    of = compiler.dialect.type_compiler_instance.process(element.type)
    # An array of one value, so that the value comes as text without quotation marks.
    return f"CAST(jsonb_build_array({compiler.process(value, **kw)}) ->> 0 AS {of})"
