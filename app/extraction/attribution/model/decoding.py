"""The network's numbers -> cues, and for each cue its source and content, as ranges of pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LABELS = ("outside", *(f"{part} {how}" for part in ("source", "content", "cue") for how in ("begins", "goes on")))
SOURCE, CONTENT, CUE = (1, 2), (3, 4), (5, 6)
_BUCKET_EDGES = np.array([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 26, 34, 48, 68, 96])
DISTANCE_BUCKETS = 2 + 2 * (len(_BUCKET_EDGES) + 1)
_IMPOSSIBLE = -1e9
_TRANSITIONS = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
for _begins, _goes_on in (SOURCE, CONTENT, CUE):
    _TRANSITIONS[[label for label in range(len(LABELS)) if label not in (_begins, _goes_on)], _goes_on] = _IMPOSSIBLE

Floats = NDArray[np.float32]
PieceRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CueLink:
    """What belongs to one cue, in pieces of its window, with the probabilities of the labels that were chosen."""

    cue: PieceRange
    source: PieceRange | None
    content: tuple[PieceRange, ...]
    cue_probability: float
    source_probability: float
    content_probability: float


def softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    chances: Floats = raised / raised.sum(-1, keepdims=True)
    return chances


def distance_buckets(size: int, anchors: Sequence[int]) -> NDArray[np.int64]:
    """How far each piece of a window lies from the anchor of each cue, in buckets: 1 at it, then before, then after."""
    away = np.arange(size) - np.asarray(anchors)[:, None]
    buckets: NDArray[np.int64] = np.where(
        away < 0,
        1 + np.searchsorted(_BUCKET_EDGES, -away, "right"),
        2 + len(_BUCKET_EDGES) + np.searchsorted(_BUCKET_EDGES, away, "right"),
    )
    buckets[away == 0] = 1
    return buckets


def find_cues(logits: Floats, threshold: float) -> list[tuple[int, float]]:
    """The anchor of each cue of a window, its likeliest piece, with its probability.

    A run of pieces that may belong to a cue is cut where another more likely begins than goes on.
    """
    chances = softmax(logits)
    begins, goes_on = chances[:, 1], chances[:, 2]
    belongs = begins + goes_on
    likely = np.flatnonzero(belongs >= threshold)
    fresh = np.ones(len(likely), dtype=bool)
    fresh[1:] = (np.diff(likely) > 1) | ((begins > goes_on) & (begins > 0.5))[likely[1:]]
    runs = np.split(likely, np.flatnonzero(fresh)[1:]) if len(likely) else []
    anchors = [int(run[belongs[run].argmax()]) for run in runs]
    return [(anchor, float(belongs[anchor])) for anchor in anchors]


def best_path(scores: Floats) -> NDArray[np.int64]:
    """The likeliest label sequence of each row in which no span goes on that has not begun (Viterbi)."""
    rows, size, labels = scores.shape
    best = scores[:, 0].copy()
    best[:, 2::2] = _IMPOSSIBLE
    back = np.zeros((size, rows, labels), dtype=np.int8)
    for at in range(1, size):
        options = best[:, :, None] + _TRANSITIONS
        back[at] = options.argmax(1)
        best = options.max(1) + scores[:, at]
    path = np.zeros((rows, size), dtype=np.int64)
    path[:, -1] = best.argmax(1)
    every = np.arange(rows)
    for at in range(size - 1, 0, -1):
        path[:, at - 1] = back[at, every, path[:, at]]
    return path


def decode_links(logits: Sequence[Floats], anchors: Sequence[int], bias: Sequence[float]) -> list[CueLink]:
    """Read the labels of each row; `bias` makes source, content and cue likelier, each by so much."""
    even = np.full((len(logits), max(map(len, logits)), len(LABELS)), _IMPOSSIBLE, dtype=np.float32)
    even[:, :, 0] = 0.0
    for row, given in zip(even, logits, strict=True):
        row[: len(given)] = given
    chances = softmax(even)
    scores = np.log(chances + 1e-9)
    scores[:, :, 1:] += np.repeat(np.asarray(bias, dtype=np.float32), 2)
    return [_decode_link(*row) for row in zip(best_path(scores), chances, anchors, strict=True)]


def _decode_link(path: NDArray[np.int64], chances: Floats, anchor: int) -> CueLink:
    named, said, tells = (chances[:, list(labels)].sum(1) for labels in (SOURCE, CONTENT, CUE))
    source = max(label_ranges(path, SOURCE), key=lambda span: float(named[span[0] : span[1]].sum()), default=None)
    content = label_ranges(path, CONTENT)
    pieces = np.concatenate([said[s:e] for s, e in content]) if content else said[:0]
    cue = next((span for span in label_ranges(path, CUE) if span[0] <= anchor < span[1]), (anchor, anchor + 1))
    return CueLink(
        cue=cue,
        source=source,
        content=tuple(content),
        cue_probability=float(tells[anchor]),
        source_probability=float(named[source[0] : source[1]].mean()) if source else 0.0,
        content_probability=float(pieces.mean()) if content else 0.0,
    )


def label_ranges(path: NDArray[np.int64], labels: tuple[int, int]) -> list[PieceRange]:
    """The ranges that the two labels (begins, goes on) mark."""
    begins, goes_on = labels
    found: list[PieceRange] = []
    for at in np.flatnonzero((path == begins) | (path == goes_on)):
        if found and found[-1][1] == at and path[at] == goes_on:
            found[-1] = (found[-1][0], int(at) + 1)
        else:
            found.append((int(at), int(at) + 1))
    return found
