"""What carries words for somebody: "the post" is Hun Manet's where his social media were spoken of before."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.entity import Figure
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout, Word

_MEDIA = words("organisations", "media", "words") | frozenset(("media", "page", "feed", "facebook", "channel"))
_FROM = frozenset(("from", "by", "of"))
# Whoever has signed one of these is one of several, and speaks not in it.
_JOINT = frozenset(("treaty", "agreement", "pact", "charter", "resolution", "bill", "communique", "communiqué"))
# Between an owner and the medium stand a few adjectives at most: "the latter's official social media".
_NEAR = 5
# How many media back "the post" is looked for.
_REACH = 30


@cache
def _classes() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in words("organisations", "mediumclasses", "groups"))


@dataclass(frozen=True, slots=True)
class Introduction:
    """A place where the text says whose a medium is."""

    start: int
    head: Word
    owner: Figure

    @property
    def word(self) -> str:
        return self.head.lower


class Media:
    """The media that a document speaks of, with their owners."""

    def __init__(self, layout: Layout, people: People) -> None:
        self.layout = layout
        self.people = people
        self.introductions = tuple(self._introductions())
        self._starts = [introduction.start for introduction in self.introductions]

    def owner_before(self, offset: int, word: str) -> Figure | None:
        """Whose medium "the post" is: that of the nearest one of its class before, if its owner was told."""
        end = bisect_left(self._starts, offset)
        for introduction in reversed(self.introductions[max(0, end - _REACH) : end]):
            if _same_class(introduction.word, word):
                return introduction.owner
        return None

    def last_before(self, offset: int) -> Introduction | None:
        index = bisect_left(self._starts, offset)
        return self.introductions[index - 1] if index else None

    def _introductions(self) -> Iterator[Introduction]:
        for index, word in enumerate(self.layout.paced(self.layout.words)):
            if word.lower in _MEDIA and (owner := self.owner_of(index)):
                yield Introduction(word.start, word, owner)

    def owner_of(self, index: int) -> Figure | None:
        """The owner that is told right beside a medium: "X's post", "a release from Y", "the Z report"."""
        before = self.layout.words[max(0, index - _NEAR) : index]
        after = self.layout.words[index + 1 : index + 1 + _NEAR]
        owner = self._owner_before(self.layout.words[index], before) or self._owner_after(after)
        joint = self.layout.words[index].lower in _JOINT
        return None if joint and owner is not None and owner.is_person else owner

    def _owner_before(self, word: Word, before: tuple[Word, ...]) -> Figure | None:
        following = word
        for candidate in reversed(before):
            if self.layout.between(candidate.end, following.start) not in (" ", ""):
                return None
            if candidate.lower in ("latter's", "latter\u2019s"):
                return self._latter(candidate.start)
            if mention := self._mention_ending(candidate):
                return mention.figure if mention.name.possessive or mention.figure.is_body else None
            following = candidate
        return None

    def _owner_after(self, after: tuple[Word, ...]) -> Figure | None:
        links = [index for index, candidate in enumerate(after[:2]) if candidate.lower in _FROM]
        for candidate in after[links[0] + 1 :] if links else ():
            mention = self._mention_starting(candidate)
            # In "a memo by X's aide Y" it is Y's.
            if mention and not mention.name.possessive:
                return mention.figure
        return None

    def _mention_ending(self, word: Word) -> Mention | None:
        found = self.people.before(word.end, 1)
        return found[0] if found and found[0].start <= word.start < found[0].name.span.end else None

    def _mention_starting(self, word: Word) -> Mention | None:
        found = self.people.before(word.start + 1, 1)
        return found[0] if found and found[0].start == word.start else None

    def _latter(self, offset: int) -> Figure | None:
        """The last person named before."""
        persons = [m.figure for m in self.people.before(offset, 10) if m.figure.is_person]
        return persons[-1] if persons else None


def _same_class(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _classes())
