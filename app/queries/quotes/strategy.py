"""Two ways to find the quotes of a list that are among many or few others."""

from enum import Enum, auto

from app.database.sql_builder import SqlBuilder
from app.queries.search.query_language import parse_query

# Quotes that are collected and sorted in some ten milliseconds: about as long as a walk takes to a page of them among a
# million.
FEW = 10_000


class FilterStrategy(Enum):
    """How to find out whether a quote passes a filter that is not of its own row.

    A page from few quotes is read from those few, collected first. A page from many is walked in its order, and each
    quote on the way is tested: collecting would take the longer the more there are.
    """

    COLLECT = auto()
    PROBE = auto()
    # Whichever of the two is the shorter way to a page.
    AUTO = auto()


def membership_condition(sql: SqlBuilder, collected: str, probe: str, strategy: FilterStrategy) -> str:
    """Whether a quote is among the collected keys, or, which is the same, whether the probe finds a row for it."""
    if strategy is FilterStrategy.AUTO:
        strategy = choose_strategy(bounded_count(sql, collected, FEW + 1))
    if strategy is FilterStrategy.COLLECT:
        return f"quote.key IN ({sql.fence(collected)})"
    return f"EXISTS ({sql.fence(probe)})"


def choose_strategy(quotes: int) -> FilterStrategy:
    """The shorter way to a page of a list that is among so many."""
    return FilterStrategy.COLLECT if quotes <= FEW else FilterStrategy.PROBE


def bounded_count(sql: SqlBuilder, collected: str, most: int) -> int:
    """How many rows a statement finds, up to `most`."""
    count: int = sql.fetch_value(f"SELECT count(*) FROM ({collected} LIMIT {most}) AS found")
    return count


def select_matching_quotes(sql: SqlBuilder, q: str) -> str:
    """The keys of the quotes that have the words of `q`.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    words = sql.matches_words("quote_fts", parse_query(q, "quote_fts"))
    return f"SELECT quote_fts.rowid FROM quote_fts WHERE {words}"
