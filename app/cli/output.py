"""What the commands print on standard error: messages, errors and progress (a bar on a terminal, lines elsewhere)."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

_SECONDS_BETWEEN_LINES = 10.0


class _ReadingProgress:
    """The number of articles since the start, and the share of the input that was read."""

    def __init__(self, total: int | None) -> None:
        self.total = total
        self.articles = 0
        self._start = time.monotonic()
        self._first: int | None = None
        self._position = 0

    def count_article(self, position: int) -> None:
        self.articles += 1
        self._first = position if self._first is None else self._first
        self._position = position

    def __str__(self) -> str:
        rate = self.articles / max(time.monotonic() - self._start, 1e-3)
        told = f"{self.articles:,} articles, {rate:.1f} a second"
        left = self._seconds_left()
        return told if left is None else f"{told}, {timedelta(seconds=round(left))} left"

    def _seconds_left(self) -> float | None:
        done = self._position - (self._first or 0)
        if self.total is None or not done:
            return None
        return (time.monotonic() - self._start) * max(self.total - self._position, 0) / done


@contextmanager
def show_progress(weights: Sequence[int | None], report: Callable[[str], None]) -> Iterator[Callable[[int], None]]:
    """Yields a function to call after each article with the position in the input.

    `weights` are the sizes of the inputs; if one is unknown, so is the time left.
    """
    console = Console(stderr=True)
    course = _ReadingProgress(None if None in weights else sum(weight or 0 for weight in weights))
    if console.is_terminal:
        yield from _show_bar(console, course)
    else:
        yield from _report_lines(course, report)


def _show_bar(console: Console, course: _ReadingProgress) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("Reading"), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(str(course), total=course.total)

        def advance_bar(position: int) -> None:
            course.count_article(position)
            progress.update(task, completed=position, description=str(course))

        yield advance_bar


def _report_lines(course: _ReadingProgress, report: Callable[[str], None]) -> Iterator[Callable[[int], None]]:
    due = time.monotonic() + _SECONDS_BETWEEN_LINES

    def report_when_due(position: int) -> None:
        nonlocal due
        course.count_article(position)
        if time.monotonic() >= due:
            due = time.monotonic() + _SECONDS_BETWEEN_LINES
            report(str(course))

    yield report_when_due


def print_message(message: str) -> None:
    """Print a line on standard error, apart from the output of a command."""
    typer.echo(message, err=True)


def print_error(message: str) -> None:
    """Print an error in one line."""
    print_message(f"chancery: {message}")


def summarise_tally(tally: Counter[str]) -> str:
    """The number of articles, and the numbers by outcome."""
    told = ", ".join(f"{number} {outcome}" for outcome, number in tally.items()) or "nothing to read"
    return f"{tally.total()} articles: {told}"
