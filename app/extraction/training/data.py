"""Annotated articles -> batches of windows, with their cues and what belongs to each."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.extraction.attribution.model.windows import Ints, WordPieces, encode_text, split_windows, to_network_input
from app.extraction.evaluation.gold_files import read_rows
from app.extraction.training.held_out import drop_held_out

MASK_ID = 103
WINDOW_LIMITS = (94, 126, 158, 158, 190)  # pieces a window, drawn anew for each article and epoch
_LABELS = {"content": 3, "source": 1, "cue": 5}  # a piece of two parts gets the later label


@dataclass(frozen=True, slots=True)
class AnnotatedCue:
    """One attribution in pieces: where its cue is, and the labels of its parts."""

    cue: tuple[int, int]
    parts: tuple[tuple[int, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class EncodedArticle:
    pieces: WordPieces
    cues: tuple[AnnotatedCue, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of windows and their cue tags; of each cue its row, its range, and the label of every place of that row."""

    ids: Ints
    features: Ints
    tags: Ints
    rows: Ints
    cues: tuple[tuple[int, int], ...]
    labels: Ints


def read_fitting_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that weights, rules or confidences are fitted on: without the gold documents of the tests."""
    return drop_held_out(read_rows(path))


def encode_article(document: dict[str, Any], tokenizer: Tokenizer) -> EncodedArticle:
    pieces = encode_text(document["text"], tokenizer)
    cues = []
    for quote in document["quotes"]:
        spans = {part: [_piece_range(pieces, *span) for span in quote[part]] for part in ("cue", "source", "content")}
        cue = [span for span in spans["cue"] if span[0] < span[1]]
        if not cue or not spans["content"]:
            continue
        parts = [(label, span) for part, label in _LABELS.items() for span in spans[part] if span[0] < span[1]]
        cues.append(AnnotatedCue(cue[0], tuple(parts)))
    return EncodedArticle(pieces, tuple(cues))


def _piece_range(pieces: WordPieces, start: int, end: int) -> tuple[int, int]:
    """The pieces that begin before the end and end after the start."""
    return int(np.searchsorted(pieces.ends, start, "right")), int(np.searchsorted(pieces.starts, end, "left"))


def epoch_batches(
    articles: Sequence[EncodedArticle], chance: random.Random, budget: int, masked: float
) -> Iterator[Batch]:
    """Every article once, cut at other places each time, in batches of windows of like size and `budget` pieces."""
    cut = []
    for one in articles:
        limit = chance.choice(WINDOW_LIMITS)
        for span in split_windows(one.pieces, limit, chance.randrange(limit // 3, limit)):
            cut.append((one, span))
    cut.sort(key=lambda item: (item[1][1] - item[1][0]) + chance.uniform(0, 8))
    groups: list[list[tuple[EncodedArticle, tuple[int, int]]]] = [[]]
    for item in cut:
        if (len(groups[-1]) + 1) * (item[1][1] - item[1][0] + 2) > budget:
            groups.append([])
        groups[-1].append(item)
    chance.shuffle(groups)
    noise = np.random.default_rng(chance.randrange(2**32))
    for group in groups:
        yield _build_batch(group, noise, masked)


def _build_batch(
    group: Sequence[tuple[EncodedArticle, tuple[int, int]]], noise: np.random.Generator, masked: float
) -> Batch:
    given = [to_network_input(one.pieces, span) for one, span in group]
    width = max(ids.shape[1] for ids, _ in given)
    ids, features, tags = (np.zeros((len(group), width), dtype=np.int64) for _ in range(3))
    rows, cues, labels = [], [], []
    for row, ((one, (start, end)), (some_ids, some_features)) in enumerate(zip(group, given, strict=True)):
        ids[row, : some_ids.shape[1]] = some_ids
        features[row, : some_features.shape[1]] = some_features
        for cue in one.cues:
            if not start <= cue.cue[0] < cue.cue[1] <= end:
                continue
            held = (cue.cue[0] - start + 1, cue.cue[1] - start + 1)
            tags[row, held[0] : held[1]] = 2
            tags[row, held[0]] = 1
            rows.append(row)
            cues.append(held)
            labels.append(_label_places(cue, start, end, width))
    hidden = (noise.random(ids.shape) < masked) & (ids > MASK_ID)
    ids[hidden] = MASK_ID
    return Batch(
        ids,
        features,
        tags,
        np.array(rows, dtype=np.int64),
        tuple(cues),
        np.array(labels, dtype=np.int64).reshape(-1, width),
    )


def _label_places(cue: AnnotatedCue, start: int, end: int, width: int) -> NDArray[np.int64]:
    labels = np.zeros(width, dtype=np.int64)
    for label, (s, e) in cue.parts:
        s, e = max(s, start), min(e, end)
        if s < e:
            labels[s - start + 1 : e - start + 1] = label + 1
            labels[s - start + 1] = label
    return labels
