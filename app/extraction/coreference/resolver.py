"""source phrase -> figure: what a name, a pronoun, an office, an institution or a medium refers to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.extraction.coreference.media_owners import Media
from app.extraction.coreference.role_matching import holds_office, names_institution
from app.extraction.coreference.salience import Discourse, is_he_or_she
from app.extraction.coreference.source_types import Form, Source
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Figure, Gender
from app.extraction.entities.mentions import TITLES
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout
from app.extraction.types import Method

GENDERS = {
    **dict.fromkeys(words("people", "pronouns", "male"), Gender.MALE),
    **dict.fromkeys(words("people", "pronouns", "female"), Gender.FEMALE),
}
# A pronoun is never surer than this where the text does not tell whether its antecedent is he or she.
_UNKNOWN_GENDER = 0.88

# "The Spokesperson" and "We" have a capital and are no names.
_NO_NAMES = TITLES | frozenset().union(*(words("people", "pronouns", kind) for kind in ("first", "writer", "plural")))
# In "a spokesman for X, who added" it may be either who added.
_OWNERS = frozenset(["for", "of"])
# "Washington said" may be the government's word even where a Ms. Washington has spoken.
_PERSON_OR_SEAT = 0.7
# Of two who stand out no more than each other, either may be meant; and an office that two hold of whom one sentence
# told does not tell which, though one was its subject and the other not.
_TIE, _TWO_HOLDERS = 0.1, 0.5
# How many names before a "who" are looked at.
_BESIDE_WHO = 2
# A "who" follows its name within so many characters.
_NEAR = 60
# "They" may be people whom no name stands for: it takes up a body only where that has just come up.
_STILL_PRESENT = 0.3


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose words they are, if the text tells."""

    figure: Figure | None
    method: Method
    confidence: float
    source: Source


