"""Runs of words with capitals, with the small words inside them: what a name may be cut out of."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.extraction.lang.lexicon import country_forms, words
from app.extraction.structure.segmentation import Layout, Word

_OPENERS = words("common", "openers", "words")
_DAYS = words("common", "days", "words")
_GROUPS = words("roles", "groups", "words")
_TITLES = words("roles", "titles", "before") | words("roles", "heads", "words")
_ABBREVIATED = _TITLES | words("people", "honorifics", "male", "female", "either")
_PORTFOLIOS = words("roles", "portfolios", "words")
_LEADING_TO_INSTITUTIONS = _PORTFOLIOS | words("roles", "portfolios", "qualifiers")
_INSTITUTIONS = words("organisations", "institutions", "words")
_ORGANISATIONS = words("organisations", "nouns", "words")
_PARTICLES = words("people", "particles", "inside")
_LEADING = words("people", "particles", "leading")
_JOINED = tuple(sorted(words("people", "particles", "joined")))
_COUNTRIES = country_forms("names")
_APOSTROPHE = re.compile("['\u2019]")
_OPENING_MARKS = frozenset("\"'\u201c\u2018\u00ab\u201e([")
_SPACES = frozenset((" ", "\n", "\u00a0"))
_LINKS = frozenset(("of", "for", "the", "on"))
# Longer runs of capitals are headlines or lists, not names, and longer words no part of one.
_LONGEST, _LONGEST_WORD = 12, 100


def find_runs(layout: Layout, inside: tuple[Word, ...]) -> Iterator[list[Word]]:
    """The runs of one sentence, in order."""
    run: list[Word] = []
    for index, word in enumerate(inside):
        if run and _is_nickname(layout.text, run[-1], word, inside[index + 1 : index + 2]):
            continue
        if run and not _touches(layout.text, run[-1], word):
            yield from _closed(run)
            run = []
        if (is_capital(word) and not _only_opens(layout.text, word, index)) or (
            not run and word.text in _LEADING and _leads_to_capital(layout.text, inside[index : index + 4])
        ):
            run.append(word)
        elif run and word.lower in _INSTITUTIONS:
            if len(run) <= _LONGEST:
                yield [*run, word, *_seat(inside[index + 1 : index + 3])]
            run = []
        elif run and _belongs_inside(run, word, inside[index + 1 : index + 3]):
            run.append(word)
        else:
            yield from _closed(run)
            run = []
    yield from _closed(run)


def is_capital(word: Word) -> bool:
    """Whether a word may stand in a name: with a capital, or with a particle joined on ("al-Assad")."""
    return (word.capital or word.lower.startswith(_JOINED)) and len(word.text) <= _LONGEST_WORD


def is_possessive(word: Word) -> bool:
    return word.text.endswith(("'s", "\u2019s"))


def bare(word: Word) -> str:
    """The word in lower case without a possessive's ending."""
    return word.lower[:-2] if is_possessive(word) else word.lower


def _closed(run: list[Word]) -> Iterator[list[Word]]:
    end = len(run)
    while end and not is_capital(run[end - 1]):
        end -= 1
    if 0 < end <= _LONGEST:
        yield run[:end]


def _only_opens(text: str, word: Word, index: int) -> bool:
    """Whether the capital may be owed to the place alone: "However" in front, "I'm" anywhere."""
    stem = _APOSTROPHE.split(word.lower, maxsplit=1)[0]
    if stem == "the" or (stem != word.lower and not is_possessive(word)):
        return stem in _OPENERS
    if index == 0 and stem in _GROUPS:
        return True
    opens = index == 0 or text[word.start - 1] in _OPENING_MARKS or text[word.start - 2 : word.start] in ("> ", "- ")
    return (opens and stem in _OPENERS) or stem == "i"


def _touches(text: str, left: Word, right: Word) -> bool:
    """Nothing but a space between them, the point of an initial or an abbreviation, or a nickname in marks."""
    gap = text[left.end : right.start]
    if len(gap) > 4 and gap[0] == gap[-1] == " " and gap[1] in _OPENING_MARKS and gap[1:-1].count(" ") == 0:
        return True
    if is_possessive(left) or text[left.end : left.end + 1] in ("'", "\u2019"):
        return False
    return gap in _SPACES or (gap == ". " and (len(left.text) <= 2 or left.lower in _ABBREVIATED))


def _is_nickname(text: str, left: Word, word: Word, following: tuple[Word, ...]) -> bool:
    """Whether the word is as Mo in 'Marjorie "Mo" Mowlam'."""
    before = text[left.end : word.start]
    after = text[word.end : following[0].start] if following else ""
    return len(before) == len(after) == 2 and before[0] == after[1] == " " and before[1] in _OPENING_MARKS


def _belongs_inside(run: list[Word], word: Word, following: tuple[Word, ...]) -> bool:
    """Small words inside a name: "van der Bellen", "Academy of Sciences", "Russian foreign ministry"."""
    if len(following) > 0 and following[0].lower in _INSTITUTIONS and word.lower in _LEADING_TO_INSTITUTIONS:
        return True
    if not any(is_capital(later) for later in following):
        return False
    if word.lower in _PARTICLES or (word.lower == "the" and run[-1].lower == "of"):
        return True
    if word.lower in ("and", "&"):
        return _joins_body(run, following)
    names_office = word.lower in ("of", "for") and run[-1].lower in _TITLES and _is_portfolio(following[0])
    names_body = word.lower in _LINKS and any(part.lower in _ORGANISATIONS for part in run[:_LONGEST])
    return names_office or (names_body and following[0].lower not in _DAYS)


def _is_portfolio(word: Word) -> bool:
    return word.lower == "the" or word.lower in _PORTFOLIOS


def _joins_body(run: list[Word], following: tuple[Word, ...]) -> bool:
    """As in "Securities and Exchange Commission" and "Ministry of Trade and Industry", not "the Union and Britain"."""
    if following[0].lower in _COUNTRIES or not is_capital(following[0]):
        return False
    ahead = following[-1].lower in _ORGANISATIONS and run[-1].lower not in _ORGANISATIONS
    small = [position for position, word in enumerate(run[:_LONGEST]) if not word.capital]
    body = bool(small) and any(word.lower in _ORGANISATIONS for word in run[: small[0]])
    portfolio = run[-1].lower in _PORTFOLIOS and following[0].lower in _PORTFOLIOS
    return portfolio or (ahead and len(run) < 3) or (body and run[small[0]].lower in ("of", "for"))


def _leads_to_capital(text: str, following: tuple[Word, ...]) -> bool:
    """Whether small words begin a name: "von der Leyen"."""
    for left, right in pairwise(following):
        if text[left.end : right.start] != " ":
            return False
        if right.capital:
            return True
        if right.text not in _PARTICLES:
            return False
    return False


def _seat(following: tuple[Word, ...]) -> tuple[Word, ...]:
    """The two words "in Cambodia" after "US embassy"."""
    return following if len(following) == 2 and following[0].lower == "in" and is_capital(following[1]) else ()
