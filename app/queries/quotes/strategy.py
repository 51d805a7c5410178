"""Two ways to find the quotes of a list that are among many or few others."""

from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from app.database.planner_hints import optimization_fence
from app.queries import tables as t

# Quotes that are gathered and sorted in some ten milliseconds: about as long as a walk takes to a page of them among a
# million.
FEW = 10_000


class FilterStrategy(Enum):
    """How it is found whether a quote passes a filter that is not of its own row.

    A page of what few quotes are is read from those few, gathered first. A page of what many are is walked in its
    order, and each quote on the way is asked: to gather the many would take the longer the more there are.
    """

    COLLECT = auto()
    PROBE = auto()
    # Whichever of the two is the shorter way to a page.
    AUTO = auto()


def membership_condition(
    session: Session, collected: Select[Any], probe: Select[Any], strategy: FilterStrategy
) -> ColumnElement[bool]:
    """Whether a quote is among those `found`, or, which is the same, whether there is `this` of it."""
    if strategy is FilterStrategy.AUTO:
        strategy = choose_strategy(bounded_count(session, collected, FEW + 1))
    if strategy is FilterStrategy.COLLECT:
        return t.quote.c.key.in_(optimization_fence(collected))
    return optimization_fence(probe).correlate(t.quote).exists()


def choose_strategy(quotes: int) -> FilterStrategy:
    """The shorter way to a page of a list that is among so many."""
    return FilterStrategy.COLLECT if quotes <= FEW else FilterStrategy.PROBE


def bounded_count(session: Session, found: Select[Any], most: int) -> int:
    """How many quotes are found, up to `most`."""
    return session.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0
