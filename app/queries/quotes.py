"""Reading quotes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, tuple_
from sqlmodel import Session

from app.errors import NotFound
from app.models import SpanPart
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.quote_facets import count_quotes
from app.queries.quote_filters import JOINED, about, conditions, ordered
from app.schemas.common import FacetedPage, QuoteSpans, SpanItem
from app.schemas.quotes import (
    Attribution,
    QuotedArticle,
    QuotedRole,
    QuotedSpeaker,
    QuoteInclude,
    QuoteItem,
    QuoteQuery,
    Selector,
)

_SPEAKER = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
_ARTICLE = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "url")]
_SELECT: Select[Any] = select(*t.quote.c, *_SPEAKER, *_ARTICLE).select_from(JOINED)
# Enough of the text on each side to tell two places with the same words apart.
_SELECTOR_CONTEXT = 32


def find_quotes(session: Session, query: QuoteQuery, *within: ColumnElement[bool]) -> FacetedPage[QuoteItem]:
    """A page of the quotes that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    `within` narrows it to what `of_article`, `of_speaker` or `of_topic` name.

    Raises:
        BadQuery: a filter, the order or the cursor means nothing here.
    """
    wanted = [*within, *conditions(session, query)]
    order, statement = ordered(query, _SELECT.where(*wanted))
    page = order.page(session, statement, query.limit, query.cursor)
    total = grouped.total(session, JOINED, wanted) if query.count else None
    facets = count_quotes(session, query, *within)
    return FacetedPage(items=_items(session, page.rows, query.include), next=page.next, total=total, facets=facets)


def read_quote(session: Session, identity: str, include: list[QuoteInclude]) -> QuoteItem:
    """Raises NotFound where no quote has this id."""
    rows = session.execute(_SELECT.where(t.quote.c.id == identity)).all()
    if not rows:
        raise NotFound(f"there is no quote {identity!r}")
    return _items(session, rows, include)[0]


def of_article(session: Session, identity: str) -> ColumnElement[bool]:
    """Raises NotFound where no article has this id."""
    return t.quote.c.article_key == filters.key_of(session, t.article, identity)


def of_speaker(session: Session, identity: str) -> ColumnElement[bool]:
    """Raises NotFound where no speaker has this id."""
    return t.quote.c.speaker_key == filters.key_of(session, t.speaker, identity)


def of_topic(session: Session, slug: str) -> ColumnElement[bool]:
    """The quotes on a topic or a narrower one. Raises NotFound where the vocabulary has no such topic."""
    if session.scalar(select(t.topic.c.slug).where(t.topic.c.slug == slug)) is None:
        raise NotFound(f"there is no topic {slug!r}")
    return about(filters.topic_slugs(session, [slug]))


def _items(session: Session, rows: Sequence[Row[Any]], include: list[QuoteInclude]) -> list[QuoteItem]:
    keys = [row.key for row in rows]
    topic, country = t.quote_topic.c, t.quote_country.c
    topics = grouped.values(session, topic.quote_key, keys, topic.topic, topic.score.desc())
    countries = grouped.values(session, country.quote_key, keys, country.country)
    spans = _spans(session, keys) if include else {}
    selectors = _selectors(session, rows, spans) if QuoteInclude.SELECTORS in include else {}
    return [
        _item(
            row,
            topics=topics[row.key],
            countries=countries[row.key],
            spans=spans.get(row.key) if QuoteInclude.SPANS in include else None,
            selectors=selectors.get(row.key),
        )
        for row in rows
    ]


def _item(row: Row[Any], **details: Any) -> QuoteItem:
    role = (row.role_title, row.role_organisation, row.role_country)
    return QuoteItem(
        id=row.id,
        kind=row.kind,
        act=row.act,
        text=row.text,
        speaker=None
        if row.speaker_id is None
        else QuotedSpeaker(
            id=row.speaker_id, name=row.speaker_name, kind=row.speaker_kind, country=row.speaker_country
        ),
        role=QuotedRole(title=role[0], organisation=role[1], country=role[2]) if any(role) else None,
        attribution=Attribution(text=row.attribution, cue=row.cue, method=row.method),
        addressee=row.addressee,
        medium=row.medium,
        relayed_by=row.relayed_by,
        said_on=row.said_on,
        said_on_precision=row.said_on_precision,
        place=row.place,
        confidence=row.confidence,
        review=row.review,
        withdrawn=row.withdrawn,
        article=QuotedArticle(
            id=row.article_id,
            title=row.article_title,
            outlet=row.article_outlet,
            published_on=row.published_on,
            url=row.article_url,
        ),
        **details,
    )


def _spans(session: Session, keys: list[int]) -> dict[int, QuoteSpans]:
    found: dict[int, dict[str, list[SpanItem]]] = {key: {part: [] for part in SpanPart} for key in keys}
    statement = (
        select(t.quote_span.c.quote_key, t.quote_span.c.part, t.quote_span.c.start, t.quote_span.c.end)
        .where(t.quote_span.c.quote_key.in_(keys))
        .order_by(t.quote_span.c.start)
    )
    for quote, part, start, end in session.execute(statement):
        found[quote][part].append(SpanItem(start=start, end=end))
    return {quote: QuoteSpans(**parts) for quote, parts in found.items()}


def _selectors(session: Session, rows: Sequence[Row[Any]], spans: dict[int, QuoteSpans]) -> dict[int, list[Selector]]:
    wanted = {(row.article_key, row.version) for row in rows}
    statement = select(t.article_version.c.article_key, t.article_version.c.number, t.article_version.c.text).where(
        tuple_(t.article_version.c.article_key, t.article_version.c.number).in_(wanted)
    )
    texts = {(article, number): text for article, number, text in session.execute(statement)}
    return {
        row.key: [_selector(texts[row.article_key, row.version], place) for place in spans[row.key].content]
        for row in rows
    }


def _selector(text: str, place: SpanItem) -> Selector:
    return Selector(
        exact=text[place.start : place.end],
        prefix=text[max(0, place.start - _SELECTOR_CONTEXT) : place.start],
        suffix=text[place.end : place.end + _SELECTOR_CONTEXT],
        start=place.start,
        end=place.end,
    )
