"""What quotes are counted by."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from app.queries import tables as t
from app.queries.facets import Facet, count_facets, countries_in, named, topics_in, years_of
from app.queries.quotes.counts import TALLIES, is_all
from app.queries.quotes.filters import conditions, listed
from app.queries.quotes.scope import Within, is_within
from app.schemas.common import FacetValue
from app.schemas.facets import QuoteFacet
from app.schemas.quotes import QuoteQuery

_KEY = t.quote.c.key
_SPEAKERS = t.quote.join(t.speaker, t.speaker.c.key == t.quote.c.speaker_key)
_ARTICLES = t.quote.join(t.article, t.article.c.key == t.quote.c.article_key)
_FACETS = {
    QuoteFacet.SPEAKER: Facet(t.speaker.c.id, _SPEAKERS, _KEY, named(t.speaker.c.id, t.speaker.c.name)),
    QuoteFacet.TOPIC: topics_in(t.quote_topic, t.quote_topic.c.quote_key),
    QuoteFacet.COUNTRY: countries_in(t.quote_country, t.quote_country.c.quote_key),
    QuoteFacet.OUTLET: Facet(t.article.c.outlet, _ARTICLES, _KEY),
    QuoteFacet.LANGUAGE: Facet(t.article.c.language, _ARTICLES, _KEY),
    QuoteFacet.KIND: Facet(t.quote.c.kind, t.quote, _KEY),
    QuoteFacet.MEDIUM: Facet(t.quote.c.medium, t.quote, _KEY),
    QuoteFacet.REVIEW: Facet(t.quote.c.review, t.quote, _KEY),
    QuoteFacet.YEAR: years_of(t.quote.c.published_on, t.quote, "published_"),
}


def count_quotes(session: Session, query: QuoteQuery, place: Within) -> dict[str, list[FacetValue]] | None:
    """The facets that a query for quotes of a place asks for."""

    def matching(query: QuoteQuery) -> Select[Any] | None:
        if is_all(query, place):
            return None
        return select(_KEY).where(listed(query), *is_within(session, place), *conditions(session, query))

    return count_facets(session, query, query.facets, _FACETS, matching, TALLIES)
