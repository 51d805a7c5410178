"""Figures: who or what is named, and what the places where it is named tell about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.extraction.entities.mentions import NameMention, fold_name, fold_word
from app.extraction.lang.lexicon import country_forms, load_lexicon, word_list
from app.extraction.lang.words import (
    GROUP_NOUNS,
    INSTITUTION_NOUNS,
    KIN_NOUNS,
    ORGANISATION_NOUNS,
    REPORTING_VERBS,
    ROLE_NOUNS,
)
from app.extraction.rules import kinds as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Role, SpeakerKind

_MALE_NAMES = word_list("first_names", "male")
_FEMALE_NAMES = word_list("first_names", "female")
_MALE_HONORIFICS = word_list("people", "honorifics", "male")
_FEMALE_HONORIFICS = word_list("people", "honorifics", "female")
_MALE_NOUNS = word_list("people", "nouns", "male")
_FEMALE_NOUNS = word_list("people", "nouns", "female")
_ORGANISATION_WORDS = ORGANISATION_NOUNS | INSTITUTION_NOUNS
_ACRONYMS = word_list("organisations", "acronyms", "words")
_PERSON_NOUNS = ROLE_NOUNS | KIN_NOUNS
_PLACE_NAMES = word_list("places", "places", "words") | country_forms("names", "capital", "cities")
_SEATS = frozenset(fold_word(seat) for seat in load_lexicon("organisations")["seats"])
_GENDERED_NOUNS = _MALE_NOUNS | _FEMALE_NOUNS
_DESCRIBED_NOUNS = _PERSON_NOUNS | GROUP_NOUNS | INSTITUTION_NOUNS
_PLACE_HINTS = word_list("common", "place_prepositions", "hints")


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody or something named: its fullest name, every place where the text names it, and what that told."""

    name: str
    parts: tuple[str, ...]
    mentions: list[NameMention] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    gender: Gender = Gender.UNKNOWN
    person_score: int = 0
    organisation_score: int = 0
    place_score: int = 0
    is_unnamed: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return fold_name(self.parts)

    @property
    def country(self) -> str | None:
        """The country of the first office that tells one."""
        return next((role.country for role in self.roles if role.country), None)

    @property
    def is_person(self) -> bool:
        return self.person_score > self.organisation_score + self.place_score

    @property
    def is_surely_person(self) -> bool:
        """By more than one sign; that it is a he or a she is a sign as well."""
        return self.person_score + (self.gender is not Gender.UNKNOWN) > self.organisation_score + self.place_score + 1

    @property
    def is_organisation(self) -> bool:
        return self.organisation_score > self.person_score

    @property
    def is_nonperson(self) -> bool:
        return self.organisation_score + self.place_score > self.person_score

    @property
    def kind(self) -> SpeakerKind:
        """For a speaker: a person, unless the text tells otherwise."""
        return SpeakerKind.ORGANISATION if self.is_nonperson else SpeakerKind.PERSON


def is_organisation_name(parts: tuple[str, ...]) -> bool:
    """Whether the words of a name alone tell that it is a body's."""
    if not parts:
        return False
    seat = fold_word("".join(parts)) in _SEATS
    return seat or parts[-1].lower() in _ACRONYMS or not _ORGANISATION_WORDS.isdisjoint(part.lower() for part in parts)


def score_type_cues(layout: TextIndex, name: NameMention, figure: Entity) -> None:
    """Adds what one mention tells about its figure: person, organisation or place, he or she."""
    before, after = layout.word_before(name.span.start), layout.word_after(name.span.end)
    _score_name(name, figure)
    _score_preceding_word(layout, name, figure, before)
    if after and layout.text_between(name.span.end, after.start) == " ":
        acts = after.lower in REPORTING_VERBS or after.lower == "who"
        figure.person_score += rules.SPEAKS.holds(acts, name.span)
    _score_apposition(layout, name, figure, after)
    if figure.gender is Gender.UNKNOWN:
        figure.gender = gender_of(name)
    if figure.gender is Gender.UNKNOWN and len(figure.parts) == 1:
        figure.gender = _gender_of_first_name(name)


