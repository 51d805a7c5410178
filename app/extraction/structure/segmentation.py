"""A text cut into paragraphs, sentences and words, with quick answers to "which one is this offset in?"."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, TypeVar

from app.extraction.cancellation import CancellationCheck, never_cancel, with_cancellation
from app.extraction.lang.lexicon import word_list
from app.extraction.structure.quotation_marks import QuotedSpan, find_quoted_spans
from app.extraction.types import Span

T = TypeVar("T")

# A letter, an accent apart from its letter, or the second half of a letter that was decoded wrongly, as on many pages
# of the web: "FranÃ§ois".
_LETTER = r"(?:[^\W_]|[\u0300-\u036f]|(?<=[\u00c2\u00c3\u0302\u0303])[\u0080-\u00bf])"
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W_]{_LETTER}*(?:[-'\u2019\u02bc.](?=[^\W_]){_LETTER}+)*")
# Possessive runs, begun only where a run begins: a megabyte of full stops stays linear.
_SENTENCE_STOP = re.compile(
    r"(?<![.!?\u2026])([.!?\u2026]++['\"\u2019\u201d\u00bb)\]]*+)\s++(?=['\"\u2018\u201c\u00ab(\[]*+[^\W_a-z])"
)
_LINE_END = frozenset(".!?:;\u2026\"'\u201d\u2019\u00bb)")
# In a text that is wrapped by hand no line is longer.
_MAX_WRAPPED_LINE = 160
# No sentence of the news is longer: one that is has lost its stops, and is cut, so that a look around costs little.
_MAX_SENTENCE_CHARACTERS = 2_000
# Nor are two words of one phrase further apart.
_MAX_GAP_CHARACTERS = 80
_BLANKS = re.compile(r"\s+")
_LAST_WORD = re.compile(r"([^\W\d_]++)\Z")


class Word(NamedTuple):
    """A run of letters or digits, with the hyphens, apostrophes and points inside it."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class TextIndex:
    """What lies where in a text. Paragraphs hold sentences, sentences hold words; all are in order."""

    text: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    words: tuple[Word, ...]
    word_starts: tuple[int, ...]
    quoted_spans: tuple[QuotedSpan, ...]
    outermost_spans: tuple[QuotedSpan, ...]
    lowercase_words: frozenset[str]
    check: CancellationCheck
    _sentence_starts: tuple[int, ...]
    _paragraph_starts: tuple[int, ...]
    _outermost_span_starts: tuple[int, ...]
    _quoted_before: "array[int]"

    def with_cancellation(self, items: Iterable[T]) -> Iterator[T]:
        """The items, with a check before each: whoever asked for the work may end it."""
        return with_cancellation(items, self.check)

    def sentence_index(self, offset: int) -> int:
        """Which sentence an offset lies in (or after)."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def paragraph_index(self, offset: int) -> int:
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that begin within a span."""
        first, last = self._word_range(span)
        return self.words[first:last]

    def count_words(self, spans: Iterable[Span]) -> int:
        """How many words begin within the spans."""
        return sum(last - first for first, last in map(self._word_range, spans))

    def count_quoted(self, spans: Iterable[Span]) -> int:
        """How many of these words begin within quotation marks."""
        return sum(
            self._quoted_before[last] - self._quoted_before[first] for first, last in map(self._word_range, spans)
        )

    def _word_range(self, span: Span) -> tuple[int, int]:
        return bisect_left(self.word_starts, span.start), bisect_left(self.word_starts, span.end)

    def text_between(self, start: int, end: int) -> str:
        """What stands between two words, on one line; of a long gap only the beginning, as it is."""
        gap = self.text[start : min(end, start + _MAX_GAP_CHARACTERS)]
        return gap if gap == " " or len(gap) == _MAX_GAP_CHARACTERS else _BLANKS.sub(" ", gap)

    def word_index(self, offset: int) -> int:
        return bisect_left(self.word_starts, offset)

    def words_from(self, offset: int, count: int) -> tuple[Word, ...]:
        first = bisect_left(self.word_starts, offset)
        return self.words[first : first + count]

    def word_before(self, offset: int) -> Word | None:
        """The last word that begins before an offset."""
        index = bisect_left(self.word_starts, offset)
        return self.words[index - 1] if index else None

    def word_after(self, offset: int) -> Word | None:
        index = bisect_left(self.word_starts, offset)
        return self.words[index] if index < len(self.words) else None

    def is_quoted(self, offset: int) -> bool:
        return _is_inside_span(self.outermost_spans, bisect_right(self._outermost_span_starts, offset) - 1, offset)

    def outermost_spans_in(self, span: Span) -> tuple[QuotedSpan, ...]:
        """The outermost passages that share a character with a span."""
        first = max(0, bisect_right(self._outermost_span_starts, span.start) - 1)
        last = bisect_left(self._outermost_span_starts, span.end)
        return tuple(passage for passage in self.outermost_spans[first:last] if passage.outer.overlaps(span))


