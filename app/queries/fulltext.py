"""The query language of `q`: words, "phrases", -not and prefix*, turned into an FTS5 expression."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, column, select, table, text
from sqlalchemy.sql.expression import ColumnClause

from app.errors import BadQuery

_TERM = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def expression(q: str) -> str:
    """The FTS5 expression of a query; everything in it is quoted, so that no query is a syntax error.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for term in _TERM.finditer(q.replace("\0", " ")):
        words = term["phrase"] if term["phrase"] is not None else term["word"]
        if any(character.isalnum() for character in words):
            prefix = "*" if term["word"] and words.endswith("*") else ""
            quoted = '"' + words.replace('"', " ").replace("*", " ") + '"' + prefix
            (unwanted if term["not"] else wanted).append(quoted)
    if not wanted:
        raise BadQuery("q", "has no word to look for; -not only narrows what other words find")
    found = " AND ".join(wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def matches(key: ColumnElement[int], index: str, q: str) -> ColumnElement[bool]:
    """Whether the row with this key is found by the query in an FTS5 index."""
    return key.in_(found_by(index, q))


def found_by(index: str, q: str) -> Select[Any]:
    """The keys of the rows that are found by the query in an FTS5 index."""
    rowid: ColumnClause[Any] = column("rowid")
    return select(rowid).select_from(table(index, rowid)).where(matching(index, q))


def matching(index: str, q: str) -> TextClause:
    """Whether the row of an FTS5 index is found by the query."""
    return text(f"{index} MATCH :q").bindparams(q=expression(q))
