"""Which quotes of a newer text are quotes of an older one in other words.

The same speaker has said both, or the same source is printed with both, and most of the words are the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# How much of two quotes must be the same words in the same order: twice the common ones by all.
_MIN_SIMILARITY = 0.6
# Of longer ones the beginning is compared: the time that it takes grows with the square.
_MAX_COMPARED_WORDS = 60
# Quotes of one speaker stay in their order, more or less: those that are further apart than this are not compared.
_MAX_RANK_DISTANCE = 5


@dataclass(frozen=True, slots=True)
class ComparableQuote:
    """A quote as far as it is compared; `source` is what the article printed for who said it."""

    text: str
    speaker: str | None
    source: str | None


def match_reworded_quotes(old: Sequence[ComparableQuote], new: Sequence[ComparableQuote]) -> dict[int, int]:
    """The number of the old quote that each new one has come from, by the number of the new one; no old one twice.

    Both are in the order of their texts. The most alike are paired first.
    """
    likeness = {
        pair: _word_similarity(old[pair[0]].text, new[pair[1]].text) for pair in set(_candidate_pairs(old, new))
    }
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for was, becomes in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        if likeness[was, becomes] >= _MIN_SIMILARITY and was not in taken and becomes not in pairs:
            pairs[becomes] = was
            taken.add(was)
    return pairs


def _candidate_pairs(old: Sequence[ComparableQuote], new: Sequence[ComparableQuote]) -> Iterator[tuple[int, int]]:
    """The numbers of those that one speaker may have said."""
    olds, news = _group_by_speaker(old), _group_by_speaker(new)
    for speaker, ours in olds.items():
        theirs = news.get(speaker, [])
        for rank, was in enumerate(ours):
            yield from (
                (was, becomes) for becomes in theirs[max(0, rank - _MAX_RANK_DISTANCE) : rank + _MAX_RANK_DISTANCE + 1]
            )


def _group_by_speaker(quotes: Sequence[ComparableQuote]) -> dict[tuple[str, str], list[int]]:
    found = defaultdict(list)
    for number, quote in enumerate(quotes):
        if quote.speaker is not None:
            found["speaker", quote.speaker].append(number)
        if quote.source is not None:
            found["source", quote.source.casefold()].append(number)
    return found


def _word_similarity(one: str, other: str) -> float:
    words = SequenceMatcher(None, _split_words(one), _split_words(other))
    # The first is quickly told and never too small.
    return words.quick_ratio() if words.quick_ratio() < _MIN_SIMILARITY else words.ratio()


def _split_words(text: str) -> list[str]:
    return text.casefold().split()[:_MAX_COMPARED_WORDS]
