"""Work that is given to others a few pieces at a time, and comes back in the order in which it was given to them."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Others are given so many at once: what hands them out is one thread of a busy process, and would keep them waiting.
TOGETHER = 8
# So many times as many wait for each of them, done or not: enough that none is idle while a long article is in hand.
_AHEAD = 4


def in_turn(
    items: Iterator[T], hand_out: Callable[[list[T]], Callable[[], list[R]]], hands: Callable[[], int]
) -> Iterator[tuple[T, R]]:
    """Each item with what comes of it, in the order of the items, whoever is done first.

    `hand_out` gives some away and returns what waits for their results; `hands` tells how many work on them by now.
    """
    waiting: deque[tuple[list[T], Callable[[], list[R]]]] = deque()
    while some := list(islice(items, TOGETHER)):
        waiting.append((some, hand_out(some)))
        while len(waiting) > _AHEAD * hands():
            yield from _done(*waiting.popleft())
    while waiting:
        yield from _done(*waiting.popleft())


def _done(some: list[T], results: Callable[[], list[R]]) -> Iterator[tuple[T, R]]:
    return zip(some, results(), strict=True)
