"""Quotes within quotes: what somebody says that somebody said."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.cue_patterns import nearest_cue, read_phrase, read_report, read_spoken
from app.extraction.document import Span
from app.extraction.entities.clustering import People
from app.extraction.lang.lexicon import words
from app.extraction.structure.quotation_marks import Passage
from app.extraction.structure.segmentation import Layout
from app.extraction.structure.sentences import Unit

_FIRST_PERSON = words("people", "pronouns", "writer")
_NOUNS = words("cues", "speech", "nouns")
# Inner passages of fewer words are names and turns of phrase.
_FEWEST = 4
_NEAR = 5
# No speaker quotes more others in a paragraph.
_MOST = 40
# How far from the inner marks a cue may stand: "warned the Communist Chinese".
_BESIDE = 50


def find_nested(layout: Layout, people: People, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """What somebody quotes within a quote, where the quoted words themselves tell who said it."""
    known = {span.start for attribution in found for span in attribution.content}
    inner = [passage for passage in layout.passages if passage.depth == 1]
    starts = [passage.outer.start for passage in inner]
    for outer in layout.paced(layout.outermost):
        first = bisect_right(starts, outer.inner.start - 1)
        for passage in inner[first : first + _MOST]:
            layout.check()
            if passage.outer.end > outer.inner.end:
                break
            unknown = passage.inner.start not in known and passage.outer.start not in known
            if unknown and layout.count_words((passage.inner,)) >= _FEWEST:
                yield from _read(layout, people, _around(layout, outer, passage), passage)


def _read(layout: Layout, people: People, unit: Unit, passage: Passage) -> Iterator[Attribution]:
    """The attribution of an inner passage: by the words beside its marks, or by "the call of X" before it."""
    found = read_spoken(layout.text, unit) or read_report(layout.text, unit) or read_phrase(layout.text, unit)
    cue = nearest_cue(unit, passage)
    if voice := _voice(layout, people, unit):
        yield Attribution(found.cue if found else (), voice, (passage.inner,))
    elif found and found.source and _gap(found.cue[0], passage) <= _BESIDE:
        yield replace(found, content=(passage.inner,))
    elif cue and _gap(cue, passage) <= _BESIDE and (named := _named_in(people, unit)):
        yield Attribution((cue,), named, (passage.inner,))


def _gap(cue: Span, passage: Passage) -> int:
    return max(cue.start - passage.outer.end, passage.outer.start - cue.end)


def _voice(layout: Layout, people: People, unit: Unit) -> tuple[Span, ...]:
    """X in "I can only repeat the call by X": whose words a speaker says to repeat."""
    opening = {word.lower for word in unit.words}
    for mention in people.within(unit.span) if opening & _FIRST_PERSON else ():
        start = mention.opening
        before = layout.words_in(Span(unit.span.start, start))[-_NEAR:] if start > unit.span.start else ()
        led = bool(before) and before[-1].lower in ("by", "of", "from")
        if led and any(word.lower in _NOUNS for word in before):
            return (mention.name.span,)
    return ()


def _named_in(people: People, unit: Unit) -> tuple[Span, ...]:
    named = [m for m in people.within(unit.span) if m.figure.is_person and not m.name.possessive]
    return (named[-1].name.span,) if named else ()


def _around(layout: Layout, outer: Passage, passage: Passage) -> Unit:
    """The sentence within the outer passage that holds the inner one."""
    sentence = layout.sentences[layout.sentence(passage.outer.start)]
    last = layout.sentences[layout.sentence(passage.outer.end - 1)]
    span = Span(max(outer.inner.start, sentence.start), max(passage.outer.end, min(outer.inner.end, last.end)))
    outside = [word for word in layout.words_in(span) if not passage.outer.start <= word.start < passage.outer.end]
    return Unit(span, tuple(outside), (passage,), 0)
