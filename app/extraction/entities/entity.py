"""Figures: who or what is named, and what the places where it is named tell about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.extraction.entities.mentions import Name, fold, key_of
from app.extraction.lang.lexicon import country_forms, forms, table, words
from app.extraction.structure.segmentation import Layout, Word
from app.extraction.types import Role, SpeakerKind

_MALE_NAMES = words("first_names", "male")
_FEMALE_NAMES = words("first_names", "female")
_MALE_HONORIFICS = words("people", "honorifics", "male")
_FEMALE_HONORIFICS = words("people", "honorifics", "female")
_MALE_NOUNS = words("people", "nouns", "male")
_FEMALE_NOUNS = words("people", "nouns", "female")
_ORGANISATIONS = words("organisations", "nouns", "words")
_BODY_WORDS = _ORGANISATIONS | words("organisations", "institutions", "words")
_ACRONYMS = words("organisations", "acronyms", "words")
_ROLES = words("roles", "heads", "words") | words("roles", "kin", "words")
_PLACES = words("places", "places", "words") | country_forms("names", "capital", "cities")
_SEATS = frozenset(fold(seat) for seat in table("organisations")["seats"])
_SAYING = forms("cues", "speech", "verbs") | forms("cues", "writing", "verbs")
_KIN = _MALE_NOUNS | _FEMALE_NOUNS
_DESCRIBED = _ROLES | words("roles", "groups", "words") | words("organisations", "institutions", "words")
_ARTICLES = words("common", "articles", "words")
_PLACE_WORDS = frozenset(
    ["in", "at", "near", "from", "to", "into", "across", "outside", "inside", "around", "over", "toward", "towards"]
)


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(eq=False, slots=True)
class Figure:
    """Somebody or something named: its fullest name, every place where the text names it, and what that told."""

    name: str
    parts: tuple[str, ...]
    mentions: list[Name] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    gender: Gender = Gender.UNKNOWN
    person: int = 0
    body: int = 0
    place: int = 0
    stranger: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return key_of(self.parts)

    @property
    def country(self) -> str | None:
        """The country of the first office that tells one."""
        return next((role.country for role in self.roles if role.country), None)

    @property
    def is_person(self) -> bool:
        return self.person > self.body + self.place

    @property
    def is_surely_person(self) -> bool:
        """By more than one sign; that it is a he or a she is a sign as well."""
        return self.person + (self.gender is not Gender.UNKNOWN) > self.body + self.place + 1

    @property
    def is_body(self) -> bool:
        return self.body > self.person

    @property
    def is_no_person(self) -> bool:
        return self.body + self.place > self.person

    @property
    def kind(self) -> SpeakerKind:
        """For a speaker: a person, unless the text tells otherwise."""
        return SpeakerKind.ORGANISATION if self.is_no_person else SpeakerKind.PERSON


def names_body(parts: tuple[str, ...]) -> bool:
    """Whether the words of a name alone tell that it is a body's."""
    if not parts:
        return False
    seat = fold("".join(parts)) in _SEATS
    return seat or parts[-1].lower() in _ACRONYMS or not _BODY_WORDS.isdisjoint(part.lower() for part in parts)


def weigh(layout: Layout, name: Name, figure: Figure) -> None:
    """Adds what one mention tells about its figure: person, organisation or place, he or she."""
    before, after = layout.word_before(name.span.start), layout.word_after(name.span.end)
    _weigh_name(name, figure)
    _weigh_before(layout, name, figure, before)
    if after and layout.between(name.span.end, after.start) == " ":
        figure.person += after.lower in _SAYING or after.lower == "who"
    _weigh_apposition(layout, name, figure, after)
    if figure.gender is Gender.UNKNOWN:
        figure.gender = gender_of(name)
    if figure.gender is Gender.UNKNOWN and len(figure.parts) == 1:
        figure.gender = _gender_of_first(name)


def _weigh_name(name: Name, figure: Figure) -> None:
    lowered = [part.lower() for part in name.parts]
    if name.title or name.honorific:
        figure.person += 3
    figure.body += 3 * names_body(name.parts)
    if len(lowered) > 1 and (lowered[0] in _MALE_NAMES or lowered[0] in _FEMALE_NAMES):
        figure.person += 2
    if len(lowered) == 1 and (lowered[0] in _MALE_NAMES or lowered[0] in _FEMALE_NAMES):
        figure.person += 1
    if len(lowered) > 2 and len(name.parts[1]) == 1 and name.parts[1].isupper():
        figure.person += 2
    if " ".join(lowered) in _PLACES and not name.title:
        figure.place += 3


def _weigh_before(layout: Layout, name: Name, figure: Figure, before: Word | None) -> None:
    if not before or layout.between(before.end, name.span.start) != " " or name.title:
        return
    word = before.lower
    if word == "the" and not _only_describes(layout, name):
        figure.body = max(figure.body, 2)
    figure.place += word in _PLACE_WORDS
    if word in _ROLES:
        figure.person += 2
    if figure.gender is Gender.UNKNOWN:
        figure.gender = gender_of_noun(word)


def _only_describes(layout: Layout, name: Name) -> bool:
    """Whether a name only goes with what follows: "the Clinton aides"."""
    after = layout.word_after(name.span.end)
    return after is not None and after.lower in _DESCRIBED and layout.between(name.span.end, after.start) == " "


def _weigh_apposition(layout: Layout, name: Name, figure: Figure, after: Word | None) -> None:
    """What follows a name: "X, 45,", "X, who", "X (D-Mont.)", "X, a lecturer"."""
    if not after:
        return
    gap = layout.between(name.span.end, after.start)
    if gap == ", ":
        following = [word.lower for word in layout.words_from(after.start, 6)]
        role = next((word for word in following if word in _ROLES), None)
        age = after.text.isdigit() and len(after.text) == 2
        figure.person += 2 * (age or after.lower in ("who", "whose") or (role is not None and len(name.parts) > 1))
        if role in _KIN and after.lower in ("a", "an", "the") and figure.gender is Gender.UNKNOWN:
            figure.gender = Gender.MALE if role in _MALE_NOUNS else Gender.FEMALE
    elif gap == " (" and after.text[:2] in ("D-", "R-", "I-"):
        figure.person += 3


def gender_of_noun(noun: str) -> Gender:
    return Gender.MALE if noun in _MALE_NOUNS else Gender.FEMALE if noun in _FEMALE_NOUNS else Gender.UNKNOWN


def gender_of(name: Name) -> Gender:
    """What a mention's own words tell."""
    if name.honorific in _MALE_HONORIFICS:
        return Gender.MALE
    if name.honorific in _FEMALE_HONORIFICS:
        return Gender.FEMALE
    return _gender_of_first(name) if len(name.parts) > 1 else Gender.UNKNOWN


def _gender_of_first(name: Name) -> Gender:
    first = name.parts[0].lower()
    if name.honorific:
        return Gender.UNKNOWN
    return Gender.MALE if first in _MALE_NAMES else Gender.FEMALE if first in _FEMALE_NAMES else Gender.UNKNOWN
