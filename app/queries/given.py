"""Rows that come with a statement, as a table in it: one statement for many, however many there are."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, Select, bindparam, func, select


def given(rows: Iterable[Sequence[Any]], *names: str) -> CTE:
    """A table of these rows, with their columns' names."""
    each = func.json_each(json.dumps([list(row) for row in rows])).table_valued("value")
    columns = [func.json_extract(each.c.value, f"$[{number}]").label(name) for number, name in enumerate(names)]
    return select(*columns).cte("given").prefix_with("MATERIALIZED")


def given_keys(name: str) -> Select[Any]:
    """The keys in a JSON array that comes as the parameter of this name: one statement, whatever their number."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)
