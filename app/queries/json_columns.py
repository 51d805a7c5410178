"""Records that the database writes as JSON: their schemas say with which fields, and in which order."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement

from app.database.sql_json import json_object


def model_json(model: type[BaseModel], **columns: Any) -> ColumnElement[str]:
    """A record as `model_dump_json` would write it.

    Raises:
        TypeError: a field has no column, or a column no field.
    """
    if different := model.model_fields.keys() ^ columns.keys():
        raise TypeError(f"{model.__name__}: {different} are not both fields and columns")
    return json_object(**{name: columns[name] for name in model.model_fields})
