"""In which order a list of quotes goes, and along which index it is read.

In the order of publication the quotes of a speaker are in an index, and those on a topic, about a country or both are
in the filing. The shortest of what a list asks for leads, and each quote on the way is asked for the rest: so a page
takes as long as it is, where many of them pass, and as the shortest list, where few do.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from app.errors import BadQuery
from app.models import Review, SpanPart
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.pagination import Order, parse_day, parse_key, parse_number
from app.queries.quotes.filters import other_conditions, quote_conditions, text_conditions
from app.queries.quotes.scope import QuoteScope, filing_conditions, scope_conditions, scope_from_filters
from app.queries.quotes.strategy import FEW, FilterStrategy, bounded_count
from app.queries.search.query_language import select_matching_keys
from app.queries.search.ranking import Ranking
from app.schemas.quotes import QuoteQuery, QuoteSort

# The day it was said; where that is not told, the day by which it was.
_SAID_OR_PUBLISHED: ColumnElement[Any] = func.coalesce(t.quote.c.said_on, t.quote.c.published_on)
_KEY = t.quote.c.key
_PUBLISHED_COLUMNS = (t.quote.c.published_on, _KEY)
_FILING_COLUMNS = (t.quote_filing.c.published_on, t.quote_filing.c.quote_key)
# Where its first word stands, among the quotes of its article.
_FIRST_OFFSET: ColumnElement[Any] = (
    select(func.min(t.quote_span.c.start))
    .where(t.quote_span.c.quote_key == t.quote.c.key, t.quote_span.c.part == SpanPart.CONTENT)
    .correlate(t.quote)
    .scalar_subquery()
)
# Each of so few quotes is asked for everything sooner than anything is gathered.
_HANDFUL = 1_000
_SELECT_VISIBLE: Select[Any] = select(_KEY).where(bulk_lookups.VISIBLE_QUOTES)
_SELECT_CURRENT: Select[Any] = select(_KEY).where(bulk_lookups.CURRENT_QUOTES)
_ALL_QUOTES = QuoteScope()
_NEWEST, _OLDEST = "quotes", "quotes published_on"
_ORDERS = {
    QuoteSort.NEWEST: Order(_NEWEST, _PUBLISHED_COLUMNS, (parse_day, parse_key), descending=True),
    QuoteSort.OLDEST: Order(_OLDEST, _PUBLISHED_COLUMNS, (parse_day, parse_key)),
    QuoteSort.LAST_SAID: Order("quotes -said_on", (_SAID_OR_PUBLISHED, _KEY), (parse_day, parse_key), descending=True),
    QuoteSort.FIRST_SAID: Order("quotes said_on", (_SAID_OR_PUBLISHED, _KEY), (parse_day, parse_key)),
    QuoteSort.SUREST: Order(
        "quotes -confidence", (t.quote.c.confidence, _KEY), (parse_number, parse_key), descending=True
    ),
    QuoteSort.LEAST_SURE: Order("quotes confidence", (t.quote.c.confidence, _KEY), (parse_number, parse_key)),
    QuoteSort.POSITION: Order(
        "quotes position", (t.quote.c.article_key, _FIRST_OFFSET, _KEY), (parse_key, parse_key, parse_key)
    ),
}
_FILING_ORDERS = {
    QuoteSort.NEWEST: Order(_NEWEST, _FILING_COLUMNS, (parse_day, parse_key), descending=True),
    QuoteSort.OLDEST: Order(_OLDEST, _FILING_COLUMNS, (parse_day, parse_key)),
}


def plan_listing(
    session: Session, query: QuoteQuery, scope: QuoteScope = _ALL_QUOTES
) -> tuple[Order | Ranking, Select[Any]]:
    """The order that a query asks for, and the keys of all quotes of a place that pass its filters.

    Raises:
        BadQuery: a filter means nothing here, or there is nothing to order by: no words, or no article.
    """
    if query.sort is QuoteSort.RELEVANCE:
        return _plan_by_relevance(session, query, scope)
    if query.sort is QuoteSort.POSITION and not (scope.articles or query.article):
        raise BadQuery("sort", "position is a place in an article's text, and there is no article")
    if query.sort not in _FILING_ORDERS:
        return _plan_sorted(
            query,
            [
                *scope_conditions(session, scope, FilterStrategy.AUTO),
                *quote_conditions(session, query, FilterStrategy.AUTO),
            ],
        )
    scope, more = scope.merge_with(scope_from_filters(session, query))
    parts = [*scope.split_by_index(), *more.split_by_index()]
    lead, most = _choose_driving_scope(session, query, parts)
    how = FilterStrategy.PROBE if most <= _HANDFUL else FilterStrategy.AUTO
    words = how if lead else FilterStrategy.COLLECT if most <= FEW else FilterStrategy.PROBE
    wanted = [
        *(one for part in parts if part is not lead for one in scope_conditions(session, part, FilterStrategy.PROBE)),
        *text_conditions(session, query, words),
        *other_conditions(session, query, how),
    ]
    if lead is None:
        return _plan_sorted(query, wanted)
    if lead.speakers or lead.articles or not lead.is_date_ordered:
        return _plan_sorted(query, [*scope_conditions(session, lead), *wanted])
    joined = _select_keys(query).join(t.quote_filing, t.quote_filing.c.quote_key == _KEY)
    return _FILING_ORDERS[query.sort], joined.where(*filing_conditions(lead), *wanted)


def _choose_driving_scope(
    session: Session, query: QuoteQuery, parts: Sequence[QuoteScope]
) -> tuple[QuoteScope | None, int]:
    """What holds the fewest quotes, None for the words of `q` or everything, and how many, up to one more than few.

    What is not in the order of the list has to be gathered, and leads only if it is few.
    """
    lead, most = None, FEW + 1
    for part in parts:
        count = _count_scope(session, part, most)
        if count < most or (lead is None and part.is_date_ordered):
            lead, most = part, count
    if query.q is not None:
        count = bounded_count(session, select_matching_keys("quote_fts", query.q), most)
        if count < most:
            lead, most = None, count
    return lead, most


def _count_scope(session: Session, scope: QuoteScope, most: int) -> int:
    """How many quotes there are at most in a part, up to a number."""
    if scope.articles:
        return bounded_count(session, select(_KEY).where(t.quote.c.article_key.in_(scope.articles)), most)
    if scope.speakers:
        tallies = t.speaker_tally.c
        counted = session.scalar(
            select(bulk_lookups.integer_sum(tallies.quotes)).where(tallies.speaker_key.in_(scope.speakers))
        )
        return min(counted or 0, most)
    tallies = t.filing_tally.c
    return min(
        session.scalar(select(bulk_lookups.integer_sum(tallies.quotes)).where(*filing_conditions(scope, tallies))) or 0,
        most,
    )


def _select_keys(query: QuoteQuery) -> Select[Any]:
    return _SELECT_CURRENT if Review.RETRACTED in query.review else _SELECT_VISIBLE


def _plan_sorted(query: QuoteQuery, wanted: Sequence[ColumnElement[bool]]) -> tuple[Order, Select[Any]]:
    return _ORDERS[query.sort], _select_keys(query).where(*wanted) if wanted else _select_keys(query)


def _plan_by_relevance(session: Session, query: QuoteQuery, scope: QuoteScope) -> tuple[Ranking, Select[Any]]:
    if query.q is None:
        raise BadQuery("sort", "relevance is to the words of q, and there is no q")
    parts = [
        *scope_conditions(session, scope, FilterStrategy.AUTO),
        *scope_conditions(session, scope_from_filters(session, query), FilterStrategy.AUTO),
    ]
    wanted = [*parts, *other_conditions(session, query, FilterStrategy.AUTO)]
    return Ranking("quotes relevance", "quote_fts", query.q, _KEY), _select_keys(query).where(*wanted)
