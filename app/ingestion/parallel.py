"""Work that is given to others a few pieces at a time, and comes back in the order in which it was given to them."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Others are given so many at once: what hands them out is one thread of a busy process, and would keep them waiting.
CHUNK_SIZE = 8
# So many times as many wait for each of them, done or not: enough that none is idle while a long article is in hand.
_MAX_PENDING_PER_WORKER = 4


def ordered_map(
    items: Iterator[T], submit_chunk: Callable[[list[T]], Callable[[], list[R]]], count_workers: Callable[[], int]
) -> Iterator[tuple[T, R]]:
    """Each item with what comes of it, in the order of the items, whoever is done first.

    `submit_chunk` gives some away and returns what waits for their results; `hands` tells how many work on them by now.
    """
    waiting: deque[tuple[list[T], Callable[[], list[R]]]] = deque()
    while some := list(islice(items, CHUNK_SIZE)):
        waiting.append((some, submit_chunk(some)))
        while len(waiting) > _MAX_PENDING_PER_WORKER * count_workers():
            yield from _pair_with_results(*waiting.popleft())
    while waiting:
        yield from _pair_with_results(*waiting.popleft())


def _pair_with_results(some: list[T], results: Callable[[], list[R]]) -> Iterator[tuple[T, R]]:
    return zip(some, results(), strict=True)
