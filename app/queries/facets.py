"""Counting a list by its values: which speakers, topics, outlets ... it holds, and how often each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, FromClause, Select, Table, distinct, func, or_, select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.schemas.common import FacetValue
from app.schemas.facets import FacetedQuery

QueryT = TypeVar("QueryT", bound=FacetedQuery)

_NO_STORED_COUNTS: Mapping[Any, Select[Any]] = {}


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that records have, found in `source` beside the `key` of the record that has it.

    `label` finds a value's name. A filter of the facet's name asks for a value; a year is asked for by the days that it
    begins and ends with, in the filters `since` and `until` after the prefix in `days`.
    """

    value: ColumnElement[Any]
    source: FromClause
    key: ColumnElement[int]
    label: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None
    day_prefix: str | None = None


def label_lookup(
    key: ColumnElement[Any], name: ColumnElement[Any]
) -> Callable[[ColumnElement[Any]], ColumnElement[Any]]:
    """The first name, in the order of names, of the rows that have a value for their key."""
    return lambda value: select(func.min(name)).where(key == value).scalar_subquery()


def topic_facet(link: Table, key: ColumnElement[int]) -> Facet:
    """The topics that a table links to records, and the broader ones that these are a part of."""
    part = t.topic.alias("part")
    within = or_(t.topic.c.slug == part.c.slug, t.topic.c.slug == part.c.broader)
    joined = link.join(part, part.c.slug == link.c.topic).join(t.topic, within)
    return Facet(t.topic.c.slug, joined, key, label_lookup(t.topic.c.slug, t.topic.c.label))


def country_facet(link: Table, key: ColumnElement[int]) -> Facet:
    """The countries that a table links to records."""
    return Facet(link.c.country, link, key, label_lookup(t.country.c.code, t.country.c.name))


def year_facet(column: ColumnElement[date], source: Table, days: str) -> Facet:
    """The years that the days of a column lie in."""
    return Facet(bulk_lookups.date_part("year", column), source, source.c.key, day_prefix=days)


def count_facets(
    session: Session,
    query: QueryT,
    asked: Sequence[str],
    facets: Mapping[Any, Facet],
    select_keys: Callable[[QueryT], Select[Any] | None],
    stored_counts: Mapping[Any, Select[Any]] = _NO_STORED_COUNTS,
) -> dict[str, list[FacetValue]] | None:
    """The most frequent values of each facet asked for, one statement a facet; None where none is.

    `matching` selects the keys of the records that pass a query. A facet is counted without the filter of its own
    name: where that is `topic=treaties`, one sees what any other topic would hold, and choosing it replaces the filter.
    Where that leaves all records, `matching` may be None: then `tallies` has the numbers beside the values.
    """
    if not asked:
        return None
    found: dict[str, list[FacetValue]] = {}
    for name in asked:
        records = select_keys(_without_filter(query, name))
        counted = stored_counts[name] if records is None else _count_values(facets[name], records)
        found[str(name)] = _most_frequent(session, query, name, facets[name], counted)
    return found


def _without_filter(query: QueryT, name: str) -> QueryT:
    return query.model_copy(update={name: []}) if name in type(query).model_fields else query


def _count_values(facet: Facet, records: Select[Any]) -> Select[Any]:
    """Each value that one of these records has, and how many have it."""
    counted = select(facet.value, func.count(distinct(facet.key)))
    having = counted.select_from(facet.source).where(facet.key.in_(records), facet.value.is_not(None))
    return having.group_by(facet.value)


def _most_frequent(
    session: Session, query: FacetedQuery, name: str, facet: Facet, counted: Select[Any]
) -> list[FacetValue]:
    """`url` holds the bare filters that a value stands for. Ties are in the order of the values."""
    value, number = counted.selected_columns
    most = counted.order_by(number.desc(), value).limit(query.facet_limit).subquery("most")
    value, number = most.c
    label = value if facet.label is None else facet.label(value)
    statement = select(value, label, number).order_by(number.desc(), value)
    return [
        FacetValue(
            value=str(value), label=str(label), count=count, url=urlencode(_value_filters(query, name, facet, value))
        )
        for value, label, count in session.execute(statement)
    ]


def _value_filters(query: FacetedQuery, name: str, facet: Facet, value: Any) -> dict[str, str]:
    if facet.day_prefix is None:
        return {name: str(value)}
    since, until = f"{facet.day_prefix}since", f"{facet.day_prefix}until"
    first, last = date(value, 1, 1), date(value, 12, 31)
    return {
        since: max(first, getattr(query, since) or first).isoformat(),
        until: min(last, getattr(query, until) or last).isoformat(),
    }
