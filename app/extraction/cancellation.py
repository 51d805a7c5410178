"""Long work in short steps. Between two of them a check is called, which may end the work by raising an error."""

from collections.abc import Callable, Iterable, Iterator
from re import Match, Pattern
from typing import TypeVar

T = TypeVar("T")

CancellationCheck = Callable[[], None]

# Characters that a pattern goes through at a time, and how long a phrase is that may lie across their end.
_CHUNK_CHARACTERS, _MAX_PHRASE_CHARACTERS = 50_000, 500


def never_cancel() -> None:
    """The check of work that may take as long as it takes."""


def with_cancellation(items: Iterable[T], check: CancellationCheck) -> Iterator[T]:
    """The items, with a check before each."""
    for item in items:
        check()
        yield item


def iter_matches(pattern: Pattern[str], text: str, check: CancellationCheck) -> Iterator[Match[str]]:
    """What the pattern's `finditer` gives, with a check before each stretch of the text.

    A match of more than a phrase may be cut in two where a stretch ends.
    """
    at = 0
    while at < len(text):
        check()
        end = min(at + _CHUNK_CHARACTERS, len(text))
        resume = end if end == len(text) else end - _MAX_PHRASE_CHARACTERS
        for match in pattern.finditer(text, at, end):
            if at < match.start() and match.end() > resume:
                # It may go on behind the end.
                resume = match.start()
                break
            yield match
            resume = max(resume, match.end())
        at = resume
