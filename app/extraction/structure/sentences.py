"""Sentences that keep a quoted passage whole, however many full stops stand inside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.extraction.document import Span
from app.extraction.structure.quotation_marks import Passage
from app.extraction.structure.segmentation import Layout, Word

# No sentence of the news quotes so many passages: one that does is taken in parts.
_MANY = 30


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence: its words outside quotation marks, and its outermost passages."""

    span: Span
    words: tuple[Word, ...]
    passages: tuple[Passage, ...]
    paragraph: int

    @property
    def is_bare(self) -> bool:
        """Whether all of it stands within quotation marks."""
        return bool(self.passages) and not self.words


def find_units(layout: Layout) -> Iterator[Unit]:
    upcoming = 0
    for number, span in _joined(layout):
        inside: list[Passage] = []
        while upcoming < len(layout.outermost) and layout.outermost[upcoming].outer.start < span.end:
            inside.append(layout.outermost[upcoming])
            upcoming += 1
        for part, passages in _parts(span, inside):
            yield Unit(part, tuple(_outside(layout.words_in(part), passages)), tuple(passages), number)


def _parts(span: Span, passages: list[Passage]) -> Iterator[tuple[Span, list[Passage]]]:
    start = span.start
    for at in range(_MANY, len(passages), _MANY):
        yield Span(start, passages[at].outer.start), passages[at - _MANY : at]
        start = passages[at].outer.start
    yield Span(start, span.end), passages[(max(0, len(passages) - 1) // _MANY) * _MANY :]


def _joined(layout: Layout) -> Iterator[tuple[int, Span]]:
    """The layout's sentences, with those joined that a passage runs across."""
    passages, position = layout.outermost, 0
    start: int | None = None
    for sentence in layout.sentences:
        start = sentence.start if start is None else start
        while position < len(passages) and passages[position].outer.end <= sentence.end:
            position += 1
        if position < len(passages) and passages[position].outer.start < sentence.end:
            continue
        yield layout.paragraph(start), Span(start, sentence.end)
        start = None


def _outside(found: tuple[Word, ...], passages: list[Passage]) -> Iterator[Word]:
    position = 0
    for word in found:
        while position < len(passages) and passages[position].outer.end <= word.start:
            position += 1
        if position == len(passages) or word.start < passages[position].outer.start:
            yield word
