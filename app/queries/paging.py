"""Keyset paging: a page starts after the last row of the one before, so that depth costs nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, tuple_
from sqlmodel import Session

from app.errors import BadQuery


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of a list: the last column is unique, all run in one direction.

    `parse` turns each column's value back from a cursor's JSON; it raises ValueError for what cannot be one.
    """

    name: str
    columns: tuple[Any, ...]
    parse: tuple[Callable[[Any], Any], ...]
    descending: bool = False

    def page(self, session: Session, statement: Select[Any], limit: int, cursor: str | None) -> "Slice":
        """Rows of the statement from the cursor on, with the cursor of what follows them."""
        ordered = self.limited(statement.add_columns(*self.columns), limit, cursor)
        return self.cut(session.execute(ordered).all(), limit)

    def limited(self, statement: Select[Any], limit: int, cursor: str | None) -> Select[Any]:
        """The statement from the cursor on, in this order, with one row more than the page has: it tells of a next."""
        ordered = statement.limit(limit + 1).order_by(*self.along(self.columns))
        return ordered if cursor is None else ordered.where(self._after(cursor))

    def along(self, columns: Iterable[Any]) -> list[Any]:
        """These columns, in the direction that this order runs."""
        return [column.desc() if self.descending else column.asc() for column in columns]

    def cut(self, rows: Sequence[Row[Any]], limit: int) -> "Slice":
        """The page in such rows, each of which ends with this order's columns."""
        more = len(rows) > limit
        return Slice(rows[:limit], self._cursor(rows[limit - 1]) if more else None)

    def _after(self, cursor: str) -> ColumnElement[bool]:
        last = self._values(cursor)
        present = tuple_(*self.columns)
        return present < last if self.descending else present > last

    def _cursor(self, row: Row[Any]) -> str:
        values = [self.name, *row[-len(self.columns) :]]
        spelled = json.dumps(values, default=date.isoformat, ensure_ascii=False)
        return base64.urlsafe_b64encode(spelled.encode()).decode().rstrip("=")

    def _values(self, cursor: str) -> tuple[Any, ...]:
        try:
            name, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if name != self.name:
                raise ValueError(f"a cursor of {name!r}")
            return tuple(parse(value) for parse, value in zip(self.parse, values, strict=True))
        except (binascii.Error, ValueError, TypeError) as error:
            raise BadQuery("cursor", "is none of this list's; take it from 'next' of the page before") from error


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page, the order's columns last in each, and where the next one starts."""

    rows: Sequence[Row[Any]]
    next: str | None


def key(value: Any) -> int:
    """A row's integer key from a cursor."""
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(f"no key: {value!r}")
    return value


def day(value: Any) -> date:
    return date.fromisoformat(value)


def number(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError(f"no number: {value!r}")
    return float(value)


def word(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"no word: {value!r}")
    value.encode()  # no half of a surrogate pair
    return value
