"""Text -> word pieces with surface features -> windows of whole paragraphs: what the network reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.extraction.cancellation import CancellationCheck, never_cancel, with_cancellation

CLS, SEP = 101, 102
FEATURE_VALUES = 64
CHUNK_CHARACTERS = 20_000  # characters that are cut into pieces at a time
MAX_WINDOW_GROWTH = 0.5  # by how much a window may grow to keep a paragraph whole
_MARK_OR_LINE_END = re.compile(r"[“”„«»\"\n]|''|``")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_OPENING_MARKS = frozenset(("“", "„", "«", "``"))
_CLOSING_MARKS = frozenset(("”", "»"))
OUTSIDE, OPENS, INSIDE, CLOSES = range(4)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A text's word pieces, one array entry each.

    `words` numbers the word that a piece is part of; `breaks` ranks how well a window may begin there (0 not at all).
    """

    ids: Ints
    features: Ints
    starts: Ints
    ends: Ints
    words: Ints
    breaks: Ints

    @property
    def quotation_states(self) -> Ints:
        """OUTSIDE, OPENS, INSIDE or CLOSES of each piece."""
        return self.features % 4


def encode_text(text: str, tokenizer: Tokenizer, check: CancellationCheck = never_cancel) -> WordPieces:
    """Cut a text into pieces and note what lower-cased pieces do not tell: case, quotation, spacing, line starts."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    ids, starts, ends, words, case = _tokenize_chunks(text, tokenizer, check)
    spaced = np.ones(len(starts), dtype=np.int64)
    spaced[1:] = starts[1:] > ends[:-1]
    line = np.searchsorted(np.flatnonzero(np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) == 10), starts)
    line_start = np.ones(len(starts), dtype=np.int64)
    line_start[1:] = line[1:] != line[:-1]
    quotation = _mark_quotations(text, check)[starts].astype(np.int64)
    features = quotation + 4 * case + 16 * line_start + 32 * spaced
    return WordPieces(
        ids, features, starts, ends, words, _rank_breaks(text, starts, line_start, spaced, quotation, check)
    )


def _tokenize_chunks(text: str, tokenizer: Tokenizer, check: CancellationCheck) -> Ints:
    """The ids of the pieces, where each starts and ends, the number of its word, and its case: a row each."""
    rows: list[Ints] = [np.zeros((5, 0), dtype=np.int64)]
    words = 0
    for start, end in with_cancellation(_split_chunks(text), check):
        stretch = text[start:end]
        encoding = tokenizer.encode(stretch, add_special_tokens=False)
        if not encoding.ids:
            continue
        offsets = np.array(encoding.offsets, dtype=np.int64)
        case = [_case_class(stretch[s:e]) for s, e in encoding.offsets]
        numbers = np.array(encoding.word_ids, dtype=np.int64) + words
        rows.append(np.array([encoding.ids, offsets[:, 0] + start, offsets[:, 1] + start, numbers, case]))
        words = int(numbers[-1]) + 1
    return np.concatenate(rows, axis=1)


def _split_chunks(text: str) -> Iterator[tuple[int, int]]:
    """The text in parts, each up to a blank: a word is cut only where it is as long as a part."""
    start = 0
    while start < len(text):
        end = min(start + CHUNK_CHARACTERS, len(text))
        if end < len(text):
            blank = max(text.rfind(mark, start, end) for mark in " \n")
            end = blank if blank > start else end
        yield start, end
        start = end


def split_windows(pieces: WordPieces, limit: int, first: int | None = None) -> Iterator[tuple[int, int]]:
    """Consecutive stretches of about `limit` pieces that begin with a new paragraph.

    A paragraph that its predecessor announces ("He added:") stays with it if it can; one that is too long for any
    window is cut before a sentence if it can be. `first` shortens the first window.
    """
    at, size = 0, len(pieces.ids)
    room = first or limit
    while at < size:
        end = min(at + room, size)
        if end < size:
            most = room + int(room * MAX_WINDOW_GROWTH)
            end = at + _best_window_end(pieces.breaks[at : at + most + 1], room, at + most >= size)
        yield at, end
        at, room = end, limit


def _best_window_end(breaks: Ints, room: int, last: bool) -> int:
    """Where to end a window: at a paragraph's end that fits or nearly fits, else at a sentence's, else when full."""
    fits = breaks[: room + 1]
    ranks = fits[room // 4 :]
    if ranks.max() >= 2:
        return room // 4 + int(np.flatnonzero(ranks == ranks.max())[-1])
    beyond = np.flatnonzero(breaks[room + 1 :] >= 2)
    if len(beyond):
        return room + 1 + int(beyond[0])
    if last:
        return len(breaks)
    sentences = np.flatnonzero(fits[room // 2 :])
    return room // 2 + int(sentences[-1]) if len(sentences) else room


def to_network_input(pieces: WordPieces, window: tuple[int, int]) -> tuple[Ints, Ints]:
    """The ids and the features of a window, between the marks for start and end, as the one row of an array each."""
    start, end = window
    ids = np.array([[CLS, *pieces.ids[start:end], SEP]], dtype=np.int64)
    features = np.array([[0, *pieces.features[start:end], 0]], dtype=np.int64)
    return ids, features


def _case_class(piece: str) -> int:
    if piece.islower():
        return 0
    if not piece[:1].isupper():
        return 3
    return 2 if len(piece) > 1 and piece.isupper() else 1


def _mark_quotations(text: str, check: CancellationCheck) -> NDArray[np.int8]:
    """Per character: outside, opening mark, inside, closing mark. A line's end closes what is open."""
    state = np.zeros(len(text), dtype=np.int8)
    inside = False
    before = 0
    for match in with_cancellation(_MARK_OR_LINE_END.finditer(text), check):
        start, end, mark = match.start(), match.end(), match.group()
        if inside:
            state[before:start] = INSIDE
        before = end
        if mark == "\n":
            inside = False
            continue
        inside = mark in _OPENING_MARKS or (mark not in _CLOSING_MARKS and _is_opening_mark(text, start, end, inside))
        state[start:end] = OPENS if inside else CLOSES
    if inside:
        state[before:] = INSIDE
    return state


def _is_opening_mark(text: str, start: int, end: int, inside: bool) -> bool:
    """Whether an undirected mark opens: by its neighbours where they tell, else by what is open."""
    space_before = start == 0 or text[start - 1].isspace()
    space_after = end == len(text) or text[end].isspace()
    if space_before != space_after:
        return space_before
    return not inside


def _rank_breaks(
    text: str, starts: Ints, line_start: Ints, spaced: Ints, quotation: Ints, check: CancellationCheck
) -> Ints:
    """3 at a paragraph's start, 2 at one that continues the previous, 1 at a sentence's start, 0 elsewhere."""
    breaks = np.zeros(len(starts), dtype=np.int64)
    for at in with_cancellation(np.flatnonzero(line_start | spaced), check):
        if at == 0:
            continue
        before = text[starts[at - 1] : starts[at]].rstrip()[-1:]
        if line_start[at]:
            breaks[at] = 2 if before == ":" or (quotation[at] == OPENS and quotation[at - 1] == INSIDE) else 3
        elif before in ".?!" or (quotation[at - 1] == CLOSES and text[starts[at - 2 if at > 1 else 0]] in ".?!"):
            breaks[at] = 1
    return breaks