class References:
    """Answers whom a source means at its place in the text, in view of what came before."""

    def __init__(self, layout: Layout, people: People, media: Media, discourse: Discourse) -> None:
        self.layout = layout
        self.people = people
        self.media = media
        self.discourse = discourse
        self.joint: dict[tuple[Figure, ...], Figure] = {}

    def refer(self, source: Source) -> Resolution:
        """The figure that a source phrase means, if any."""
        if source.mention:
            return self._named(source, source.mention)
        match source.form:
            case Form.PRONOUN:
                return self._pronoun(source)
            case Form.RELATIVE:
                return self._relative(source)
            case Form.ROLE:
                return self._office(source)
            case Form.INSTITUTION:
                return self._institution(source)
            case Form.JOINT:
                return self._joint(source)
            case Form.GROUP:
                return self._members(source)
            case Form.MEDIUM:
                return self._medium(source)
        return _unnamed(source)

    def _named(self, source: Source, mention: Mention) -> Resolution:
        if all(part.lower() in _NO_NAMES for part in mention.figure.parts):
            return _unnamed(source)
        figure, confidence = mention.figure, 0.95
        titled = self._titled(mention)
        if len(titled) == 1 < len(mention.figures):
            figure, confidence = titled[0], 0.85
        elif len(mention.figures) > 1:
            choice = self.discourse.choose(mention.start, lambda figure: figure in titled)
            if choice and choice.margin < _TIE:
                return _unnamed(source)
            figure, confidence = (choice.figure, 0.5 + 0.4 * choice.margin) if choice else (figure, 0.4)
        if figure.is_person and len(mention.name.parts) == 1 and self._may_be_seat(mention):
            confidence = min(confidence, _PERSON_OR_SEAT)
        whole = len(mention.name.parts) == len(figure.parts)
        return Resolution(figure, Method.NAMED if whole else Method.SURNAME, confidence, source)

    def _may_be_seat(self, mention: Mention) -> bool:
        """Whether a bare surname is a state's or a capital's name as well: Washington, Jordan."""
        bare = mention.name.title is None and not mention.name.honorific
        return bare and country_of(mention.name.printed) is not None

    def _titled(self, mention: Mention) -> tuple[Figure, ...]:
        """Of those who share a name, whoever has been printed with the mention's title; all, if that parts none."""
        title = mention.name.title.of(self.layout.text).lower() if mention.name.title else ""
        holders = [f for f in mention.figures if any(role.title and role.title.lower() == title for role in f.roles)]
        return tuple(holders) or mention.figures

    def _pronoun(self, source: Source) -> Resolution:
        gender = GENDERS.get(source.word)
        if gender is None:
            return self._chosen(source, Method.PRONOUN, self._is_speaking_body, 0.5, 0.3, _STILL_PRESENT)
        found = self._chosen(source, Method.PRONOUN, lambda figure: is_he_or_she(figure, gender), 0.53, 0.4)
        known = found.figure is not None and found.figure.gender is gender
        return found if known else replace(found, confidence=min(found.confidence, _UNKNOWN_GENDER))

    def _office(self, source: Source) -> Resolution:
        if source.indefinite:
            return _unnamed(source)
        found = self._holder(source, literally=True)
        return found if found.figure else self._holder(source, literally=False)

    def _holder(self, source: Source, literally: bool) -> Resolution:
        def fits(figure: Figure) -> bool:
            return holds_office(self.layout, source, figure, literally)

        return self._chosen(source, Method.ROLE, fits, 0.6, 0.3, apart=_TWO_HOLDERS)

    def _institution(self, source: Source) -> Resolution:
        found = self._chosen(source, Method.INSTITUTION, lambda figure: names_institution(source, figure), 0.6, 0.3)
        if found.figure or source.indefinite:
            return found
        return self._chosen(source, Method.INSTITUTION, self._has_just_spoken, 0.4, 0.2)

    def _joint(self, source: Source) -> Resolution:
        """Two bodies or countries that speak together are one speaker; two persons are none."""
        if any(mention.figure.is_person for mention in source.mentions):
            return _unnamed(source)
        figures = tuple(mention.figure for mention in source.mentions)
        if figures not in self.joint:
            self.joint[figures] = Figure(" and ".join(figure.name for figure in figures), (), body=3)
        self.joint[figures].mentions += [mention.name for mention in source.mentions]
        return Resolution(self.joint[figures], Method.NAMED, 0.85, source)

    def _members(self, source: Source) -> Resolution:
        """Members of the Security Council speak for the council; no other group has a name."""
        bodies = [mention.figure for mention in source.mentions if mention.figure.is_body]
        if source.word != "members" or not bodies:
            return _unnamed(source)
        return Resolution(bodies[0], Method.INSTITUTION, 0.7, source)

    def _is_speaking_body(self, figure: Figure) -> bool:
        """Whom "it" and "they" may take up: only a body that has spoken."""
        return figure.is_body and self.discourse.has_spoken(figure)

    def _has_just_spoken(self, figure: Figure) -> bool:
        return figure.is_body and self.discourse.last_speaker is figure

    def _relative(self, source: Source) -> Resolution:
        """The name right before a "who"."""
        assert source.span
        for mention in self.people.before(source.span.start, _BESIDE_WHO)[::-1]:
            led = self.layout.word_before(mention.opening)
            if led is not None and led.lower == "not":
                # "It was X, not Y, who said so".
                continue
            end, start = mention.name.span.end, source.span.start
            near = start - end < _NEAR and "." not in self.layout.text[end:start]
            if led is not None and led.lower in _OWNERS:
                return _unnamed(source)
            if near and mention.figure.is_person:
                return Resolution(mention.figure, Method.PRONOUN, 0.9 if start - end < 3 else 0.6, source)
            break
        return _unnamed(source)

    def _medium(self, source: Source) -> Resolution:
        """Whose medium it is: told in the phrase itself, or where the text spoke of it before."""
        assert source.span
        assert source.head
        owner = self.media.owner_of(self.layout.word_index(source.head.start))
        confidence = 0.85
        if owner is None and not source.indefinite:
            owner, confidence = self.media.owner_before(source.span.start, source.word), 0.75
        return Resolution(owner, Method.MEDIUM, confidence, source) if owner else _unnamed(source)

    def _chosen(
        self,
        source: Source,
        method: Method,
        fits: Callable[[Figure], bool],
        floor: float,
        gain: float,
        least: float = 0.0,
        apart: float = _TIE,
    ) -> Resolution:
        """Whoever fits best, unless no longer as prominent as `least`, or not `apart` from another of one sentence."""
        assert source.span
        choice = self.discourse.choose(source.place, fits)
        if choice is None or choice.figure.stranger or choice.prominence < least:
            return _unnamed(source)
        if choice.beside and choice.margin <= apart:
            return _unnamed(source)
        return Resolution(choice.figure, method, floor + gain * choice.margin, source)


def _unnamed(source: Source) -> Resolution:
    return Resolution(None, Method.UNNAMED if source.span else Method.NONE, 0.5, source)
