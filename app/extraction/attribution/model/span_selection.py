"""Which of the attributions that the network proposes to believe, and where exactly their spans end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.extraction.attribution.model.decoding import CueLink, PieceRange
from app.extraction.attribution.model.windows import CLOSES, INSIDE, OPENS, Ints, WordPieces
from app.extraction.cancellation import CancellationCheck, never_cancel, with_cancellation

MIN_QUOTED_WORDS = 4
MAX_QUOTED_PIECES = 1500  # a quotation of more pieces than this probably lacks its closing mark


@dataclass(frozen=True, slots=True)
class TaggerSettings:
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
    def from_manifest(cls, held: dict[str, Any]) -> "TaggerSettings":
        """From JSON, which knows no tuples."""
        return cls(**{**held, "bias": tuple(held["bias"])})


@dataclass(frozen=True, slots=True)
class CandidateAttribution:
    """A proposed attribution, in pieces of the text."""

    cue: PieceRange
    source: PieceRange | None
    content: tuple[PieceRange, ...]
    cue_probability: float
    source_probability: float
    content_probability: float
    window_end: int

    @classmethod
    def from_link(cls, link: CueLink, chance: float, window: PieceRange) -> "CandidateAttribution":
        """From pieces of a window to pieces of the text."""
        by = window[0]
        return cls(
            cue=_shift_range(link.cue, by),
            source=_shift_range(link.source, by) if link.source else None,
            content=tuple(_shift_range(span, by) for span in link.content),
            cue_probability=(chance + link.cue_probability) / 2,
            source_probability=link.source_probability,
            content_probability=link.content_probability,
            window_end=window[1],
        )

    @property
    def score(self) -> float:
        return self.cue_probability * self.content_probability


def select_attributions(
    candidates: Sequence[CandidateAttribution],
    pieces: WordPieces,
    settings: TaggerSettings,
    check: CancellationCheck = never_cancel,
) -> list[CandidateAttribution]:
    """The candidates to believe, with spans of whole words and closed quotations."""
    quoted = find_quoted_ranges(pieces, check)
    closes = _quoted_range_ends(pieces, quoted)
    whole = [_complete_spans(one, pieces, closes) for one in with_cancellation(candidates, check)]
    believed = [one for one in whole if one.score >= settings.sure]
    covered = np.zeros(len(pieces.ids), dtype=bool)
    for one in believed:
        _mark_covered(covered, one)
    rest = sorted((one for one in whole if settings.enough <= one.score < settings.sure), key=lambda one: -one.score)
    starts = np.array([start for start, _ in quoted], dtype=np.int64)
    for one in with_cancellation(rest, check):
        if any(_is_explanation_of(one, quoted[at], covered) for at in _overlapping_ranges(one, starts)):
            believed.append(one)
            _mark_covered(covered, one)
    return believed


def find_quoted_ranges(pieces: WordPieces, check: CancellationCheck) -> list[PieceRange]:
    """The quotations, marks included, of a few words at least."""
    marks = pieces.quotation_states
    starts = np.flatnonzero((marks == OPENS) & (np.roll(marks, -1) == INSIDE))
    others = np.append(np.flatnonzero(marks != INSIDE), len(marks))
    found: list[PieceRange] = []
    stretches = zip(starts.tolist(), others[np.searchsorted(others, starts + 1)].tolist(), strict=True)
    for start, end in with_cancellation(stretches, check):
        if len(set(pieces.words[start + 1 : end].tolist())) >= MIN_QUOTED_WORDS:
            closed = end < len(marks) and bool(marks[end] == CLOSES)
            found.append((start, end + int(closed)))
    return found


def _quoted_range_ends(pieces: WordPieces, quoted: Sequence[PieceRange]) -> Ints:
    """For each piece in a quotation, where that ends; 0 elsewhere."""
    closes = np.zeros(len(pieces.ids) + 1, dtype=np.int64)
    for start, end in quoted:
        closes[start:end] = end
    return closes


def _complete_spans(one: CandidateAttribution, pieces: WordPieces, closes: Ints) -> CandidateAttribution:
    """Spans widened to whole words, and a quotation that the window cut off followed to its end."""
    content = [_widen_to_words(span, pieces.words) for span in one.content]
    start, end = content[-1]
    if end == one.window_end and end < closes[end - 1] <= end + MAX_QUOTED_PIECES:
        content[-1] = (start, int(closes[end - 1]))
    source = _widen_to_words(one.source, pieces.words) if one.source else None
    return replace(one, cue=_widen_to_words(one.cue, pieces.words), source=source, content=tuple(content))


def _widen_to_words(span: PieceRange, words: Ints) -> PieceRange:
    start, end = span
    while start > 0 and words[start - 1] == words[start]:
        start -= 1
    while end < len(words) and words[end] == words[end - 1]:
        end += 1
    return start, end


def _shift_range(span: PieceRange, by: int) -> PieceRange:
    return span[0] + by, span[1] + by


def _mark_covered(covered: NDArray[np.bool_], one: CandidateAttribution) -> None:
    for start, end in one.content:
        covered[start:end] = True


def _overlapping_ranges(one: CandidateAttribution, starts: Ints) -> range:
    first = int(np.searchsorted(starts, one.content[0][0], "right")) - 1
    last = int(np.searchsorted(starts, one.content[-1][1]))
    return range(max(0, first), last)


def _is_explanation_of(one: CandidateAttribution, passage: PieceRange, covered: NDArray[np.bool_]) -> bool:
    """Whether it accounts for most of a passage of which no other accounts for much."""
    start, end = passage
    own = sum(max(0, min(e, end) - max(s, start)) for s, e in one.content)
    return 2 * own > end - start and 2 * int(covered[start:end].sum()) <= end - start
