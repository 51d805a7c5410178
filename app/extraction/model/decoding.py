"""The network's numbers -> cues, and for each cue its source and content, as ranges of pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LABELS = ("outside", "source begins", "source goes on", "content begins", "content goes on")
SOURCE, CONTENT = (1, 2), (3, 4)
_EDGES = np.array([2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 26, 34, 48, 68, 96])
BUCKETS = 2 + 2 * (len(_EDGES) + 1)
_NEVER = -1e9
_TRANSITIONS = np.zeros((5, 5), dtype=np.float32)
_TRANSITIONS[[0, 3, 4], 2] = _NEVER
_TRANSITIONS[[0, 1, 2], 4] = _NEVER

Floats = NDArray[np.float32]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """What belongs to one cue, in pieces of its window, with the probabilities of the labels that were chosen."""

    source: Range | None
    content: tuple[Range, ...]
    source_probability: float
    content_probability: float


def softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)


def distances(size: int, cue: Range, width: int) -> NDArray[np.int64]:
    """How far each place of a row lies from the cue, in buckets: 1 in it, then before, then after; 0 for no piece."""
    at = np.arange(width)
    before, after = cue[0] - at, at - cue[1] + 1
    buckets = np.ones(width, dtype=np.int64)
    buckets = np.where(before > 0, 2 + np.searchsorted(_EDGES, before, "right"), buckets)
    buckets = np.where(after > 0, 3 + len(_EDGES) + np.searchsorted(_EDGES, after, "right"), buckets)
    buckets[0] = 0
    buckets[size + 1 :] = 0
    return buckets


def find_cues(logits: Floats, size: int, threshold: float) -> list[tuple[Range, float]]:
    """Runs of pieces that are a cue with some probability, cut where another more likely begins than goes on."""
    chances = softmax(logits[: size + 1])
    begins, goes_on = chances[:, 1], chances[:, 2]
    likely = begins + goes_on >= threshold
    likely[0] = False
    cues: list[tuple[Range, float]] = []
    at = 1
    while at <= size:
        if not likely[at]:
            at += 1
            continue
        end = at + 1
        while end <= size and likely[end] and not (begins[end] > goes_on[end] and begins[end] > 0.5):
            end += 1
        cues.append(((at, end), float((begins + goes_on)[at:end].max())))
        at = end
    return cues


def best_path(scores: Floats) -> NDArray[np.int64]:
    """The likeliest label sequence of each row in which no span goes on that has not begun (Viterbi)."""
    rows, size, labels = scores.shape
    best = scores[:, 0].copy()
    best[:, [2, 4]] = _NEVER
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


def links(logits: Floats, distance: NDArray[np.int64], bias: float = 0.0) -> list[Link]:
    """Read the labels of each row; a positive `bias` makes content and source likelier."""
    chances = softmax(logits)
    scores = np.log(chances + 1e-9)
    scores[:, :, 1:] += bias
    scores[distance == 0] = (0.0, _NEVER, _NEVER, _NEVER, _NEVER)
    return [_link(path, chance) for path, chance in zip(best_path(scores), chances, strict=True)]


def _link(path: NDArray[np.int64], chances: Floats) -> Link:
    sources, content = spans(path, SOURCE), spans(path, CONTENT)
    named = chances[:, list(SOURCE)].sum(1)
    said = chances[:, list(CONTENT)].sum(1)
    source = max(sources, key=lambda span: float(named[span[0] : span[1]].sum()), default=None)
    pieces = np.concatenate([said[s:e] for s, e in content]) if content else said[:0]
    return Link(
        source,
        tuple(content),
        float(named[source[0] : source[1]].mean()) if source else 0.0,
        float(pieces.mean()) if content else 0.0,
    )


def spans(path: Sequence[int] | NDArray[np.int64], labels: tuple[int, int]) -> list[Range]:
    """The ranges that the two labels (begins, goes on) mark."""
    begins, goes_on = labels
    found: list[Range] = []
    for at in np.flatnonzero((np.asarray(path) == begins) | (np.asarray(path) == goes_on)):
        if found and found[-1][1] == at and path[at] == goes_on:
            found[-1] = (found[-1][0], int(at) + 1)
        else:
            found.append((int(at), int(at) + 1))
    return found
