"""Counting quotes over time."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.quote_filters import conditions, listed
from app.queries.tallies import count_by_day, is_all
from app.queries.within import Within
from app.schemas.timelines import Interval, SpokenTopic, SpokenTopics, Timeline, TimelineQuery, TimelineStep

_PARTS = {Interval.YEAR: ["year"], Interval.MONTH: ["year", "month"], Interval.DAY: ["year", "month", "day"]}


def count_over_time(session: Session, query: TimelineQuery) -> Timeline:
    """The quotes that pass all filters, counted by the step in which their articles were published.

    Raises:
        BadQuery: a filter means nothing here.
    """
    parts = _PARTS[query.interval]
    columns: list[Any] = [grouped.part_of(part, t.quote.c.published_on) for part in parts]
    counted: Select[Any]
    if is_all(query, Within()):
        counted = count_by_day(*parts)
    else:
        counted = select(*columns, func.count()).where(listed(query), *conditions(session, query)).group_by(*columns)
    steps = session.execute(counted.order_by(*counted.selected_columns)).all()
    return Timeline(items=[TimelineStep(start_on=_day(*start), quotes=quotes) for *start, quotes in steps])


def _day(year: int, month: int = 1, day: int = 1) -> date:
    return date(year, month, day)


def topics_of_speaker(session: Session, identity: str) -> SpokenTopics:
    """Raises NotFound where no speaker has this id."""
    speaker = filters.key_of(session, t.speaker, identity)
    quotes = func.count().label("quotes")
    published = t.quote.c.published_on
    counted = (
        select(
            t.topic.c.slug,
            t.topic.c.label,
            quotes,
            func.min(published).label("first_on"),
            func.max(published).label("last_on"),
        )
        .select_from(t.quote.join(t.quote_topic, t.quote_topic.c.quote_key == t.quote.c.key).join(t.topic))
        .where(t.quote.c.speaker_key == speaker, grouped.STANDING)
        .group_by(t.topic.c.slug, t.topic.c.label)
        .order_by(quotes.desc(), t.topic.c.slug)
    )
    return SpokenTopics(items=[SpokenTopic(**row._asdict()) for row in session.execute(counted)])
