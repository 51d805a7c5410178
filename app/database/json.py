"""JSON that the database writes: a record leaves it as the text that goes over the wire.

In SQLite's functions; where another engine is to be understood, its own go here.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, func, literal_column, select


class _Json(String):
    """Text that is JSON. SQLite itself forgets that of a value which it has sorted."""


def json_object(**members: Any) -> ColumnElement[str]:
    """An object with these members, in this order."""
    # As literals: bound parameters would be most of what a statement is sent with.
    spelled: list[Any] = []
    for name, value in members.items():
        spelled += literal_column(f"'{name}'"), value
    return func.json_object(*spelled, type_=_Json)


def json_array(values: Select[Any]) -> ScalarSelect[str]:
    """An array of what a statement finds, in its order; the statement may refer to the row around it."""
    (value,) = values.subquery().c
    member = func.json(value) if isinstance(value.type, _Json) else value
    return select(func.json_group_array(member, type_=_Json)).scalar_subquery()


def json_with(record: ColumnElement[str], **members: Any) -> ColumnElement[str]:
    """An object with further members at its end, in this order."""
    spelled: list[Any] = []
    for name, value in members.items():
        spelled += literal_column(f"'$.{name}'"), value
    return func.json_insert(record, *spelled, type_=_Json) if spelled else record
