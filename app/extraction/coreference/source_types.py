"""What kind of phrase a source is: a name, a pronoun, a role, an institution, a medium, a group."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.entity import Entity, gender_of_noun
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import (
    GROUP_NOUNS,
    INSTITUTION_NOUNS,
    KIN_NOUNS,
    MEDIUM_NOUNS,
    RELATIVE_PRONOUNS,
    ROLE_NOUNS,
    THIRD_PERSON_PRONOUNS,
    TITLES_BEFORE_NAMES,
    WE_PRONOUNS,
    WRITER_PRONOUNS,
)
from app.extraction.rules import speakers as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

_BREAK_WORDS = word_list("common", "modifiers", "words")
_INDEFINITE_DETERMINERS = word_list("common", "determiners", "indefinite")


class SourceType(StrEnum):
    NAME = "name"
    PRONOUN = "pronoun"
    FIRST_PERSON = "first person"
    RELATIVE = "relative"
    ROLE = "role"
    INSTITUTION = "institution"
    MEDIUM = "medium"
    GROUP = "group"
    JOINT = "joint"
    OTHER = "other"
    NONE = "none"


# A word of several lexicons has the first one's form.
_TYPES_BY_WORD = {
    word: form
    for form, lexicon in reversed(
        (
            (SourceType.PRONOUN, THIRD_PERSON_PRONOUNS),
            (SourceType.FIRST_PERSON, WE_PRONOUNS | WRITER_PRONOUNS),
            (SourceType.RELATIVE, RELATIVE_PRONOUNS),
            (SourceType.GROUP, GROUP_NOUNS),
            (SourceType.ROLE, KIN_NOUNS | ROLE_NOUNS | TITLES_BEFORE_NAMES),
            (SourceType.MEDIUM, MEDIUM_NOUNS),
            (SourceType.INSTITUTION, INSTITUTION_NOUNS),
        )
    )
    for word in lexicon
}


@dataclass(frozen=True, slots=True)
class SourcePhrase:
    """A source phrase understood: its form, the word that heads it, and the name that stands for the whole of it."""

    source_type: SourceType
    span: Span | None
    head: Word | None = None
    mention: Mention | None = None
    mentions: tuple[Mention, ...] = ()

    is_indefinite: bool = False
    # Whom it takes up is looked for before this place, if not before the phrase itself.
    antecedent_limit: int | None = None

    @property
    def search_offset(self) -> int:
        assert self.span
        return self.span.start if self.antecedent_limit is None else self.antecedent_limit

    def as_unnamed_entity(self) -> Entity | None:
        """A person whom the text does not name: "my father", "a senior official". "He" after that is nobody else."""
        if self.source_type is not SourceType.ROLE or not self.head:
            return None
        return Entity("", (), gender=gender_of_noun(self.head_word), person_score=3, is_unnamed=True)

    @property
    def head_word(self) -> str:
        return self.head.lower if self.head else ""


def parse_source(layout: TextIndex, people: EntityIndex, spans: tuple[Span, ...]) -> SourcePhrase:
    if not spans:
        return SourcePhrase(SourceType.NONE, None)
    span = Span(spans[0].start, spans[-1].end)
    mentions = people.mentions_in(span)
    segments = _split_segments(layout, span, mentions)
    if joint := rules.TWO_BODIES.change((), _joint_mentions(layout, mentions), span):
        return SourcePhrase(SourceType.JOINT, span, None, None, joint)
    indefinite = bool(segments) and segments[0][0].lower in _INDEFINITE_DETERMINERS
    for number, segment in enumerate(segments):
        last = segment[-1]
        before = people.mentions_before(last.start + 1, 1)
        named = [m for m in before if span.start <= m.start and last.start < m.name.span.end]
        apposed = bool(named) and number > 0 and named[0].entity.is_person
        if named and (number == 0 or rules.NAME_IN_APPOSITION.holds(apposed, span)):
            return SourcePhrase(SourceType.NAME, span, last, named[0], mentions)
        if number == 0 and (form := source_type_of(last.lower)) not in (SourceType.ROLE, SourceType.OTHER):
            return SourcePhrase(form, span, last, None, mentions, indefinite)
    head = segments[0][-1] if segments else None
    return SourcePhrase(
        source_type_of(head.lower) if head else SourceType.OTHER, span, head, None, mentions, indefinite
    )


def _joint_mentions(layout: TextIndex, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Two names side by side, as in "the United States and China"."""
    if len(mentions) != 2:
        return ()
    between = layout.text[mentions[0].name.span.end : mentions[1].start]
    return mentions if between in (" and ", " and the ") and mentions[0].entity is not mentions[1].entity else ()


def source_type_of(word: str) -> SourceType:
    """The form of a phrase that is headed by this word."""
    return _TYPES_BY_WORD.get(word, SourceType.OTHER)


def _is_break(word: Word, previous: Word) -> bool:
    """Whether a word begins what only describes the head: "of ...", "who ...", "released last year"."""
    if not word.text.islower():
        return False
    participle = word.lower.endswith("ed") and source_type_of(previous.lower) is not SourceType.OTHER
    return word.lower in _BREAK_WORDS or rules.PARTICIPLE_AFTER_HEAD.holds(participle, word)


def _split_segments(layout: TextIndex, span: Span, mentions: tuple[Mention, ...]) -> list[list[Word]]:
    """The phrase cut at commas, brackets and prepositions: its head ends the first piece, appositions follow.

    Only pieces after a comma are kept beside the first: what follows "of" or "for" never heads the phrase.
    """
    named = [(m.name.title or m.name.span).start for m in mentions], [m.name.span.end for m in mentions]
    pieces: list[list[Word]] = [[]]
    keep = True
    previous: Word | None = None
    for word in layout.words_in(span):
        gap = layout.text[previous.end : word.start] if previous else ""
        if any(mark in gap for mark in ",(;:\u2014\u2013\u2015"):
            keep = "(" not in gap
            pieces.append([])
        inside_name = bisect_right(named[0], word.start) > bisect_right(named[1], word.start)
        if pieces[-1] and not inside_name and _is_break(word, pieces[-1][-1]):
            keep = False
        if keep:
            pieces[-1].append(word)
        previous = word
    return [piece for piece in pieces if piece]
