"""Reading the topic vocabulary, with how often the records use it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, distinct, func, or_, select
from sqlmodel import Session

from app.errors import NotFound
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.pagination import Order, parse_word
from app.queries.quotes.filters import has_matching_quote, pick_quote_filters
from app.queries.search.results import select_found_topics
from app.schemas.common import Page
from app.schemas.topics import TopicItem, TopicQuery

_NARROWER = t.topic.alias("part")
_BY_SLUG = Order("topics", (t.topic.c.slug,), (parse_word,))


def find_topics(session: Session, query: TopicQuery) -> Page[TopicItem]:
    """A page of the topics by slug; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter cannot be used, or the cursor belongs to another list.
    """
    quoted = pick_quote_filters(query, "speaker", "country", "article")
    said = has_matching_quote(session, _NARROWER.c.slug, t.quote_topic.c.topic, quoted, t.quote_topic)
    conditions = [_is_self_or_broader(part) for part in said]
    if query.broader is not None:
        filters.topic_slugs(session, [query.broader], "broader")
        conditions.append(t.topic.c.broader == query.broader)
    if query.q is not None:
        conditions.append(t.topic.c.slug.in_(select_found_topics(query.q)))
    page = _BY_SLUG.read_page(session, select(*t.topic.c).where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.topic, conditions) if query.count else None
    return Page(items=_build_items(session, page.rows), next=page.next_cursor, total=total)


def _is_self_or_broader(part: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a topic or one of its narrower ones passes a condition on `_NARROWER`."""
    return t.topic.c.slug.in_(select(_NARROWER.c.slug).where(part).union(select(_NARROWER.c.broader).where(part)))


def read_topic(session: Session, slug: str) -> TopicItem:
    """Raises NotFound where the vocabulary has no such topic."""
    rows = session.execute(select(*t.topic.c).where(t.topic.c.slug == slug)).all()
    if not rows:
        raise NotFound(f"there is no topic {slug!r}")
    return _build_items(session, rows)[0]


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[TopicItem]:
    slugs = [row.slug for row in rows]
    narrower = bulk_lookups.values_by_owner(session, t.topic.c.broader, slugs, t.topic.c.slug)
    articles = _count_articles(session, slugs)
    quotes = bulk_lookups.stored_counts_by_owner(session, t.topic_tally.c.topic, slugs, t.topic_tally.c.quotes)
    return [
        TopicItem(
            **row._asdict()
            | {"narrower": narrower[row.slug], "articles": articles[row.slug], "quotes": quotes[row.slug]}
        )
        for row in rows
    ]


def _count_articles(session: Session, slugs: list[str]) -> dict[str, int]:
    """How many articles each topic or one of its narrower ones has."""
    part, link = t.topic.alias("part"), t.article_topic
    within = or_(part.c.slug == t.topic.c.slug, part.c.broader == t.topic.c.slug)
    joined = t.topic.join(part, within).join(link, link.c.topic == part.c.slug)
    counted = select(t.topic.c.slug, func.count(distinct(link.c.article_key))).select_from(joined)
    rows = session.execute(counted.where(t.topic.c.slug.in_(slugs)).group_by(t.topic.c.slug))
    return defaultdict(int, map(tuple, rows))
