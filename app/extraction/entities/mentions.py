"""Names as they stand in the text: where each begins and ends, and the title or courtesy before it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.extraction.document import Span
from app.extraction.entities.name_chunks import bare, find_runs, is_capital, is_possessive
from app.extraction.lang.lexicon import country_forms, table, words
from app.extraction.structure.segmentation import Layout, Word

_HONORIFICS = words("people", "honorifics", "male", "female", "either")
_QUALIFIERS = words("roles", "portfolios", "qualifiers")
_PORTFOLIOS = words("roles", "portfolios", "words")
_BEFORE = words("roles", "titles", "before")
# The words that make an office of what stands before a name; "foreign" and "prime" only go with them.
TITLES = (
    frozenset(part for title in _BEFORE for part in title.split() if part != "of") - (_QUALIFIERS | _PORTFOLIOS)
    | {title for title in _BEFORE if " " not in title}
    | words("roles", "heads", "words")
)
_OF_OFFICES = _QUALIFIERS | _PORTFOLIOS | TITLES
_COUNTRIES = country_forms("names")
_OPENERS = words("common", "openers", "words")
_BODIES = words("organisations", "nouns", "words")
_INSTITUTIONS = words("organisations", "institutions", "words")
_OF_BODIES = _BODIES | _INSTITUTIONS
_FIRST_NAMES = words("first_names", "male") | words("first_names", "female")
_LEADING = words("people", "particles", "leading")
_SUFFIXES = words("people", "particles", "suffixes")
_ADJECTIVES = country_forms("demonyms") | words("common", "adjectives", "words") | words("common", "days", "words")
_NO_NAMES = _ADJECTIVES | _HONORIFICS
_EXPANSIONS: dict[str, str] = table("organisations")["expansions"]


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
    def is_title(self) -> bool:
        """A lone title: somebody's name only where the text has a fuller one ("John Major")."""
        return len(self.parts) == 1 and not self.title and not self.honorific and self.parts[0].lower() in TITLES

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
    folded = [_EXPANSIONS.get(fold(part), fold(part)) if part.isupper() else fold(part) for part in parts]
    if len(folded) > 1 and folded[0] in ("the", "le", "la"):
        folded = folded[1:]
    return tuple(word for part in folded for word in part.split())


def find_names(layout: Layout) -> list[Name]:
    """Every mention in the order of the text."""
    names: list[Name] = []
    paragraphs = set(layout.paragraphs)
    for sentence in layout.paced(layout.sentences):
        inside = layout.words_in(sentence)
        if sentence in paragraphs and _is_headline(inside):
            names += _in_headline(layout, inside)
        else:
            names += _in_sentence(layout, inside)
    return names


def _in_sentence(layout: Layout, inside: tuple[Word, ...]) -> Iterator[Name]:
    for run in find_runs(layout, inside):
        if name := _read_run(layout.text, _behind_office(run), inside[0]):
            yield name


def _is_headline(inside: tuple[Word, ...]) -> bool:
    long = [word for word in inside if len(word.text) > 3]
    return len(long) > 4 and sum(word.capital for word in long) > 0.75 * len(long)


def _in_headline(layout: Layout, inside: tuple[Word, ...]) -> Iterator[Name]:
    """Where every word has a capital, only a known first name tells a name."""
    for first, second in pairwise(inside):
        known = first.lower in _FIRST_NAMES and layout.text[first.end : second.start] == " "
        plain = bare(second) in layout.small_words or bare(second) in _OPENERS
        name = _read_run(layout.text, [first, second], inside[0]) if known and second.capital and not plain else None
        if name:
            yield name


def _behind_office(run: list[Word]) -> list[Word]:
    """Of "President of the United States", which names nobody, only the country."""
    if _first_name(run):
        return run
    for index, word in enumerate(run[1:-1], start=1):
        held = run[index + 1 :]
        while held and held[0].lower == "the":
            held = held[1:]
        office = word.lower in ("of", "for") and run[index - 1].lower in TITLES
        if office and held and held[0].lower not in _PORTFOLIOS:
            return held
    return run


