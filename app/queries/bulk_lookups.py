"""Counts, and details of many rows at once: one statement for each kind of detail, never one for each row."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, extract, func, select
from sqlalchemy import cast as cast_to
from sqlmodel import Session

from app.models import Review
from app.queries import tables as t

# A quote that the present version of its article still has, and one of these that nobody has retracted.
CURRENT_QUOTES: ColumnElement[bool] = t.quote.c.withdrawn.is_(False)
VISIBLE_QUOTES: ColumnElement[bool] = and_(CURRENT_QUOTES, t.quote.c.review != Review.RETRACTED)


def integer_sum(column: ColumnElement[int]) -> ColumnElement[int]:
    """The sum of a group, as an integer: PostgreSQL's own is a decimal."""
    return cast_to(func.sum(column), BigInteger)


def date_part(name: str, column: ColumnElement[Any]) -> ColumnElement[int]:
    """The year, month or day of a date, as an integer likewise."""
    return cast_to(extract(name, column), Integer)


def values_by_owner(
    session: Session, owner: Any, owners: Iterable[Any], value: Any, *order: Any
) -> dict[Any, list[Any]]:
    """The values that belong to each owner, in the given order and then their own."""
    found: dict[Any, list[Any]] = defaultdict(list)
    statement = select(owner, value).where(owner.in_(list(owners))).order_by(*order, value)
    for one, its in session.execute(statement):
        found[one].append(its)
    return found


def counts_by_owner(session: Session, owner: Any, owners: Iterable[Any]) -> dict[Any, int]:
    """How many rows belong to each owner."""
    statement = select(owner, func.count()).where(owner.in_(list(owners))).group_by(owner)
    return defaultdict(int, map(tuple, session.execute(statement)))


def quote_counts_by_owner(session: Session, owner: Any, owners: Iterable[Any]) -> dict[Any, int]:
    """How many standing quotes belong to each owner, by a column of theirs."""
    statement = select(owner, func.count()).where(owner.in_(list(owners)), VISIBLE_QUOTES).group_by(owner)
    return defaultdict(int, map(tuple, session.execute(statement)))


def stored_counts_by_owner(
    session: Session, owner: Any, owners: Iterable[Any], quotes: Any, *conditions: ColumnElement[bool]
) -> dict[Any, int]:
    """How many standing quotes belong to each owner, from where triggers count them."""
    statement = select(owner, quotes).where(owner.in_(list(owners)), *conditions)
    return defaultdict(int, map(tuple, session.execute(statement)))


def count_rows(session: Session, source: Any, conditions: Iterable[ColumnElement[bool]]) -> int:
    """How many rows pass all conditions."""
    return cast(int, session.scalar(select(func.count()).select_from(source).where(*conditions)))


class RecordCounts(NamedTuple):
    articles: int
    quotes: int
    speakers: int


def count_records(session: Session) -> RecordCounts:
    """In one statement; SQLite counts along the smallest index, some 20 ms for a million quotes."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (t.article, t.quote, t.speaker)]
    return RecordCounts(*session.execute(select(*counts)).one())
