"""Full-text search: FTS5 on SQLite, tsvector and GIN on PostgreSQL, asked in the same words.

An index is a virtual table there and a view here, with the same name and the same columns; the view has the `words` as
well. What it is asked for comes as `Terms`.
"""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Float, FunctionElement, String, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, the last of them perhaps only begun."""

    words: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Phrases of which one is to occur, or none."""

    any_of: tuple[Phrase, ...]
    unwanted: bool = False


Terms = tuple[Term, ...]
# What marks a found word between the database and here: Unicode sets these apart for a program's own use, never for
# text. Where a text holds them all the same, only its marks are wrong: they never were part of the answer.
MARK_OPEN, MARK_CLOSE = "\ufdd0", "\ufdd1"
ELLIPSIS = "…"
SNIPPET_WORDS = 32
# What parts the columns of a raw excerpt.
COLUMN_SEPARATOR = "\ufdd2"


class _FtsFunction(FunctionElement[Any]):
    """An index, and what it is asked for as each engine takes it."""

    inherit_cache = True

    def __init__(self, index: str, terms: Terms, *more: ColumnElement[Any]) -> None:
        super().__init__(literal_column(index), literal(fts5_expression(terms)), literal(terms_json(terms)), *more)


class FtsMatch(_FtsFunction):
    """Whether a row of an index is found. Of no type: SQLAlchemy would compare a boolean with 1 for SQLite."""

    inherit_cache = True


class FtsRank(_FtsFunction):
    """How relevant a row of an index is, the lower the better; `sorts` where the index itself is to sort by it."""

    inherit_cache = True
    type = Float()

    def __init__(self, index: str, terms: Terms, *, sorts: bool = False) -> None:
        super().__init__(index, terms, literal_column("rank" if sorts else "bm25"))


class FtsSnippet(_FtsFunction):
    """The words around what was found in columns, by the number that FTS5 knows them by; -1 is any of them."""

    inherit_cache = True
    type = String()

    def __init__(self, index: str, terms: Terms, columns: str, number: int) -> None:
        super().__init__(index, terms, literal_column(columns), literal_column(str(number)))


class FtsHighlight(FtsSnippet):
    """A whole column, with what was found in it."""

    inherit_cache = True


# Of one query several statements are made, and each form of a word is a phrase.
@lru_cache(maxsize=1_024)
def fts5_expression(terms: Terms) -> str:
    """An expression in which everything is quoted, so that none is a syntax error."""
    spelled = [(one, " OR ".join(map(_fts5_phrase, one.any_of))) for one in terms]
    found = " AND ".join(f"({text})" for one, text in spelled if not one.unwanted)
    unwanted = " OR ".join(text for one, text in spelled if one.unwanted)
    return f"({found}) NOT ({unwanted})" if unwanted else found


def _fts5_phrase(phrase: Phrase) -> str:
    words = phrase.words.replace('"', " ").replace("*", " ")
    return f'"{words}"' + "*" * phrase.prefix


@lru_cache(maxsize=1_024)
def terms_json(terms: Terms) -> str:
    """What the function `wanted` of the database makes a query of."""
    return json.dumps([asdict(one) for one in terms])


@compiles(FtsMatch, "sqlite")
def _match_fts5(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    index, terms, _ = element.clauses
    return f"{index.name} MATCH {compiler.process(terms, **kw)}"


@compiles(FtsMatch, "postgresql")
def _match_tsquery(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    index, _, terms = element.clauses
    return f"{index.name}.words @@ wanted({compiler.process(terms, **kw)})"


@compiles(FtsRank, "sqlite")
def _rank_bm25(element: Any, _compiler: SQLCompiler, **_kw: Any) -> str:
    index, _, _, by = element.clauses
    return f"bm25({index.name})" if by.name == "bm25" else f"{index.name}.rank"


@compiles(FtsRank, "postgresql")
def _rank_cover_density(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    index, _, terms, _ = element.clauses
    # Divided by the logarithm of the length: as by BM25, a long text is not the better one for being long.
    return f"-ts_rank_cd({index.name}.words, wanted({compiler.process(terms, **kw)}), 1)"


@compiles(FtsSnippet, "sqlite")
def _snippet_fts5(element: Any, _compiler: SQLCompiler, **_kw: Any) -> str:
    index, _, _, _, number = element.clauses
    return f"snippet({index.name}, {number.name}, '{MARK_OPEN}', '{MARK_CLOSE}', '{ELLIPSIS}', {SNIPPET_WORDS})"


@compiles(FtsHighlight, "sqlite")
def _highlight_fts5(element: Any, _compiler: SQLCompiler, **_kw: Any) -> str:
    index, _, _, _, number = element.clauses
    return f"highlight({index.name}, {number.name}, '{MARK_OPEN}', '{MARK_CLOSE}')"


@compiles(FtsSnippet, "postgresql")
def _snippet_source_columns(element: Any, _compiler: SQLCompiler, **_kw: Any) -> str:
    # Its own excerpts know no accents: whoever shows them makes them.
    index, _, _, columns, _ = element.clauses
    return f" || '{COLUMN_SEPARATOR}' || ".join(f"{index.name}.{column}" for column in columns.name.split(", "))


def can_make_snippets(session: Session) -> bool:
    """Whether the database marks what it has found, or leaves all of the columns to be marked."""
    return session.get_bind().dialect.name == "sqlite"
