"""What no sentence tells by itself: quoted words whose source stands before them, and quotes within quotes.

A tagger reads sentences. Here each quoted passage that it left over is given to whom the text around it gives it:
to the quote that it continues, to the subject of the sentence that leads to it, or to nobody.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.extraction.attribution.classification import Attribution, is_title
from app.extraction.attribution.cue_patterns import read_clause, read_phrase
from app.extraction.attribution.nested import find_nested
from app.extraction.attribution.quote_ownership import Claims
from app.extraction.coreference.source_types import Form, form_of
from app.extraction.document import Span
from app.extraction.entities.clustering import People, is_led
from app.extraction.lang.lexicon import words
from app.extraction.structure.quotation_marks import Passage
from app.extraction.structure.segmentation import Layout
from app.extraction.structure.sentences import Unit, find_units

_HE_OR_SHE = frozenset(["he", "she"])
_PRONOUNS = words("people", "pronouns", "male") | words("people", "pronouns", "female") | {"they", "it", "we"}
_ANNOUNCING = _PRONOUNS | {"i"}
# Within so many words before a colon a clause of its own may tell who speaks.
_NEAR = 8
_CLAUSES = frozenset(["that", "and", "but", "so", "when", "as", "while", "then", "until"])
# Words in marks that are fewer than this are a name or a turn of phrase, unless somebody is said to speak them.
_FEWEST = 4
_UNCERTAIN = 0.5
_OPENING = 5
# The pieces that one quote goes on over; more are a list of quotes.
_MOST_PIECES = 500
_PASSIVE = ("is ", "are ", "was ", "were ", "been ")


def complete(layout: Layout, people: People, tagged: Sequence[Attribution]) -> list[Attribution]:
    """The tagged attributions, each quoted passage with the one that it belongs to, and none left over."""
    units = list(layout.paced(find_units(layout)))
    claims = Claims(layout, people, tagged)
    for unit in layout.paced(units):
        claims.take(unit)
    completion = _Completion(layout, people, claims)
    for previous, unit in layout.paced(zip([None, *units], units, strict=False)):
        completion.take(unit, previous)
    found = [
        _apart(layout, index, attribution, claims) for index, attribution in enumerate(layout.paced(completion.found))
    ]
    return [*found, *find_nested(layout, people, found)]


def _apart(layout: Layout, index: int, attribution: Attribution, claims: Claims) -> Attribution:
    """The attribution without what it has of other passages than its own: no content ends within another's marks."""
    own = attribution.cue + attribution.source
    content = list(attribution.content)
    for passage in {found for span in content for found in layout.outermost_in(span)}:
        within = any(passage.inner.meets(span) for span in own)
        owner = claims.owners.get(passage, index)
        if owner != index and not within:
            content = [
                piece
                for span in content
                for piece in ([span] if span.holds(passage.outer) else _without(layout, span, passage.outer))
            ]
    return replace(attribution, content=tuple(content))


def _without(layout: Layout, span: Span, hole: Span) -> list[Span]:
    if not span.meets(hole):
        return [span]
    pieces = [(span.start, min(span.end, hole.start)), (max(span.start, hole.end), span.end)]
    return [Span(start, end) for start, end in pieces if start < end and layout.words_in(Span(start, end))]