def _score_name(name: NameMention, figure: Entity) -> None:
    lowered = [part.lower() for part in name.parts]
    known = lowered[0] in _MALE_NAMES or lowered[0] in _FEMALE_NAMES
    initial = len(lowered) > 2 and len(name.parts[1]) == 1 and name.parts[1].isupper()
    place = not name.title and " ".join(lowered) in _PLACE_NAMES
    span = name.span
    figure.person_score += 3 * rules.TITLED_PERSON.holds(bool(name.title or name.honorific), span)
    figure.organisation_score += 3 * rules.BODY_NOUN.holds(is_organisation_name(name.parts), span)
    figure.person_score += (2 if len(lowered) > 1 else 1) * rules.KNOWN_FIRST_NAME.holds(known, span)
    figure.person_score += 2 * rules.MIDDLE_INITIAL.holds(initial, span)
    figure.place_score += 3 * rules.KNOWN_PLACE.holds(place, span)


def _score_preceding_word(layout: TextIndex, name: NameMention, figure: Entity, before: Word | None) -> None:
    if not before or layout.text_between(before.end, name.span.start) != " " or name.title:
        return
    word = before.lower
    if rules.ARTICLE_BEFORE_BODY.holds(word == "the" and not _is_modifier(layout, name), before):
        figure.organisation_score = max(figure.organisation_score, 2)
    figure.place_score += rules.PREPOSITION_BEFORE_PLACE.holds(word in _PLACE_HINTS, before)
    figure.person_score += 2 * rules.OFFICE_BEFORE_PERSON.holds(word in _PERSON_NOUNS, before)
    if figure.gender is Gender.UNKNOWN:
        figure.gender = rules.GENDER_OF_NOUN.change(figure.gender, gender_of_noun(word), before)


def _is_modifier(layout: TextIndex, name: NameMention) -> bool:
    """Whether a name only goes with what follows: "the Clinton aides"."""
    after = layout.word_after(name.span.end)
    return (
        after is not None and after.lower in _DESCRIBED_NOUNS and layout.text_between(name.span.end, after.start) == " "
    )


def _score_apposition(layout: TextIndex, name: NameMention, figure: Entity, after: Word | None) -> None:
    """What follows a name: "X, 45,", "X, who", "X (D-Mont.)", "X, a lecturer"."""
    if not after:
        return
    gap = layout.text_between(name.span.end, after.start)
    if gap == ", ":
        following = [word.lower for word in layout.words_from(after.start, 6)]
        role = next((word for word in following if word in _PERSON_NOUNS), None)
        age = after.text.isdigit() and len(after.text) == 2
        described = after.lower in ("who", "whose") or (role is not None and len(name.parts) > 1)
        is_person = rules.AGE.holds(age, after) or rules.PERSON_IN_APPOSITION.holds(described, after)
        figure.person_score += 2 * is_person
        gendered = role in _GENDERED_NOUNS and after.lower in ("a", "an", "the") and figure.gender is Gender.UNKNOWN
        if rules.GENDER_OF_APPOSITION.holds(gendered, after):
            figure.gender = Gender.MALE if role in _MALE_NOUNS else Gender.FEMALE
    elif gap == " (":
        figure.person_score += 3 * rules.PARTY.holds(after.text[:2] in ("D-", "R-", "I-"), after)


def gender_of_noun(noun: str) -> Gender:
    return Gender.MALE if noun in _MALE_NOUNS else Gender.FEMALE if noun in _FEMALE_NOUNS else Gender.UNKNOWN


def gender_of(name: NameMention) -> Gender:
    """What a mention's own words tell."""
    if name.honorific in _MALE_HONORIFICS:
        return Gender.MALE
    if name.honorific in _FEMALE_HONORIFICS:
        return Gender.FEMALE
    return _gender_of_first_name(name) if len(name.parts) > 1 else Gender.UNKNOWN


def _gender_of_first_name(name: NameMention) -> Gender:
    first = name.parts[0].lower()
    if name.honorific:
        return Gender.UNKNOWN
    return Gender.MALE if first in _MALE_NAMES else Gender.FEMALE if first in _FEMALE_NAMES else Gender.UNKNOWN
