"""Two ways to find the quotes of a list that are among many or few others."""

from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from app.database.planner_hints import apart
from app.queries import tables as t

# Quotes that are gathered and sorted in some ten milliseconds: about as long as a walk takes to a page of them among a
# million.
FEW = 10_000


class How(Enum):
    """How it is found whether a quote passes a filter that is not of its own row.

    A page of what few quotes are is read from those few, gathered first. A page of what many are is walked in its
    order, and each quote on the way is asked: to gather the many would take the longer the more there are.
    """

    GATHERED = auto()
    ASKED = auto()
    # Whichever of the two is the shorter way to a page.
    WEIGHED = auto()


def among(session: Session, found: Select[Any], this: Select[Any], how: How) -> ColumnElement[bool]:
    """Whether a quote is among those `found`, or, which is the same, whether there is `this` of it."""
    if how is How.WEIGHED:
        how = weighed(length(session, found, FEW + 1))
    if how is How.GATHERED:
        return t.quote.c.key.in_(apart(found))
    return apart(this).correlate(t.quote).exists()


def weighed(quotes: int) -> How:
    """The shorter way to a page of a list that is among so many."""
    return How.GATHERED if quotes <= FEW else How.ASKED


def length(session: Session, found: Select[Any], most: int) -> int:
    """How many quotes are found, up to `most`."""
    return session.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0
