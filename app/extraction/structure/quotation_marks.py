"""Quotation marks: which stretches of the text stand within them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.extraction.cancellation import CancellationCheck, with_cancellation
from app.extraction.lang.lexicon import load_lexicon, word_list
from app.extraction.types import Span

_PAIRS: dict[str, str] = load_lexicon("marks")["pairs"]
_SINGLE_MARKS = word_list("marks", "single", "marks")
_STRAIGHT_MARK, _CLOSING_MARK = '"', "\u201d"
_MARK = re.compile("|".join(re.escape(mark) for mark in sorted({*_PAIRS, *"".join(_PAIRS.values())}, key=len)[::-1]))
_SINGLE_MARK = re.compile("['\u2018\u2019]")
# Passages inside passages inside passages are not news any more.
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A stretch between quotation marks; not closed where a paragraph ends before the closing mark."""

    outer: Span
    inner: Span
    depth: int
    is_closed: bool

    def distance_to(self, start: int, end: int) -> int:
        """The characters between a place and the nearer mark; less than 0 where the two overlap."""
        return max(start - self.outer.end, self.outer.start - end)


@dataclass(slots=True)
class _OpenMark:
    mark: str
    start: int
    end: int


def find_quoted_spans(text: str, paragraphs: Iterable[Span], check: CancellationCheck) -> tuple[QuotedSpan, ...]:
    """All passages in the order of their openings; marks never pair across paragraphs."""
    found = [passage for paragraph in paragraphs for passage in _find_in_paragraph(text, paragraph, check)]
    return tuple(sorted(found, key=lambda passage: (passage.outer.start, -passage.outer.end)))


def _find_in_paragraph(text: str, paragraph: Span, check: CancellationCheck) -> Iterator[QuotedSpan]:
    stack: list[_OpenMark] = []
    closers = _single_closing_marks(text, paragraph, check)
    for match in with_cancellation(_MARK.finditer(text, paragraph.start, paragraph.end), check):
        mark = match.group()
        if stack and _is_closing_mark(text, mark, stack, match.start(), closers):
            while mark not in _PAIRS[stack[-1].mark]:
                stack.pop()
            opening = stack.pop()
            if opening.end < match.start():
                yield QuotedSpan(
                    Span(opening.start, match.end()), Span(opening.end, match.start()), len(stack), is_closed=True
                )
        elif mark in _PAIRS and len(stack) < _MAX_DEPTH and _is_opening_mark(text, match, paragraph, stack):
            stack.append(_OpenMark(mark, match.start(), match.end()))
    for depth, opening in enumerate(stack[:1]):
        if opening.mark not in _SINGLE_MARKS and opening.end < paragraph.end:
            yield QuotedSpan(
                Span(opening.start, paragraph.end), Span(opening.end, paragraph.end), depth, is_closed=False
            )


def _is_closing_mark(text: str, mark: str, stack: list[_OpenMark], offset: int, closers: frozenset[int]) -> bool:
    if mark in _SINGLE_MARKS and offset not in closers:
        return False
    if mark == _STRAIGHT_MARK and text[offset - 1].isspace() and all(opening.mark != mark for opening in stack):
        return False
    return any(mark in _PAIRS[opening.mark] for opening in stack)


def _is_opening_mark(text: str, match: "re.Match[str]", paragraph: Span, stack: list[_OpenMark]) -> bool:
    """A mark opens where no word stands right before it and one follows; the same mark never opens twice."""
    before = text[match.start() - 1] if match.start() > paragraph.start else " "
    after = text[match.end()] if match.end() < paragraph.end else " "
    if any(opening.mark == match.group() for opening in stack) or after.isspace():
        return False
    if match.group() == _CLOSING_MARK:
        return before.isspace()
    return not before.isalnum() and (match.group() != "\u2019")


def _single_closing_marks(text: str, paragraph: Span, check: CancellationCheck) -> frozenset[int]:
    """The single marks that may close: one for each opening, told from apostrophes by what stands beside them.

    Of several the first after punctuation is taken, else the last that is no plural's apostrophe ("ministers'").
    """
    chosen: set[int] = set()
    best: tuple[int, int] | None = None
    opened = False
    for match in with_cancellation(_SINGLE_MARK.finditer(text, paragraph.start, paragraph.end), check):
        offset = match.start()
        before = text[offset - 1] if offset > paragraph.start else " "
        after = text[offset + 1] if offset + 1 < paragraph.end else " "
        if (
            not before.isalnum()
            and not after.isspace()
            and (match.group() != "\u2019")
            and not _is_end_punctuation(before)
        ):
            chosen.update([best[1]] if best else [])
            opened, best = True, None
        elif opened and not before.isspace() and not after.isalnum():
            rank = 2 if _is_end_punctuation(before) else 0 if before == "s" and after == " " else 1
            if best is None or (rank >= best[0] and best[0] < 2):
                best = (rank, offset)
    chosen.update([best[1]] if best else [])
    return frozenset(chosen)


def _is_end_punctuation(character: str) -> bool:
    return character in ",.!?\u2026"
