"""Which quotes a list holds, and in which order."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select
from sqlmodel import Session

from app.errors import BadQuery
from app.models import Review
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.between import a_quote, between
from app.queries.fulltext import found_by, ranked
from app.queries.paging import Order, day, key, number
from app.schemas.quotes import QuoteFilters, QuoteQuery, QuoteSort

# The day it was said; where that is not told, the day by which it was.
DATED: ColumnElement[Any] = func.coalesce(t.quote.c.said_on, t.quote.c.published_on)
_KEY = t.quote.c.key
# Quotes that are gathered and sorted in some ten milliseconds.
_FEW = 20_000
_STANDING: Select[Any] = select(_KEY).where(grouped.STANDING)
_PRESENT: Select[Any] = select(_KEY).where(grouped.PRESENT)
_ORDERS = {
    QuoteSort.NEWEST: Order("quotes", (t.quote.c.published_on, _KEY), (day, key), descending=True),
    QuoteSort.OLDEST: Order("quotes published_on", (t.quote.c.published_on, _KEY), (day, key)),
    QuoteSort.LAST_SAID: Order("quotes -said_on", (DATED, _KEY), (day, key), descending=True),
    QuoteSort.FIRST_SAID: Order("quotes said_on", (DATED, _KEY), (day, key)),
    QuoteSort.SUREST: Order("quotes -confidence", (t.quote.c.confidence, _KEY), (number, key), descending=True),
    QuoteSort.LEAST_SURE: Order("quotes confidence", (t.quote.c.confidence, _KEY), (number, key)),
}


def ordered(query: QuoteQuery, wanted: Sequence[ColumnElement[bool]]) -> tuple[Order, Select[Any]]:
    """The order that a query asks for, and the keys of all quotes that are wanted.

    Raises:
        BadQuery: relevance is asked for and there are no words that anything could be relevant to.
    """
    keys = _PRESENT if Review.RETRACTED in query.review else _STANDING
    if query.sort is not QuoteSort.RELEVANCE:
        return _ORDERS[query.sort], keys.where(*wanted) if wanted else keys
    if query.q is None:
        raise BadQuery("sort", "relevance is to the words of q, and there is no q")
    found = ranked("quote_fts", query.q)
    order = Order("quotes relevance", (found.c.rank, _KEY), (number, key))
    return order, keys.join(found, found.c.rowid == _KEY).where(*wanted)


def listed(query: QuoteFilters) -> ColumnElement[bool]:
    """Whether a quote is in lists at all. Of those that were retracted only who asks for such hears."""
    return grouped.PRESENT if Review.RETRACTED in query.review else grouped.STANDING


def conditions(session: Session, query: QuoteFilters, *, counted: bool = False) -> list[ColumnElement[bool]]:
    """What a standing quote must be to pass all filters: to be listed page by page, or to be counted.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        *_spoken_by(session, query, counted),
        *_told_of(session, query, counted),
        *_circumstances(session, query, counted),
        *filters.between(t.quote.c.said_on, "said_", query.said_since, query.said_until),
        *filters.between(t.quote.c.published_on, "published_", query.published_since, query.published_until),
    ]


def about(session: Session, slugs: list[str], counted: bool = False) -> ColumnElement[bool]:
    """Whether a quote is on one of these topics."""
    return _linked(session, t.quote_topic, t.quote_topic.c.topic.in_(slugs), counted)


def _by(speakers: list[int]) -> ColumnElement[bool]:
    """Whether one of them said it. What a single one said, an index holds in the order of the list."""
    return t.quote.c.speaker_key == speakers[0] if len(speakers) == 1 else t.quote.c.speaker_key.in_(speakers)


def _linked(session: Session, table: Table, condition: ColumnElement[bool], counted: bool) -> ColumnElement[bool]:
    found = select(table.c.quote_key).where(condition)
    return _among(session, found, found.where(table.c.quote_key == _KEY), counted)


def _of(session: Session, table: Table, key: Any, condition: ColumnElement[bool], counted: bool) -> ColumnElement[bool]:
    """Whether the row of a table that a quote refers to by `key` is so."""
    quotes = select(_KEY).join_from(table, t.quote, key == table.c.key).where(condition)
    return _among(session, quotes, select(table.c.key).where(condition, table.c.key == key), counted)


