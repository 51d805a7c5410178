"""Records as CSV (RFC 4180): one row a record, nested fields flattened into columns that never change places."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

# A spreadsheet takes a cell that begins so for a formula, and runs it. The last four are the full-width forms.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SEPARATOR = ";"
# Without it, Excel takes UTF-8 for the encoding of the machine.
BYTE_ORDER_MARK = "\ufeff"
ColumnPath = tuple[str, ...]


class CsvTable:
    """The columns of a kind of record: `speaker: {id}` is the column `speaker_id`.

    They follow from the class alone, so that a list without items has them too. Several values stand in one cell,
    joined by ";"; a list of records has a column for each of their fields. What a record shows only on request has
    its columns only then, and what is asked to be left `without` has none.
    """

    def __init__(self, model: type[BaseModel], include: Iterable[str] = (), without: Iterable[str] = ()) -> None:
        left_out = frozenset(without)
        self._paths = [path for path in _column_paths(model, frozenset(include)) if path[0] not in left_out]

    def render_header(self) -> str:
        """The beginning of a file: the mark by which Excel knows UTF-8, and the names of the columns."""
        return BYTE_ORDER_MARK + _write_csv([["_".join(path) for path in self._paths]])

    def render_rows(self, records: Iterable[dict[str, Any]]) -> str:
        """The records as they are in JSON."""
        return _write_csv([_format_cell(_value_at(record, path)) for path in self._paths] for record in records)


def _column_paths(model: type[BaseModel], include: frozenset[str], before: ColumnPath = ()) -> Iterator[ColumnPath]:
    for name, field in model.model_fields.items():
        if field.exclude_if is None or before or name in include:
            inner = _nested_model(field)
            if inner is None:
                yield (*before, name)
            else:
                yield from _column_paths(inner, include, (*before, name))


def _nested_model(field: FieldInfo) -> type[BaseModel] | None:
    """The class of the records that a field holds: itself, or null, or several in a list."""
    waiting = [field.annotation]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        if get_origin(kind) in (list, Union, UnionType, Annotated):
            waiting += get_args(kind)
    return None


def _value_at(value: Any, path: ColumnPath) -> Any:
    """What a record holds at a path; through a list, what each of its records holds there."""
    for number, name in enumerate(path):
        if isinstance(value, list):
            return [_value_at(one, path[number:]) for one in value]
        if value is None:
            return None
        value = value.get(name)
    return value


def _format_cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    if value is None:
        return ""
    if isinstance(value, list):
        # A separator inside one value would shift the others, out of step with their neighbours' columns.
        return _SEPARATOR.join(_format_cell(one).replace(_SEPARATOR, ",") for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _write_csv(rows: Iterable[Iterable[str]]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
