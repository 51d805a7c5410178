"""Rows that come with a statement, as a table in it: one statement for many, however many there are."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, func, select


def given(rows: Iterable[Sequence[Any]], *names: str) -> CTE:
    """A table of these rows, with their columns' names."""
    each = func.json_each(json.dumps([list(row) for row in rows])).table_valued("value")
    columns = [func.json_extract(each.c.value, f"$[{number}]").label(name) for number, name in enumerate(names)]
    return select(*columns).cte("given").prefix_with("MATERIALIZED")
