"""What of a text is shown for a search, for an engine that cannot tell: the excerpt that FTS5 would choose.

The rules are those of its auxiliary function `snippet` (https://www.sqlite.org/fts5.html#the_snippet_function): as many
of the words that were looked for as fit, from the beginning of a sentence where that loses none of them.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice, takewhile

from app.database.fulltext import ELLIPSIS, MARK_CLOSE, MARK_OPEN, SNIPPET_WORDS, Terms

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]++[^\W_]*+)*+")
_ACCENT = re.compile("[\u0300-\u036f]")
_NEW_TERM_SCORE, _REPEATED_TERM_SCORE, _TEXT_START_BONUS, _SENTENCE_START_BONUS = 1_000, 1, 120, 100


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a term was found, in words."""

    term: int
    start: int
    end: int


def make_snippet(text: str, terms: Terms, *, whole: bool = False) -> str:
    """Some words of a text, or all of it, with what was found in it between marks."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    places = _find_matches([_fold_accents(text[start:end]) for start, end in words], terms)
    first, last = (0, len(words)) if whole else _choose_window(text, words, places)
    begin = words[first][0] if first else 0
    end = words[last - 1][1] if last < len(words) else len(text)
    shown = [(words[place.start][0], words[place.end - 1][1]) for place in places if first <= place.start < last]
    cut = (ELLIPSIS * (first > 0), ELLIPSIS * (last < len(words)))
    return cut[0] + _mark_spans(text, begin, end, shown) + cut[1]


def has_match(text: str, terms: Terms) -> bool:
    return bool(_find_matches([_fold_accents(word) for word in _WORD.findall(text)], terms))


def _fold_accents(word: str) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFD", word.lower()))


def _find_matches(words: list[str], terms: Terms) -> list[_Match]:
    found = []
    for number, term in enumerate(terms):
        if not term.unwanted:
            asked = [(_folded_words(phrase.words), phrase.prefix) for phrase in term.any_of]
            # A word has many forms, and a text many words.
            single = {sought[0] for sought, prefix in asked if len(sought) == 1 and not prefix}
            found += [_Match(number, at, at + 1) for at, word in enumerate(words) if word in single]
            for sought, prefix in asked:
                if len(sought) > 1 or (sought and prefix):
                    found += [
                        _Match(number, at, at + len(sought))
                        for at in range(len(words) - len(sought) + 1)
                        if _matches_phrase(words[at : at + len(sought)], sought, prefix)
                    ]
    return sorted(found, key=lambda place: (place.start, place.term))


def _folded_words(words: str) -> list[str]:
    return [_fold_accents(word) for word in _WORD.findall(words)]


def _matches_phrase(words: list[str], sought: list[str], prefix: bool) -> bool:
    if prefix:
        return words[:-1] == sought[:-1] and words[-1].startswith(sought[-1])
    return words == sought


def _choose_window(text: str, words: list[tuple[int, int]], places: list[_Match]) -> tuple[int, int]:
    """The words from which and up to which a text is shown."""
    best, start, sentence = 0, 0, 0
    sentences = [number for number, (at, _) in enumerate(words) if not number or _is_sentence_start(text, at)]
    for number, place in enumerate(places):
        score, middle = _score_window(places, number, place.start, len(words))
        if score > best:
            best, start = score, middle
        sentence = sentences[bisect_right(sentences, place.start) - 1]
        if sentence < place.start:
            score = _score_window(places, number, sentence, len(words))[0] + (
                _SENTENCE_START_BONUS if sentence else _TEXT_START_BONUS
            )
            if score > best:
                best, start = score, sentence
    return start, min(start + SNIPPET_WORDS, len(words))


def _score_window(places: list[_Match], number: int, first: int, length: int) -> tuple[int, int]:
    """How much is found from a word on, which is not after a place, and from which on it would stand in the middle."""
    while number and places[number - 1].start >= first:
        number -= 1
    inside = list(takewhile(lambda place: place.start < first + SNIPPET_WORDS, islice(places, number, None)))
    terms = len({place.term for place in inside})
    room = SNIPPET_WORDS - (inside[-1].end - inside[0].start) if inside else 0
    middle = min((inside[0].start if inside else first) - room // 2, length - SNIPPET_WORDS)
    return terms * _NEW_TERM_SCORE + (len(inside) - terms) * _REPEATED_TERM_SCORE, max(middle, 0)


def _is_sentence_start(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t\n\r":
        at -= 1
    return not at or text[at - 1] in ".:"


def _mark_spans(text: str, begin: int, end: int, shown: list[tuple[int, int]]) -> str:
    pieces, at = [], begin
    for start, stop in _merge_overlaps(shown):
        pieces += [text[at:start], MARK_OPEN, text[start:stop], MARK_CLOSE]
        at = stop
    return "".join([*pieces, text[at:end]])


def _merge_overlaps(shown: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that overlap, as one."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(shown):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
