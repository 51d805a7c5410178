"""Reading quotes."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, bindparam, case, func, select
from sqlmodel import Session

from app.database.missing_records import absence_error
from app.database.raw_execution import mark_precompiled
from app.database.sql_json import json_array, json_insert
from app.errors import NotFound
from app.models import RecordKind, SpanPart
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.inline_rows import keys_parameter
from app.queries.json_columns import model_json
from app.queries.quotes.counts import count_visible_quotes, is_unfiltered
from app.queries.quotes.facets import count_quote_facets
from app.queries.quotes.filters import is_listed, quote_conditions
from app.queries.quotes.planner import plan_listing
from app.queries.quotes.scope import QuoteScope, scope_conditions
from app.schemas.common import FacetedPage, QuoteSpans, SpanItem
from app.schemas.quotes import QuoteInclude, QuoteQuery, Selector

# Enough of the text on each side to tell two places with the same words apart.
_SELECTOR_CONTEXT = 32
_ALL_QUOTES = QuoteScope()


def find_quotes(session: Session, query: QuoteQuery, scope: QuoteScope = _ALL_QUOTES) -> FacetedPage[str]:
    """A page of the quotes of a place that pass all filters, in the order of `sort`: the JSON of a `QuoteItem` each.

    `next` holds the bare cursor. `article_scope`, `speaker_scope` and `topic_scope` name scopes.

    Raises:
        BadQuery: a filter, the order or the cursor means nothing here.
    """
    order, keys = plan_listing(session, query, scope)
    page = order.read_page(session, keys, query.limit, query.cursor)
    items = read_quotes(session, [row.key for row in page.rows], query.include)
    total = _count_total(session, query, scope) if query.count else None
    return FacetedPage(
        items=items, next=page.next_cursor, total=total, facets=count_quote_facets(session, query, scope)
    )


def read_quote(session: Session, identity: str, include: list[QuoteInclude]) -> str:
    """The JSON of a `QuoteItem`. Raises NotFound where no quote has this id."""
    item: str | None = session.scalar(_select_one(frozenset(include)), {"id": identity})
    if item is None:
        raise absence_error(session, RecordKind.QUOTE, identity)
    return item


def article_scope(session: Session, identity: str) -> QuoteScope:
    """Raises NotFound where no article has this id."""
    return QuoteScope(articles=(filters.key_for_id(session, t.article, identity),))


def speaker_scope(session: Session, identity: str) -> QuoteScope:
    """Raises NotFound where no speaker has this id."""
    return QuoteScope(speakers=(filters.key_for_id(session, t.speaker, identity),))


def topic_scope(session: Session, slug: str) -> QuoteScope:
    """The quotes on a topic or a narrower one. Raises NotFound where the vocabulary has no such topic."""
    if session.scalar(select(t.topic.c.slug).where(t.topic.c.slug == slug)) is None:
        raise NotFound(f"there is no topic {slug!r}")
    return QuoteScope(topics=(slug,))


def read_quotes(session: Session, keys: list[int], include: list[QuoteInclude]) -> list[str]:
    """The JSON of a `QuoteItem` for each key, in their order."""
    if not keys:
        return []
    found = session.execute(_select_many(frozenset(include)), {"keys": json.dumps(keys)})
    items: dict[int, str] = dict(map(tuple, found.fetchall()))
    return [items[key] for key in keys]


def _count_total(session: Session, query: QuoteQuery, scope: QuoteScope) -> int:
    if is_unfiltered(query, scope):
        return count_visible_quotes(session)
    return bulk_lookups.count_rows(
        session, t.quote, [is_listed(query), *scope_conditions(session, scope), *quote_conditions(session, query)]
    )


# To put a statement together takes longer than to run it.
@cache
def _select_one(include: frozenset[QuoteInclude]) -> Select[Any]:
    this = t.quote.c.key == t.quote_json.c.quote_key
    return mark_precompiled(
        select(_item_json(include)).join_from(t.quote, t.quote_json, this).where(t.quote.c.id == bindparam("id"))
    )


@cache
def _select_many(include: frozenset[QuoteInclude]) -> Select[Any]:
    key = t.quote_json.c.quote_key
    return mark_precompiled(select(key, _item_json(include)).where(key.in_(keys_parameter("keys"))))


def _item_json(include: frozenset[QuoteInclude]) -> ColumnElement[str]:
    details = {name.value: array() for name, array in _DETAILS.items() if name in include}
    return json_insert(t.quote_json.c.item, **details)


def _spans_array(one: ColumnElement[str], part: SpanPart, source: FromClause = t.quote_span) -> ScalarSelect[str]:
    """One record for each span of a part, in the order of the text."""
    place = t.quote_span.c
    found = select(one).select_from(source).where(place.quote_key == t.quote_json.c.quote_key, place.part == part)
    return json_array(found.correlate(t.quote_json).order_by(place.start))


def _spans_json() -> ColumnElement[str]:
    place = t.quote_span.c
    one = model_json(SpanItem, start=place.start, end=place.end)
    return model_json(QuoteSpans, **{part: _spans_array(one, part) for part in SpanPart})


def _selectors_json() -> ColumnElement[str]:
    place, version = t.quote_span.c, t.article_version.c
    before = case((place.start > _SELECTOR_CONTEXT, place.start - _SELECTOR_CONTEXT), else_=0)

    def text_between(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[str]:
        # The first character of a text has the offset 0 here, and the number 1 in a database.
        return func.substr(version.text, start + 1, end - start)

    one = model_json(
        Selector,
        exact=text_between(place.start, place.end),
        prefix=text_between(before, place.start),
        suffix=text_between(place.end, place.end + _SELECTOR_CONTEXT),
        start=place.start,
        end=place.end,
    )
    of_quote = t.quote_span.join(t.quote, t.quote.c.key == place.quote_key)
    present = (version.article_key == t.quote.c.article_key) & (version.number == t.quote.c.version)
    return _spans_array(one, SpanPart.CONTENT, of_quote.join(t.article_version, present))


_DETAILS: dict[QuoteInclude, Callable[[], ColumnElement[str]]] = {
    QuoteInclude.SPANS: _spans_json,
    QuoteInclude.SELECTORS: _selectors_json,
}
