"""Reading articles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.database.missing_records import absence_error
from app.database.sql_builder import SqlBuilder
from app.errors import BadQuery
from app.models import RecordKind
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.country_pairs import article_concerns, concerns_both
from app.queries.facets import Facet, count_facets, country_facet, label_lookup, topic_facet, year_facet
from app.queries.pagination import Order, parse_day, parse_key
from app.queries.quotes.filters import has_matching_quote, pick_quote_filters, quote_conditions
from app.queries.search.query_language import key_matches
from app.queries.search.ranking import Ranking
from app.schemas.articles import ArticleInclude, ArticleItem, ArticleQuery, ArticleSort
from app.schemas.common import FacetedPage, FacetValue
from app.schemas.facets import ArticleFacet
from app.schemas.quotes import QuoteFilters

_DATE_COLUMNS = (t.article.c.published_on, t.article.c.key)
_ORDERS = {
    ArticleSort.NEWEST: Order("articles", _DATE_COLUMNS, (parse_day, parse_key), descending=True),
    ArticleSort.OLDEST: Order("articles published_on", _DATE_COLUMNS, (parse_day, parse_key)),
}
# Articles with the version that is their present one.
CURRENT_ARTICLES = t.article.join(
    t.article_version,
    (t.article_version.c.article_key == t.article.c.key) & (t.article_version.c.number == t.article.c.version),
)


def find_articles(session: Session, query: ArticleQuery, *within: ColumnElement[bool]) -> FacetedPage[ArticleItem]:
    """A page of the articles that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    `within` narrows the list to what `copies_of` names.

    Raises:
        BadQuery: a filter, the order or the cursor means nothing here.
    """
    order = _choose_order(query)
    conditions = [*within, *_build_conditions(session, query)]
    # What is ranked has the words.
    sought = query.model_copy(update={"q": None}) if query.sort is ArticleSort.RELEVANCE else query
    statement = _select_articles(query.include).where(*within, *_build_conditions(session, sought))
    page = order.read_page(session, statement, query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, CURRENT_ARTICLES, conditions) if query.count else None
    facets = _count_article_facets(session, query, *within)
    return FacetedPage(items=_build_items(session, page.rows), next=page.next_cursor, total=total, facets=facets)


def read_article(session: Session, identity: str, include: list[ArticleInclude]) -> ArticleItem:
    """Raises NotFound where no article has this id."""
    rows = session.execute(_select_articles(include).where(t.article.c.id == identity)).all()
    if not rows:
        raise absence_error(session, RecordKind.ARTICLE, identity)
    return _build_items(session, rows)[0]


def is_copy_of(session: Session, identity: str) -> ColumnElement[bool]:
    """The other articles that print the same story. Raises NotFound where no article has this id."""
    key = filters.key_for_id(session, t.article, identity)
    story = select(t.article_copy.c.story_key).where(t.article_copy.c.article_key == key).scalar_subquery()
    copies = select(t.article_copy.c.article_key).where(t.article_copy.c.story_key == story)
    return t.article.c.key.in_(copies) & (t.article.c.key != key)


def read_articles(session: Session, keys: list[int], include: list[ArticleInclude]) -> list[ArticleItem]:
    """The article of each key."""
    rows = {row.key: row for row in session.execute(_select_articles(include).where(t.article.c.key.in_(keys)))}
    return _build_items(session, [rows[key] for key in keys])


def _select_articles(include: list[ArticleInclude]) -> Select[Any]:
    columns = [*t.article.c, t.article_version.c.sha256]
    if ArticleInclude.TEXT in include:
        columns.append(t.article_version.c.text)
    return select(*columns).select_from(CURRENT_ARTICLES)


def _choose_order(query: ArticleQuery) -> Order | Ranking:
    if query.sort is not ArticleSort.RELEVANCE:
        return _ORDERS[query.sort]
    if query.q is None:
        raise BadQuery("sort", "relevance needs q")
    return Ranking("articles relevance", "article_version_fts", query.q, t.article_version.c.key)


def _quote_filters(query: ArticleQuery) -> QuoteFilters:
    """What a quote of the article must be."""
    return pick_quote_filters(query, "speaker", "speaker_country", "role", "organisation")


def _build_conditions(session: Session, query: ArticleQuery) -> list[ColumnElement[bool]]:
    conditions = has_matching_quote(session, t.article.c.key, t.quote.c.article_key, _quote_filters(query))
    if query.topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.topic))
        conditions.append(t.article.c.key.in_(select(t.article_topic.c.article_key).where(topics)))
    if query.country:
        countries = t.article_country.c.country.in_(filters.country_codes(session, query.country))
        conditions.append(t.article.c.key.in_(select(t.article_country.c.article_key).where(countries)))
    if query.between:
        conditions.append(concerns_both(session, query.between, article_concerns))
    if query.outlet:
        conditions.append(t.article.c.outlet.in_(query.outlet))
    if query.language:
        conditions.append(t.article.c.language.in_(query.language))
    if query.q is not None:
        conditions.append(key_matches(t.article_version.c.key, "article_version_fts", query.q))
    conditions += _exclusion_conditions(session, query)
    if not query.copies:
        others = t.article_copy.c.article_key != t.article_copy.c.story_key
        conditions.append(t.article.c.key.not_in(select(t.article_copy.c.article_key).where(others)))
    published = t.article.c.published_on
    return conditions + filters.date_range(published, "published_", query.published_since, query.published_until)


def _exclusion_conditions(session: Session, query: ArticleQuery) -> list[ColumnElement[bool]]:
    article = t.article.c
    found: list[ColumnElement[bool]] = []
    if query.not_speaker:
        said = t.quote.c.speaker_key.in_(filters.speaker_keys(session, query.not_speaker))
        found.append(article.key.not_in(select(t.quote.c.article_key).where(said, bulk_lookups.VISIBLE_QUOTES)))
    if query.not_topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.not_topic, "not_topic"))
        found.append(article.key.not_in(select(t.article_topic.c.article_key).where(topics)))
    if query.not_country:
        codes = filters.country_codes(session, query.not_country, "not_country")
        countries = t.article_country.c.country.in_(codes)
        found.append(article.key.not_in(select(t.article_country.c.article_key).where(countries)))
    for column, unwanted in ((article.outlet, query.not_outlet), (article.language, query.not_language)):
        if unwanted:
            found.append(filters.excludes_values(column, unwanted))
    return found


_FACETS = {
    ArticleFacet.TOPIC: topic_facet(t.article_topic, t.article_topic.c.article_key),
    ArticleFacet.COUNTRY: country_facet(t.article_country, t.article_country.c.article_key),
    ArticleFacet.OUTLET: Facet(t.article.c.outlet, t.article, t.article.c.key),
    ArticleFacet.LANGUAGE: Facet(t.article.c.language, t.article, t.article.c.key),
    ArticleFacet.YEAR: year_facet(t.article.c.published_on, t.article, "published_"),
}


def _count_article_facets(
    session: Session, query: ArticleQuery, *within: ColumnElement[bool]
) -> dict[str, list[FacetValue]] | None:
    def select_keys(query: ArticleQuery) -> Select[tuple[int]]:
        return select(t.article.c.key).select_from(CURRENT_ARTICLES).where(*within, *_build_conditions(session, query))

    facets = _FACETS
    if ArticleFacet.SPEAKER in query.facets:
        facets = _FACETS | {ArticleFacet.SPEAKER: _quoted_speaker_facet(session, query)}
    return count_facets(session, query, query.facets, facets, select_keys)


def _quoted_speaker_facet(session: Session, query: ArticleQuery) -> Facet:
    """Who is quoted in an article, in the role asked for."""
    sql = SqlBuilder(session, "facet_")
    said = sql.as_clause(quote_conditions(sql, _quote_filters(query.model_copy(update={"speaker": []}))))
    pairs = (
        select(t.quote.c.article_key, t.speaker.c.id)
        .select_from(t.quote_with_context)
        .where(bulk_lookups.VISIBLE_QUOTES, said)
    )
    quoted = pairs.subquery("quoted")
    return Facet(quoted.c.id, quoted, quoted.c.article_key, label_lookup(t.speaker.c.id, t.speaker.c.name))


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[ArticleItem]:
    keys = [row.key for row in rows]
    topic, country = t.article_topic.c, t.article_country.c
    topics = bulk_lookups.values_by_owner(session, topic.article_key, keys, topic.topic, topic.score.desc())
    countries = bulk_lookups.values_by_owner(
        session, country.article_key, keys, country.country, country.mentions.desc()
    )
    quotes = bulk_lookups.quote_counts_by_owner(session, t.quote.c.article_key, keys)
    copies = _load_copies(session, keys)
    details: dict[str, Mapping[int, Any]] = {
        "topics": topics,
        "countries": countries,
        "quotes": quotes,
        "copies": copies,
    }
    return [ArticleItem(**row._asdict() | {name: of[row.key] for name, of in details.items()}) for row in rows]


def _load_copies(session: Session, keys: list[int]) -> dict[int, list[str]]:
    this, other = t.article_copy, t.article_copy.alias("other")
    same = (other.c.story_key == this.c.story_key) & (other.c.article_key != this.c.article_key)
    others = this.join(other, same).join(t.article, t.article.c.key == other.c.article_key)
    found: dict[int, list[str]] = defaultdict(list)
    wanted = select(this.c.article_key, t.article.c.id).select_from(others).where(this.c.article_key.in_(keys))
    for article, identity in session.execute(wanted.order_by(t.article.c.published_on, t.article.c.id)):
        found[article].append(identity)
    return found
