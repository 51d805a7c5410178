"""Keyset paging: a page starts after the last row of the one before, so that depth costs nothing."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Any

from pydantic_core import from_json
from sqlalchemy import BigInteger, Integer, Row, Select, bindparam, func, select, tuple_
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder
from app.errors import BadQuery
from app.queries import tables as t


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A total order of a list: the last column is unique, all run in one direction.

    `parsers` turn each column's value back from a cursor's JSON; they raise ValueError for what cannot be one.
    `snapshot_key` is for an order that new quotes would change: the key of the last quote when the first page was read.
    """

    name: str
    columns: tuple[Any, ...]
    parsers: tuple[Callable[[Any], Any], ...]
    descending: bool = False
    snapshot_key: int | None = None

    def read_page(self, session: Session, statement: Select[Any], limit: int, cursor: str | None) -> "PageRows":
        """Rows of the statement from the cursor on, with the cursor of what follows them."""
        ordered = _apply_order(self, statement, after=cursor is not None)
        values = {} if cursor is None else self._cursor_values(cursor)
        rows = session.execute(ordered, {"most": limit + 1, **values}).all()
        more = len(rows) > limit
        return PageRows(rows[:limit], self._cursor_after(rows[limit - 1]) if more else None)

    def _cursor_after(self, row: Row[Any]) -> str:
        held = [] if self.snapshot_key is None else [self.snapshot_key]
        return encode_cursor(self.name, *held, *row[-len(self.columns) :])

    def _cursor_values(self, cursor: str) -> dict[str, Any]:
        """What the statement takes for the row that the cursor names."""
        parse = self.parsers if self.snapshot_key is None else (parse_key, *self.parsers)
        values = decode_cursor(cursor, self.name, parse)[-len(self.columns) :]
        return {f"after_{number}": value for number, value in enumerate(values)}


# To put a statement together takes longer than to run it; those of lists without filters come again and again.
@lru_cache(maxsize=128)
def _apply_order(order: Order, statement: Select[Any], after: bool) -> Select[Any]:
    """The statement with the columns and in the direction of an order, up to `most` rows."""
    ordered = statement.add_columns(*order.columns).limit(bindparam("most"))
    ordered = ordered.order_by(*(column.desc() if order.descending else column.asc() for column in order.columns))
    if not after:
        return ordered
    present = tuple_(*order.columns)
    last = tuple_(
        *(bindparam(f"after_{number}", type_=_widen_type(one.type)) for number, one in enumerate(order.columns))
    )
    return ordered.where(present < last if order.descending else present > last)


def _widen_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of a cursor's value: a number may be greater than a column holds, of which PostgreSQL makes errors."""
    return BigInteger() if isinstance(kind, Integer) else kind


@dataclass(frozen=True, slots=True)
class TextOrder:
    """The same of a list whose statement is text: its columns are SQL."""

    name: str
    columns: tuple[str, ...]
    parsers: tuple[Callable[[Any], Any], ...]
    descending: bool = False

    def conditions_after(self, sql: SqlBuilder, cursor: str | None) -> list[str]:
        """What a row must be to come after the one that the cursor names.

        Raises:
            BadQuery: the cursor is of another order.
        """
        if cursor is None:
            return []
        values = decode_cursor(cursor, self.name, self.parsers)
        last = ", ".join([sql.bind("after", value) for value in values])
        return [f"({', '.join(self.columns)}) {'<' if self.descending else '>'} ({last})"]

    def order_by(self) -> str:
        return ", ".join([f"{column} {'DESC' if self.descending else 'ASC'}" for column in self.columns])


@dataclass(frozen=True, slots=True)
class PageRows:
    """The rows of one page, the order's columns last in each, and where the next one starts."""

    rows: Sequence[Row[Any]]
    next_cursor: str | None


def find_snapshot_key(session: Session, cursor: str | None, name: str) -> int:
    """The last quote there was when the first page of an order was read: as the cursor says, else now.

    Raises:
        BadQuery: the cursor is of another order.
    """
    if cursor is None:
        return session.scalar(select(func.max(t.quote.c.key))) or 0
    started: int = decode_cursor(cursor, name, (parse_key,), whole=False)[0]
    return started


def encode_cursor(name: str, *values: Any) -> str:
    """A cursor of the order with this name."""
    plain = json.dumps([name, *values], default=date.isoformat, ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, name: str, parse: Sequence[Callable[[Any], Any]], whole: bool = True) -> tuple[Any, ...]:
    """The values of a cursor, or the first few of them.

    Raises:
        BadQuery: the cursor is of another order.
    """
    try:
        # It knows how deep is too deep, and takes neither NaN nor half of a surrogate pair.
        of, *values = from_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), allow_inf_nan=False)
        if of != name:
            raise ValueError(f"a cursor of {of!r}")
        return tuple(one(value) for one, value in zip(parse, values if whole else values[: len(parse)], strict=True))
    except (ValueError, TypeError, OverflowError) as error:
        raise BadQuery("cursor", "does not belong to this list; take it from 'next' of the page before") from error


def parse_key(value: Any) -> int:
    """A row's integer key from a cursor."""
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError("no key")
    return value


def parse_day(value: Any) -> date:
    return date.fromisoformat(value)


def parse_number(value: Any) -> float:
    if type(value) not in (int, float) or not isfinite(value):
        raise ValueError("no number")
    return float(value)


def parse_word(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no word")
    return value
