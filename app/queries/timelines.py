"""Counting quotes over time."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder
from app.errors import BadQuery
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.quotes.counts import is_unfiltered, select_counts_by_date
from app.queries.quotes.filters import is_listed, quote_conditions
from app.queries.quotes.scope import QuoteScope
from app.schemas.timelines import Interval, SpokenTopic, SpokenTopics, Timeline, TimelineQuery, TimelineStep

# Of days, those of some thirty years.
_MAX_STEPS = 12_000
_DATE_PARTS = {Interval.YEAR: ["year"], Interval.MONTH: ["year", "month"], Interval.DAY: ["year", "month", "day"]}


def count_over_time(session: Session, query: TimelineQuery) -> Timeline:
    """The quotes that pass all filters, counted by the step in which their articles were published.

    Raises:
        BadQuery: a filter means nothing here, or there are too many steps to fill.
    """
    parts = _DATE_PARTS[query.interval]
    columns: list[Any] = [bulk_lookups.date_part(part, t.quote.c.published_on) for part in parts]
    counted: Select[Any]
    if is_unfiltered(query, QuoteScope()):
        counted = select_counts_by_date(*parts)
    else:
        sql = SqlBuilder(session, "filter_")
        wanted = sql.as_clause([is_listed(query), *quote_conditions(sql, query)])
        counted = select(*columns, func.count()).where(wanted).group_by(*columns)
    steps = session.execute(counted.order_by(*counted.selected_columns)).all()
    found = {_first_day(*start): quotes for *start, quotes in steps}
    starts = _all_step_starts(query, sorted(found)) if query.fill else sorted(found)
    return Timeline(items=[TimelineStep(start_on=start, quotes=found.get(start, 0)) for start in starts])


def _all_step_starts(query: TimelineQuery, found: list[date]) -> list[date]:
    """The first days of all steps, with or without quotes."""
    first = query.published_since or (found[0] if found else None)
    last = query.published_until or (found[-1] if found else None)
    if first is None or last is None:
        return []
    starts: list[date] = []
    step: date | None = _step_start(query.interval, first)
    while step is not None and step <= last:
        if len(starts) == _MAX_STEPS:
            raise BadQuery("fill", f"has more than {_MAX_STEPS:,} steps; ask for longer steps or fewer days")
        starts.append(step)
        step = _next_step_start(query.interval, step)
    return starts


def _step_start(interval: Interval, day: date) -> date:
    return day if interval is Interval.DAY else day.replace(month=1 if interval is Interval.YEAR else day.month, day=1)


def _next_step_start(interval: Interval, start: date) -> date | None:
    """The first day of the next step; None after the end of the calendar."""
    days = {Interval.DAY: 1, Interval.MONTH: 31, Interval.YEAR: 366}[interval]
    if start.toordinal() + days > date.max.toordinal():
        return None
    return _step_start(interval, start + timedelta(days=days))


def _first_day(year: int, month: int = 1, day: int = 1) -> date:
    return date(year, month, day)


def count_speaker_topics(session: Session, identity: str) -> SpokenTopics:
    """Raises NotFound where no speaker has this id."""
    speaker = filters.key_for_id(session, t.speaker, identity)
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
        .where(t.quote.c.speaker_key == speaker, bulk_lookups.VISIBLE_QUOTES)
        .group_by(t.topic.c.slug, t.topic.c.label)
        .order_by(quotes.desc(), t.topic.c.slug)
    )
    return SpokenTopics(items=[SpokenTopic(**row._asdict()) for row in session.execute(counted)])
