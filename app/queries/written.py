"""Records that the database writes as JSON: their schemas say with which fields, and in which order."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, case, func

from app.database.json import json_object


def written(model: type[BaseModel], **columns: Any) -> ColumnElement[str]:
    """A record as `model_dump_json` would write it. What is shown only on request may be left out.

    Raises:
        TypeError: a field has no column, or a column no field.
    """
    fields = [name for name, field in model.model_fields.items() if name in columns or field.exclude_if is None]
    if set(fields) != set(columns):
        raise TypeError(f"{model.__name__}: {set(fields) ^ set(columns)} are not both fields and columns")
    return json_object(**{name: columns[name] for name in fields})


def if_any(record: ColumnElement[str], *columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """The record, or null where none of these columns is known."""
    known = columns[0] if len(columns) == 1 else func.coalesce(*columns)
    return case((known.is_not(None), record))
