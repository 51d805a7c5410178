"""Reading articles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.database.missing_records import absent
from app.errors import BadQuery
from app.models import RecordKind
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.country_pairs import an_article, between
from app.queries.facets import Facet, count_facets, countries_in, named, topics_in, years_of
from app.queries.pagination import Order, day, key
from app.queries.quotes.filters import conditions as quote_conditions
from app.queries.quotes.filters import having, taken_from
from app.queries.search.query_language import matches
from app.queries.search.ranking import Ranking
from app.schemas.articles import ArticleInclude, ArticleItem, ArticleQuery, ArticleSort
from app.schemas.common import FacetedPage, FacetValue
from app.schemas.facets import ArticleFacet
from app.schemas.quotes import QuoteFilters

_DATED = (t.article.c.published_on, t.article.c.key)
_ORDERS = {
    ArticleSort.NEWEST: Order("articles", _DATED, (day, key), descending=True),
    ArticleSort.OLDEST: Order("articles published_on", _DATED, (day, key)),
}
# Articles with the version that is their present one.
PRESENT = t.article.join(
    t.article_version,
    (t.article_version.c.article_key == t.article.c.key) & (t.article_version.c.number == t.article.c.version),
)


def find_articles(session: Session, query: ArticleQuery, *within: ColumnElement[bool]) -> FacetedPage[ArticleItem]:
    """A page of the articles that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    `within` narrows the list to what `copies_of` names.

    Raises:
        BadQuery: a filter, the order or the cursor means nothing here.
    """
    order = _order(query)
    conditions = [*within, *_conditions(session, query)]
    # What is ranked has the words.
    sought = query.model_copy(update={"q": None}) if query.sort is ArticleSort.RELEVANCE else query
    statement = _select(query.include).where(*within, *_conditions(session, sought))
    page = order.page(session, statement, query.limit, query.cursor)
    total = bulk_lookups.total(session, PRESENT, conditions) if query.count else None
    facets = _count(session, query, *within)
    return FacetedPage(items=_items(session, page.rows), next=page.next, total=total, facets=facets)


def read_article(session: Session, identity: str, include: list[ArticleInclude]) -> ArticleItem:
    """Raises NotFound where no article has this id."""
    rows = session.execute(_select(include).where(t.article.c.id == identity)).all()
    if not rows:
        raise absent(session, RecordKind.ARTICLE, identity)
    return _items(session, rows)[0]


def copies_of(session: Session, identity: str) -> ColumnElement[bool]:
    """The other articles that print the same story. Raises NotFound where no article has this id."""
    key = filters.key_of(session, t.article, identity)
    story = select(t.article_copy.c.story_key).where(t.article_copy.c.article_key == key).scalar_subquery()
    copies = select(t.article_copy.c.article_key).where(t.article_copy.c.story_key == story)
    return t.article.c.key.in_(copies) & (t.article.c.key != key)


def read_articles(session: Session, keys: list[int], include: list[ArticleInclude]) -> list[ArticleItem]:
    """The article of each key."""
    rows = {row.key: row for row in session.execute(_select(include).where(t.article.c.key.in_(keys)))}
    return _items(session, [rows[key] for key in keys])


def _select(include: list[ArticleInclude]) -> Select[Any]:
    columns = [*t.article.c, t.article_version.c.sha256]
    if ArticleInclude.TEXT in include:
        columns.append(t.article_version.c.text)
    return select(*columns).select_from(PRESENT)


def _order(query: ArticleQuery) -> Order | Ranking:
    if query.sort is not ArticleSort.RELEVANCE:
        return _ORDERS[query.sort]
    if query.q is None:
        raise BadQuery("sort", "relevance is to the words of q, and there is no q")
    return Ranking("articles relevance", "article_version_fts", query.q, t.article_version.c.key)


def _quoted(query: ArticleQuery) -> QuoteFilters:
    """What a quote of the article must be."""
    return taken_from(query, "speaker", "speaker_country", "role", "organisation")


def _conditions(session: Session, query: ArticleQuery) -> list[ColumnElement[bool]]:
    conditions = having(session, t.article.c.key, t.quote.c.article_key, _quoted(query))
    if query.topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.topic))
        conditions.append(t.article.c.key.in_(select(t.article_topic.c.article_key).where(topics)))
    if query.country:
        countries = t.article_country.c.country.in_(filters.country_codes(session, query.country))
        conditions.append(t.article.c.key.in_(select(t.article_country.c.article_key).where(countries)))
    if query.between:
        conditions.append(between(session, query.between, an_article))
    if query.outlet:
        conditions.append(t.article.c.outlet.in_(query.outlet))
    if query.language:
        conditions.append(t.article.c.language.in_(query.language))
    if query.q is not None:
        conditions.append(matches(t.article_version.c.key, "article_version_fts", query.q))
    conditions += _excluded(session, query)
    if not query.copies:
        others = t.article_copy.c.article_key != t.article_copy.c.story_key
        conditions.append(t.article.c.key.not_in(select(t.article_copy.c.article_key).where(others)))
    published = t.article.c.published_on
    return conditions + filters.between(published, "published_", query.published_since, query.published_until)


def _excluded(session: Session, query: ArticleQuery) -> list[ColumnElement[bool]]:
    article = t.article.c
    found: list[ColumnElement[bool]] = []
    if query.not_speaker:
        said = t.quote.c.speaker_key.in_(filters.speaker_keys(session, query.not_speaker))
        found.append(article.key.not_in(select(t.quote.c.article_key).where(said, bulk_lookups.STANDING)))
    if query.not_topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.not_topic, "not_topic"))
        found.append(article.key.not_in(select(t.article_topic.c.article_key).where(topics)))
    if query.not_country:
        codes = filters.country_codes(session, query.not_country, "not_country")
        countries = t.article_country.c.country.in_(codes)
        found.append(article.key.not_in(select(t.article_country.c.article_key).where(countries)))
    for column, unwanted in ((article.outlet, query.not_outlet), (article.language, query.not_language)):
        if unwanted:
            found.append(filters.is_none_of(column, unwanted))
    return found


_FACETS = {
    ArticleFacet.TOPIC: topics_in(t.article_topic, t.article_topic.c.article_key),
    ArticleFacet.COUNTRY: countries_in(t.article_country, t.article_country.c.article_key),
    ArticleFacet.OUTLET: Facet(t.article.c.outlet, t.article, t.article.c.key),
    ArticleFacet.LANGUAGE: Facet(t.article.c.language, t.article, t.article.c.key),
    ArticleFacet.YEAR: years_of(t.article.c.published_on, t.article, "published_"),
}


def _count(session: Session, query: ArticleQuery, *within: ColumnElement[bool]) -> dict[str, list[FacetValue]] | None:
    def matching(query: ArticleQuery) -> Select[tuple[int]]:
        return select(t.article.c.key).select_from(PRESENT).where(*within, *_conditions(session, query))

    facets = _FACETS
    if ArticleFacet.SPEAKER in query.facets:
        facets = _FACETS | {ArticleFacet.SPEAKER: _speakers_quoted(session, query)}
    return count_facets(session, query, query.facets, facets, matching)


def _speakers_quoted(session: Session, query: ArticleQuery) -> Facet:
    """Who is quoted in an article, in the role asked for."""
    said = quote_conditions(session, _quoted(query.model_copy(update={"speaker": []})))
    pairs = select(t.quote.c.article_key, t.speaker.c.id).select_from(t.quoted).where(bulk_lookups.STANDING, *said)
    quoted = pairs.subquery("quoted")
    return Facet(quoted.c.id, quoted, quoted.c.article_key, named(t.speaker.c.id, t.speaker.c.name))


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[ArticleItem]:
    keys = [row.key for row in rows]
    topic, country = t.article_topic.c, t.article_country.c
    topics = bulk_lookups.values(session, topic.article_key, keys, topic.topic, topic.score.desc())
    countries = bulk_lookups.values(session, country.article_key, keys, country.country, country.mentions.desc())
    quotes = bulk_lookups.quote_counts(session, t.quote.c.article_key, keys)
    copies = _copies(session, keys)
    details: dict[str, Mapping[int, Any]] = {
        "topics": topics,
        "countries": countries,
        "quotes": quotes,
        "copies": copies,
    }
    return [ArticleItem(**row._asdict() | {name: of[row.key] for name, of in details.items()}) for row in rows]


def _copies(session: Session, keys: list[int]) -> dict[int, list[str]]:
    this, other = t.article_copy, t.article_copy.alias("other")
    same = (other.c.story_key == this.c.story_key) & (other.c.article_key != this.c.article_key)
    others = this.join(other, same).join(t.article, t.article.c.key == other.c.article_key)
    found: dict[int, list[str]] = defaultdict(list)
    wanted = select(this.c.article_key, t.article.c.id).select_from(others).where(this.c.article_key.in_(keys))
    for article, identity in session.execute(wanted.order_by(t.article.c.published_on, t.article.c.id)):
        found[article].append(identity)
    return found
