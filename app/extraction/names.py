"""Capitalised names as they stand in the text: where each begins and ends, and the title or courtesy before it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.extraction.document import Span
from app.extraction.layout import Layout, Word
from app.extraction.lexicon import table, words

_OPENERS = words("common", "openers", "words")
_DAYS = words("common", "days", "words")
_PARTICLES = words("people", "particles", "inside")
_SUFFIXES = words("people", "particles", "suffixes")
_HONORIFICS = (
    words("people", "honorifics", "male")
    | words("people", "honorifics", "female")
    | words("people", "honorifics", "either")
)
_TITLES = frozenset(
    part for title in words("roles", "titles", "before") for part in title.split() if part != "of"
) | words("roles", "heads", "words")
_QUALIFIERS = words("roles", "portfolios", "qualifiers")
_PORTFOLIOS = words("roles", "portfolios", "words")
_ORGANISATIONS = words("organisations", "nouns", "words")
_ADJECTIVES = words("common", "adjectives", "words")
_FIRST_NAMES = words("first_names", "male") | words("first_names", "female")
_APOSTROPHE = re.compile("['\u2019]")
_OPENING_MARKS = frozenset("\"'\u201c\u2018\u00ab\u201e([")
_EXPANSIONS: dict[str, str] = table("organisations")["expansions"]
_INSTITUTIONS = words("organisations", "institutions", "words")
_LINKS = frozenset(["of", "for", "and", "the", "&", "on"])
# Longer runs of capitals are headlines or lists, not names.
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Name:
    """One mention: the name proper, and what stands right before it ("Prime Minister", "Mr")."""

    span: Span
    printed: str
    parts: tuple[str, ...]
    title: Span | None
    honorific: str | None
    opens_sentence: bool
    possessive: bool

    @property
    def key(self) -> tuple[str, ...]:
        return key_of(self.parts)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without accents, points and case, for comparing names."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if c.isalnum()).casefold() or word


@lru_cache(maxsize=1 << 16)
def key_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of a name, folded, with "UN" written out and without small words in front."""
    folded = [fold(part) for part in parts]
    if len(folded) > 1 and folded[0] in ("the", "le", "la"):
        folded = folded[1:]
    return tuple(word for part in folded for word in _EXPANSIONS.get(part, part).split())


def find_names(layout: Layout) -> list[Name]:
    """Every mention in the order of the text; headlines in title case tell nothing and are passed over."""
    names: list[Name] = []
    for sentence in layout.sentences:
        inside = layout.words_in(sentence)
        if _is_headline(inside):
            names += _in_headline(layout, inside)
            continue
        for run in _runs(layout.text, inside):
            names += _read_run(layout.text, run, inside[0])
    return names


def _in_headline(layout: Layout, inside: tuple[Word, ...]) -> Iterator[Name]:
    """Where every word has a capital, only a known first name tells a name."""
    for first, second in zip(inside, inside[1:], strict=False):
        if first.lower in _FIRST_NAMES and second.capital and _bare(second) not in layout.small_words:
            if layout.text[first.end : second.start] == " " and _bare(second) not in _OPENERS:
                yield from _read_run(layout.text, [first, second], inside[0])


def _is_headline(inside: tuple[Word, ...]) -> bool:
    long = [word for word in inside if len(word.text) > 3]
    return len(long) > 4 and sum(word.capital for word in long) > 0.75 * len(long)


