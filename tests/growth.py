"""How CPU time grows with the size of an input: for tests that nothing is quadratic, or worse."""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

# Each size is so many times the one before. Linear work takes as many times as long, quadratic work 16 times.
SIZE_FACTOR = 4
_MAX_TIME_FACTOR = 8.0
# CPU seconds below which the clock and the caches decide, and no comparison is made.
_MIN_SECONDS = 0.02
# What is too slow is measured again: another process on the same core may have been the cause.
_MAX_TRIES = 3


class _TooLongError(Exception):
    """The work has taken more than it may."""


def assert_linear(work: Callable[[T], object], make: Callable[[int], T], largest: int) -> None:
    """Fails where four times the input ever takes eight times as long, or more.

    `make` gives the input of a size, `largest` is the size to end with. The sizes before it are tried first, so that
    even exponential work ends the test and does not hang it: work in Python or in `re` is interrupted.
    """
    sizes = [largest]
    while sizes[0] > SIZE_FACTOR:
        sizes.insert(0, sizes[0] // SIZE_FACTOR)
    # What is loaded once is loaded before the clock runs.
    work(make(sizes[0]))
    before = _MIN_SECONDS
    for size in sizes:
        given = make(size)
        taken = min(_measure_tries(work, given, _MAX_TIME_FACTOR * before))
        assert taken < _MAX_TIME_FACTOR * before, f"{size} times {make(1)!r:.200} take more than 8 times a fourth of it"
        before = max(taken, _MIN_SECONDS)


def _measure_tries(work: Callable[[T], object], given: T, most: float) -> Iterator[float]:
    """How long the work takes, measured until it is fast enough."""
    for _ in range(_MAX_TRIES):
        start = thread_time()
        try:
            with _without_garbage_collection(), _interrupted_after(most):
                work(given)
        except _TooLongError:
            yield most
        else:
            taken = thread_time() - start
            yield taken
            if taken < most:
                return


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """It looks through all that there is, and whatever is raised while it runs is lost."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Raises in the middle of the work once this process has used so much CPU time, by any of its threads."""

    def raise_too_long(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    held = signal.signal(signal.SIGPROF, raise_too_long)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, held)
