"""Names as they stand in the text: where each begins and ends, and the title or courtesy before it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.extraction.entities.name_chunks import can_be_in_name, find_name_chunks, is_possessive, strip_possessive
from app.extraction.lang.lexicon import country_forms, load_lexicon, word_list
from app.extraction.lang.words import (
    COUNTRY_NAMES,
    DAYS,
    FIRST_NAMES,
    HONORIFICS,
    INSTITUTION_NOUNS,
    LEADING_PARTICLES,
    NAME_SUFFIXES,
    OFFICE_PREPOSITIONS,
    ORGANISATION_NOUNS,
    PORTFOLIOS,
    ROLE_NOUNS,
    SENTENCE_OPENERS,
    TITLE_QUALIFIERS,
    TITLES_BEFORE_NAMES,
)
from app.extraction.rules import names as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

# The words that make an office of what stands before a name; "foreign" and "prime" only go with them.
TITLES = (
    frozenset(part for title in TITLES_BEFORE_NAMES for part in title.split() if part != "of")
    - (TITLE_QUALIFIERS | PORTFOLIOS)
    | {title for title in TITLES_BEFORE_NAMES if " " not in title}
    | ROLE_NOUNS
)
_OFFICE_WORDS = TITLE_QUALIFIERS | PORTFOLIOS | TITLES
_ORGANISATION_WORDS = ORGANISATION_NOUNS | INSTITUTION_NOUNS
_ADJECTIVES = country_forms("demonyms") | word_list("common", "adjectives", "words") | DAYS
_NON_NAME_WORDS = _ADJECTIVES | HONORIFICS
_EXPANSIONS: dict[str, str] = load_lexicon("organisations")["expansions"]


@dataclass(frozen=True, slots=True)
class NameMention:
    """One mention: the name proper, and what stands right before it ("Prime Minister", "Mr")."""

    span: Span
    printed: str
    parts: tuple[str, ...]
    title: Span | None
    honorific: str | None
    is_sentence_opening: bool
    has_possessive: bool

    @property
    def is_lone_title(self) -> bool:
        """A lone title: somebody's name only where the text has a fuller one ("John Major")."""
        return len(self.parts) == 1 and not self.title and not self.honorific and self.parts[0].lower() in TITLES

    @property
    def key(self) -> tuple[str, ...]:
        return fold_name(self.parts)


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word without accents, points and case, for comparing names."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if c.isalnum()).casefold() or word


