"""Composing SQL text from pieces: values are always parameters, and each engine gets what it spells in its own way.

Building a statement with SQLAlchemy takes many times as long as SQLite needs for a page. So the hot reads are texts.
Only names that the code itself lists become part of one.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, TextClause, bindparam, text
from sqlmodel import Session

from app.database.fulltext import Terms, fts5_expression, terms_json
from app.database.raw_execution import dialect_of, fetch_all, fetch_value


class SqlBuilder:
    """A statement in the making: it collects the values of the parameters that the pieces of text name.

    A piece calls `bind` for each value and writes the answer, such as `:topic`, into its text. `prefix` keeps the names
    of two builders apart whose pieces end up in one statement.
    """

    def __init__(self, session: Session, prefix: str = "") -> None:
        self.session = session
        self.is_sqlite = dialect_of(session).name == "sqlite"
        self.values: dict[str, Any] = {}
        self._prefix = prefix

    def bind(self, name: str, value: Any) -> str:
        """The parameter that stands for a value; a name that is taken gets a number."""
        name = self._prefix + name
        if name in self.values:
            name = f"{name}_{len(self.values)}"
        # SQLite keeps a day as text.
        self.values[name] = value.isoformat() if self.is_sqlite and isinstance(value, date) else value
        return f":{name}"

    def bind_list(self, name: str, values: Iterable[Any]) -> str:
        """The parameters that stand for several values, as the right side of IN."""
        return f"({', '.join([self.bind(name, value) for value in values])})"

    def equals_any(self, column: str, name: str, values: Sequence[Any]) -> str:
        """Whether a column has one of these values. A single one keeps the order of an index that begins with it."""
        if len(values) == 1:
            return f"{column} = {self.bind(name, values[0])}"
        return f"{column} IN {self.bind_list(name, values)}"

    def contains_any(self, column: str, name: str, values: Iterable[str]) -> str:
        """Whether the text of a column has one of these in it, whatever their case."""
        parts = [self.bind(name, _escape_like(one)) for one in values]
        return any_of([f"lower({column}) LIKE '%' || lower({part}) || '%' ESCAPE '/'" for part in parts])

    def equals_none(self, column: str, name: str, values: Iterable[Any]) -> str:
        """Whether a column has another value than these, or none."""
        return f"({column} IS NULL OR {column} NOT IN {self.bind_list(name, values)})"

    def date_range(self, column: str, name: str, since: date | None, until: date | None) -> list[str]:
        """Conditions on a day, both ends included; `name` is how the parameters begin."""
        found = []
        if since is not None:
            found.append(f"{column} >= {self.bind(f'{name}since', since)}")
        if until is not None:
            found.append(f"{column} <= {self.bind(f'{name}until', until)}")
        return found

    def matches_words(self, index: str, terms: Terms) -> str:
        """Whether the row of a full-text index is found."""
        if self.is_sqlite:
            return f"{index} MATCH {self.bind('words', fts5_expression(terms))}"
        return f"{index}.words @@ wanted({self.bind('words', terms_json(terms))})"

    def fence(self, select: str) -> str:
        """A statement that PostgreSQL plans apart from the one around it: it does not know how rare words are."""
        return select if self.is_sqlite else f"{select} OFFSET 0"

    def without_index(self, column: str) -> str:
        """A column that is tested row by row: SQLite takes every index that a condition names."""
        return f"+{column}" if self.is_sqlite else column

    def fetch_all(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement whose parameters are bound here."""
        return fetch_all(self.session, statement, self.values)

    def fetch_value(self, statement: str) -> Any:
        """The first column of the first row of such a statement; None where there is no row."""
        return fetch_value(self.session, statement, self.values)

    def as_clause(self, conditions: Iterable[str]) -> TextClause:
        """The conditions as one of a statement of SQLAlchemy, which has to name their tables."""
        typed = [
            # PostgreSQL would otherwise be told that a key is a short integer.
            bindparam(name, value, BigInteger() if isinstance(value, int) else None)
            for name, value in self.values.items()
        ]
        return text(all_of(conditions)).bindparams(*typed)


def all_of(conditions: Iterable[str]) -> str:
    """Conditions that must all hold."""
    return " AND ".join(conditions) or "TRUE"


def any_of(conditions: Iterable[str]) -> str:
    """Conditions of which one must hold."""
    return f"({' OR '.join(conditions)})"


def _escape_like(words: str) -> str:
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")
