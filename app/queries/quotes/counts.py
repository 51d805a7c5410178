"""What triggers have counted of all standing quotes: nobody who asks for it waits until they are counted again."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, cast, func, select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.quotes.filters import taken_from
from app.queries.quotes.scope import Within
from app.schemas.facets import QuoteFacet
from app.schemas.quotes import QuoteFilters

_TALLY = t.quote_tally.c
_DAYS = _TALLY.facet == "day"
# From which character of a day on a part of it is written, and in how many.
_WRITTEN = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}
_UNFILTERED = QuoteFilters.model_validate({})


def is_all(query: QuoteFilters, place: Within) -> bool:
    """Whether a list is of all standing quotes."""
    return place == Within() and taken_from(query, *QuoteFilters.model_fields) == _UNFILTERED


def count_all(session: Session) -> int:
    """How many standing quotes there are: each has one day."""
    return session.scalar(select(bulk_lookups.summed(_TALLY.quotes)).where(_DAYS)) or 0


def count_by_day(*parts: str) -> Select[Any]:
    """How many were published in each year, month or whatever the parts of a day say."""
    columns: list[Any] = [cast(func.substr(_TALLY.value, *_WRITTEN[part]), Integer) for part in parts]
    counted: Select[Any] = select(*columns, bulk_lookups.summed(_TALLY.quotes)).where(_DAYS, _TALLY.quotes > 0)
    return counted.group_by(*columns)


def _of_facet(facet: QuoteFacet) -> Select[Any]:
    """How many have each value of a facet."""
    filed = t.filing_tally.c
    match facet:
        case QuoteFacet.SPEAKER:
            tally = t.speaker_tally.join(t.speaker, t.speaker.c.key == t.speaker_tally.c.speaker_key)
            return _found(t.speaker.c.id, tally, t.speaker_tally.c.quotes)
        case QuoteFacet.TOPIC:
            return _found(t.topic_tally.c.topic, t.topic_tally, t.topic_tally.c.quotes)
        case QuoteFacet.COUNTRY:
            return _found(filed.country, t.filing_tally, filed.quotes).where(filed.topic == "", filed.country != "")
        case QuoteFacet.YEAR:
            return count_by_day("year")
        case _:
            return _found(_TALLY.value, t.quote_tally, _TALLY.quotes).where(_TALLY.facet == str(facet))


def _found(value: ColumnElement[Any], tally: FromClause, quotes: ColumnElement[int]) -> Select[Any]:
    return select(value, quotes).select_from(tally).where(quotes > 0)


TALLIES = {facet: _of_facet(facet) for facet in QuoteFacet}
