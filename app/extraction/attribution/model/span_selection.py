"""Which of the attributions that the network proposes to believe, and where exactly their spans end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.extraction.attribution.model.decoding import Link, Range
from app.extraction.attribution.model.windows import CLOSES, INSIDE, OPENS, Ints, Pieces
from app.extraction.pacing import Check, paced, unhurried

PASSAGE_WORDS = 4
FOLLOWED = 1500  # a quotation of more pieces than this probably lacks its closing mark


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on held-out articles.

    A window has about `window` pieces. A piece that is a cue with probability `doubtful` is looked at. An attribution
    is believed from `sure`; one that alone explains a quoted passage, from `enough`. `bias` makes source,
    content and cue likelier.
    """

    window: int = 170
    doubtful: float = 0.1
    sure: float = 0.42
    enough: float = 0.05
    bias: tuple[float, ...] = (0.7, 0.45, 0.0)

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Settings":
        """From JSON, which knows no tuples."""
        return cls(**{**held, "bias": tuple(held["bias"])})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed attribution, in pieces of the text."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    cue_probability: float
    source_probability: float
    content_probability: float
    window_end: int

    @classmethod
    def of(cls, link: Link, chance: float, window: Range) -> "Candidate":
        """From pieces of a window to pieces of the text."""
        by = window[0]
        return cls(
            cue=_moved(link.cue, by),
            source=_moved(link.source, by) if link.source else None,
            content=tuple(_moved(span, by) for span in link.content),
            cue_probability=(chance + link.cue_probability) / 2,
            source_probability=link.source_probability,
            content_probability=link.content_probability,
            window_end=window[1],
        )

    @property
    def score(self) -> float:
        return self.cue_probability * self.content_probability


def choose(
    candidates: Sequence[Candidate], pieces: Pieces, settings: Settings, check: Check = unhurried
) -> list[Candidate]:
    """The candidates to believe, with spans of whole words and closed quotations."""
    quoted = passages(pieces, check)
    closes = _closes(pieces, quoted)
    whole = [_whole(one, pieces, closes) for one in paced(candidates, check)]
    believed = [one for one in whole if one.score >= settings.sure]
    covered = np.zeros(len(pieces.ids), dtype=bool)
    for one in believed:
        _cover(covered, one)
    rest = sorted((one for one in whole if settings.enough <= one.score < settings.sure), key=lambda one: -one.score)
    starts = np.array([start for start, _ in quoted], dtype=np.int64)
    for one in paced(rest, check):
        if any(_explains(one, quoted[at], covered) for at in _met(one, starts)):
            believed.append(one)
            _cover(covered, one)
    return believed


def passages(pieces: Pieces, check: Check) -> list[Range]:
    """The quotations, marks included, of a few words at least."""
    marks = pieces.quotation
    starts = np.flatnonzero((marks == OPENS) & (np.roll(marks, -1) == INSIDE))
    others = np.append(np.flatnonzero(marks != INSIDE), len(marks))
    found: list[Range] = []
    stretches = zip(starts.tolist(), others[np.searchsorted(others, starts + 1)].tolist(), strict=True)
    for start, end in paced(stretches, check):
        if len(set(pieces.words[start + 1 : end].tolist())) >= PASSAGE_WORDS:
            closed = end < len(marks) and bool(marks[end] == CLOSES)
            found.append((start, end + int(closed)))
    return found


def _closes(pieces: Pieces, quoted: Sequence[Range]) -> Ints:
    """For each piece in a quotation, where that ends; 0 elsewhere."""
    closes = np.zeros(len(pieces.ids) + 1, dtype=np.int64)
    for start, end in quoted:
        closes[start:end] = end
    return closes


def _whole(one: Candidate, pieces: Pieces, closes: Ints) -> Candidate:
    """Spans widened to whole words, and a quotation that the window cut off followed to its end."""
    content = [_words(span, pieces.words) for span in one.content]
    start, end = content[-1]
    if end == one.window_end and end < closes[end - 1] <= end + FOLLOWED:
        content[-1] = (start, int(closes[end - 1]))
    source = _words(one.source, pieces.words) if one.source else None
    return replace(one, cue=_words(one.cue, pieces.words), source=source, content=tuple(content))


def _words(span: Range, words: Ints) -> Range:
    start, end = span
    while start > 0 and words[start - 1] == words[start]:
        start -= 1
    while end < len(words) and words[end] == words[end - 1]:
        end += 1
    return start, end


def _moved(span: Range, by: int) -> Range:
    return span[0] + by, span[1] + by


def _cover(covered: NDArray[np.bool_], one: Candidate) -> None:
    for start, end in one.content:
        covered[start:end] = True


def _met(one: Candidate, starts: Ints) -> range:
    first = int(np.searchsorted(starts, one.content[0][0], "right")) - 1
    last = int(np.searchsorted(starts, one.content[-1][1]))
    return range(max(0, first), last)


def _explains(one: Candidate, passage: Range, covered: NDArray[np.bool_]) -> bool:
    """Whether it accounts for most of a passage of which no other accounts for much."""
    start, end = passage
    own = sum(max(0, min(e, end) - max(s, start)) for s, e in one.content)
    return 2 * own > end - start and 2 * int(covered[start:end].sum()) <= end - start
