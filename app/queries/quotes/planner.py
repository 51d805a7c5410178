"""In which order a list of quotes goes, and along which index it is read.

In the order of publication the quotes of a speaker are in an index, and those on a topic, about a country or both are
in the filing. The shortest of these leads, and each quote on the way is tested for the rest. So a page takes as long as
it is where many quotes pass, and as long as the shortest list where few do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder, all_of
from app.errors import BadQuery
from app.models import SpanPart
from app.queries import tables as t
from app.queries.pagination import PageRows, TextOrder, encode_cursor, parse_day, parse_key, parse_number
from app.queries.quotes.filters import is_listed, other_conditions, quote_conditions, text_conditions
from app.queries.quotes.scope import (
    ALL_QUOTES,
    QuoteScope,
    count_scope,
    filing_condition,
    scope_conditions,
    scope_from_filters,
)
from app.queries.quotes.strategy import FEW, FilterStrategy, bounded_count, select_matching_quotes
from app.queries.search.ranking import Ranking
from app.schemas.quotes import QuoteQuery, QuoteSort

# The day it was said; where the article does not tell, the day by which it was.
_SAID_OR_PUBLISHED = "coalesce(quote.said_on, quote.published_on)"
# Where its first word stands in its article.
_FIRST_OFFSET = (
    "(SELECT min(quote_span.start) FROM quote_span "
    f"WHERE quote_span.quote_key = quote.key AND quote_span.part = '{SpanPart.CONTENT}')"
)
# Each of so few quotes is tested for everything sooner than anything is collected.
_HANDFUL = 1_000
_DAY_AND_KEY = (parse_day, parse_key)
_PUBLISHED = ("quote.published_on", "quote.key")
_FILED = ("quote_filing.published_on", "quote_filing.quote_key")
_NEWEST, _OLDEST = "quotes", "quotes published_on"
_ORDERS = {
    QuoteSort.NEWEST: TextOrder(_NEWEST, _PUBLISHED, _DAY_AND_KEY, descending=True),
    QuoteSort.OLDEST: TextOrder(_OLDEST, _PUBLISHED, _DAY_AND_KEY),
    QuoteSort.LAST_SAID: TextOrder("quotes -said_on", (_SAID_OR_PUBLISHED, "quote.key"), _DAY_AND_KEY, descending=True),
    QuoteSort.FIRST_SAID: TextOrder("quotes said_on", (_SAID_OR_PUBLISHED, "quote.key"), _DAY_AND_KEY),
    QuoteSort.SUREST: TextOrder(
        "quotes -confidence", ("quote.confidence", "quote.key"), (parse_number, parse_key), descending=True
    ),
    QuoteSort.LEAST_SURE: TextOrder("quotes confidence", ("quote.confidence", "quote.key"), (parse_number, parse_key)),
    QuoteSort.POSITION: TextOrder(
        "quotes position", ("quote.article_key", _FIRST_OFFSET, "quote.key"), (parse_key, parse_key, parse_key)
    ),
}
_FILING_ORDERS = {
    QuoteSort.NEWEST: TextOrder(_NEWEST, _FILED, _DAY_AND_KEY, descending=True),
    QuoteSort.OLDEST: TextOrder(_OLDEST, _FILED, _DAY_AND_KEY),
}
_FILED_QUOTES = "quote_filing JOIN quote ON quote.key = quote_filing.quote_key"


@dataclass(frozen=True, slots=True)
class Listing:
    """The quotes of a list, in an order: from which tables, by which conditions."""

    sql: SqlBuilder
    order: TextOrder
    source: str
    conditions: list[str]

    def select_page(self, cursor: str | None, limit: int) -> str:
        """The places in the order of one page and one quote more, the key of the quote last in each."""
        after = self.order.conditions_after(self.sql, cursor)
        places = ", ".join([f"{column} AS place_{number}" for number, column in enumerate(self.order.columns)])
        return (
            f"SELECT {places} FROM {self.source} WHERE {all_of([*self.conditions, *after])} "
            f"ORDER BY {self.order.order_by()} LIMIT {self.sql.bind('most', limit + 1)}"
        )


def plan_listing(session: Session, query: QuoteQuery, scope: QuoteScope = ALL_QUOTES) -> Listing:
    """The order that a query asks for, and the quotes of a scope that pass its filters. Relevance is no such order.

    Raises:
        BadQuery: a filter has a value that does not exist, or the order needs an article.
    """
    if query.sort is QuoteSort.POSITION and not (scope.articles or query.article):
        raise BadQuery("sort", "position is a place in an article's text, and there is no article")
    sql = SqlBuilder(session)
    if query.sort not in _FILING_ORDERS:
        wanted = [
            *scope_conditions(sql, scope, FilterStrategy.AUTO),
            *quote_conditions(sql, query, FilterStrategy.AUTO),
        ]
        return Listing(sql, _ORDERS[query.sort], "quote", [is_listed(query), *wanted])
    scope, more = scope.merge_with(scope_from_filters(session, query))
    parts = [*scope.split_by_index(), *more.split_by_index()]
    lead, most = _choose_driving_scope(session, query, parts)
    how = FilterStrategy.PROBE if most <= _HANDFUL else FilterStrategy.AUTO
    words = how if lead else FilterStrategy.COLLECT if most <= FEW else FilterStrategy.PROBE
    wanted = [
        is_listed(query),
        *(one for part in parts if part is not lead for one in scope_conditions(sql, part, FilterStrategy.PROBE)),
        *text_conditions(sql, query, words),
        *other_conditions(sql, query, how),
    ]
    if lead is None:
        return Listing(sql, _ORDERS[query.sort], "quote", wanted)
    if lead.speakers or lead.articles or not lead.is_date_ordered:
        return Listing(sql, _ORDERS[query.sort], "quote", [*scope_conditions(sql, lead), *wanted])
    return Listing(sql, _FILING_ORDERS[query.sort], _FILED_QUOTES, [filing_condition(sql, lead), *wanted])


def _choose_driving_scope(
    session: Session, query: QuoteQuery, parts: Sequence[QuoteScope]
) -> tuple[QuoteScope | None, int]:
    """The part that holds the fewest quotes, and how many, up to one more than few. None stands for the words of `q`,
    or for all quotes.

    A part that is not in the order of the list has to be collected, and leads only if it is few.
    """
    lead, most = None, FEW + 1
    if len(parts) == 1 and parts[0].is_date_ordered and not _has_costly_filter(query):
        # There is nothing to choose, and nothing that depends on the number.
        return parts[0], most
    for part in parts:
        count = count_scope(session, part, most)
        if count < most or (lead is None and part.is_date_ordered):
            lead, most = part, count
    if query.q is not None:
        sql = SqlBuilder(session)
        count = bounded_count(sql, select_matching_quotes(sql, query.q), most)
        if count < most:
            lead, most = None, count
    return lead, most


def _has_costly_filter(query: QuoteQuery) -> bool:
    """Whether a filter is not of the quote's own row: how it is best applied depends on the number of quotes."""
    return bool(query.q is not None or query.speaker_country or query.outlet or query.language)


def read_ranked_keys(session: Session, query: QuoteQuery, scope: QuoteScope) -> PageRows:
    """A page of the keys of the quotes that pass all filters, the most relevant first.

    Raises:
        BadQuery: there are no words to be relevant to, or a filter or the cursor cannot be used.
    """
    if query.q is None:
        raise BadQuery("sort", "relevance needs q")
    sql = SqlBuilder(session, "filter_")
    wanted = [
        is_listed(query),
        *scope_conditions(sql, scope, FilterStrategy.AUTO),
        *scope_conditions(sql, scope_from_filters(session, query), FilterStrategy.AUTO),
        *other_conditions(sql, query, FilterStrategy.AUTO),
    ]
    ranking = Ranking("quotes relevance", "quote_fts", query.q, t.quote.c.key)
    keys = select(t.quote.c.key).where(sql.as_clause(wanted))
    return ranking.read_page(session, keys, query.limit, query.cursor)


def cursor_after(order: TextOrder, row: Sequence[object]) -> str:
    """The cursor of what follows a row, which begins with the columns of the order."""
    return encode_cursor(order.name, *row[: len(order.columns)])
