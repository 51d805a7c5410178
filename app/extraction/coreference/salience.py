"""Whom a pronoun or a bare role takes up: the figure that stands out most in the text before it."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from app.extraction.entities.clustering import Mention, People, is_led
from app.extraction.entities.entity import Figure, Gender
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout

# How much a mention counts by where it stands; what is far back counts less, by sentence.
_SOURCE, _SUBJECT, _OTHER, _OWNER, _QUOTED = 3.5, 3.0, 1.5, 1.2, 0.25
_FADING = 0.5
# How much it counts that a figure comes up again and again.
_REPETITION = 0.3
_REACH = 40
_DESCRIBED = (
    words("roles", "heads", "words")
    | words("roles", "groups", "words")
    | words("organisations", "institutions", "words")
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The best candidate, how prominent it still is, and how much it stands out (1 where there is no other).

    `beside`: the next best has a name as well and was last named in the same sentence.
    """

    figure: Figure
    prominence: float
    margin: float
    beside: bool


class Discourse:
    """Remembers, as the sayings are read in order, who has come up and how prominently."""

    def __init__(self, layout: Layout, people: People) -> None:
        self.layout = layout
        self.people = people
        self._weights = dict(self._weigh())
        self.last_speaker: Figure | None = None
        self._noted: list[tuple[int, int, float]] = []
        self._figures: list[Figure] = []
        self._known: set[Figure] = set()
        self._narrated = _narrated_before(layout)

    def speaks(self, offset: int, figure: Figure) -> None:
        """Notes that a figure was the source of a saying there."""
        self._note(offset, figure, _SOURCE)
        self._known.add(figure)
        self.last_speaker = figure

    def acts(self, offset: int, figure: Figure) -> None:
        """Notes that a sentence begins with a figure under another word than its name."""
        self._note(offset, figure, _SUBJECT)

    def _note(self, offset: int, figure: Figure, weight: float) -> None:
        insort(self._noted, (offset, len(self._figures), weight))
        self._figures.append(figure)

    def has_spoken(self, figure: Figure) -> bool:
        return figure in self._known

    def choose(self, offset: int, fits: Callable[[Figure], bool]) -> Choice | None:
        """The most prominent fitting figure before a place."""
        weights: defaultdict[Figure, list[float]] = defaultdict(list)
        sentences: dict[Figure, int] = {}
        fitting = cache(fits)
        for start, figure, weight in self._events(offset):
            if fitting(figure):
                weights[figure].append(weight * _FADING ** self.distance(start, offset))
                sentences[figure] = max(self.layout.sentence(start), sentences.get(figure, 0))
        scores = {figure: _prominence(found) for figure, found in weights.items()}
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked:
            return None
        (best, prominence), *others = ranked
        if not others:
            return Choice(best, prominence, 1.0, False)
        rival, other = others[0]
        beside = not rival.stranger and sentences[best] == sentences[rival]
        return Choice(best, prominence, 1 - other / prominence, beside)

    def distance(self, start: int, end: int) -> int:
        """Sentences of the writer's own between two places."""
        return self._narrated[self.layout.sentence(end)] - self._narrated[self.layout.sentence(start)]

    def _events(self, offset: int) -> Iterator[tuple[int, Figure, float]]:
        for mention in self.people.before(offset, _REACH):
            for figure in mention.figures:
                yield mention.start, figure, self._weights[mention.start] / len(mention.figures)
        end = bisect_left(self._noted, (offset, -1, 0.0))
        for start, number, weight in self._noted[max(0, end - _REACH) : end]:
            yield start, self._figures[number], weight

    def _weigh(self) -> Iterator[tuple[int, float]]:
        """What each mention counts: most as the subject, which is the first name of a sentence that no "in" leads."""
        with_subject = -1
        subject: Mention | None = None
        for mention in self.layout.paced(self.people.mentions):
            sentence = self.layout.sentence(mention.start)
            if self.layout.is_quoted(mention.start):
                yield mention.start, _QUOTED
            elif mention.name.possessive or self._only_describes(mention):
                yield mention.start, _OWNER
            elif sentence == with_subject and subject and self._is_joined(subject, mention):
                subject = mention
                yield mention.start, _SUBJECT
            elif sentence == with_subject or is_led(self.layout, mention):
                yield mention.start, _OTHER
            else:
                with_subject, subject = sentence, mention
                yield mention.start, _SUBJECT

    def _is_joined(self, subject: Mention, mention: Mention) -> bool:
        """Whether both are the subject: "X and Y met". Neither stands out then."""
        return self.layout.between(subject.name.span.end, mention.opening) == " and "

    def _only_describes(self, mention: Mention) -> bool:
        """Whether a name only goes with what follows: Clinton in "Clinton campaign director X"."""
        after = self.layout.words_from(mention.name.span.end, 3)
        start = mention.name.span.end
        for word in after:
            if self.layout.between(start, word.start) != " " or not word.text.islower():
                return False
            if word.lower in _DESCRIBED:
                return True
            start = word.end
        return False


def _narrated_before(layout: Layout) -> list[int]:
    """For each sentence, how many before it are not wholly somebody's quoted words."""
    counts, count = [], 0
    for sentence in layout.paced(layout.sentences):
        counts.append(count)
        count += not layout.is_quoted(sentence.end - 1) or not layout.is_quoted(sentence.start + 1)
    return counts


def _prominence(weights: list[float]) -> float:
    return (1 - _REPETITION) * max(weights) + _REPETITION * sum(weights)


def is_he_or_she(figure: Figure, gender: Gender) -> bool:
    return figure.is_surely_person and figure.gender in (gender, Gender.UNKNOWN)
