"""Whom a pronoun or a bare role takes up: the figure that stands out most in the text before it."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from app.extraction.entities.clustering import EntityIndex, Mention, is_after_preposition
from app.extraction.entities.entity import Entity
from app.extraction.lang.words import GROUP_NOUNS, INSTITUTION_NOUNS, ROLE_NOUNS
from app.extraction.rules import antecedents as rules
from app.extraction.structure.segmentation import TextIndex

# How much a mention counts by where it stands; what is far back counts less, by sentence.
_SOURCE_WEIGHT, _SUBJECT_WEIGHT, _OTHER_WEIGHT, _OWNER_WEIGHT, _QUOTED_WEIGHT = 3.5, 3.0, 1.5, 1.2, 0.25
_SENTENCE_DECAY = 0.5
# How much it counts that a figure comes up again and again.
_REPETITION_SHARE = 0.3
_MAX_MENTIONS = 40
_DESCRIBED_NOUNS = ROLE_NOUNS | GROUP_NOUNS | INSTITUTION_NOUNS


@dataclass(frozen=True, slots=True)
class AntecedentChoice:
    """The best candidate, how prominent it still is, and how much it stands out (1 where there is no other).

    `beside`: the next best has a name as well and was last named in the same sentence.
    """

    entity: Entity
    salience: float
    margin: float
    has_rival_in_sentence: bool


class SalienceModel:
    """Remembers, as the sayings are read in order, who has come up and how prominently."""

    def __init__(self, layout: TextIndex, people: EntityIndex) -> None:
        self.layout = layout
        self.people = people
        whole = layout.paragraphs
        self._decay = rules.RECENCY.change(1.0, _SENTENCE_DECAY, whole)
        self._repetition_share = rules.REPETITION.change(0.0, _REPETITION_SHARE, whole)
        self._source_weight = rules.SPEAKER_STANDS_OUT.change(_OTHER_WEIGHT, _SOURCE_WEIGHT, whole)
        self._weights = dict(self._mention_weights())
        self.last_speaker: Entity | None = None
        self._noted: list[tuple[int, int, float]] = []
        self._figures: list[Entity] = []
        self._known: set[Entity] = set()
        self._narrated = _count_narrated_sentences(layout)

    def note_speaker(self, offset: int, figure: Entity) -> None:
        """Notes that a figure was the source of a saying there."""
        self._add_event(offset, figure, self._source_weight)
        self._known.add(figure)
        self.last_speaker = figure

    def note_subject(self, offset: int, figure: Entity) -> None:
        """Notes that a sentence begins with a figure under another word than its name."""
        self._add_event(offset, figure, _SUBJECT_WEIGHT)

    def _add_event(self, offset: int, figure: Entity, weight: float) -> None:
        insort(self._noted, (offset, len(self._figures), weight))
        self._figures.append(figure)

    def has_spoken(self, figure: Entity) -> bool:
        return figure in self._known

    def choose_antecedent(self, offset: int, fits: Callable[[Entity], bool]) -> AntecedentChoice | None:
        """The most prominent fitting figure before a place."""
        weights: defaultdict[Entity, list[float]] = defaultdict(list)
        sentences: dict[Entity, int] = {}
        fitting = cache(fits)
        for start, figure, weight in self._events_before(offset):
            if fitting(figure):
                weights[figure].append(weight * self._decay ** self.sentence_distance(start, offset))
                sentences[figure] = max(self.layout.sentence_index(start), sentences.get(figure, 0))
        scores = {figure: self._combined_salience(found) for figure, found in weights.items()}
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked:
            return None
        (best, prominence), *others = ranked
        if not others:
            return AntecedentChoice(best, prominence, 1.0, False)
        rival, other = others[0]
        beside = not rival.is_unnamed and sentences[best] == sentences[rival]
        return AntecedentChoice(best, prominence, 1 - other / prominence, beside)

    def sentence_distance(self, start: int, end: int) -> int:
        """Sentences of the writer's own between two places."""
        return self._narrated[self.layout.sentence_index(end)] - self._narrated[self.layout.sentence_index(start)]

    def _events_before(self, offset: int) -> Iterator[tuple[int, Entity, float]]:
        for mention in self.people.mentions_before(offset, _MAX_MENTIONS):
            for figure in mention.candidates:
                yield mention.start, figure, self._weights[mention.start] / len(mention.candidates)
        end = bisect_left(self._noted, (offset, -1, 0.0))
        for start, number, weight in self._noted[max(0, end - _MAX_MENTIONS) : end]:
            yield start, self._figures[number], weight

    def _mention_weights(self) -> Iterator[tuple[int, float]]:
        """What each mention counts: most as the subject, which is the first name of a sentence that no "in" leads."""
        with_subject = -1
        subject: Mention | None = None
        for mention in self.layout.with_cancellation(self.people.mentions):
            sentence = self.layout.sentence_index(mention.start)
            coordinated = sentence == with_subject and subject is not None and self._is_coordinated(subject, mention)
            span = mention.name.span
            if rules.QUOTED_MENTION.holds(self.layout.is_quoted(mention.start), span):
                yield mention.start, _QUOTED_WEIGHT
            elif rules.POSSESSOR.holds(mention.name.has_possessive, span) or rules.NOUN_MODIFIER.holds(
                self._is_modifier(mention), span
            ):
                yield mention.start, _OWNER_WEIGHT
            elif rules.COORDINATED_SUBJECT.holds(coordinated, span):
                subject = mention
                yield mention.start, _SUBJECT_WEIGHT
            elif rules.SUBJECT_OVER_OBJECT.holds(sentence == with_subject, span) or rules.PREPOSITIONAL_OBJECT.holds(
                is_after_preposition(self.layout, mention), span
            ):
                yield mention.start, _OTHER_WEIGHT
            else:
                with_subject, subject = sentence, mention
                yield mention.start, _SUBJECT_WEIGHT

    def _combined_salience(self, weights: list[float]) -> float:
        return (1 - self._repetition_share) * max(weights) + self._repetition_share * sum(weights)

    def _is_coordinated(self, subject: Mention, mention: Mention) -> bool:
        """Whether both are the subject: "X and Y met". Neither stands out then."""
        return self.layout.text_between(subject.name.span.end, mention.title_start) == " and "

    def _is_modifier(self, mention: Mention) -> bool:
        """Whether a name only goes with what follows: Clinton in "Clinton campaign director X"."""
        after = self.layout.words_from(mention.name.span.end, 3)
        start = mention.name.span.end
        for word in after:
            if self.layout.text_between(start, word.start) != " " or not word.text.islower():
                return False
            if word.lower in _DESCRIBED_NOUNS:
                return True
            start = word.end
        return False


def _count_narrated_sentences(layout: TextIndex) -> list[int]:
    """For each sentence, how many before it are not wholly somebody's quoted words."""
    counts, count = [], 0
    for sentence in layout.with_cancellation(layout.sentences):
        counts.append(count)
        count += not layout.is_quoted(sentence.end - 1) or not layout.is_quoted(sentence.start + 1)
    return counts
