"""Running work in parallel, in chunks, with the results in order."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Items for each chunk: single items would make workers wait for the busy process that submits them.
CHUNK_SIZE = 8
# Chunks in flight for each worker: enough that no worker is idle during a long article.
_MAX_PENDING_PER_WORKER = 4


def ordered_map(
    items: Iterator[T], submit_chunk: Callable[[list[T]], Callable[[], list[R]]], count_workers: Callable[[], int]
) -> Iterator[tuple[T, R]]:
    """Each item with its result, in the order of the items.

    `submit_chunk` submits some and returns a function that waits for results; `hands` returns the number of workers.
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
