"""The query language of `q`: words, "phrases", -not and prefix*."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, column, select, table
from sqlalchemy.sql.expression import ColumnClause

from app.database.fulltext import Matching, Term, Terms
from app.errors import BadQuery

_TERM = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def terms_of(q: str) -> Terms:
    """What a query asks for; no query is a syntax error.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    terms: list[Term] = []
    for term in _TERM.finditer(q.replace("\0", " ")):
        words = term["phrase"] if term["phrase"] is not None else term["word"]
        if any(character.isalnum() for character in words):
            prefix = bool(term["word"]) and words.endswith("*")
            terms.append(Term(words, prefix, unwanted=bool(term["not"])))
    if all(term.unwanted for term in terms):
        raise BadQuery("q", "has no word to look for; -not only narrows what other words find")
    return tuple(terms)


def matches(key: ColumnElement[int], index: str, q: str) -> ColumnElement[bool]:
    """Whether the row with this key is found by the query in an index."""
    return key.in_(found_by(index, q))


def found_by(index: str, q: str) -> Select[Any]:
    """The keys of the rows that are found by the query in an index."""
    rowid: ColumnClause[Any] = column("rowid")
    return select(rowid).select_from(table(index, rowid)).where(matching(index, q))


def matching(index: str, q: str) -> ColumnElement[bool]:
    """Whether the row of an index is found by the query."""
    return Matching(index, terms_of(q))
