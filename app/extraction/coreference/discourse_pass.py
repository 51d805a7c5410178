"""attribution -> speaker: whom the literal source means, by which way that is known, and how surely."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from app.extraction.attribution.classification import ClassifiedAttribution
from app.extraction.attribution.fabrication import Doubt, assess_doubt
from app.extraction.coreference.media_owners import MediaIndex
from app.extraction.coreference.resolver import PRONOUN_GENDERS, Resolution, SourceResolver
from app.extraction.coreference.salience import SalienceModel
from app.extraction.coreference.source_types import SourcePhrase, SourceType, parse_source, source_type_of
from app.extraction.entities.clustering import EntityIndex
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import ARTICLES, PREPOSITIONS
from app.extraction.rules import antecedents, doubts
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Method, QuoteKind, Span

_DETERMINERS = ARTICLES | word_list("common", "determiners", "definite")
# Among how many words the subject of a sentence is looked for.
_SUBJECT_SEARCH_WORDS = 10
# A source as improbable as this was taken from another sentence, and its speaker is no surer than that.
_UNSURE_PROBABILITY, _MAX_CONFIDENCE_ELSEWHERE, _MAX_CONFIDENCE_DIALOGUE = 0.5, 0.8, 0.6
# Nor is a speaker surer whose words may be forged.
_MAX_CONFIDENCE_FABRICATED = 0.5
# With these a text says itself that it does not know.
_HEARSAY_WORDS = word_list("cues", "hearsay", "words")
# What leads to an act of the subject's own ("after meeting X"), and to whom it is compared with.
_ADJUNCT_OPENERS = PREPOSITIONS | word_list("common", "conjunctions", "participles")
_COMPARISON_PREPOSITIONS = word_list("common", "comparisons", "words")
# How far back the quote around a nested one is looked for.
_MAX_QUOTES_BACK = 12


def resolve_speakers(
    layout: TextIndex, people: EntityIndex, media: MediaIndex, sayings: Iterable[ClassifiedAttribution]
) -> list[Resolution]:
    """One resolution for each saying, in order; each may lean on those before it."""
    return _DiscoursePass(layout, people, media).resolve_all(list(sayings))


class _DiscoursePass:
    """Goes through the sayings in the order of their sources and remembers who has come up."""

    def __init__(self, layout: TextIndex, people: EntityIndex, media: MediaIndex) -> None:
        self.layout = layout
        self.people = people
        self.discourse = SalienceModel(layout, people)
        self.references = SourceResolver(layout, people, media, self.discourse)

    def resolve_all(self, sayings: list[ClassifiedAttribution]) -> list[Resolution]:
        sources = [self._parse_source(saying) for saying in self.layout.with_cancellation(sayings)]
        found: dict[int, Resolution] = {}
        openings = deque(self._find_openings())
        for index in self.layout.with_cancellation(
            sorted(range(len(sayings)), key=lambda i: _speaking_offset(sayings[i]))
        ):
            place = _speaking_offset(sayings[index])
            while openings and openings[0].start < place:
                self.layout.check()
                self._note_subject(openings.popleft())
            found[index] = self._lower_confidence(self.references.resolve_source(sources[index]), sayings[index])
            self._note_speaker(place, found[index])
        return [
            self._resolve_first_person(index, sayings, sources[index], found)
            for index in self.layout.with_cancellation(range(len(sayings)))
        ]

    def _parse_source(self, saying: ClassifiedAttribution) -> SourcePhrase:
        """The source; he in "Gross went home, he said" is nobody whom the reported sentence names."""
        source = parse_source(self.layout, self.people, saying.attribution.source)
        if source.source_type is not SourceType.PRONOUN or not source.span:
            return source
        sentence = self.layout.sentence_index(source.span.start)
        if antecedents.SUBJECT_OF_ADJUNCT.holds(self._is_after_adjunct(source.span), source.span):
            return replace(source, antecedent_limit=self.layout.sentences[sentence].start)
        content = saying.attribution.content[0]
        reported = (
            saying.kind is QuoteKind.INDIRECT
            and self.layout.sentence_index(content.start) == sentence
            and content.start < source.span.start
        )
        if antecedents.NOBODY_IN_REPORT.holds(reported, source.span):
            return replace(source, antecedent_limit=content.start)
        return source

    def _lower_confidence(self, resolution: Resolution, saying: ClassifiedAttribution) -> Resolution:
        """A source in another sentence than its words is never sure, nor hearsay, nor who speaks on in a dialogue.

        Words that the text calls forged are nobody's.
        """
        forged = assess_doubt(self.layout, saying.attribution.content, _speaking_spans(saying)[0])
        if forged is Doubt.ASSERTED:
            return replace(resolution, entity=None, method=Method.UNNAMED, confidence=_MAX_CONFIDENCE_FABRICATED)
        if forged is Doubt.POSSIBLE:
            return replace(resolution, confidence=min(resolution.confidence, _MAX_CONFIDENCE_FABRICATED))
        attribution = saying.attribution
        if doubts.DIALOGUE.holds(self._is_dialogue(saying), attribution.content):
            return replace(resolution, confidence=min(resolution.confidence, _MAX_CONFIDENCE_DIALOGUE))
        unsure = attribution.source_probability <= _UNSURE_PROBABILITY
        if doubts.SOURCE_ELSEWHERE.holds(unsure, attribution.content) or doubts.HEARSAY.holds(
            self._is_hearsay(saying), attribution.cue
        ):
            return replace(resolution, confidence=min(resolution.confidence, _MAX_CONFIDENCE_ELSEWHERE))
        return resolution

    def _is_hearsay(self, saying: ClassifiedAttribution) -> bool:
        return any(word.lower in _HEARSAY_WORDS for cue in saying.attribution.cue for word in self.layout.words_in(cue))

    def _is_dialogue(self, saying: ClassifiedAttribution) -> bool:
        """Whether a new paragraph's words follow words that were closed: it may be another who speaks there."""
        return any(
            self.layout.paragraph_index(one.start) < self.layout.paragraph_index(other.start)
            and any(passage.is_closed for passage in self.layout.outermost_spans_in(one))
            for one, other in pairwise(saying.attribution.content)
        )

    def _is_after_adjunct(self, pronoun: Span) -> bool:
        """Whether a phrase without a subject leads to a pronoun: "After meeting X, he said", "Flanked by X, she said".

        The subject is the pronoun's, so that whoever else the phrase names is somebody else.
        """
        start = self.layout.sentences[self.layout.sentence_index(pronoun.start)].start
        opening, last = self.layout.words_from(start, 2), self.layout.word_before(pronoun.start)
        if last is None or last.start <= start or self.layout.text[last.end : pronoun.start] != ", ":
            return False
        first, second = opening
        if self.people.mentions_in(Span(first.start, first.end)):
            return False
        acts = first.lower.endswith("ing") or (first.lower in _ADJUNCT_OPENERS and second.lower.endswith("ing"))
        suffers = first.lower.endswith("ed") and second.lower == "by"
        return acts or suffers or first.lower in _COMPARISON_PREPOSITIONS

    def _note_speaker(self, place: int, resolution: Resolution) -> None:
        if resolution.entity:
            self.discourse.note_speaker(place, resolution.entity)
            return
        source = resolution.source
        stranger = source.as_unnamed_entity()
        if stranger and antecedents.STRANGER.holds(True, (source.span,) if source.span else ()):
            self.discourse.note_speaker(place, stranger)

    def _note_subject(self, opening: Span) -> None:
        """Notes whom a sentence is about; "the nominee" whom no role fits is rather somebody known than a stranger."""
        resolution = self.references.resolve_source(parse_source(self.layout, self.people, (opening,)))
        definite = self.layout.text[opening.start : opening.start + 4].lower() == "the "
        known = antecedents.DEFINITE_IS_KNOWN.holds(definite, opening)
        stranger = None if known else resolution.source.as_unnamed_entity()
        if figure := resolution.entity or stranger:
            self.discourse.note_subject(opening.start, figure)

    def _find_openings(self) -> Iterator[Span]:
        """Whom the writer's own sentences are about where it is no name: "He ...", "In reply the minister ..."."""
        for sentence in self.layout.with_cancellation(self.layout.sentences):
            found = self.layout.words_from(sentence.start, _SUBJECT_SEARCH_WORDS)
            if not found or found[0].start != sentence.start or self.layout.is_quoted(sentence.start):
                continue
            if antecedents.PRONOUN_SUBJECT_STANDS_OUT.holds(found[0].lower in PRONOUN_GENDERS, found[0]):
                yield Span(sentence.start, found[0].end)
                continue
            subject = self._find_role_subject(sentence, found)
            if subject and antecedents.OFFICE_SUBJECT_STANDS_OUT.holds(True, subject):
                yield subject

    def _find_role_subject(self, sentence: Span, found: tuple[Word, ...]) -> Span | None:
        """The first "the ..." that is headed by an office or a kinship and that no preposition leads."""
        for index, word in enumerate(found):
            led = index > 0 and found[index - 1].lower in PREPOSITIONS
            if word.lower not in _DETERMINERS or led:
                continue
            for later in found[index + 1 : index + 5]:
                if source_type_of(later.lower) is SourceType.ROLE:
                    inside = later.end <= sentence.end and not self.layout.is_quoted(later.start)
                    return Span(word.start, later.end) if inside else None
        return None

    def _resolve_first_person(
        self, index: int, sayings: list[ClassifiedAttribution], source: SourcePhrase, found: dict[int, Resolution]
    ) -> Resolution:
        """Within a direct quote "I" and "we" are its speaker."""
        if source.source_type is SourceType.FIRST_PERSON:
            place = _speaking_offset(sayings[index])
            for outer in range(index - 1, max(-1, index - _MAX_QUOTES_BACK), -1):
                inside = any(span.start <= place < span.end for span in sayings[outer].attribution.content)
                if antecedents.FIRST_PERSON.holds(inside, sayings[index].attribution.content):
                    return replace(found[outer], method=Method.FIRST_PERSON, source=source)
        return found[index]


def _speaking_offset(saying: ClassifiedAttribution) -> int:
    return _speaking_spans(saying)[0].start


def _speaking_spans(saying: ClassifiedAttribution) -> tuple[Span, ...]:
    """Where somebody is shown to speak."""
    return saying.attribution.source or saying.attribution.cue or saying.attribution.content
