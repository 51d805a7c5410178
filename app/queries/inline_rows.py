"""Rows that come with a statement, as a table in it: one statement for many, however many there are."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, BigInteger, Select, String, bindparam, literal
from sqlalchemy.types import TypeEngine

from app.database.sql_json import json_rows, json_values


def inline_table(rows: Iterable[Sequence[Any]], name: str | None = None, /, **columns: TypeEngine[Any]) -> CTE:
    """A table of these rows, with the names and types of its columns."""
    return json_rows(literal(json.dumps([list(row) for row in rows])), name, columns)


def keys_parameter(name: str) -> Select[Any]:
    """The keys in a JSON array that comes as the parameter of this name: one statement, whatever their number."""
    return json_values(bindparam(name, type_=String()), BigInteger())
