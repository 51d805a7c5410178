"""The query language of `q`: words in all their forms, "exact phrases", OR, -not and prefix*."""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, column, select, table
from sqlalchemy.sql.expression import ColumnClause

from app.database.fulltext import Matching, Phrase, Term, Terms
from app.errors import BadQuery
from app.queries.search.stems import forms_of

_TERM = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = "OR"
# Names are looked for as they are; these hold words of a language, which have other forms.
_PROSE = frozenset({"quote_fts", "article_version_fts", "topic_fts"})
# Words of a query that are looked for in their other forms too: each adds some twenty.
_MOST_FORMS = 20


@lru_cache(maxsize=1_024)
def terms_of(q: str, index: str) -> Terms:
    """What a query asks for of an index; no query is a syntax error.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    terms: list[Term] = []
    # Whether the next term is one more choice beside the last.
    choice = False
    given = [term for term in _TERM.finditer(q.replace("\0", " ")) if _has_word(term)]
    for number, one in enumerate(given):
        last = number + 1 == len(given)
        if one[0] == _OR and number and not (last or choice or given[number - 1]["not"] or given[number + 1]["not"]):
            choice = True
            continue
        phrases = _phrases(one, inflected=index in _PROSE and len(terms) < _MOST_FORMS)
        if choice:
            terms[-1] = Term(terms[-1].any_of + phrases)
        else:
            terms.append(Term(phrases, unwanted=bool(one["not"])))
        choice = False
    if all(term.unwanted for term in terms):
        raise BadQuery("q", "has no word to look for; -not only narrows what other words find")
    return tuple(terms)


def _has_word(term: re.Match[str]) -> bool:
    return any(character.isalnum() for character in term["phrase"] or term["word"] or "")


def _phrases(term: re.Match[str], inflected: bool) -> tuple[Phrase, ...]:
    word = term["word"]
    if word is None:
        return (Phrase(term["phrase"]),)
    if word.endswith("*"):
        return (Phrase(word, prefix=True),)
    return tuple(Phrase(form) for form in forms_of(_bare(word))) if inflected else (Phrase(word),)


def _bare(word: str) -> str:
    """A word without the marks around it."""
    return word.strip(".,;:!?()[]{}'“”‘’*-")


def matches(key: ColumnElement[int], index: str, q: str) -> ColumnElement[bool]:
    """Whether the row with this key is found by the query in an index."""
    return key.in_(found_by(index, q))


def found_by(index: str, q: str) -> Select[Any]:
    """The keys of the rows that are found by the query in an index."""
    rowid: ColumnClause[Any] = column("rowid")
    return select(rowid).select_from(table(index, rowid)).where(matching(index, q))


def matching(index: str, q: str) -> ColumnElement[bool]:
    """Whether the row of an index is found by the query."""
    return Matching(index, terms_of(q, index))
