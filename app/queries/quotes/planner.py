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
from app.queries.pagination import Order, day, key, number
from app.queries.quotes.filters import circumstances, conditions, says
from app.queries.quotes.scope import Within, filed_under, is_within, within
from app.queries.quotes.strategy import FEW, How, length
from app.queries.search.query_language import found_by
from app.queries.search.ranking import Ranking
from app.schemas.quotes import QuoteQuery, QuoteSort

# The day it was said; where that is not told, the day by which it was.
_SAID: ColumnElement[Any] = func.coalesce(t.quote.c.said_on, t.quote.c.published_on)
_KEY = t.quote.c.key
_PUBLISHED = (t.quote.c.published_on, _KEY)
_FILED = (t.quote_filing.c.published_on, t.quote_filing.c.quote_key)
# Where its first word stands, among the quotes of its article.
_FIRST: ColumnElement[Any] = (
    select(func.min(t.quote_span.c.start))
    .where(t.quote_span.c.quote_key == t.quote.c.key, t.quote_span.c.part == SpanPart.CONTENT)
    .correlate(t.quote)
    .scalar_subquery()
)
# Each of so few quotes is asked for everything sooner than anything is gathered.
_HANDFUL = 1_000
_STANDING: Select[Any] = select(_KEY).where(bulk_lookups.STANDING)
_PRESENT: Select[Any] = select(_KEY).where(bulk_lookups.PRESENT)
_ALL = Within()
_NEWEST, _OLDEST = "quotes", "quotes published_on"
_ORDERS = {
    QuoteSort.NEWEST: Order(_NEWEST, _PUBLISHED, (day, key), descending=True),
    QuoteSort.OLDEST: Order(_OLDEST, _PUBLISHED, (day, key)),
    QuoteSort.LAST_SAID: Order("quotes -said_on", (_SAID, _KEY), (day, key), descending=True),
    QuoteSort.FIRST_SAID: Order("quotes said_on", (_SAID, _KEY), (day, key)),
    QuoteSort.SUREST: Order("quotes -confidence", (t.quote.c.confidence, _KEY), (number, key), descending=True),
    QuoteSort.LEAST_SURE: Order("quotes confidence", (t.quote.c.confidence, _KEY), (number, key)),
    QuoteSort.POSITION: Order("quotes position", (t.quote.c.article_key, _FIRST, _KEY), (key, key, key)),
}
_ALONG_THE_FILING = {
    QuoteSort.NEWEST: Order(_NEWEST, _FILED, (day, key), descending=True),
    QuoteSort.OLDEST: Order(_OLDEST, _FILED, (day, key)),
}


def listing(session: Session, query: QuoteQuery, place: Within = _ALL) -> tuple[Order | Ranking, Select[Any]]:
    """The order that a query asks for, and the keys of all quotes of a place that pass its filters.

    Raises:
        BadQuery: a filter means nothing here, or there is nothing to order by: no words, or no article.
    """
    if query.sort is QuoteSort.RELEVANCE:
        return _by_relevance(session, query, place)
    if query.sort is QuoteSort.POSITION and not (place.articles or query.article):
        raise BadQuery("sort", "position is a place in an article's text, and there is no article")
    if query.sort not in _ALONG_THE_FILING:
        return _sorted(query, [*is_within(session, place, How.WEIGHED), *conditions(session, query, How.WEIGHED)])
    place, more = place.taking(within(session, query))
    parts = [*place.parts(), *more.parts()]
    lead, most = _lead(session, query, parts)
    how = How.ASKED if most <= _HANDFUL else How.WEIGHED
    words = how if lead else How.GATHERED if most <= FEW else How.ASKED
    wanted = [
        *(one for part in parts if part is not lead for one in is_within(session, part, How.ASKED)),
        *says(session, query, words),
        *circumstances(session, query, how),
    ]
    if lead is None:
        return _sorted(query, wanted)
    if lead.speakers or lead.articles or not lead.in_order:
        return _sorted(query, [*is_within(session, lead), *wanted])
    joined = _keys(query).join(t.quote_filing, t.quote_filing.c.quote_key == _KEY)
    return _ALONG_THE_FILING[query.sort], joined.where(*filed_under(lead), *wanted)


def _lead(session: Session, query: QuoteQuery, parts: Sequence[Within]) -> tuple[Within | None, int]:
    """What holds the fewest quotes, None for the words of `q` or everything, and how many, up to one more than few.

    What is not in the order of the list has to be gathered, and leads only if it is few.
    """
    lead, most = None, FEW + 1
    for part in parts:
        count = _length(session, part, most)
        if count < most or (lead is None and part.in_order):
            lead, most = part, count
    if query.q is not None:
        count = length(session, found_by("quote_fts", query.q), most)
        if count < most:
            lead, most = None, count
    return lead, most


def _length(session: Session, part: Within, most: int) -> int:
    """How many quotes there are at most in a part, up to a number."""
    if part.articles:
        return length(session, select(_KEY).where(t.quote.c.article_key.in_(part.articles)), most)
    if part.speakers:
        tallies = t.speaker_tally.c
        counted = session.scalar(
            select(bulk_lookups.summed(tallies.quotes)).where(tallies.speaker_key.in_(part.speakers))
        )
        return min(counted or 0, most)
    tallies = t.filing_tally.c
    return min(
        session.scalar(select(bulk_lookups.summed(tallies.quotes)).where(*filed_under(part, tallies))) or 0, most
    )


def _keys(query: QuoteQuery) -> Select[Any]:
    return _PRESENT if Review.RETRACTED in query.review else _STANDING


def _sorted(query: QuoteQuery, wanted: Sequence[ColumnElement[bool]]) -> tuple[Order, Select[Any]]:
    return _ORDERS[query.sort], _keys(query).where(*wanted) if wanted else _keys(query)


def _by_relevance(session: Session, query: QuoteQuery, place: Within) -> tuple[Ranking, Select[Any]]:
    if query.q is None:
        raise BadQuery("sort", "relevance is to the words of q, and there is no q")
    parts = [*is_within(session, place, How.WEIGHED), *is_within(session, within(session, query), How.WEIGHED)]
    wanted = [*parts, *circumstances(session, query, How.WEIGHED)]
    return Ranking("quotes relevance", "quote_fts", query.q, _KEY), _keys(query).where(*wanted)
