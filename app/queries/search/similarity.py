"""How like two words or two names are, by the edits that turn one into the other."""

from collections.abc import Sequence


def allowed_edits(word: str) -> int:
    """How many typing errors a word of this length may hold and still be told from others."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def prefix_edits(typed: str, word: str) -> int:
    """The fewest edits that make what was typed the beginning of the word."""
    return min(_last_distance_row(typed, word))


def edit_distance(one: str, other: str) -> int:
    """The fewest edits that make one word the other: a letter more, less or other, or two neighbours swapped."""
    return _last_distance_row(one, other)[-1]


def name_similarity(asked: Sequence[str], words: Sequence[str]) -> float:
    """How like two names are, from 0 to 1: the share of their words that they have in common, in whatever order.

    A word within the allowed typing errors counts for the part of it that is right, an initial for half.
    """
    left = list(words)
    common = 0.0
    # The longest words first: an initial shall not take what a whole word stands for.
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
    # Words whose lengths differ by more than the errors allowed need not be compared.
    allowed = allowed_edits(min(one, other, key=len))
    if abs(len(one) - len(other)) > allowed:
        return 0.0
    wrong = edit_distance(one, other)
    return 1 - wrong / max(len(one), len(other)) if wrong <= allowed else 0.0


def _last_distance_row(typed: str, word: str) -> list[int]:
    """The edits from all of what was typed to each beginning of the word (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        after = [i]
        for j, other in enumerate(word, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row