def _among(session: Session, found: Select[Any], this: Select[Any], counted: bool) -> ColumnElement[bool]:
    """Whether a quote is among those `found`, or, which is the same, whether there is `this` of it.

    A page of what few quotes are is read from those few, gathered first. A page of what many are is walked in its
    order, and each quote on the way is asked: to gather the many would take the longer the more there are.
    """
    some = select(func.count()).select_from(found.limit(_FEW + 1).subquery())
    gathered = counted or session.execute(some).scalar_one() <= _FEW
    return _KEY.in_(found) if gathered else this.correlate(t.quote).exists()


def _spoken_by(session: Session, query: QuoteFilters, counted: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.speaker:
        found.append(_by(filters.speaker_keys(session, query.speaker)))
    if query.speaker_country:
        codes = filters.country_codes(session, query.speaker_country, "speaker_country")
        found.append(_of(session, t.speaker, t.quote.c.speaker_key, t.speaker.c.country.in_(codes), counted))
    if query.has_speaker is not None:
        found.append(t.quote.c.speaker_key.is_not(None) if query.has_speaker else t.quote.c.speaker_key.is_(None))
    if query.role:
        found.append(filters.holds(t.quote.c.role_title, query.role))
    if query.organisation:
        found.append(filters.holds(t.quote.c.role_organisation, query.organisation))
    return found


def _told_of(session: Session, query: QuoteFilters, counted: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.topic:
        found.append(about(session, filters.topic_slugs(session, query.topic), counted))
    if query.country:
        codes = filters.country_codes(session, query.country)
        found.append(_linked(session, t.quote_country, t.quote_country.c.country.in_(codes), counted))
    if query.between:
        found.append(between(session, query.between, a_quote))
    if query.q is not None:
        words = found_by("quote_fts", query.q)
        found.append(_among(session, words, words.where(literal_column("quote_fts.rowid") == _KEY), counted))
    return found


def _circumstances(session: Session, query: QuoteFilters, counted: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.article:
        found.append(t.quote.c.article_key.in_(filters.article_keys(session, query.article)))
    if query.meeting:
        found.append(_at(filters.meeting_keys(session, query.meeting)))
    if query.addressee:
        found.append(filters.holds(t.quote.c.addressee, query.addressee))
    if query.outlet:
        printed = filters.printed(session, t.article.c.outlet, query.outlet, "outlet")
        found.append(_of(session, t.article, t.quote.c.article_key, printed, counted))
    if query.language:
        printed = filters.printed(session, t.article.c.language, query.language, "language")
        found.append(_of(session, t.article, t.quote.c.article_key, printed, counted))
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


def _at(meetings: list[int]) -> ColumnElement[bool]:
    """What the sides of a meeting said, in the article that tells of it."""
    side = t.meeting_participant
    told = select(t.meeting.c.article_key, side.c.speaker_key).join(side, side.c.meeting_key == t.meeting.c.key)
    both = told.where(t.meeting.c.key.in_(meetings)).subquery()
    same = (both.c.article_key == t.quote.c.article_key) & (both.c.speaker_key == t.quote.c.speaker_key)
    return select(both.c.article_key).where(same).exists()


def taken_from(query: BaseModel, *names: str) -> QuoteFilters:
    """Filters of quotes that are among the filters of another list."""
    return QuoteFilters.model_validate({name: getattr(query, name) for name in names})


def having(
    session: Session, owner: ColumnElement[Any], link: ColumnElement[Any], query: QuoteFilters, *joins: Any
) -> list[ColumnElement[bool]]:
    """That a record has a quote which passes all filters at once; nothing where there is no filter.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    if query == QuoteFilters.model_validate({}):
        return []
    source: Any = t.quote
    for join in joins:
        source = source.join(join, join.c.quote_key == _KEY)
    quotes = select(link).select_from(source).where(listed(query), *conditions(session, query, counted=True))
    return [owner.in_(quotes)]
