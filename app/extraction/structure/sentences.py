"""Sentences that keep a quoted passage whole, however many full stops stand inside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.extraction.structure.quotation_marks import QuotedSpan
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

# No sentence of the news quotes so many passages: one that does is taken in parts.
_MAX_QUOTED_SPANS = 30


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its words outside quotation marks, and its outermost passages."""

    span: Span
    words: tuple[Word, ...]
    quoted_spans: tuple[QuotedSpan, ...]
    paragraph: int

    @property
    def is_fully_quoted(self) -> bool:
        """Whether all of it stands within quotation marks."""
        return bool(self.quoted_spans) and not self.words


def find_sentences(layout: TextIndex) -> Iterator[Sentence]:
    upcoming = 0
    for number, span in _join_sentences(layout):
        inside: list[QuotedSpan] = []
        while upcoming < len(layout.outermost_spans) and layout.outermost_spans[upcoming].outer.start < span.end:
            inside.append(layout.outermost_spans[upcoming])
            upcoming += 1
        for part, passages in _split_parts(span, inside):
            yield Sentence(part, tuple(_words_outside(layout.words_in(part), passages)), tuple(passages), number)


def _split_parts(span: Span, passages: list[QuotedSpan]) -> Iterator[tuple[Span, list[QuotedSpan]]]:
    start = span.start
    for at in range(_MAX_QUOTED_SPANS, len(passages), _MAX_QUOTED_SPANS):
        yield Span(start, passages[at].outer.start), passages[at - _MAX_QUOTED_SPANS : at]
        start = passages[at].outer.start
    yield Span(start, span.end), passages[(max(0, len(passages) - 1) // _MAX_QUOTED_SPANS) * _MAX_QUOTED_SPANS :]


def _join_sentences(layout: TextIndex) -> Iterator[tuple[int, Span]]:
    """The layout's sentences, with those joined that a passage runs across."""
    passages, position = layout.outermost_spans, 0
    start: int | None = None
    for sentence in layout.sentences:
        start = sentence.start if start is None else start
        while position < len(passages) and passages[position].outer.end <= sentence.end:
            position += 1
        if position < len(passages) and passages[position].outer.start < sentence.end:
            continue
        yield layout.paragraph_index(start), Span(start, sentence.end)
        start = None


def _words_outside(found: tuple[Word, ...], passages: list[QuotedSpan]) -> Iterator[Word]:
    position = 0
    for word in found:
        while position < len(passages) and passages[position].outer.end <= word.start:
            position += 1
        if position == len(passages) or word.start < passages[position].outer.start:
            yield word
