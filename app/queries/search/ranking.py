"""The order of relevance: BM25, worked out for a bounded number of rows however many have the words.

To rank a million rows takes seconds, and a word that so many have tells little of any. So they are ranked in blocks:
first the ten thousand that were added last, then the ten thousand before them, and so on to the very first.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, column, func, select, table
from sqlmodel import Session

from app.database.fulltext import FtsRank
from app.queries import pagination
from app.queries.pagination import PageRows, decode_cursor, encode_cursor
from app.queries.search.query_language import index_matches, parse_query

BLOCK = 10_000
_PAST_LAST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of relevance to the words of `q` in an index; `key` is the column that its rowids stand for.

    A page ends with its block. What is added while somebody pages comes before all blocks, and is left out.
    """

    name: str
    index: str
    q: str
    key: ColumnElement[int]

    def read_page(self, session: Session, statement: Select[Any], limit: int, cursor: str | None) -> PageRows:
        """Rows of the statement from the cursor on, with the cursor of what follows them.

        Raises:
            BadQuery: there is no word in `q` to look for, or the cursor is of another order.
        """
        parse = (pagination.parse_key, pagination.parse_key, pagination.parse_key)
        before, since, skipped = (_PAST_LAST_KEY, 0, 0) if cursor is None else decode_cursor(cursor, self.name, parse)
        best = self.select_best(statement, limit + 1, skipped, before, since)
        joined = statement.add_columns(best.c.size, best.c.first, best.c.last).join(best, best.c.place == self.key)
        rows = session.execute(joined.order_by(best.c.rank, best.c.place)).all()
        if rows and not since and rows[0].size == BLOCK:
            since = rows[0].first
        if len(rows) > limit:
            return PageRows(rows[:limit], encode_cursor(self.name, rows[0].last + 1, since, skipped + limit))
        return PageRows(rows, encode_cursor(self.name, since, 0, 0) if since else None)

    def select_best(
        self, statement: Select[Any], limit: int, skipped: int = 0, before: int = _PAST_LAST_KEY, since: int = 0
    ) -> Subquery:
        """The `place` and `rank`, the lower the better, of the most relevant rows that a statement finds in a block.

        The block ends before one place; it begins with another, or with as many rows as a block has. Beside them its
        `size` and its `first` and `last` place.

        Raises:
            BadQuery: there is no word in `q` to look for.
        """
        found = table(self.index, column("rowid"))
        place, rank = found.c.rowid.label("place"), FtsRank(self.index, parse_query(self.q, self.index)).label("rank")
        block = (
            statement.with_only_columns(place, rank, maintain_column_froms=True)
            # As a sum, so that SQLite looks through the index once, and not for each row of the statement.
            .where(index_matches(self.index, self.q), found.c.rowid + 0 == self.key)
            .where(found.c.rowid < before, found.c.rowid >= since)
            .order_by(found.c.rowid.desc())
            .limit(BLOCK)
            .cte("block")
            .prefix_with("MATERIALIZED")
        )
        size, first, last = (
            select(one).select_from(block).scalar_subquery().label(name)
            for one, name in (
                (func.count(), "size"),
                (func.min(block.c.place), "first"),
                (func.max(block.c.place), "last"),
            )
        )
        best = select(block.c.place, block.c.rank, size, first, last).order_by(block.c.rank, block.c.place)
        return best.limit(limit).offset(skipped).subquery("best")
