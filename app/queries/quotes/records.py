"""Reading quotes."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, bindparam, case, func, select
from sqlmodel import Session

from app.database.missing_records import absent
from app.database.raw_execution import ready
from app.database.sql_json import json_array, json_with
from app.errors import NotFound
from app.models import RecordKind, SpanPart
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.inline_rows import given_keys
from app.queries.json_columns import written
from app.queries.quotes.counts import count_all, is_all
from app.queries.quotes.facets import count_quotes
from app.queries.quotes.filters import conditions, listed
from app.queries.quotes.planner import listing
from app.queries.quotes.scope import Within, is_within
from app.schemas.common import FacetedPage, QuoteSpans, SpanItem
from app.schemas.quotes import QuoteInclude, QuoteQuery, Selector

# Enough of the text on each side to tell two places with the same words apart.
_SELECTOR_CONTEXT = 32
_ALL = Within()


def find_quotes(session: Session, query: QuoteQuery, place: Within = _ALL) -> FacetedPage[str]:
    """A page of the quotes of a place that pass all filters, in the order of `sort`: the JSON of a `QuoteItem` each.

    `next` holds the bare cursor. `of_article`, `of_speaker` and `of_topic` name places.

    Raises:
        BadQuery: a filter, the order or the cursor means nothing here.
    """
    order, keys = listing(session, query, place)
    page = order.page(session, keys, query.limit, query.cursor)
    items = read_quotes(session, [row.key for row in page.rows], query.include)
    total = _total(session, query, place) if query.count else None
    return FacetedPage(items=items, next=page.next, total=total, facets=count_quotes(session, query, place))


def read_quote(session: Session, identity: str, include: list[QuoteInclude]) -> str:
    """The JSON of a `QuoteItem`. Raises NotFound where no quote has this id."""
    item: str | None = session.scalar(_one(frozenset(include)), {"id": identity})
    if item is None:
        raise absent(session, RecordKind.QUOTE, identity)
    return item


def of_article(session: Session, identity: str) -> Within:
    """Raises NotFound where no article has this id."""
    return Within(articles=(filters.key_of(session, t.article, identity),))


def of_speaker(session: Session, identity: str) -> Within:
    """Raises NotFound where no speaker has this id."""
    return Within(speakers=(filters.key_of(session, t.speaker, identity),))


def of_topic(session: Session, slug: str) -> Within:
    """The quotes on a topic or a narrower one. Raises NotFound where the vocabulary has no such topic."""
    if session.scalar(select(t.topic.c.slug).where(t.topic.c.slug == slug)) is None:
        raise NotFound(f"there is no topic {slug!r}")
    return Within(topics=(slug,))


def read_quotes(session: Session, keys: list[int], include: list[QuoteInclude]) -> list[str]:
    """The JSON of a `QuoteItem` for each key, in their order."""
    if not keys:
        return []
    found = session.execute(_many(frozenset(include)), {"keys": json.dumps(keys)})
    items: dict[int, str] = dict(map(tuple, found.fetchall()))
    return [items[key] for key in keys]


def _total(session: Session, query: QuoteQuery, place: Within) -> int:
    if is_all(query, place):
        return count_all(session)
    return bulk_lookups.total(
        session, t.quote, [listed(query), *is_within(session, place), *conditions(session, query)]
    )


# To put a statement together takes longer than to run it.
@cache
def _one(include: frozenset[QuoteInclude]) -> Select[Any]:
    this = t.quote.c.key == t.quote_json.c.quote_key
    return ready(select(_item(include)).join_from(t.quote, t.quote_json, this).where(t.quote.c.id == bindparam("id")))


@cache
def _many(include: frozenset[QuoteInclude]) -> Select[Any]:
    key = t.quote_json.c.quote_key
    return ready(select(key, _item(include)).where(key.in_(given_keys("keys"))))


def _item(include: frozenset[QuoteInclude]) -> ColumnElement[str]:
    details = {name.value: array() for name, array in _DETAILS.items() if name in include}
    return json_with(t.quote_json.c.item, **details)


def _placed(one: ColumnElement[str], part: SpanPart, source: FromClause = t.quote_span) -> ScalarSelect[str]:
    """One record for each span of a part, in the order of the text."""
    place = t.quote_span.c
    found = select(one).select_from(source).where(place.quote_key == t.quote_json.c.quote_key, place.part == part)
    return json_array(found.correlate(t.quote_json).order_by(place.start))


def _spans() -> ColumnElement[str]:
    place = t.quote_span.c
    one = written(SpanItem, start=place.start, end=place.end)
    return written(QuoteSpans, **{part: _placed(one, part) for part in SpanPart})


def _selectors() -> ColumnElement[str]:
    place, version = t.quote_span.c, t.article_version.c
    before = case((place.start > _SELECTOR_CONTEXT, place.start - _SELECTOR_CONTEXT), else_=0)

    def text(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[str]:
        # The first character of a text has the offset 0 here, and the number 1 in a database.
        return func.substr(version.text, start + 1, end - start)

    one = written(
        Selector,
        exact=text(place.start, place.end),
        prefix=text(before, place.start),
        suffix=text(place.end, place.end + _SELECTOR_CONTEXT),
        start=place.start,
        end=place.end,
    )
    of_quote = t.quote_span.join(t.quote, t.quote.c.key == place.quote_key)
    present = (version.article_key == t.quote.c.article_key) & (version.number == t.quote.c.version)
    return _placed(one, SpanPart.CONTENT, of_quote.join(t.article_version, present))


_DETAILS: dict[QuoteInclude, Callable[[], ColumnElement[str]]] = {
    QuoteInclude.SPANS: _spans,
    QuoteInclude.SELECTORS: _selectors,
}
