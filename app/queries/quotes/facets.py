"""What quotes are counted by."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder
from app.queries import tables as t
from app.queries.facets import Facet, count_facets, country_facet, label_lookup, topic_facet, year_facet
from app.queries.quotes.counts import STORED_FACET_COUNTS, is_unfiltered
from app.queries.quotes.filters import is_listed, quote_conditions
from app.queries.quotes.scope import QuoteScope, scope_conditions
from app.schemas.common import FacetValue
from app.schemas.facets import QuoteFacet
from app.schemas.quotes import QuoteQuery

_KEY = t.quote.c.key
_QUOTES_WITH_SPEAKERS = t.quote.join(t.speaker, t.speaker.c.key == t.quote.c.speaker_key)
_QUOTES_WITH_ARTICLES = t.quote.join(t.article, t.article.c.key == t.quote.c.article_key)
_FACETS = {
    QuoteFacet.SPEAKER: Facet(
        t.speaker.c.id, _QUOTES_WITH_SPEAKERS, _KEY, label_lookup(t.speaker.c.id, t.speaker.c.name)
    ),
    QuoteFacet.TOPIC: topic_facet(t.quote_topic, t.quote_topic.c.quote_key),
    QuoteFacet.COUNTRY: country_facet(t.quote_country, t.quote_country.c.quote_key),
    QuoteFacet.OUTLET: Facet(t.article.c.outlet, _QUOTES_WITH_ARTICLES, _KEY),
    QuoteFacet.LANGUAGE: Facet(t.article.c.language, _QUOTES_WITH_ARTICLES, _KEY),
    QuoteFacet.KIND: Facet(t.quote.c.kind, t.quote, _KEY),
    QuoteFacet.MEDIUM: Facet(t.quote.c.medium, t.quote, _KEY),
    QuoteFacet.REVIEW: Facet(t.quote.c.review, t.quote, _KEY),
    QuoteFacet.YEAR: year_facet(t.quote.c.published_on, t.quote, "published_"),
}


def count_quote_facets(session: Session, query: QuoteQuery, scope: QuoteScope) -> dict[str, list[FacetValue]] | None:
    """The facets that a query for quotes of a place asks for."""

    def select_keys(query: QuoteQuery) -> Select[Any] | None:
        if is_unfiltered(query, scope):
            return None
        sql = SqlBuilder(session, "filter_")
        wanted = [is_listed(query), *scope_conditions(sql, scope), *quote_conditions(sql, query)]
        return select(_KEY).where(sql.as_clause(wanted))

    return count_facets(session, query, query.facets, _FACETS, select_keys, STORED_FACET_COUNTS)
