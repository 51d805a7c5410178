"""Which quotes a list holds, and in which order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session

from app.errors import BadQuery
from app.models import Review
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.fulltext import matches, ranked
from app.queries.paging import Order, day, key, number
from app.schemas.quotes import QuoteFilters, QuoteQuery, QuoteSort

JOINED = t.quote.join(t.article, t.article.c.key == t.quote.c.article_key).outerjoin(
    t.speaker, t.speaker.c.key == t.quote.c.speaker_key
)
# The day it was said; where that is not told, the day by which it was.
DATED: ColumnElement[Any] = func.coalesce(t.quote.c.said_on, t.quote.c.published_on)
_KEY = t.quote.c.key
_ORDERS = {
    QuoteSort.NEWEST: Order("quotes", (t.quote.c.published_on, _KEY), (day, key), descending=True),
    QuoteSort.OLDEST: Order("quotes published_on", (t.quote.c.published_on, _KEY), (day, key)),
    QuoteSort.LAST_SAID: Order("quotes -said_on", (DATED, _KEY), (day, key), descending=True),
    QuoteSort.FIRST_SAID: Order("quotes said_on", (DATED, _KEY), (day, key)),
    QuoteSort.SUREST: Order("quotes -confidence", (t.quote.c.confidence, _KEY), (number, key), descending=True),
    QuoteSort.LEAST_SURE: Order("quotes confidence", (t.quote.c.confidence, _KEY), (number, key)),
}


def ordered(query: QuoteQuery, statement: Select[Any]) -> tuple[Order, Select[Any]]:
    """The order that a query asks for, and the statement with what that order needs.

    Raises:
        BadQuery: relevance is asked for and there are no words that anything could be relevant to.
    """
    if query.sort is not QuoteSort.RELEVANCE:
        return _ORDERS[query.sort], statement
    if query.q is None:
        raise BadQuery("sort", "relevance is to the words of q, and there is no q")
    found = ranked("quote_fts", query.q)
    order = Order("quotes relevance", (found.c.rank, _KEY), (number, key))
    return order, statement.join(found, found.c.rowid == _KEY)


def conditions(session: Session, query: QuoteFilters) -> list[ColumnElement[bool]]:
    """What a quote must be to pass all filters.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        grouped.PRESENT if Review.RETRACTED in query.review else grouped.STANDING,
        *_spoken_by(session, query),
        *_told_of(session, query),
        *_circumstances(session, query),
        *filters.between(t.quote.c.said_on, "said_", query.said_since, query.said_until),
        *filters.between(t.quote.c.published_on, "published_", query.published_since, query.published_until),
    ]


def about(slugs: list[str]) -> ColumnElement[bool]:
    return _KEY.in_(select(t.quote_topic.c.quote_key).where(t.quote_topic.c.topic.in_(slugs)))


def _spoken_by(session: Session, query: QuoteFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.speaker:
        found.append(t.quote.c.speaker_key.in_(filters.speaker_keys(session, query.speaker)))
    if query.speaker_country:
        codes = filters.country_codes(session, query.speaker_country, "speaker_country")
        found.append(t.speaker.c.country.in_(codes))
    if query.has_speaker is not None:
        found.append(t.quote.c.speaker_key.is_not(None) if query.has_speaker else t.quote.c.speaker_key.is_(None))
    if query.role:
        found.append(_holds(t.quote.c.role_title, query.role))
    if query.organisation:
        found.append(_holds(t.quote.c.role_organisation, query.organisation))
    return found


def _told_of(session: Session, query: QuoteFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.topic:
        found.append(about(filters.topic_slugs(session, query.topic)))
    if query.country:
        codes = filters.country_codes(session, query.country)
        found.append(_KEY.in_(select(t.quote_country.c.quote_key).where(t.quote_country.c.country.in_(codes))))
    if query.q is not None:
        found.append(matches(_KEY, "quote_fts", query.q))
    return found


def _circumstances(session: Session, query: QuoteFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.article:
        found.append(t.quote.c.article_key.in_(filters.article_keys(session, query.article)))
    if query.meeting:
        found.append(_at(filters.meeting_keys(session, query.meeting)))
    if query.addressee:
        found.append(_holds(t.quote.c.addressee, query.addressee))
    if query.outlet:
        found.append(filters.printed(session, t.article.c.outlet, query.outlet, "outlet"))
    if query.language:
        found.append(filters.printed(session, t.article.c.language, query.language, "language"))
    for column, wanted in (
        (t.quote.c.kind, query.kind),
        (t.quote.c.medium, query.medium),
        (t.quote.c.review, query.review),
    ):
        if wanted:
            found.append(column.in_(wanted))
    if query.min_confidence is not None:
        found.append(t.quote.c.confidence >= query.min_confidence)
    return found


def _holds(column: ColumnElement[Any], wanted: list[str]) -> ColumnElement[bool]:
    """Whether the text of a column has one of these in it, whatever their case."""
    return or_(*(column.icontains(words, autoescape=True) for words in wanted))


def _at(meetings: list[int]) -> ColumnElement[bool]:
    """What the sides of a meeting said, in the article that tells of it."""
    side = t.meeting_participant
    told = select(t.meeting.c.article_key, side.c.speaker_key).join(side, side.c.meeting_key == t.meeting.c.key)
    both = told.where(t.meeting.c.key.in_(meetings)).subquery()
    same = (both.c.article_key == t.quote.c.article_key) & (both.c.speaker_key == t.quote.c.speaker_key)
    return select(both.c.article_key).where(same).exists()
