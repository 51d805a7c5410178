"""What no sentence tells by itself: quoted words whose source stands before them, and quotes within quotes.

A tagger reads sentences. Here each quoted passage that it left over is given to whom the text around it gives it:
to the quote that it continues, to the subject of the sentence that leads to it, or to nobody.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.extraction.attributions import Attribution
from app.extraction.document import Span
from app.extraction.layout import Layout
from app.extraction.lexicon import words
from app.extraction.marks import Passage
from app.extraction.people import People
from app.extraction.rules import read_unit
from app.extraction.sources import Form, form_of
from app.extraction.units import Unit, find_units

_PRONOUNS = words("people", "pronouns", "male") | words("people", "pronouns", "female") | {"they", "it", "we"}
_FIRST_PERSON = words("people", "pronouns", "writer")
_NOUNS = words("cues", "speech", "nouns")
# Words in marks that are fewer than this are a name or a turn of phrase, unless somebody is said to speak them.
_FEWEST = 4
_UNCERTAIN = 0.5
_NEAR = 5
_OPENING = 5


def complete(layout: Layout, people: People, tagged: Sequence[Attribution]) -> list[Attribution]:
    """The tagged attributions, with the passages that they left over."""
    completion = _Completion(layout, people, tagged)
    units = list(find_units(layout))
    for previous, unit in zip([None, *units], units, strict=False):
        completion.take(unit, previous)
    return [*completion.found, *_nested(layout, people, completion.found)]


class _Completion:
    def __init__(self, layout: Layout, people: People, tagged: Sequence[Attribution]) -> None:
        self.layout = layout
        self.people = people
        self.found = list(tagged)
        self.owners = _owners(layout, tagged)
        self.last: Passage | None = None

    def take(self, unit: Unit, previous: Unit | None) -> None:
        for passage in unit.passages:
            if passage in self.owners:
                self._reach_back(passage)
            elif unit.is_bare and (self._continues(passage, unit, previous) or _is_long(self.layout, passage)):
                self._give(passage, unit, previous)
            elif _is_long(self.layout, passage) and self._follows_colon(passage):
                self._add(passage, self._subject(unit))
            self.last = passage

    def _reach_back(self, passage: Passage) -> None:
        """An open-ended passage waits for the source that the end of the next paragraph tells."""
        last = self.last
        if last and not last.closed and self._is_ownerless(last) and self._opens_next_paragraph(passage, last):
            waiting = self.found[self.owners[last]]
            owner = self.owners[passage]
            self.found[owner] = replace(self.found[owner], content=waiting.content + self.found[owner].content)
            self.found[self.owners[last]] = replace(waiting, content=())
            self.owners[last] = owner

    def _is_ownerless(self, passage: Passage) -> bool:
        return passage in self.owners and not self.found[self.owners[passage]].source

    def _opens_next_paragraph(self, passage: Passage, last: Passage) -> bool:
        number = self.layout.paragraph(passage.outer.start)
        starts = self.layout.paragraphs[number].start == passage.outer.start
        return starts and number == self.layout.paragraph(last.outer.start) + 1

    def _continues(self, passage: Passage, unit: Unit, previous: Unit | None) -> bool:
        """Whether the passage goes on where an owned one stopped: in its paragraph, or over the paragraph's end."""
        if not self.last or self.last not in self.owners or not previous:
            return False
        if not self.last.closed:
            return self._opens_next_paragraph(passage, self.last)
        return unit.paragraph == previous.paragraph and self.last in previous.passages

    def _give(self, passage: Passage, unit: Unit, previous: Unit | None) -> None:
        if self._continues(passage, unit, previous) and self.last:
            owner = self.owners[self.last]
            self.found[owner] = replace(self.found[owner], content=(*self.found[owner].content, passage.inner))
            self.owners[passage] = owner
        else:
            self._add(passage, self._lead(unit, previous) if previous else ())

    def _add(self, passage: Passage, source: tuple[Span, ...]) -> None:
        self.owners[passage] = len(self.found)
        self.found.append(Attribution((), source, (passage.inner,), _UNCERTAIN, _UNCERTAIN, _UNCERTAIN))

    def _follows_colon(self, passage: Passage) -> bool:
        return self.layout.text[max(0, passage.outer.start - 2) : passage.outer.start].strip() == ":"

    def _lead(self, unit: Unit, previous: Unit) -> tuple[Span, ...]:
        """The subject of the sentence that leads to bare quoted words: before a colon, or in the same paragraph."""
        ends_in_colon = self.layout.text[previous.span.end - 1] == ":"
        if previous.is_bare or not (ends_in_colon or unit.paragraph == previous.paragraph):
            return ()
        return self._subject(previous)

    def _subject(self, unit: Unit) -> tuple[Span, ...]:
        """Who a sentence is about: the pronoun or the office that it begins with, or the first person it names."""
        opening = unit.words[:_OPENING]
        if opening and opening[0].lower in _PRONOUNS:
            return (Span(opening[0].start, opening[0].end),)
        named = [m for m in self.people.within(unit.span) if m.figure.is_person and not m.name.possessive]
        if opening and opening[0].lower == "the" and not (named and named[0].start <= opening[-1].start):
            office = [word for word in opening if form_of(word.lower) is Form.ROLE]
            return (Span(opening[0].start, office[-1].end),) if office else ()
        return (named[0].name.span,) if named else ()


def _owners(layout: Layout, tagged: Sequence[Attribution]) -> dict[Passage, int]:
    """Which attribution has more than half of a passage."""
    owners: dict[Passage, int] = {}
    for index, attribution in enumerate(tagged):
        for span in attribution.content:
            for passage in layout.outermost_in(span):
                shared = min(span.end, passage.inner.end) - max(span.start, passage.inner.start)
                if 2 * shared > passage.inner.end - passage.inner.start:
                    owners.setdefault(passage, index)
    return owners


def _is_long(layout: Layout, passage: Passage) -> bool:
    return len(layout.words_in(passage.inner)) >= _FEWEST


def _nested(layout: Layout, people: People, found: Sequence[Attribution]) -> Iterator[Attribution]:
    """What somebody quotes within a quote, where the quoted words themselves tell who said it."""
    known = {span.start for attribution in found for span in attribution.content}
    inner = [passage for passage in layout.passages if passage.depth == 1]
    starts = [passage.outer.start for passage in inner]
    for outer in layout.outermost:
        position = bisect_right(starts, outer.inner.start - 1)
        while position < len(inner) and inner[position].outer.end <= outer.inner.end:
            passage, position = inner[position], position + 1
            unknown = passage.inner.start not in known and passage.outer.start not in known
            if unknown and _is_long(layout, passage):
                unit = _around(layout, outer, passage)
                found_here = next(read_unit(layout.text, unit), Attribution((), (), (passage.inner,)))
                source = _voice(layout, people, unit) or found_here.source or _named_in(people, unit)
                if source:
                    yield replace(found_here, source=source, content=(passage.inner,))


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
