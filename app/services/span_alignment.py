"""Realigning spans: the same quote in another text, or in another extraction of the same text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.extraction.types import Span

# Characters of context on each side, to tell two places with the same words apart.
_CONTEXT_LENGTH = 64
# Words that are as short as "he" stand everywhere: without this much of what stood around them they are not found.
_MIN_SHARED_CONTEXT = 8
# The share of common words for two contents to be the same quote.
_MIN_OVERLAP = 0.5


def realign_spans(old: str, new: str, places: Sequence[Span], *, alone: bool = True) -> tuple[Span, ...] | None:
    """The spans of the same words in a new text, in the same order; None if one of them is gone.

    Of several places with the same words, it is the one whose surroundings are most like the old ones. Where the words
    do not stand for themselves (`alone`), as a pronoun does not, some of the surroundings must be the same.
    """
    found: list[Span] = []
    for place in sorted(places):
        at = _find_best_occurrence(old, new, place, found[-1].end if found else 0, _MIN_SHARED_CONTEXT * (not alone))
        if at is None:
            return None
        found.append(Span(at, at + place.end - place.start))
    return tuple(found)


def _find_best_occurrence(old: str, new: str, place: Span, after: int, least: int) -> int | None:
    before, behind = (
        old[max(0, place.start - _CONTEXT_LENGTH) : place.start][::-1],
        old[place.end : place.end + _CONTEXT_LENGTH],
    )
    best: tuple[int, int] | None = None
    where = None
    length = place.end - place.start
    for at in _find_occurrences(new, place.text_in(old), after):
        likeness = _common_prefix_length(before, new[max(0, at - _CONTEXT_LENGTH) : at][::-1])
        likeness += _common_prefix_length(behind, new[at + length : at + length + _CONTEXT_LENGTH])
        rank = (likeness, -abs(at - place.start))
        if likeness >= least and (best is None or rank > best):
            best, where = rank, at
    return where


def _find_occurrences(text: str, words: str, after: int) -> Iterator[int]:
    """The occurrences of the words as whole words."""
    head = r"(?<!\w)" if re.match(r"\w", words) else ""
    tail = r"(?!\w)" if re.match(r"\w", words[-1]) else ""
    return (match.start() for match in re.compile(head + re.escape(words) + tail).finditer(text, after))


def _common_prefix_length(one: str, other: str) -> int:
    """The length of the common prefix of two texts."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class QuoteSpans:
    """The spans of a quote and of the words that report it."""

    content: Sequence[Span]
    cue: Sequence[Span]

    def is_same_quote(self, other: "QuoteSpans") -> bool:
        """Whether these are the same quote: mostly the same words, or the same source and cue for some of them.

        A quote within a quote has a report of its own.
        """
        common = _overlap_length(self.content, other.content)
        share = common / (_total_length(self.content) + _total_length(other.content) - common)
        return share >= _MIN_OVERLAP or (common > 0 and _overlap_length(self.cue, other.cue) > 0)


class QuoteSpanIndex:
    """An index of the quotes of one text, searched by overlap."""

    def __init__(self, places: Mapping[int, QuoteSpans]) -> None:
        self._places = places
        self._spans = sorted((span.start, span.end, key) for key, place in places.items() for span in place.content)
        self._longest = max((end - start for start, end, _ in self._spans), default=0)

    def find_same_quotes(self, place: QuoteSpans) -> list[int]:
        """The quotes that may be the same as this one, those with most common words first."""
        near = {key for span in place.content for key in self._find_overlapping(span)}
        alike = sorted(key for key in near if place.is_same_quote(self._places[key]))
        return sorted(alike, key=lambda key: -_overlap_length(place.content, self._places[key].content))

    def _find_overlapping(self, span: Span) -> Iterator[int]:
        first = bisect_left(self._spans, (span.start - self._longest,))
        last = bisect_right(self._spans, (span.end,))
        return (key for _, end, key in self._spans[first:last] if end > span.start)


def _overlap_length(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def _total_length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)
