"""The quotes of an article or a speaker, on a topic, about a country: the indexes that lists are read along.

What says by whom a quote is stands here, in `_speaker_conditions` of `filters.py` and in `quote_concerns_sql` of
`app/queries/country_pairs.py`.
"""

from dataclasses import dataclass

from sqlmodel import Session

from app.database.sql_builder import SqlBuilder
from app.queries import filters
from app.queries import tables as t
from app.queries.quotes.strategy import FilterStrategy, membership_condition
from app.schemas.quotes import QuoteFilters

_FILING_OF_QUOTE = "quote_filing.published_on = quote.published_on AND quote_filing.quote_key = quote.key"


@dataclass(frozen=True, slots=True)
class QuoteScope:
    """The quotes of any of these articles, by any of these speakers, on any of these topics, about any of these
    countries. An empty one of the four does not matter."""

    articles: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def merge_with(self, other: "QuoteScope") -> tuple["QuoteScope", "QuoteScope"]:
        """This scope, narrowed by the other where this one leaves a kind open; and the rest of the other."""
        if self == ALL_QUOTES:
            return other, ALL_QUOTES
        names = self.__slots__
        merged = {name: getattr(self, name) or getattr(other, name) for name in names}
        left = {name: getattr(other, name) for name in names if getattr(self, name)}
        return QuoteScope(**merged), QuoteScope(**left)

    def split_by_index(self) -> list["QuoteScope"]:
        """A scope for each index; a quote in this one is in all of them. Topics and countries share the filing."""
        parts = []
        if self.articles:
            parts.append(QuoteScope(articles=self.articles))
        if self.speakers:
            parts.append(QuoteScope(speakers=self.speakers))
        if self.topics or self.countries:
            parts.append(QuoteScope(topics=self.topics, countries=self.countries))
        return parts

    @property
    def is_date_ordered(self) -> bool:
        """Whether an index holds a part in the order of publication."""
        return not self.articles and max(map(len, (self.speakers, self.topics, self.countries))) == 1


ALL_QUOTES = QuoteScope()


def scope_from_filters(session: Session, query: QuoteFilters) -> QuoteScope:
    """The records that the filters name.

    Raises:
        BadQuery: a topic or a country does not exist.
    """
    if query.topic:
        filters.topic_slugs(session, query.topic)
    return QuoteScope(
        articles=tuple(filters.keys_for_ids(session, t.article, query.article)) if query.article else (),
        speakers=tuple(filters.speaker_keys(session, query.speaker)) if query.speaker else (),
        topics=tuple(sorted(set(query.topic))),
        countries=tuple(filters.country_codes(session, query.country)) if query.country else (),
    )


def scope_conditions(
    sql: SqlBuilder, scope: QuoteScope, strategy: FilterStrategy = FilterStrategy.COLLECT
) -> list[str]:
    """Whether a quote is in a scope."""
    found: list[str] = []
    for column, name, keys in (
        ("quote.article_key", "article", scope.articles),
        ("quote.speaker_key", "speaker", scope.speakers),
    ):
        if keys:
            found.append(
                sql.equals_any(sql.without_index(column) if strategy is FilterStrategy.PROBE else column, name, keys)
            )
    if scope.topics or scope.countries:
        filed = f"SELECT quote_filing.quote_key FROM quote_filing WHERE {filing_condition(sql, scope)}"
        found.append(membership_condition(sql, filed, f"{filed} AND {_FILING_OF_QUOTE}", strategy))
    return found


def count_scope(session: Session, scope: QuoteScope, most: int) -> int:
    """How many quotes there are at most in one part of a scope, up to a number."""
    sql = SqlBuilder(session)
    if scope.articles:
        articles = sql.equals_any("quote.article_key", "article", scope.articles)
        counted = f"SELECT count(*) FROM (SELECT 1 FROM quote WHERE {articles} LIMIT {most}) AS found"
    elif scope.speakers:
        speakers = sql.equals_any("speaker_tally.speaker_key", "speaker", scope.speakers)
        counted = f"SELECT sum(speaker_tally.quotes) FROM speaker_tally WHERE {speakers}"
    else:
        counted = (
            f"SELECT sum(filing_tally.quotes) FROM filing_tally WHERE {filing_condition(sql, scope, 'filing_tally')}"
        )
    return min(int(sql.fetch_value(counted) or 0), most)


def filing_condition(sql: SqlBuilder, scope: QuoteScope, table: str = "quote_filing") -> str:
    """Where in the filing these topics and countries are, or in its tally; '' is any of them there."""
    topics = sql.equals_any(f"{table}.topic", "topic", scope.topics or ("",))
    return f"{topics} AND {sql.equals_any(f'{table}.country', 'country', scope.countries or ('',))}"
