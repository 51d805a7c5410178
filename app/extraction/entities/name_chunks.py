"""Runs of words with capitals, with the small words inside them: what a name may be cut out of."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import (
    COUNTRY_NAMES,
    DAYS,
    GROUP_NOUNS,
    HONORIFICS,
    INSTITUTION_NOUNS,
    LEADING_PARTICLES,
    OFFICE_PREPOSITIONS,
    ORGANISATION_NOUNS,
    PORTFOLIOS,
    ROLE_NOUNS,
    SENTENCE_OPENERS,
    TITLE_QUALIFIERS,
    TITLES_BEFORE_NAMES,
)
from app.extraction.structure.segmentation import TextIndex, Word

_TITLES = TITLES_BEFORE_NAMES | ROLE_NOUNS
_ABBREVIATED_WORDS = _TITLES | HONORIFICS
_INSTITUTION_MODIFIERS = PORTFOLIOS | TITLE_QUALIFIERS
_PARTICLES = word_list("people", "particles", "inside")
_JOINED_PARTICLES = tuple(sorted(word_list("people", "particles", "joined")))
_APOSTROPHE = re.compile("['\u2019]")
_OPENING_MARKS = frozenset("\"'\u201c\u2018\u00ab\u201e([")
_SPACES = frozenset((" ", "\n", "\u00a0"))
_LINK_WORDS = word_list("common", "name_links", "words")
# Longer runs of capitals are headlines or lists, not names, and longer words no part of one.
_MAX_CHUNK_WORDS, _MAX_WORD_LETTERS = 12, 100


def find_name_chunks(layout: TextIndex, inside: tuple[Word, ...]) -> Iterator[list[Word]]:
    """The runs of one sentence, in order."""
    run: list[Word] = []
    for index, word in enumerate(inside):
        if run and _is_nickname(layout.text, run[-1], word, inside[index + 1 : index + 2]):
            continue
        if run and not _is_adjacent(layout.text, run[-1], word):
            yield from _close_chunk(run)
            run = []
        if (can_be_in_name(word) and not _is_sentence_opener(layout.text, word, index)) or (
            not run
            and word.text in LEADING_PARTICLES
            and _has_particles_before_name(layout.text, inside[index : index + 4])
        ):
            run.append(word)
        elif run and word.lower in INSTITUTION_NOUNS:
            if len(run) <= _MAX_CHUNK_WORDS:
                yield [*run, word, *_location_after(inside[index + 1 : index + 3])]
            run = []
        elif run and _can_continue_name(run, word, inside[index + 1 : index + 3]):
            run.append(word)
        else:
            yield from _close_chunk(run)
            run = []
    yield from _close_chunk(run)


def can_be_in_name(word: Word) -> bool:
    """Whether a word may stand in a name: with a capital, or with a particle joined on ("al-Assad")."""
    return (word.is_capitalised or word.lower.startswith(_JOINED_PARTICLES)) and len(word.text) <= _MAX_WORD_LETTERS


def is_possessive(word: Word) -> bool:
    return word.text.endswith(("'s", "\u2019s"))


def strip_possessive(word: Word) -> str:
    """The word in lower case without a possessive's ending."""
    return word.lower[:-2] if is_possessive(word) else word.lower


def _close_chunk(run: list[Word]) -> Iterator[list[Word]]:
    end = len(run)
    while end and not can_be_in_name(run[end - 1]):
        end -= 1
    if 0 < end <= _MAX_CHUNK_WORDS:
        yield run[:end]


def _is_sentence_opener(text: str, word: Word, index: int) -> bool:
    """Whether the capital may be owed to the place alone: "However" in front, "I'm" anywhere."""
    stem = _APOSTROPHE.split(word.lower, maxsplit=1)[0]
    if stem == "the" or (stem != word.lower and not is_possessive(word)):
        return stem in SENTENCE_OPENERS
    if index == 0 and stem in GROUP_NOUNS:
        return True
    opens = index == 0 or text[word.start - 1] in _OPENING_MARKS or text[word.start - 2 : word.start] in ("> ", "- ")
    return (opens and stem in SENTENCE_OPENERS) or stem == "i"


def _is_adjacent(text: str, left: Word, right: Word) -> bool:
    """Nothing but a space between them, the point of an initial or an abbreviation, or a nickname in marks."""
    gap = text[left.end : right.start]
    if len(gap) > 4 and gap[0] == gap[-1] == " " and gap[1] in _OPENING_MARKS and gap[1:-1].count(" ") == 0:
        return True
    if is_possessive(left) or text[left.end : left.end + 1] in ("'", "\u2019"):
        return False
    return gap in _SPACES or (gap == ". " and (len(left.text) <= 2 or left.lower in _ABBREVIATED_WORDS))


def _is_nickname(text: str, left: Word, word: Word, following: tuple[Word, ...]) -> bool:
    """Whether the word is as Mo in 'Marjorie "Mo" Mowlam'."""
    before = text[left.end : word.start]
    after = text[word.end : following[0].start] if following else ""
    return len(before) == len(after) == 2 and before[0] == after[1] == " " and before[1] in _OPENING_MARKS


def _can_continue_name(run: list[Word], word: Word, following: tuple[Word, ...]) -> bool:
    """Small words inside a name: "van der Bellen", "Academy of Sciences", "Russian foreign ministry"."""
    if len(following) > 0 and following[0].lower in INSTITUTION_NOUNS and word.lower in _INSTITUTION_MODIFIERS:
        return True
    if not any(can_be_in_name(later) for later in following):
        return False
    if word.lower in _PARTICLES or (word.lower == "the" and run[-1].lower == "of"):
        return True
    if word.lower in ("and", "&"):
        return _is_organisation_conjunction(run, following)
    names_office = word.lower in OFFICE_PREPOSITIONS and run[-1].lower in _TITLES and _is_portfolio(following[0])
    names_body = word.lower in _LINK_WORDS and any(part.lower in ORGANISATION_NOUNS for part in run[:_MAX_CHUNK_WORDS])
    return names_office or (names_body and following[0].lower not in DAYS)


def _is_portfolio(word: Word) -> bool:
    return word.lower == "the" or word.lower in PORTFOLIOS


def _is_organisation_conjunction(run: list[Word], following: tuple[Word, ...]) -> bool:
    """As in "Securities and Exchange Commission" and "Ministry of Trade and Industry", not "the Union and Britain"."""
    if following[0].lower in COUNTRY_NAMES or not can_be_in_name(following[0]):
        return False
    ahead = following[-1].lower in ORGANISATION_NOUNS and run[-1].lower not in ORGANISATION_NOUNS
    small = [position for position, word in enumerate(run[:_MAX_CHUNK_WORDS]) if not word.is_capitalised]
    body = bool(small) and any(word.lower in ORGANISATION_NOUNS for word in run[: small[0]])
    portfolio = run[-1].lower in PORTFOLIOS and following[0].lower in PORTFOLIOS
    return portfolio or (ahead and len(run) < 3) or (body and run[small[0]].lower in OFFICE_PREPOSITIONS)


def _has_particles_before_name(text: str, following: tuple[Word, ...]) -> bool:
    """Whether small words begin a name: "von der Leyen"."""
    for left, right in pairwise(following):
        if text[left.end : right.start] != " ":
            return False
        if right.is_capitalised:
            return True
        if right.text not in _PARTICLES:
            return False
    return False


def _location_after(following: tuple[Word, ...]) -> tuple[Word, ...]:
    """The two words "in Cambodia" after "US embassy"."""
    return following if len(following) == 2 and following[0].lower == "in" and can_be_in_name(following[1]) else ()
