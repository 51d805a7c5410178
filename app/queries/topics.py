"""Reading the topic vocabulary, with how often the records use it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, distinct, func, or_, select
from sqlmodel import Session

from app.errors import NotFound
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.pagination import Order, word
from app.queries.quotes.filters import having, taken_from
from app.queries.search.results import found_topics
from app.schemas.common import Page
from app.schemas.topics import TopicItem, TopicQuery

_PART = t.topic.alias("part")
_BY_SLUG = Order("topics", (t.topic.c.slug,), (word,))


def find_topics(session: Session, query: TopicQuery) -> Page[TopicItem]:
    """A page of the topics by slug; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter means nothing here, or the cursor is none of this list's.
    """
    quoted = taken_from(query, "speaker", "country", "article")
    said = having(session, _PART.c.slug, t.quote_topic.c.topic, quoted, t.quote_topic)
    conditions = [_or_broader(part) for part in said]
    if query.broader is not None:
        filters.topic_slugs(session, [query.broader], "broader")
        conditions.append(t.topic.c.broader == query.broader)
    if query.q is not None:
        conditions.append(t.topic.c.slug.in_(found_topics(query.q)))
    page = _BY_SLUG.page(session, select(*t.topic.c).where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.total(session, t.topic, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def _or_broader(part: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a topic or one of its narrower ones passes a condition on `_PART`."""
    return t.topic.c.slug.in_(select(_PART.c.slug).where(part).union(select(_PART.c.broader).where(part)))


def read_topic(session: Session, slug: str) -> TopicItem:
    """Raises NotFound where the vocabulary has no such topic."""
    rows = session.execute(select(*t.topic.c).where(t.topic.c.slug == slug)).all()
    if not rows:
        raise NotFound(f"there is no topic {slug!r}")
    return _items(session, rows)[0]


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[TopicItem]:
    slugs = [row.slug for row in rows]
    narrower = bulk_lookups.values(session, t.topic.c.broader, slugs, t.topic.c.slug)
    articles = _articles_on(session, slugs)
    quotes = bulk_lookups.tallies(session, t.topic_tally.c.topic, slugs, t.topic_tally.c.quotes)
    return [
        TopicItem(
            **row._asdict()
            | {"narrower": narrower[row.slug], "articles": articles[row.slug], "quotes": quotes[row.slug]}
        )
        for row in rows
    ]


def _articles_on(session: Session, slugs: list[str]) -> dict[str, int]:
    """How many articles each topic or one of its narrower ones has."""
    part, link = t.topic.alias("part"), t.article_topic
    within = or_(part.c.slug == t.topic.c.slug, part.c.broader == t.topic.c.slug)
    joined = t.topic.join(part, within).join(link, link.c.topic == part.c.slug)
    counted = select(t.topic.c.slug, func.count(distinct(link.c.article_key))).select_from(joined)
    rows = session.execute(counted.where(t.topic.c.slug.in_(slugs)).group_by(t.topic.c.slug))
    return defaultdict(int, map(tuple, rows))
