"""What carries words for somebody: "the post" is Hun Manet's where his social media were spoken of before."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.entity import Entity
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import MEDIUM_NOUNS, OWNER_PREPOSITIONS
from app.extraction.rules import media as rules
from app.extraction.structure.segmentation import TextIndex, Word

_OWNED_NOUNS = MEDIUM_NOUNS | word_list("organisations", "media", "owned")
# Whoever has signed one of these is one of several, and speaks not in it.
_JOINT_DOCUMENTS = word_list("organisations", "media", "joint")
# Between an owner and the medium stand a few adjectives at most: "the latter's official social media".
_MAX_OWNER_WORDS = 5
# How many media back "the post" is looked for.
_MAX_MEDIA_BACK = 30


@cache
def _medium_classes() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in word_list("organisations", "mediumclasses", "groups"))


@dataclass(frozen=True, slots=True)
class MediumIntroduction:
    """A place where the text says whose a medium is."""

    start: int
    head: Word
    owner: Entity

    @property
    def head_word(self) -> str:
        return self.head.lower


class MediaIndex:
    """The media that a document speaks of, with their owners."""

    def __init__(self, layout: TextIndex, people: EntityIndex) -> None:
        self.layout = layout
        self.people = people
        self.introductions = tuple(self._find_introductions())
        self._starts = [introduction.start for introduction in self.introductions]

    def owner_before(self, offset: int, word: str) -> Entity | None:
        """Whose medium "the post" is: that of the nearest one of its class before, if its owner was told."""
        end = bisect_left(self._starts, offset)
        for introduction in reversed(self.introductions[max(0, end - _MAX_MEDIA_BACK) : end]):
            same = introduction.head_word == word
            alike = not same and _is_same_class(introduction.head_word, word)
            if same or rules.MEDIA_OF_ONE_CLASS.holds(alike, introduction.head):
                return introduction.owner
        return None

    def last_introduction_before(self, offset: int) -> MediumIntroduction | None:
        index = bisect_left(self._starts, offset)
        return self.introductions[index - 1] if index else None

    def _find_introductions(self) -> Iterator[MediumIntroduction]:
        for index, word in enumerate(self.layout.with_cancellation(self.layout.words)):
            if word.lower in _OWNED_NOUNS and (owner := self.owner_of(index)):
                yield MediumIntroduction(word.start, word, owner)

    def owner_of(self, index: int) -> Entity | None:
        """The owner that is told right beside a medium: "X's post", "a release from Y", "the Z report"."""
        before = self.layout.words[max(0, index - _MAX_OWNER_WORDS) : index]
        after = self.layout.words[index + 1 : index + 1 + _MAX_OWNER_WORDS]
        medium = self.layout.words[index]
        owner = self._owner_in_words_before(medium, before) or rules.OWNER_AFTER_MEDIUM.change(
            None, self._owner_in_words_after(after), medium
        )
        joint = medium.lower in _JOINT_DOCUMENTS and owner is not None and owner.is_person
        return None if rules.JOINT_DOCUMENT.holds(joint, medium) else owner

    def _owner_in_words_before(self, word: Word, before: tuple[Word, ...]) -> Entity | None:
        following = word
        for candidate in reversed(before):
            if self.layout.text_between(candidate.end, following.start) not in (" ", ""):
                return None
            if rules.LATTER.holds(candidate.lower in ("latter's", "latter\u2019s"), candidate):
                return self._last_person_before(candidate.start)
            if mention := self._mention_ending_at(candidate):
                owner = rules.OWNER_BEFORE_MEDIUM.holds(mention.name.has_possessive, candidate)
                body = not owner and mention.entity.is_organisation
                return mention.entity if owner or rules.BODY_BEFORE_MEDIUM.holds(body, candidate) else None
            following = candidate
        return None

    def _owner_in_words_after(self, after: tuple[Word, ...]) -> Entity | None:
        links = [index for index, candidate in enumerate(after[:2]) if candidate.lower in OWNER_PREPOSITIONS]
        for candidate in after[links[0] + 1 :] if links else ():
            mention = self._mention_starting_at(candidate)
            # In "a memo by X's aide Y" it is Y's.
            if mention and not rules.POSSESSOR_OF_OWNER.holds(mention.name.has_possessive, candidate):
                return mention.entity
        return None

    def _mention_ending_at(self, word: Word) -> Mention | None:
        found = self.people.mentions_before(word.end, 1)
        return found[0] if found and found[0].start <= word.start < found[0].name.span.end else None

    def _mention_starting_at(self, word: Word) -> Mention | None:
        found = self.people.mentions_before(word.start + 1, 1)
        return found[0] if found and found[0].start == word.start else None

    def _last_person_before(self, offset: int) -> Entity | None:
        """The last person named before."""
        persons = [m.entity for m in self.people.mentions_before(offset, 10) if m.entity.is_person]
        return persons[-1] if persons else None


def _is_same_class(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _medium_classes())
