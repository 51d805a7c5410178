"""Quotes within quotes: what somebody says that somebody said."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.cue_patterns import (
    match_plain_report,
    match_quoted_speech,
    match_verbless_phrase,
    nearest_cue,
)
from app.extraction.entities.clustering import EntityIndex
from app.extraction.lang.words import OWNER_PREPOSITIONS, SPEECH_NOUNS, WRITER_PRONOUNS
from app.extraction.rules import continuations as rules
from app.extraction.structure.quotation_marks import QuotedSpan
from app.extraction.structure.segmentation import TextIndex
from app.extraction.structure.sentences import Sentence
from app.extraction.types import Span

# Inner passages of fewer words are names and turns of phrase.
_MIN_NESTED_WORDS = 4
_WORDS_BEFORE_NAME = 5
# No speaker quotes more others in a paragraph.
_MAX_NESTED = 40
# How far from the inner marks a cue may stand: "warned the Communist Chinese".
_MAX_CUE_DISTANCE = 50


def find_nested_quotes(layout: TextIndex, people: EntityIndex, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """What somebody quotes within a quote, where the quoted words themselves tell who said it."""
    known = {span.start for attribution in found for span in attribution.content}
    inner = [passage for passage in layout.quoted_spans if passage.depth == 1]
    starts = [passage.outer.start for passage in inner]
    for outer in layout.with_cancellation(layout.outermost_spans):
        first = bisect_right(starts, outer.inner.start - 1)
        for passage in inner[first : first + _MAX_NESTED]:
            layout.check()
            if passage.outer.end > outer.inner.end:
                break
            unknown = passage.inner.start not in known and passage.outer.start not in known
            if unknown and layout.count_words((passage.inner,)) >= _MIN_NESTED_WORDS:
                yield from _match_nested(layout, people, _sentence_around(layout, outer, passage), passage)


def _match_nested(layout: TextIndex, people: EntityIndex, unit: Sentence, passage: QuotedSpan) -> Iterator[Attribution]:
    """The attribution of an inner passage: by the words beside its marks, or by "the call of X" before it."""
    found = (
        match_quoted_speech(layout.text, unit)
        or match_plain_report(layout.text, unit)
        or match_verbless_phrase(layout.text, unit)
    )
    cue = nearest_cue(unit, passage)
    if voice := rules.REPEATED_CALL.change((), _repeated_source(layout, people, unit), passage.inner):
        yield Attribution(found.cue if found else (), voice, (passage.inner,))
    elif found and found.source and passage.distance_to(found.cue[0].start, found.cue[0].end) <= _MAX_CUE_DISTANCE:
        if rules.NESTED_QUOTE.holds(True, passage.inner):
            yield replace(found, content=(passage.inner,))
    elif cue and passage.distance_to(cue.start, cue.end) <= _MAX_CUE_DISTANCE:
        named = rules.NESTED_BY_LAST_PERSON.change((), _last_person_in(people, unit), passage.inner)
        if named:
            yield Attribution((cue,), named, (passage.inner,))


def _repeated_source(layout: TextIndex, people: EntityIndex, unit: Sentence) -> tuple[Span, ...]:
    """X in "I can only repeat the call by X": whose words a speaker says to repeat."""
    opening = {word.lower for word in unit.words}
    for mention in people.mentions_in(unit.span) if opening & WRITER_PRONOUNS else ():
        start = mention.title_start
        before = layout.words_in(Span(unit.span.start, start))[-_WORDS_BEFORE_NAME:] if start > unit.span.start else ()
        led = bool(before) and before[-1].lower in OWNER_PREPOSITIONS
        if led and any(word.lower in SPEECH_NOUNS for word in before):
            return (mention.name.span,)
    return ()


def _last_person_in(people: EntityIndex, unit: Sentence) -> tuple[Span, ...]:
    named = [m for m in people.mentions_in(unit.span) if m.entity.is_person and not m.name.has_possessive]
    return (named[-1].name.span,) if named else ()


def _sentence_around(layout: TextIndex, outer: QuotedSpan, passage: QuotedSpan) -> Sentence:
    """The sentence within the outer passage that holds the inner one."""
    sentence = layout.sentences[layout.sentence_index(passage.outer.start)]
    last = layout.sentences[layout.sentence_index(passage.outer.end - 1)]
    span = Span(max(outer.inner.start, sentence.start), max(passage.outer.end, min(outer.inner.end, last.end)))
    outside = [word for word in layout.words_in(span) if not passage.outer.start <= word.start < passage.outer.end]
    return Sentence(span, tuple(outside), (passage,), 0)
