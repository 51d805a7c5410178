"""What triggers have counted of all standing quotes: nobody who asks for it waits until they are counted again."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, cast, func, select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.quotes.filters import pick_quote_filters
from app.queries.quotes.scope import QuoteScope
from app.schemas.facets import QuoteFacet
from app.schemas.quotes import QuoteFilters

_QUOTE_TALLY = t.quote_tally.c
_IS_DAY_COUNT = _QUOTE_TALLY.facet == "day"
# From which character of a day on a part of it is written, and in how many.
_DATE_PART_POSITIONS = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}
_NO_FILTERS = QuoteFilters.model_validate({})


def is_unfiltered(query: QuoteFilters, scope: QuoteScope) -> bool:
    """Whether a list is of all standing quotes."""
    return scope == QuoteScope() and pick_quote_filters(query, *QuoteFilters.model_fields) == _NO_FILTERS


def count_visible_quotes(session: Session) -> int:
    """How many standing quotes there are: each has one day."""
    return session.scalar(select(bulk_lookups.integer_sum(_QUOTE_TALLY.quotes)).where(_IS_DAY_COUNT)) or 0


def select_counts_by_date(*parts: str) -> Select[Any]:
    """How many were published in each year, month or whatever the parts of a day say."""
    columns: list[Any] = [cast(func.substr(_QUOTE_TALLY.value, *_DATE_PART_POSITIONS[part]), Integer) for part in parts]
    counted: Select[Any] = select(*columns, bulk_lookups.integer_sum(_QUOTE_TALLY.quotes)).where(
        _IS_DAY_COUNT, _QUOTE_TALLY.quotes > 0
    )
    return counted.group_by(*columns)


def _select_facet_counts(facet: QuoteFacet) -> Select[Any]:
    """How many have each value of a facet."""
    filed = t.filing_tally.c
    match facet:
        case QuoteFacet.SPEAKER:
            tally = t.speaker_tally.join(t.speaker, t.speaker.c.key == t.speaker_tally.c.speaker_key)
            return _select_counts(t.speaker.c.id, tally, t.speaker_tally.c.quotes)
        case QuoteFacet.TOPIC:
            return _select_counts(t.topic_tally.c.topic, t.topic_tally, t.topic_tally.c.quotes)
        case QuoteFacet.COUNTRY:
            return _select_counts(filed.country, t.filing_tally, filed.quotes).where(
                filed.topic == "", filed.country != ""
            )
        case QuoteFacet.YEAR:
            return select_counts_by_date("year")
        case _:
            return _select_counts(_QUOTE_TALLY.value, t.quote_tally, _QUOTE_TALLY.quotes).where(
                _QUOTE_TALLY.facet == str(facet)
            )


def _select_counts(value: ColumnElement[Any], tally: FromClause, quotes: ColumnElement[int]) -> Select[Any]:
    return select(value, quotes).select_from(tally).where(quotes > 0)


STORED_FACET_COUNTS = {facet: _select_facet_counts(facet) for facet in QuoteFacet}