def index_text(text: str, check: CancellationCheck = never_cancel) -> TextIndex:
    paragraphs = tuple(with_cancellation(_split_paragraphs(text), check))
    sentences = tuple(
        with_cancellation(
            (sentence for paragraph in paragraphs for sentence in _split_sentences(text, paragraph)), check
        )
    )
    found = tuple(_find_words(text, check))
    passages = find_quoted_spans(text, paragraphs, check)
    outermost = tuple(passage for passage in passages if passage.depth == 0)
    return TextIndex(
        text=text,
        paragraphs=paragraphs,
        sentences=sentences,
        words=found,
        word_starts=tuple(word.start for word in found),
        quoted_spans=passages,
        outermost_spans=outermost,
        lowercase_words=frozenset(word.text for word in with_cancellation(found, check) if word.text.islower()),
        check=check,
        _sentence_starts=tuple(span.start for span in sentences),
        _paragraph_starts=tuple(span.start for span in paragraphs),
        _outermost_span_starts=tuple(passage.outer.start for passage in outermost),
        _quoted_before=array(
            "q", accumulate(_flag_quoted_words(with_cancellation(found, check), outermost), initial=0)
        ),
    )


def _find_words(text: str, check: CancellationCheck) -> Iterator[Word]:
    # A text has few words many times: each of them is kept once.
    known: dict[str, tuple[str, str]] = {}
    for match in with_cancellation(_WORD.finditer(text), check):
        printed = match.group()
        if printed not in known:
            lower = printed.lower()
            known[printed] = printed, (printed if lower == printed else lower)
        yield Word(*match.span(), *known[printed])


def _is_inside_span(outermost: tuple[QuotedSpan, ...], number: int, offset: int) -> bool:
    """Whether an offset lies between the marks of the passage of this number, if there is one."""
    return number >= 0 and outermost[number].inner.start <= offset < outermost[number].inner.end


def _flag_quoted_words(found: Iterable[Word], outermost: tuple[QuotedSpan, ...]) -> Iterator[bool]:
    """Of each word, whether it begins within quotation marks."""
    number = -1
    for word in found:
        while number + 1 < len(outermost) and outermost[number + 1].outer.start <= word.start:
            number += 1
        yield _is_inside_span(outermost, number, word.start)


def _split_paragraphs(text: str) -> Iterator[Span]:
    """Stretches between blank lines; in a text that is not wrapped, a sentence's end at a line's end parts them too."""
    lines = text.splitlines(keepends=True)
    wrapped = "\n\n" in text and max(map(len, lines)) <= _MAX_WRAPPED_LINE
    start: int | None = None
    position = last = 0
    for line in lines:
        end = position + len(line.rstrip())
        if end > position:
            start = position if start is None else start
            last = end
            if line.rstrip()[-1] in _LINE_END and not wrapped:
                yield Span(start, end)
                start = None
        elif start is not None:
            yield Span(start, last)
            start = None
        position += len(line)
    if start is not None:
        yield Span(start, last)


def _split_sentences(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for stop in _SENTENCE_STOP.finditer(text, paragraph.start, paragraph.end):
        if not _is_abbreviation(text, stop.start()):
            yield from _split_long_sentence(text, start, stop.end(1))
            start = stop.end()
    yield from _split_long_sentence(text, start, paragraph.end)


def _split_long_sentence(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, or what one without a stop is cut into between words."""
    while end - start > _MAX_SENTENCE_CHARACTERS:
        blank = max(text.rfind(mark, start, start + _MAX_SENTENCE_CHARACTERS) for mark in " \n")
        until = blank if blank > start else start + _MAX_SENTENCE_CHARACTERS
        yield Span(start, until)
        start = until
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)


def _is_abbreviation(text: str, stop: int) -> bool:
    """Whether the full stop there belongs to an initial or to a word that is always shortened."""
    last = _LAST_WORD.search(text[max(0, stop - 12) : stop])
    if not last or text[stop : stop + 2].strip() != ".":
        return False
    return (len(last[1]) == 1 and last[1].isupper()) or last[1].lower() in word_list("common", "abbreviations", "words")
