"""Reading articles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.errors import NotFound
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.fulltext import matches
from app.queries.paging import Order, day, key
from app.schemas.articles import ArticleInclude, ArticleItem, ArticleQuery
from app.schemas.common import Page

_NEWEST_FIRST = Order("articles", (t.article.c.published_on, t.article.c.key), (day, key), descending=True)
_PRESENT = t.article.join(
    t.article_version,
    (t.article_version.c.article_key == t.article.c.key) & (t.article_version.c.number == t.article.c.version),
)


def find_articles(session: Session, query: ArticleQuery) -> Page[ArticleItem]:
    """A page of the articles that pass all filters, the newest first; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    conditions = _conditions(session, query)
    page = _NEWEST_FIRST.page(session, _select(query.include).where(*conditions), query.limit, query.cursor)
    total = grouped.total(session, _PRESENT, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_article(session: Session, identity: str, include: list[ArticleInclude]) -> ArticleItem:
    """Raises NotFound where no article has this id."""
    rows = session.execute(_select(include).where(t.article.c.id == identity)).all()
    if not rows:
        raise NotFound(f"there is no article {identity!r}")
    return _items(session, rows)[0]


def _select(include: list[ArticleInclude]) -> Select[Any]:
    columns = [*t.article.c, t.article_version.c.sha256]
    if ArticleInclude.TEXT in include:
        columns.append(t.article_version.c.text)
    return select(*columns).select_from(_PRESENT)


def _conditions(session: Session, query: ArticleQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.speaker:
        speakers = t.quote.c.speaker_key.in_(filters.speaker_keys(session, query.speaker))
        quoting = select(t.quote.c.article_key).where(speakers, grouped.STANDING)
        conditions.append(t.article.c.key.in_(quoting))
    if query.topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.topic))
        conditions.append(t.article.c.key.in_(select(t.article_topic.c.article_key).where(topics)))
    if query.country:
        countries = t.article_country.c.country.in_(filters.country_codes(session, query.country))
        conditions.append(t.article.c.key.in_(select(t.article_country.c.article_key).where(countries)))
    if query.outlet:
        conditions.append(filters.printed(session, t.article.c.outlet, query.outlet, "outlet"))
    if query.language:
        conditions.append(filters.printed(session, t.article.c.language, query.language, "language"))
    if query.q is not None:
        conditions.append(matches(t.article_version.c.key, "article_version_fts", query.q))
    published = t.article.c.published_on
    return conditions + filters.between(published, "published_", query.published_since, query.published_until)


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[ArticleItem]:
    keys = [row.key for row in rows]
    topic, country = t.article_topic.c, t.article_country.c
    topics = grouped.values(session, topic.article_key, keys, topic.topic, topic.score.desc())
    countries = grouped.values(session, country.article_key, keys, country.country, country.mentions.desc())
    quotes = grouped.quote_counts(session, t.quote.c.article_key, keys)
    return [
        ArticleItem(
            **row._asdict() | {"topics": topics[row.key], "countries": countries[row.key], "quotes": quotes[row.key]}
        )
        for row in rows
    ]
