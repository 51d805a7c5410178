"""Capitalised names as they stand in the text: where each begins and ends, and the title or courtesy before it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.extraction.document import Span
from app.extraction.layout import Layout, Word
from app.extraction.lexicon import country_forms, table, words

_OPENERS = words("common", "openers", "words")
_DAYS = words("common", "days", "words")
_JOINED = tuple(sorted(words("people", "particles", "joined")))
_PARTICLES = words("people", "particles", "inside")
_SUFFIXES = words("people", "particles", "suffixes")
_HONORIFICS = (
    words("people", "honorifics", "male")
    | words("people", "honorifics", "female")
    | words("people", "honorifics", "either")
)
_QUALIFIERS = words("roles", "portfolios", "qualifiers")
_PORTFOLIOS = words("roles", "portfolios", "words")
# The words that make an office of what stands before a name; "foreign" and "prime" only go with them.
TITLES = (
    frozenset(part for title in words("roles", "titles", "before") for part in title.split() if part != "of")
    - (_QUALIFIERS | _PORTFOLIOS)
    | {title for title in words("roles", "titles", "before") if " " not in title}
    | words("roles", "heads", "words")
)
_ORGANISATIONS = words("organisations", "nouns", "words")
_DEMONYMS = country_forms("demonyms")
_ADJECTIVES = _DEMONYMS | words("common", "adjectives", "words")
_FIRST_NAMES = words("first_names", "male") | words("first_names", "female")
_APOSTROPHE = re.compile("['\u2019]")
_OPENING_MARKS = frozenset("\"'\u201c\u2018\u00ab\u201e([")
_EXPANSIONS: dict[str, str] = table("organisations")["expansions"]
_INSTITUTIONS = words("organisations", "institutions", "words")
_NO_NAMES = _DAYS | _ADJECTIVES | _HONORIFICS
_GROUPS = words("roles", "groups", "words")
_NICKNAME_MARKS = frozenset("\"'\u201c\u2018(")
_JOINTS = frozenset((" ", "\n", "\u00a0"))
_COUNTRIES = country_forms("names")
_LINKS = frozenset(("of", "for", "the", "on"))
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
    folded = [fold(part) for part in parts]
    if len(folded) > 1 and folded[0] in ("the", "le", "la"):
        folded = folded[1:]
    return tuple(word for part in folded for word in _EXPANSIONS.get(part, part).split())


def find_names(layout: Layout) -> list[Name]:
    """Every mention in the order of the text; headlines in title case tell nothing and are passed over."""
    names: list[Name] = []
    paragraphs = set(layout.paragraphs)
    for sentence in layout.sentences:
        inside = layout.words_in(sentence)
        if sentence in paragraphs and _is_headline(inside):
            names += _in_headline(layout, inside)
            continue
        for run in _runs(layout.text, inside):
            for part in _parted(run):
                names += _read_run(layout.text, part, inside[0])
    return names


def _in_headline(layout: Layout, inside: tuple[Word, ...]) -> Iterator[Name]:
    """Where every word has a capital, only a known first name tells a name."""
    for first, second in zip(inside, inside[1:], strict=False):
        if first.lower in _FIRST_NAMES and second.capital and _bare(second) not in layout.small_words:
            if layout.text[first.end : second.start] == " " and _bare(second) not in _OPENERS:
                yield from _read_run(layout.text, [first, second], inside[0])


def _parted(run: list[Word]) -> list[list[Word]]:
    """"President of the United States" is an office, and a country beside it."""
    for index, word in enumerate(run[1:-1], start=1):
        ends = word.lower in ("of", "for") and run[index - 1].lower in TITLES
        following = next(later for later in run[index + 1 :] if later.lower != "the")
        if ends and following.lower not in _PORTFOLIOS and not _first_name(run):
            return [run[run.index(following) :]]
    return [run]


def _is_headline(inside: tuple[Word, ...]) -> bool:
    long = [word for word in inside if len(word.text) > 3]
    return len(long) > 4 and sum(word.capital for word in long) > 0.75 * len(long)


def _runs(text: str, inside: tuple[Word, ...]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for index, word in enumerate(inside):
        if run and _is_nickname(text, run[-1], word, inside[index + 1 : index + 2]):
            continue
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


def _is_nickname(text: str, left: Word, word: Word, following: tuple[Word, ...]) -> bool:
    """"Mo" in "Marjorie “Mo” Mowlam"."""
    before = text[left.end : word.start]
    after = text[word.end : following[0].start] if following else ""
    return len(before) == len(after) == 2 and before[0] == after[1] == " " and before[1] in _NICKNAME_MARKS


def _only_opens(text: str, word: Word, index: int) -> bool:
    """Whether the capital may be owed to the place alone: "However" in front, "I'm" anywhere."""
    bare = _APOSTROPHE.split(word.lower, maxsplit=1)[0]
    if bare == "the" or (bare != word.lower and not _owner(word.text)):
        return bare in _OPENERS
    if index == 0 and bare in _GROUPS:
        return True
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
    return word.capital or word.lower.startswith(_JOINED)


def _touches(text: str, left: Word, right: Word) -> bool:
    """One space between them, or the point of an initial or an abbreviation; a possessive ends a name."""
    gap = text[left.end : right.start]
    if len(gap) > 4 and gap[0] == gap[-1] == " " and gap[1] in _NICKNAME_MARKS and gap[1:-1].count(" ") == 0:
        return True
    if _owner(left.text) or text[left.end : left.end + 1] in ("'", "\u2019"):
        return False
    return gap in _JOINTS or (gap == ". " and (len(left.text) <= 2 or left.lower in TITLES | _HONORIFICS))


def _links(run: list[Word], word: Word, following: tuple[Word, ...]) -> bool:
    """Small words inside a name: "van der Bellen", and "Academy of Sciences" but not "Rice of Stanford"."""
    if not any(_is_capital(later) for later in following):
        return False
    if word.lower in _PARTICLES:
        return True
    if word.lower == "the" and run[-1].lower == "of":
        return True
    of_an_office = word.lower in ("of", "for") and run[-1].lower in TITLES and _portfolio(following)
    if word.lower in ("and", "&"):
        return _joins_body(run, following)
    of_an_office = word.lower in ("of", "for") and run[-1].lower in TITLES and _portfolio(following)
    of_a_body = word.lower in _LINKS and any(part.lower in _ORGANISATIONS for part in run)
    return of_an_office or (of_a_body and following[0].lower not in _DAYS)


def _joins_body(run: list[Word], following: tuple[Word, ...]) -> bool:
    """"Securities and Exchange Commission", "Ministry of Trade and Industry", but not "the Union and Britain"."""
    if following[0].lower in _COUNTRIES or not _is_capital(following[0]):
        return False
    ahead = following[-1].lower in _ORGANISATIONS and run[-1].lower not in _ORGANISATIONS
    small = [position for position, word in enumerate(run) if not word.capital]
    body = bool(small) and any(word.lower in _ORGANISATIONS for word in run[: small[0]])
    portfolio = run[-1].lower in _PORTFOLIOS and following[0].lower in _PORTFOLIOS
    return portfolio or (ahead and len(run) < 3) or (body and run[small[0]].lower in ("of", "for"))


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
    if not rest or (len(rest) == 1 and _bare(rest[0]) in _NO_NAMES) or _is_office(rest):
        return
    possessive = _owner(rest[-1].text) or text[rest[-1].end : rest[-1].end + 1] in ("'", "\u2019")
    end = rest[-1].end - (2 if _owner(rest[-1].text) else 0)
    if rest[-1].lower in ("jr", "sr") and text[end : end + 1] == ".":
        end += 1
    yield Name(
        Span(rest[0].start, end),
        _printed(text, rest, end),
        tuple(text[word.start : min(word.end, end)] for word in rest),
        Span(title[0].start, title[-1].end) if title else None,
        honorific,
        rest[0] is first and not title,
        possessive,
    )


def _printed(text: str, rest: list[Word], end: int) -> str:
    """The name on one line, without a nickname in marks."""
    pieces = [rest[0].text]
    for left, right in zip(rest, rest[1:], strict=False):
        gap = text[left.end : right.start]
        pieces += [gap if gap == ". " else " ", right.text]
    whole = "".join(pieces)
    return whole[:-2] if _owner(rest[-1].text) else whole + text[rest[-1].end : end]


def _is_office(rest: list[Word]) -> bool:
    """"President of the conference": an office in capitals, held by nobody named."""
    if len(rest) < 2:
        return False
    only = rest[-1].lower in TITLES and all(word.lower in _QUALIFIERS | _PORTFOLIOS | TITLES for word in rest)
    return only or (rest[0].lower in TITLES and rest[1].lower in ("of", "for"))


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
    if named and any(word.lower in TITLES for word in run[:named]):
        return named
    for index, word in enumerate(run[:-1]):
        if word.lower in TITLES and not _is_first_name(run, index):
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