class _Completion:
    def __init__(self, layout: Layout, people: People, claims: Claims) -> None:
        self.layout = layout
        self.people = people
        self.found = claims.found
        self.owners = claims.owners
        self.transcripts = claims.transcripts
        self.last: Passage | None = None

    def take(self, unit: Unit, previous: Unit | None) -> None:
        for passage in unit.passages:
            if passage in self.owners:
                self._reach_back(passage)
                self._look_back(passage, unit, previous)
            elif passage not in self.transcripts:
                self._find_owner(passage, unit, previous)
            self.last = passage
        self._take_fragments(unit)

    def _find_owner(self, passage: Passage, unit: Unit, previous: Unit | None) -> None:
        if unit.is_bare and (self._continues(passage, unit, previous) or _is_long(self.layout, passage)):
            self._give(passage, unit, previous)
        elif _is_long(self.layout, passage) and self._follows_colon(passage):
            self._add(passage, self._announcer(unit, passage))

    def _take_fragments(self, unit: Unit) -> None:
        """A few words in marks that nobody has yet, in a clause that says whose they are."""
        if unit.words and any(passage not in self.owners for passage in unit.passages):
            clause = read_clause(self.layout.text, unit) or read_phrase(self.layout.text, unit)
            left = [passage for passage in unit.passages if passage not in self.owners] if clause else []
            own = [one for one in left if clause and any(span.meets(one.inner) for span in clause.content)]
            if clause and own:
                self.owners.update(dict.fromkeys(own, len(self.found)))
                self.found.append(clause)

    def _reach_back(self, passage: Passage) -> None:
        """An open-ended passage and the one that goes on in the next paragraph are one quote with one source."""
        if not self.last or self.last.closed or self.last not in self.owners:
            return
        first, second = self.owners[self.last], self.owners[passage]
        if first != second and self._opens_next_paragraph(passage, self.last):
            if not self.found[first].source:
                self._merge(first, second, self.last, passage)
            elif not self.found[second].source:
                self._merge(second, first, self.last, passage)

    def _merge(self, giver: int, taker: int, *passages: Passage) -> None:
        content = self.found[giver].content + self.found[taker].content
        if len(content) > _MOST_PIECES:
            return
        self.found[taker] = replace(self.found[taker], content=content)
        self.found[giver] = replace(self.found[giver], content=())
        self.owners.update(dict.fromkeys(passages, taker))

    def _look_back(self, passage: Passage, unit: Unit, previous: Unit | None) -> None:
        """A cue without a source ("This was his answer:") has the subject of its sentence, or of the one before."""
        owner = self.found[self.owners[passage]]
        passive = any(span.of(self.layout.text).startswith(_PASSIVE) for span in owner.cue)
        participle = any(self.layout.text[max(0, span.end - 3) : span.end] == "ing" for span in owner.cue)
        colon = self._follows_colon(passage)
        if owner.source or passive or not (unit.is_bare or colon or participle):
            return
        source = self._announcer(unit, passage) if colon else self._subject(unit) if participle else ()
        source = source or (self._lead(unit, previous) if previous else ())
        self.found[self.owners[passage]] = replace(owner, source=source, source_probability=_UNCERTAIN)

    def _opens_next_paragraph(self, passage: Passage, last: Passage) -> bool:
        number = self.layout.paragraph(passage.outer.start)
        starts = self.layout.paragraphs[number].start == passage.outer.start
        remark = self.layout.text[passage.inner.start] in "(["
        return starts and not remark and number == self.layout.paragraph(last.outer.start) + 1

    def _continues(self, passage: Passage, unit: Unit, previous: Unit | None) -> bool:
        """Whether the passage goes on where an owned one stopped: in its paragraph, or over the paragraph's end."""
        if not self.last or self.last not in self.owners or not previous:
            return False
        if len(self.found[self.owners[self.last]].content) >= _MOST_PIECES:
            return False
        if not self.last.closed:
            return self._opens_next_paragraph(passage, self.last)
        if unit.paragraph != previous.paragraph:
            return False
        return self.last in previous.passages or self._is_aside(previous, self.last)

    def _is_aside(self, unit: Unit, last: Passage) -> bool:
        """One sentence about the same speaker between two of his: "“...,” X said. He named no day. “...”"""
        follows = self.layout.sentence(unit.span.start) == self.layout.sentence(last.outer.end - 1) + 1
        return follows and not unit.passages and unit.words[0].lower in _HE_OR_SHE

    def _give(self, passage: Passage, unit: Unit, previous: Unit | None) -> None:
        if self._continues(passage, unit, previous) and self.last:
            owner = self.owners[self.last]
            self.found[owner] = replace(self.found[owner], content=(*self.found[owner].content, passage.inner))
            self.owners[passage] = owner
        elif (source := self._lead(unit, previous) if previous else ()) or not is_title(self.layout, [passage.inner]):
            self._add(passage, source)

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

    def _announcer(self, unit: Unit, passage: Passage) -> tuple[Span, ...]:
        """Whom a colon makes the speaker: I in "she was so upset that I added:", else the sentence's subject."""
        before = [word for word in unit.words if word.end <= passage.outer.start][-_NEAR:]
        for previous, word in reversed(list(pairwise(before))):
            if word.lower in _ANNOUNCING and previous.lower in _CLAUSES:
                return (Span(word.start, word.end),)
        return self._subject(unit)

    def _subject(self, unit: Unit) -> tuple[Span, ...]:
        """Who a sentence is about: the pronoun or the office that it begins with, or the first person it names."""
        opening = unit.words[:_OPENING]
        if opening and opening[0].lower in _PRONOUNS:
            return (Span(opening[0].start, opening[0].end),)
        persons = [m for m in self.people.within(unit.span) if m.figure.is_person and not m.name.possessive]
        named = [m for m in persons if not is_led(self.layout, m)]
        if opening and opening[0].lower == "the" and not (named and named[0].start <= opening[-1].start):
            office = [word for word in opening if form_of(word.lower) is Form.ROLE]
            return (Span(opening[0].start, office[-1].end),) if office else ()
        return (named[0].name.span,) if named else ()


def _is_long(layout: Layout, passage: Passage) -> bool:
    return layout.count_words((passage.inner,)) >= _FEWEST