def _read_run(text: str, run: list[Word], first: Word) -> Name | None:
    """The title is what leads up to the last title word; the name is what comes after it."""
    title_length = 0 if _is_seated(run) else _title_length(run)
    title, rest = run[:title_length], _without_adjectives(run[title_length:])
    honorific = None
    while len(rest) > 1 and rest[0].lower in _HONORIFICS:
        honorific, rest = rest[0].lower, rest[1:]
    if not rest or (len(rest) == 1 and bare(rest[0]) in _NO_NAMES) or _is_office(rest):
        return None
    end = _end(text, rest[-1])
    return Name(
        span=Span(rest[0].start, end),
        printed=_printed(text, rest, end),
        parts=tuple(text[word.start : min(word.end, end)] for word in rest),
        title=Span(title[0].start, title[-1].end) if title else None,
        honorific=honorific,
        opens_sentence=rest[0] is first and not title,
        possessive=is_possessive(rest[-1]) or text[rest[-1].end : rest[-1].end + 1] in ("'", "\u2019"),
    )


def _end(text: str, last: Word) -> int:
    if last.lower in ("jr", "sr") and text[last.end : last.end + 1] == ".":
        return last.end + 1
    return last.end - 2 if is_possessive(last) else last.end


def _printed(text: str, rest: list[Word], end: int) -> str:
    """The name on one line, without a nickname in marks."""
    pieces = [rest[0].text if len(rest) > 1 else text[rest[0].start : end]]
    for left, right in pairwise(rest):
        gap = text[left.end : right.start]
        pieces += [gap if gap == ". " else " ", right.text if right is not rest[-1] else text[right.start : end]]
    return "".join(pieces)


def _is_seated(run: list[Word]) -> bool:
    """An institution's phrase, "US embassy" or "US embassy in Cambodia", has no title in front."""
    return run[-1].lower in _INSTITUTIONS or (len(run) > 2 and run[-2].lower == "in")


def _is_office(rest: list[Word]) -> bool:
    """An office in capitals that nobody named holds: "Prime Minister", "President of the conference"."""
    if len(rest) < 2:
        return False
    only = rest[-1].lower in TITLES and all(word.lower in _OF_OFFICES or word.lower in _COUNTRIES for word in rest)
    return only or (rest[0].lower in TITLES and rest[1].lower in ("of", "for"))


def _without_adjectives(rest: list[Word]) -> list[Word]:
    """Without what belongs to no name in front ("Democratic", "and"), unless a body is named so."""
    if any(word.lower in _OF_BODIES for word in rest):
        return rest
    while rest and (not _may_begin(rest[0]) or (len(rest) > 1 and bare(rest[0]) in _ADJECTIVES)):
        rest = rest[1:]
    return rest


def _may_begin(word: Word) -> bool:
    return is_capital(word) or word.text in _LEADING


def _title_length(run: list[Word]) -> int:
    """How many words of a run are a title; none where no name or only an organisation would be left."""
    named = _first_name(run)
    if named and any(word.lower in TITLES for word in run[:named]):
        return named
    last = 0
    for index, word in enumerate(run[:-1]):
        if word.lower in TITLES and not _is_first_name(run, index):
            last = index + 1
            while last < len(run) and (run[last].lower in _PORTFOLIOS or not is_capital(run[last])):
                last += 1
    if last == len(run) or (run[last].lower in _SUFFIXES and last == len(run) - 1):
        return 0 if len(run) < 3 else len(run)
    if last and any(word.lower in _BODIES for word in run[last:]):
        return 0
    return 1 if last == 0 and len(run) > 1 and run[0].lower in _QUALIFIERS else last


def _first_name(run: list[Word]) -> int:
    """Where a known first name with a surname after it begins, behind whatever leads up to it."""
    return next((i for i, word in enumerate(run[:-1]) if i and word.lower in _FIRST_NAMES and is_capital(word)), 0)


def _is_first_name(run: list[Word], index: int) -> bool:
    """Dean Acheson is no dean: a first name before one more word."""
    return run[index].lower in _FIRST_NAMES and index == len(run) - 2