@lru_cache(maxsize=1 << 16)
def fold_name(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a name, folded, with "UN" written out and without small words in front."""
    folded = [
        _EXPANSIONS.get(fold_word(part), fold_word(part)) if part.isupper() else fold_word(part) for part in parts
    ]
    if len(folded) > 1 and folded[0] in ("the", "le", "la"):
        folded = folded[1:]
    return tuple(word for part in folded for word in part.split())


def find_name_mentions(layout: TextIndex) -> list[NameMention]:
    """Every mention in the order of the text."""
    names: list[NameMention] = []
    paragraphs = set(layout.paragraphs)
    for sentence in layout.with_cancellation(layout.sentences):
        inside = layout.words_in(sentence)
        if rules.HEADLINE.holds(sentence in paragraphs and _is_headline(inside), sentence):
            names += _names_in_headline(layout, inside)
        else:
            names += _names_in_sentence(layout, inside)
    return names


def _names_in_sentence(layout: TextIndex, inside: tuple[Word, ...]) -> Iterator[NameMention]:
    for run in find_name_chunks(layout, inside):
        held = rules.OFFICE_OF_COUNTRY.change(run, _drop_office(run), run)
        if name := _parse_chunk(layout.text, held, inside[0]):
            yield name


def _is_headline(inside: tuple[Word, ...]) -> bool:
    long = [word for word in inside if len(word.text) > 3]
    return len(long) > 4 and sum(word.is_capitalised for word in long) > 0.75 * len(long)


def _names_in_headline(layout: TextIndex, inside: tuple[Word, ...]) -> Iterator[NameMention]:
    """Where every word has a capital, only a known first name tells a name."""
    for first, second in pairwise(inside):
        known = first.lower in FIRST_NAMES and layout.text[first.end : second.start] == " "
        plain = strip_possessive(second) in layout.lowercase_words or strip_possessive(second) in SENTENCE_OPENERS
        name = (
            _parse_chunk(layout.text, [first, second], inside[0])
            if known and second.is_capitalised and not plain
            else None
        )
        if name:
            yield name


def _drop_office(run: list[Word]) -> list[Word]:
    """Of "President of the United States", which names nobody, only the country."""
    if _first_name_position(run):
        return run
    for index, word in enumerate(run[1:-1], start=1):
        held = run[index + 1 :]
        while held and held[0].lower == "the":
            held = held[1:]
        office = word.lower in OFFICE_PREPOSITIONS and run[index - 1].lower in TITLES
        if office and held and held[0].lower not in PORTFOLIOS:
            return held
    return run


def _parse_chunk(text: str, run: list[Word], first: Word) -> NameMention | None:
    """The title is what leads up to the last title word; the name is what comes after it."""
    institution = rules.INSTITUTION_HAS_NO_TITLE.holds(_is_institution_phrase(run), run)
    title_length = 0 if institution else rules.TITLE.change(0, _title_length(run), run)
    title, rest = run[:title_length], run[title_length:]
    rest = rules.ADJECTIVE_BEFORE_NAME.change(rest, _strip_adjectives(rest), rest)
    honorific = None
    while len(rest) > 1 and rules.HONORIFIC.holds(rest[0].lower in HONORIFICS, rest[0]):
        honorific, rest = rest[0].lower, rest[1:]
    adjective = len(rest) == 1 and strip_possessive(rest[0]) in _NON_NAME_WORDS
    if not rest or rules.LONE_ADJECTIVE.holds(adjective, rest) or rules.BARE_OFFICE.holds(_is_bare_office(rest), rest):
        return None
    end = _name_end(text, rest[-1])
    return NameMention(
        span=Span(rest[0].start, end),
        printed=_printed_name(text, rest, end),
        parts=tuple(text[word.start : min(word.end, end)] for word in rest),
        title=Span(title[0].start, title[-1].end) if title else None,
        honorific=honorific,
        is_sentence_opening=rest[0] is first and not title,
        has_possessive=is_possessive(rest[-1]) or text[rest[-1].end : rest[-1].end + 1] in ("'", "\u2019"),
    )


def _name_end(text: str, last: Word) -> int:
    if last.lower in ("jr", "sr") and text[last.end : last.end + 1] == ".":
        return last.end + 1
    return last.end - 2 if is_possessive(last) else last.end


def _printed_name(text: str, rest: list[Word], end: int) -> str:
    """The name on one line, without a nickname in marks."""
    pieces = [rest[0].text if len(rest) > 1 else text[rest[0].start : end]]
    for left, right in pairwise(rest):
        gap = text[left.end : right.start]
        pieces += [gap if gap == ". " else " ", right.text if right is not rest[-1] else text[right.start : end]]
    return "".join(pieces)


def _is_institution_phrase(run: list[Word]) -> bool:
    """An institution's phrase, "US embassy" or "US embassy in Cambodia", has no title in front."""
    return run[-1].lower in INSTITUTION_NOUNS or (len(run) > 2 and run[-2].lower == "in")


def _is_bare_office(rest: list[Word]) -> bool:
    """An office in capitals that nobody named holds: "Prime Minister", "President of the conference"."""
    if len(rest) < 2:
        return False
    only = rest[-1].lower in TITLES and all(word.lower in _OFFICE_WORDS or word.lower in COUNTRY_NAMES for word in rest)
    return only or (rest[0].lower in TITLES and rest[1].lower in OFFICE_PREPOSITIONS)


def _strip_adjectives(rest: list[Word]) -> list[Word]:
    """Without what belongs to no name in front ("Democratic", "and"), unless a body is named so."""
    if any(word.lower in _ORGANISATION_WORDS for word in rest):
        return rest
    while rest and (not _can_begin_name(rest[0]) or (len(rest) > 1 and strip_possessive(rest[0]) in _ADJECTIVES)):
        rest = rest[1:]
    return rest


def _can_begin_name(word: Word) -> bool:
    return can_be_in_name(word) or word.text in LEADING_PARTICLES


def _title_length(run: list[Word]) -> int:
    """How many words of a run are a title; none where no name or only an organisation would be left."""
    named = _first_name_position(run)
    if named and any(word.lower in TITLES for word in run[:named]):
        return named
    last = 0
    for index, word in enumerate(run[:-1]):
        if word.lower in TITLES and not _is_first_name(run, index):
            last = index + 1
            while last < len(run) and (run[last].lower in PORTFOLIOS or not can_be_in_name(run[last])):
                last += 1
    if last == len(run) or (run[last].lower in NAME_SUFFIXES and last == len(run) - 1):
        return 0 if len(run) < 3 else len(run)
    if last and any(word.lower in ORGANISATION_NOUNS for word in run[last:]):
        return 0
    return 1 if last == 0 and len(run) > 1 and run[0].lower in TITLE_QUALIFIERS else last


def _first_name_position(run: list[Word]) -> int:
    """Where a known first name with a surname after it begins, behind whatever leads up to it."""
    return next((i for i, word in enumerate(run[:-1]) if i and word.lower in FIRST_NAMES and can_be_in_name(word)), 0)


def _is_first_name(run: list[Word], index: int) -> bool:
    """Dean Acheson is no dean: a first name before one more word."""
    return run[index].lower in FIRST_NAMES and index == len(run) - 2
