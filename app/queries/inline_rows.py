"""Rows that come with a statement, as a table in it: one statement for many, however many there are."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, literal
from sqlalchemy.types import TypeEngine

from app.database.sql_json import json_rows


def inline_table(rows: Iterable[Sequence[Any]], name: str | None = None, /, **columns: TypeEngine[Any]) -> CTE:
    """A table of these rows, with the names and types of its columns."""
    return json_rows(literal(json.dumps([list(row) for row in rows])), name, columns)
