"""The query language of `q`: words in all their forms, "exact phrases", OR, -not and prefix*."""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, column, select, table
from sqlalchemy.sql.expression import ColumnClause

from app.database.fulltext import FtsMatch, Phrase, Term, Terms
from app.errors import BadQuery
from app.queries.search.stems import inflected_forms

_TERM = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = "OR"
# Names are looked for as they are; these hold words of a language, which have other forms.
_INFLECTED_INDEXES = frozenset({"quote_fts", "article_version_fts", "topic_fts"})
# Words of a query that are looked for in their other forms too: each adds some twenty.
_MAX_INFLECTED_TERMS = 20


@lru_cache(maxsize=1_024)
def parse_query(q: str, index: str) -> Terms:
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
        phrases = _term_phrases(one, inflected=index in _INFLECTED_INDEXES and len(terms) < _MAX_INFLECTED_TERMS)
        if choice:
            terms[-1] = Term(terms[-1].any_of + phrases)
        else:
            terms.append(Term(phrases, unwanted=bool(one["not"])))
        choice = False
    if all(term.unwanted for term in terms):
        raise BadQuery("q", "has no word to search for; -not only excludes")
    return tuple(terms)


def _has_word(term: re.Match[str]) -> bool:
    return any(character.isalnum() for character in term["phrase"] or term["word"] or "")


def _term_phrases(term: re.Match[str], inflected: bool) -> tuple[Phrase, ...]:
    word = term["word"]
    if word is None:
        return (Phrase(term["phrase"]),)
    if word.endswith("*"):
        return (Phrase(word, prefix=True),)
    return tuple(Phrase(form) for form in inflected_forms(_strip_punctuation(word))) if inflected else (Phrase(word),)


def _strip_punctuation(word: str) -> str:
    """A word without the marks around it."""
    return word.strip(".,;:!?()[]{}'“”‘’*-")


def key_matches(key: ColumnElement[int], index: str, q: str) -> ColumnElement[bool]:
    """Whether the row with this key is found by the query in an index."""
    return key.in_(select_matching_keys(index, q))


def select_matching_keys(index: str, q: str) -> Select[Any]:
    """The keys of the rows that are found by the query in an index."""
    rowid: ColumnClause[Any] = column("rowid")
    return select(rowid).select_from(table(index, rowid)).where(index_matches(index, q))


def index_matches(index: str, q: str) -> ColumnElement[bool]:
    """Whether the row of an index is found by the query."""
    return FtsMatch(index, parse_query(q, index))
