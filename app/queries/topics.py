"""Reading the topic vocabulary, with how often the records use it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session

from app.errors import NotFound
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.paging import Order, word
from app.queries.search import found_topics
from app.schemas.common import Page
from app.schemas.topics import TopicItem, TopicQuery

_BY_SLUG = Order("topics", (t.topic.c.slug,), (word,))


def find_topics(session: Session, query: TopicQuery) -> Page[TopicItem]:
    """A page of the topics by slug; `next` holds the bare cursor.

    Raises:
        BadQuery: the broader topic is unknown, or the cursor is none of this list's.
    """
    conditions: list[ColumnElement[bool]] = []
    if query.broader is not None:
        filters.topic_slugs(session, [query.broader], "broader")
        conditions.append(t.topic.c.broader == query.broader)
    if query.q is not None:
        conditions.append(t.topic.c.slug.in_(found_topics(query.q)))
    page = _BY_SLUG.page(session, select(*t.topic.c).where(*conditions), query.limit, query.cursor)
    total = grouped.total(session, t.topic, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_topic(session: Session, slug: str) -> TopicItem:
    """Raises NotFound where the vocabulary has no such topic."""
    rows = session.execute(select(*t.topic.c).where(t.topic.c.slug == slug)).all()
    if not rows:
        raise NotFound(f"there is no topic {slug!r}")
    return _items(session, rows)[0]


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[TopicItem]:
    slugs = [row.slug for row in rows]
    narrower = grouped.values(session, t.topic.c.broader, slugs, t.topic.c.slug)
    articles = grouped.counts(session, t.article_topic.c.topic, slugs)
    quotes = grouped.quote_counts(session, t.quote_topic.c.topic, slugs, t.quote_topic)
    return [
        TopicItem(
            **row._asdict()
            | {"narrower": narrower[row.slug], "articles": articles[row.slug], "quotes": quotes[row.slug]}
        )
        for row in rows
    ]
