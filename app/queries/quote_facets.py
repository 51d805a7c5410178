"""What quotes are counted by."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, cast, func, select
from sqlmodel import Session

from app.queries import tables as t
from app.queries.facets import Facet, count_facets, countries_in, named, topics_in, years_of
from app.queries.quote_filters import Within, conditions, is_within, listed, taken_from
from app.schemas.common import FacetValue
from app.schemas.facets import QuoteFacet
from app.schemas.quotes import QuoteFilters, QuoteQuery

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


def _of_all(value: ColumnElement[Any], tally: FromClause, quotes: ColumnElement[int]) -> Select[Any]:
    return select(value.label("value"), quotes.label("number")).select_from(tally).where(quotes > 0)


def _tallied(facet: QuoteFacet) -> Select[Any]:
    """How many of all standing quotes have each value, as triggers keep it."""
    if facet is QuoteFacet.SPEAKER:
        tally = t.speaker_tally.join(t.speaker, t.speaker.c.key == t.speaker_tally.c.speaker_key)
        return _of_all(t.speaker.c.id, tally, t.speaker_tally.c.quotes)
    if facet is QuoteFacet.TOPIC:
        return _of_all(t.topic_tally.c.topic, t.topic_tally, t.topic_tally.c.quotes)
    if facet is QuoteFacet.COUNTRY:
        filed = t.filing_tally.c
        return _of_all(filed.country, t.filing_tally, filed.quotes).where(filed.topic == "", filed.country != "")
    value = t.quote_tally.c.value
    counted = _of_all(
        cast(value, Integer) if facet is QuoteFacet.YEAR else value, t.quote_tally, t.quote_tally.c.quotes
    )
    return counted.where(t.quote_tally.c.facet == str(facet))


_TALLIES = {facet: _tallied(facet) for facet in QuoteFacet}
_UNFILTERED = QuoteFilters.model_validate({})


def is_all(query: QuoteQuery, place: Within) -> bool:
    """Whether a list is of all standing quotes: those are counted already."""
    return place == Within() and taken_from(query, *QuoteFilters.model_fields) == _UNFILTERED


def count_all(session: Session) -> int:
    """How many standing quotes there are: each has one kind."""
    tally = t.quote_tally.c
    counted: int | None = session.scalar(select(func.sum(tally.quotes)).where(tally.facet == str(QuoteFacet.KIND)))
    return counted or 0


def count_quotes(session: Session, query: QuoteQuery, place: Within) -> dict[str, list[FacetValue]] | None:
    """The facets that a query for quotes of a place asks for."""

    def matching(query: QuoteQuery) -> Select[Any] | None:
        if is_all(query, place):
            return None
        return select(_KEY).where(listed(query), *is_within(session, place), *conditions(session, query))

    return count_facets(session, query, query.facets, _FACETS, matching, _TALLIES)
