"""Similarity of words and names by edit distance."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA


def allowed_edits(word: str) -> int:
    """How many typing errors a word of this length may hold and still be told from others."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def prefix_edits(typed: str, word: str) -> int:
    """The fewest edits that turn what was typed into a beginning of the word."""
    return min(edit_distance(typed, word[:end]) for end in range(len(word) + 1))


def edit_distance(one: str, other: str) -> int:
    """The optimal string alignment distance: insertions, deletions, substitutions and swaps of two neighbours."""
    return OSA.distance(one, other)


def name_similarity(asked: Sequence[str], words: Sequence[str]) -> float:
    """The share of their words that two names have in common in any order, from 0 to 1.

    A word within the allowed typing errors counts for the part of it that is right, an initial for half.
    """
    left = list(words)
    common = 0.0
    # The longest words first: an initial must not take what a whole word stands for.
    for word in sorted(asked, key=len, reverse=True):
        best = max(left, key=lambda other: _word_similarity(word, other), default="")
        worth = _word_similarity(word, best)
        if worth:
            common += worth
            left.remove(best)
    return 2 * common / (len(asked) + len(words))


def _word_similarity(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:
        return 0.5 if one[:1] == other[:1] else 0.0
    allowed = allowed_edits(min(one, other, key=len))
    wrong = OSA.distance(one, other, score_cutoff=allowed)
    return 1 - wrong / max(len(one), len(other)) if wrong <= allowed else 0.0