def _runs(text: str, inside: tuple[Word, ...]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for index, word in enumerate(inside):
        if run and not _touches(text, run[-1], word):
            yield from _closed(run)
            run = []
        if _is_capital(word) and not _only_opens(text, word, index):
            run.append(word)
        elif run and word.lower in _INSTITUTIONS:
            yield [*run, word, *_seat(text, inside[index + 1 : index + 3])]
            run = []
        elif run and (
            _links(run, word, inside[index + 1 : index + 3]) or _leads_to_institution(inside[index : index + 2])
        ):
            run.append(word)
        else:
            yield from _closed(run)
            run = []
    yield from _closed(run)


def _only_opens(text: str, word: Word, index: int) -> bool:
    """Whether the capital may be owed to the place alone: "However" in front, "I'm" anywhere."""
    bare = _APOSTROPHE.split(word.lower, maxsplit=1)[0]
    if bare == "the" or (bare != word.lower and not _owner(word.text)):
        return bare in _OPENERS
    opens = index == 0 or text[word.start - 1] in _OPENING_MARKS or text[word.start - 2 : word.start] in ("> ", "- ")
    return (opens and bare in _OPENERS) or bare == "i"


def _leads_to_institution(following: tuple[Word, ...]) -> bool:
    """ "foreign ministry" and the like after "Russian"."""
    return (
        len(following) == 2 and following[0].lower in _PORTFOLIOS | _QUALIFIERS and following[1].lower in _INSTITUTIONS
    )


def _seat(text: str, following: tuple[Word, ...]) -> Iterator[Word]:
    """ " in Cambodia" after "US embassy"."""
    if len(following) == 2 and following[0].lower == "in" and _is_capital(following[1]):
        yield from following


def _closed(run: list[Word]) -> Iterator[list[Word]]:
    while run and not _is_capital(run[-1]):
        run = run[:-1]
    if run and len(run) <= _LONGEST:
        yield run


def _is_capital(word: Word) -> bool:
    return word.capital or any(word.lower.startswith(p) for p in words("people", "particles", "joined"))


def _touches(text: str, left: Word, right: Word) -> bool:
    """One space between them, or the point of an initial or an abbreviation; a possessive ends a name."""
    gap = text[left.end : right.start]
    if _owner(left.text) or text[left.end : left.end + 1] in ("'", "\u2019"):
        return False
    return gap in (" ", "\u00a0") or (gap == ". " and (len(left.text) <= 2 or left.lower in _TITLES | _HONORIFICS))


def _links(run: list[Word], word: Word, following: tuple[Word, ...]) -> bool:
    """Small words inside a name: "van der Bellen", and "Academy of Sciences" but not "Rice of Stanford"."""
    if not any(_is_capital(later) for later in following):
        return False
    if word.lower in _PARTICLES:
        return True
    if word.lower == "the" and run[-1].lower == "of":
        return True
    of_an_office = word.lower in ("of", "for") and run[-1].lower in _TITLES and _portfolio(following)
    named = any(part.lower in _ORGANISATIONS for part in run)
    ahead = word.lower in ("and", "&") and following[-1].lower in _ORGANISATIONS and not len(run) > 1
    of_a_body = word.lower in _LINKS and (named or ahead) and following[0].lower not in _DAYS
    return of_an_office or of_a_body or (word.lower == "and" and run[-1].lower in _PORTFOLIOS and _portfolio(following))


def _portfolio(following: tuple[Word, ...]) -> bool:
    return bool(following) and following[0].lower in _PORTFOLIOS | {"the"}


def _owner(text: str) -> bool:
    return text.endswith(("'s", "\u2019s"))


def _read_run(text: str, run: list[Word], first: Word) -> Iterator[Name]:
    """The title is what leads up to the last title word; the name is what comes after it."""
    cut = 0 if run[-1].lower in _INSTITUTIONS or (run[-2:-1] and run[-2].lower == "in") else _title_length(run)
    title, rest = run[:cut], _without_adjectives(run[cut:])
    honorific = None
    while len(rest) > 1 and rest[0].lower in _HONORIFICS:
        honorific, rest = rest[0].lower, rest[1:]
    if not rest or (len(rest) == 1 and _bare(rest[0]) in _DAYS | _ADJECTIVES | _HONORIFICS):
        return
    possessive = _owner(rest[-1].text) or text[rest[-1].end : rest[-1].end + 1] in ("'", "\u2019")
    end = rest[-1].end - (2 if _owner(rest[-1].text) else 0)
    if rest[-1].lower in ("jr", "sr") and text[end : end + 1] == ".":
        end += 1
    yield Name(
        Span(rest[0].start, end),
        text[rest[0].start : end],
        tuple(text[word.start : min(word.end, end)] for word in rest),
        Span(title[0].start, title[-1].end) if title else None,
        honorific,
        rest[0] is first and not title,
        possessive,
    )


def _bare(word: Word) -> str:
    return word.lower[:-2] if _owner(word.text) else word.lower


def _without_adjectives(rest: list[Word]) -> list[Word]:
    """ "Democratic Senator Y", "and Mr X": what belongs to no name is dropped in front, unless a body is named so."""
    if any(word.lower in _ORGANISATIONS | _INSTITUTIONS for word in rest):
        return rest
    while rest and (not _is_capital(rest[0]) or (len(rest) > 1 and _bare(rest[0]) in _ADJECTIVES | _DAYS)):
        rest = rest[1:]
    return rest


def _title_length(run: list[Word]) -> int:
    """How many words of a run are a title; none where no name or only an organisation would be left."""
    last = 0
    named = _first_name(run)
    if named and any(word.lower in _TITLES for word in run[:named]):
        return named
    for index, word in enumerate(run[:-1]):
        if word.lower in _TITLES and not _is_first_name(run, index):
            last = index + 1
            while last < len(run) and (run[last].lower in _PORTFOLIOS or not _is_capital(run[last])):
                last += 1
    if last == len(run) or run[last].lower in _SUFFIXES:
        return 0 if len(run) < 3 else len(run)
    if last and any(word.lower in _ORGANISATIONS for word in run[last:]):
        return 0
    return 1 if last == 0 and len(run) > 1 and run[0].lower in _QUALIFIERS else last


def _first_name(run: list[Word]) -> int:
    """Where a known first name with a surname after it begins, behind whatever leads up to it."""
    return next((i for i, word in enumerate(run[:-1]) if i and word.lower in _FIRST_NAMES and _is_capital(word)), 0)


def _is_first_name(run: list[Word], index: int) -> bool:
    """ "Dean Acheson" is no dean: a first name before one more word."""
    return run[index].lower in _FIRST_NAMES and index == len(run) - 2
