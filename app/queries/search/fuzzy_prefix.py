"""Names by the beginnings of their words, typing errors forgiven: a walk along an index, never over all names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, String, column, func, select, text
from sqlmodel import Session

from app.domain.identifiers import make_slug
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.inline_rows import inline_table
from app.queries.search.similarity import allowed_edits, prefix_edits

# More words would only make the search longer: the longest ones tell most.
_MAX_WORDS = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# What no word of a name goes on with, and greater than all that one may.
_PREFIX_END = "{"

# Every way to read a typed word with a few errors, letter by letter, as long as some name has a word that begins so:
# `place` counts the letters that are read, `start` is what they may have been meant to be.
_NEAR_PREFIXES_SQL = """
SELECT word, start, cost FROM (WITH RECURSIVE walk(word, allowed, place, start, cost) AS (
  SELECT word, allowed, 0, CAST('' AS TEXT), 0 FROM typed
  UNION
  SELECT walk.word, walk.allowed, walk.place + read, start || letters, walk.cost + move.cost
  FROM walk CROSS JOIN move
  WHERE move.word = walk.word AND move.place = walk.place AND walk.cost + move.cost <= allowed AND EXISTS (
    SELECT 1 FROM name_word WHERE name_word.word >= start || letters AND name_word.word < start || letters || '{'
  )
)
SELECT word, start, min(cost) AS cost FROM walk WHERE place = length(word) GROUP BY word, start) AS near
"""


@dataclass(frozen=True, slots=True)
class PrefixMatch:
    """How a word of a name may begin, for one that was typed, and how many edits lie between."""

    word: str
    prefix: str
    edits: int


def name_words(name: str) -> list[str]:
    """A name's words as the index holds them: small ASCII letters and digits."""
    return make_slug(name).split("-")


def query_words(typed: str) -> list[str]:
    """The words to look for: none twice, the longest of many."""
    return sorted(dict.fromkeys(name_words(typed)), key=len, reverse=True)[:_MAX_WORDS]


def exact_prefixes(words: Iterable[str]) -> list[PrefixMatch]:
    return [PrefixMatch(word, word, 0) for word in words]


def prefixes_with_typos(session: Session, words: Iterable[str], max_edits: int = 2) -> list[PrefixMatch]:
    """The words as typed, and all that is near to them and begins a word of some name."""
    words = list(words)
    typed = inline_table(
        [(word, min(max_edits, allowed_edits(word))) for word in words], "typed", word=String(), allowed=Integer()
    )
    move = inline_table(
        [(word, *move) for word in words for move in _edit_moves(word)],
        "move",
        word=String(),
        place=Integer(),
        letters=String(),
        read=Integer(),
        cost=Integer(),
    )
    near = text(_NEAR_PREFIXES_SQL).columns(column("word"), column("start"), column("cost")).add_cte(typed, move)
    return [PrefixMatch(*row) for row in session.execute(near)]


def _edit_moves(word: str) -> Iterator[tuple[int, str, int, int]]:
    """What may be meant from each place on: the letters meant, how many typed ones they stand for, and the errors."""
    for place, letter in enumerate(word):
        yield place, letter, 1, 0
        yield place, "", 1, 1
        if place + 1 < len(word):
            yield place, word[place + 1] + letter, 2, 1
        for other in _LETTERS:
            yield place, other, 1, 1
            yield place, other, 0, 1


def select_matching_speakers(words: Sequence[str], prefixes: Sequence[PrefixMatch]) -> Select[Any]:
    """The speakers with a name that has all the words, by `speaker_key`, with the `edits` that it takes."""
    reading = inline_table(
        [(one.word, one.prefix, one.edits) for one in prefixes], word=String(), start=String(), edits=Integer()
    )
    begins = (t.name_word.c.word >= reading.c.start) & (t.name_word.c.word < reading.c.start.concat(_PREFIX_END))
    by_word = (
        select(t.name_word.c.name_key, t.name_word.c.speaker_key, func.min(reading.c.edits).label("edits"))
        .join_from(reading, t.name_word, begins)
        .group_by(reading.c.word, t.name_word.c.name_key, t.name_word.c.speaker_key)
        .subquery()
    )
    by_name = (
        select(by_word.c.speaker_key, bulk_lookups.integer_sum(by_word.c.edits).label("edits"))
        .group_by(by_word.c.name_key, by_word.c.speaker_key)
        .having(func.count() == len(words))
        .subquery()
    )
    return select(by_name.c.speaker_key, func.min(by_name.c.edits).label("edits")).group_by(by_name.c.speaker_key)


def name_edits(words: Iterable[str], name: str, allow_typos: bool) -> int | None:
    """The edits that make each word the beginning of one of the name's; None where there are too many."""
    total = 0
    for word in words:
        fewest = min(prefix_edits(word, other) for other in name_words(name))
        if fewest > (allowed_edits(word) if allow_typos else 0):
            return None
        total += fewest
    return total
