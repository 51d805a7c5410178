"""attribution -> speaker: whom the literal source means, by which way that is known, and how surely."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from app.extraction.attribution.classification import Saying
from app.extraction.attribution.fabrication import Doubt, doubt
from app.extraction.coreference.media_owners import Media
from app.extraction.coreference.resolver import GENDERS, References, Resolution
from app.extraction.coreference.salience import Discourse
from app.extraction.coreference.source_types import Form, Source, form_of, read_source
from app.extraction.document import Span
from app.extraction.entities.clustering import People
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout, Word
from app.extraction.types import Method, QuoteKind

_DETERMINERS = words("common", "articles", "words") | {"my", "this", "that"}
_PREPOSITIONS = words("common", "prepositions", "words")
# Among how many words the subject of a sentence is looked for.
_OPENING = 10
# A source as improbable as this was taken from another sentence, and its speaker is no surer than that.
_UNSURE, _ELSEWHERE, _IN_DIALOGUE = 0.5, 0.8, 0.6
# Nor is a speaker surer whose words may be forged.
_FORGED = 0.5
# With these a text says itself that it does not know.
_HEARSAY = frozenset(["attributed", "allegedly", "purportedly", "supposedly"])
# What leads to an act of the subject's own ("after meeting X"), and to whom it is compared with.
_BEFORE_ACTS = _PREPOSITIONS | {"while", "when", "by"}
_BESIDE = frozenset(["like", "unlike", "alongside", "with"])
# How far back the quote around a nested one is looked for.
_NEAR = 12


def resolve(layout: Layout, people: People, media: Media, sayings: Iterable[Saying]) -> list[Resolution]:
    """One resolution for each saying, in order; each may lean on those before it."""
    return _Reading(layout, people, media).resolve(list(sayings))


class _Reading:
    """Goes through the sayings in the order of their sources and remembers who has come up."""

    def __init__(self, layout: Layout, people: People, media: Media) -> None:
        self.layout = layout
        self.people = people
        self.discourse = Discourse(layout, people)
        self.references = References(layout, people, media, self.discourse)

    def resolve(self, sayings: list[Saying]) -> list[Resolution]:
        sources = [self._source(saying) for saying in self.layout.paced(sayings)]
        found: dict[int, Resolution] = {}
        openings = deque(self._openings())
        for index in self.layout.paced(sorted(range(len(sayings)), key=lambda i: _place(sayings[i]))):
            place = _place(sayings[index])
            while openings and openings[0].start < place:
                self.layout.check()
                self._follow(openings.popleft())
            found[index] = self._doubted(self.references.refer(sources[index]), sayings[index])
            self._remember(place, found[index])
        return [
            self._as_first_person(index, sayings, sources[index], found)
            for index in self.layout.paced(range(len(sayings)))
        ]

    def _source(self, saying: Saying) -> Source:
        """The source; he in "Gross went home, he said" is nobody whom the reported sentence names."""
        source = read_source(self.layout, self.people, saying.attribution.source)
        if source.form is Form.PRONOUN and source.span and self._is_after_adjunct(source.span):
            return replace(source, since=self.layout.sentences[self.layout.sentence(source.span.start)].start)
        content = saying.attribution.content[0]
        if source.form is not Form.PRONOUN or saying.kind is not QuoteKind.INDIRECT or not source.span:
            return source
        same = self.layout.sentence(content.start) == self.layout.sentence(source.span.start)
        return replace(source, since=content.start) if same and content.start < source.span.start else source

    def _doubted(self, resolution: Resolution, saying: Saying) -> Resolution:
        """A source in another sentence than its words is never sure, nor hearsay, nor who speaks on in a dialogue.

        Words that the text calls forged are nobody's.
        """
        forged = doubt(self.layout, saying.attribution.content, _spans(saying)[0])
        if forged is Doubt.TOLD:
            return replace(resolution, figure=None, method=Method.UNNAMED, confidence=_FORGED)
        if forged is Doubt.NEAR:
            return replace(resolution, confidence=min(resolution.confidence, _FORGED))
        if self._is_dialogue(saying):
            return replace(resolution, confidence=min(resolution.confidence, _IN_DIALOGUE))
        if saying.attribution.source_probability > _UNSURE and not self._is_hearsay(saying):
            return resolution
        return replace(resolution, confidence=min(resolution.confidence, _ELSEWHERE))

    def _is_hearsay(self, saying: Saying) -> bool:
        return any(word.lower in _HEARSAY for cue in saying.attribution.cue for word in self.layout.words_in(cue))

    def _is_dialogue(self, saying: Saying) -> bool:
        """Whether a new paragraph's words follow words that were closed: it may be another who speaks there."""
        return any(
            self.layout.paragraph(one.start) < self.layout.paragraph(other.start)
            and any(passage.closed for passage in self.layout.outermost_in(one))
            for one, other in pairwise(saying.attribution.content)
        )

    def _is_after_adjunct(self, pronoun: Span) -> bool:
        """Whether a phrase without a subject leads to a pronoun: "After meeting X, he said", "Flanked by X, she said".

        The subject is the pronoun's, so that whoever else the phrase names is somebody else.
        """
        start = self.layout.sentences[self.layout.sentence(pronoun.start)].start
        opening, last = self.layout.words_from(start, 2), self.layout.word_before(pronoun.start)
        if last is None or last.start <= start or self.layout.text[last.end : pronoun.start] != ", ":
            return False
        first, second = opening
        if self.people.within(Span(first.start, first.end)):
            return False
        acts = first.lower.endswith("ing") or (first.lower in _BEFORE_ACTS and second.lower.endswith("ing"))
        suffers = first.lower.endswith("ed") and second.lower == "by"
        return acts or suffers or first.lower in _BESIDE

    def _remember(self, place: int, resolution: Resolution) -> None:
        if resolution.figure:
            self.discourse.speaks(place, resolution.figure)
        elif stranger := resolution.source.as_stranger():
            self.discourse.speaks(place, stranger)

    def _follow(self, opening: Span) -> None:
        """Notes whom a sentence is about; "the nominee" whom no role fits is rather somebody known than a stranger."""
        resolution = self.references.refer(read_source(self.layout, self.people, (opening,)))
        definite = self.layout.text[opening.start : opening.start + 4].lower() == "the "
        stranger = None if definite else resolution.source.as_stranger()
        if figure := resolution.figure or stranger:
            self.discourse.acts(opening.start, figure)

    def _openings(self) -> Iterator[Span]:
        """Whom the writer's own sentences are about where it is no name: "He ...", "In reply the minister ..."."""
        for sentence in self.layout.paced(self.layout.sentences):
            found = self.layout.words_from(sentence.start, _OPENING)
            if not found or found[0].start != sentence.start or self.layout.is_quoted(sentence.start):
                continue
            if found[0].lower in GENDERS:
                yield Span(sentence.start, found[0].end)
            elif subject := self._person(sentence, found):
                yield subject

    def _person(self, sentence: Span, found: tuple[Word, ...]) -> Span | None:
        """The first "the ..." that is headed by an office or a kinship and that no preposition leads."""
        for index, word in enumerate(found):
            led = index > 0 and found[index - 1].lower in _PREPOSITIONS
            if word.lower not in _DETERMINERS or led:
                continue
            for later in found[index + 1 : index + 5]:
                if form_of(later.lower) is Form.ROLE:
                    inside = later.end <= sentence.end and not self.layout.is_quoted(later.start)
                    return Span(word.start, later.end) if inside else None
        return None

    def _as_first_person(
        self, index: int, sayings: list[Saying], source: Source, found: dict[int, Resolution]
    ) -> Resolution:
        """Within a direct quote "I" and "we" are its speaker."""
        if source.form is Form.FIRST_PERSON:
            place = _place(sayings[index])
            for outer in range(index - 1, max(-1, index - _NEAR), -1):
                if any(span.start <= place < span.end for span in sayings[outer].attribution.content):
                    return replace(found[outer], method=Method.FIRST_PERSON, source=source)
        return found[index]


def _place(saying: Saying) -> int:
    return _spans(saying)[0].start


def _spans(saying: Saying) -> tuple[Span, ...]:
    """Where somebody is shown to speak."""
    return saying.attribution.source or saying.attribution.cue or saying.attribution.content
