"""source phrase -> figure: what a name, a pronoun, an office, an institution or a medium refers to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.extraction.coreference.media_owners import MediaIndex
from app.extraction.coreference.role_matching import has_matching_role, is_named_by_institution
from app.extraction.coreference.salience import SalienceModel
from app.extraction.coreference.source_types import SourcePhrase, SourceType
from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Entity, Gender
from app.extraction.entities.mentions import TITLES
from app.extraction.lang.words import (
    FEMALE_PRONOUNS,
    MALE_PRONOUNS,
    OFFICE_PREPOSITIONS,
    PLURAL_PRONOUNS,
    WE_PRONOUNS,
    WRITER_PRONOUNS,
)
from app.extraction.rules import antecedents, speakers
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Method

PRONOUN_GENDERS = {
    **dict.fromkeys(MALE_PRONOUNS, Gender.MALE),
    **dict.fromkeys(FEMALE_PRONOUNS, Gender.FEMALE),
}
# A pronoun is never surer than this where the text does not tell whether its antecedent is he or she.
_MAX_CONFIDENCE_UNKNOWN_GENDER = 0.88

# "The Spokesperson" and "We" have a capital and are no names.
_NON_NAME_WORDS = TITLES | WE_PRONOUNS | WRITER_PRONOUNS | PLURAL_PRONOUNS
# In "a spokesman for X, who added" it may be either who added.
# "Washington said" may be the government's word even where a Ms. Washington has spoken.
_MAX_CONFIDENCE_PERSON_OR_PLACE = 0.7
# Of two who stand out no more than each other, either may be meant; and an office that two hold of whom one sentence
# told does not tell which, though one was its subject and the other not.
_TIE_MARGIN, _TWO_HOLDERS_MARGIN = 0.1, 0.5
# How many names before a "who" are looked at.
_MAX_NAMES_BEFORE_WHO = 2
# A "who" follows its name within so many characters.
_MAX_CHARACTERS_BEFORE_WHO = 60
# "They" may be people whom no name stands for: it takes up a body only where that has just come up.
_MIN_SALIENCE_OF_THEY = 0.3


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose words they are, if the text tells."""

    entity: Entity | None
    method: Method
    confidence: float
    source: SourcePhrase


class SourceResolver:
    """Answers whom a source means at its place in the text, in view of what came before."""

    def __init__(self, layout: TextIndex, people: EntityIndex, media: MediaIndex, discourse: SalienceModel) -> None:
        self.layout = layout
        self.people = people
        self.media = media
        self.discourse = discourse
        self.joint: dict[tuple[Entity, ...], Entity] = {}

    def resolve_source(self, source: SourcePhrase) -> Resolution:
        """The figure that a source phrase means, if any."""
        if source.mention:
            return self._resolve_name(source, source.mention)
        match source.source_type:
            case SourceType.PRONOUN:
                return self._resolve_pronoun(source)
            case SourceType.RELATIVE:
                return self._resolve_relative(source)
            case SourceType.ROLE:
                return self._resolve_role(source)
            case SourceType.INSTITUTION:
                return self._resolve_institution(source)
            case SourceType.JOINT:
                return self._resolve_joint(source)
            case SourceType.GROUP:
                return self._resolve_members(source)
            case SourceType.MEDIUM:
                return self._resolve_medium(source)
        return _unnamed_resolution(source)

    def _resolve_name(self, source: SourcePhrase, mention: Mention) -> Resolution:
        span = mention.name.span
        if speakers.NO_NAME.holds(all(part.lower() in _NON_NAME_WORDS for part in mention.entity.parts), span):
            return _unnamed_resolution(source)
        figure, confidence = mention.entity, 0.95
        titled = speakers.TITLE_PARTS_NAMESAKES.change(mention.candidates, self._holders_of_title(mention), span)
        if len(titled) == 1 < len(mention.candidates):
            figure, confidence = titled[0], 0.85
        elif len(mention.candidates) > 1:
            choice = self.discourse.choose_antecedent(mention.start, lambda figure: figure in titled)
            if choice and speakers.NAMESAKES_ALIKE.holds(choice.margin < _TIE_MARGIN, span):
                return _unnamed_resolution(source)
            choice = speakers.NAMESAKE_STANDS_OUT.change(None, choice, span)
            figure, confidence = (choice.entity, 0.5 + 0.4 * choice.margin) if choice else (figure, 0.4)
        bare = figure.is_person and len(mention.name.parts) == 1
        if speakers.PERSON_OR_PLACE.holds(bare and self._can_be_place(mention), span):
            confidence = min(confidence, _MAX_CONFIDENCE_PERSON_OR_PLACE)
        whole = len(mention.name.parts) == len(figure.parts)
        return Resolution(figure, Method.NAMED if whole else Method.SURNAME, confidence, source)

    def _can_be_place(self, mention: Mention) -> bool:
        """Whether a bare surname is a state's or a capital's name as well: Washington, Jordan."""
        bare = mention.name.title is None and not mention.name.honorific
        return bare and country_of(mention.name.printed) is not None

    def _holders_of_title(self, mention: Mention) -> tuple[Entity, ...]:
        """Of those who share a name, whoever has been printed with the mention's title; all, if that parts none."""
        title = mention.name.title.text_in(self.layout.text).lower() if mention.name.title else ""
        holders = [f for f in mention.candidates if any(role.title and role.title.lower() == title for role in f.roles)]
        return tuple(holders) or mention.candidates

    def _resolve_pronoun(self, source: SourcePhrase) -> Resolution:
        gender = PRONOUN_GENDERS.get(source.head_word)
        if gender is None:
            return self._resolve_by_salience(
                source, Method.PRONOUN, self._is_speaking_organisation, 0.5, 0.3, _MIN_SALIENCE_OF_THEY
            )
        assert source.span
        place = source.span

        def agrees(figure: Entity) -> bool:
            other = figure.gender not in (gender, Gender.UNKNOWN)
            return figure.is_surely_person and not antecedents.GENDER_AGREEMENT.holds(other, place)

        found = self._resolve_by_salience(source, Method.PRONOUN, agrees, 0.53, 0.4)
        unknown = found.entity is None or found.entity.gender is not gender
        if antecedents.UNKNOWN_GENDER.holds(unknown, place):
            return replace(found, confidence=min(found.confidence, _MAX_CONFIDENCE_UNKNOWN_GENDER))
        return found

    def _resolve_role(self, source: SourcePhrase) -> Resolution:
        assert source.span
        if speakers.INDEFINITE_OFFICE.holds(source.is_indefinite, source.span):
            return _unnamed_resolution(source)
        found = self._resolve_role_holder(source, is_literal=True)
        if speakers.PRINTED_OFFICE_FIRST.holds(found.entity is not None, source.span):
            return found
        return self._resolve_role_holder(source, is_literal=False)

    def _resolve_role_holder(self, source: SourcePhrase, is_literal: bool) -> Resolution:
        def is_holder(figure: Entity) -> bool:
            return has_matching_role(self.layout, source, figure, is_literal)

        assert source.span
        margin = speakers.TWO_HOLDERS.change(_TIE_MARGIN, _TWO_HOLDERS_MARGIN, source.span)
        return self._resolve_by_salience(source, Method.ROLE, is_holder, 0.6, 0.3, min_margin=margin)

    def _resolve_institution(self, source: SourcePhrase) -> Resolution:
        assert source.span
        found = speakers.INSTITUTION_BY_NAME.change(
            _unnamed_resolution(source),
            self._resolve_by_salience(
                source, Method.INSTITUTION, lambda figure: is_named_by_institution(source, figure), 0.6, 0.3
            ),
            source.span,
        )
        if found.entity or source.is_indefinite:
            return found
        just = self._resolve_by_salience(source, Method.INSTITUTION, self._has_just_spoken, 0.4, 0.2)
        return speakers.INSTITUTION_THAT_SPOKE.change(found, just, source.span)

    def _resolve_joint(self, source: SourcePhrase) -> Resolution:
        """Two bodies or countries that speak together are one speaker; two persons are none."""
        assert source.span
        persons = any(mention.entity.is_person for mention in source.mentions)
        if speakers.TWO_PERSONS.holds(persons, source.span):
            return _unnamed_resolution(source)
        figures = tuple(mention.entity for mention in source.mentions)
        if figures not in self.joint:
            self.joint[figures] = Entity(" and ".join(figure.name for figure in figures), (), organisation_score=3)
        self.joint[figures].mentions += [mention.name for mention in source.mentions]
        return Resolution(self.joint[figures], Method.NAMED, 0.85, source)

    def _resolve_members(self, source: SourcePhrase) -> Resolution:
        """Members of the Security Council speak for the council; no other group has a name."""
        bodies = [mention.entity for mention in source.mentions if mention.entity.is_organisation]
        assert source.span
        if not speakers.MEMBERS_OF_BODY.holds(source.head_word == "members" and bool(bodies), source.span):
            return _unnamed_resolution(source)
        return Resolution(bodies[0], Method.INSTITUTION, 0.7, source)

    def _is_speaking_organisation(self, figure: Entity) -> bool:
        """Whom "it" and "they" may take up: only a body that has spoken."""
        silent = not self.discourse.has_spoken(figure)
        return figure.is_organisation and not antecedents.BODY_HAS_SPOKEN.holds(silent, self.layout.paragraphs)

    def _has_just_spoken(self, figure: Entity) -> bool:
        return figure.is_organisation and self.discourse.last_speaker is figure

    def _resolve_relative(self, source: SourcePhrase) -> Resolution:
        """The name right before a "who"."""
        assert source.span
        for mention in self.people.mentions_before(source.span.start, _MAX_NAMES_BEFORE_WHO)[::-1]:
            led = self.layout.word_before(mention.title_start)
            if speakers.NOT_HE_WHO.holds(led is not None and led.lower == "not", source.span):
                # "It was X, not Y, who said so".
                continue
            end, start = mention.name.span.end, source.span.start
            near = start - end < _MAX_CHARACTERS_BEFORE_WHO and "." not in self.layout.text[end:start]
            ambiguous = led is not None and led.lower in OFFICE_PREPOSITIONS
            if speakers.WHO_AFTER_OWNER.holds(ambiguous, source.span):
                return _unnamed_resolution(source)
            if speakers.NAME_BEFORE_WHO.holds(near and mention.entity.is_person, source.span):
                return Resolution(mention.entity, Method.PRONOUN, 0.9 if start - end < 3 else 0.6, source)
            break
        return _unnamed_resolution(source)

    def _resolve_medium(self, source: SourcePhrase) -> Resolution:
        """Whose medium it is: told in the phrase itself, or where the text spoke of it before."""
        assert source.span
        assert source.head
        owner = self.media.owner_of(self.layout.word_index(source.head.start))
        confidence = 0.85
        if owner is None and not source.is_indefinite:
            told = self.media.owner_before(source.span.start, source.head_word)
            owner, confidence = speakers.MEDIUM_TOLD_BEFORE.change(None, told, source.span), 0.75
        return Resolution(owner, Method.MEDIUM, confidence, source) if owner else _unnamed_resolution(source)

    def _resolve_by_salience(
        self,
        source: SourcePhrase,
        method: Method,
        fits: Callable[[Entity], bool],
        min_confidence: float,
        confidence_range: float,
        min_salience: float = 0.0,
        min_margin: float = _TIE_MARGIN,
    ) -> Resolution:
        """Whoever fits best, unless no more as salient as `min_salience`, or too close to another of the sentence."""
        assert source.span
        choice = self.discourse.choose_antecedent(source.search_offset, fits)
        if choice is None or choice.entity.is_unnamed:
            return _unnamed_resolution(source)
        if antecedents.LONG_AGO.holds(choice.salience < min_salience, source.span):
            return _unnamed_resolution(source)
        if antecedents.TIE.holds(choice.has_rival_in_sentence and choice.margin <= min_margin, source.span):
            return _unnamed_resolution(source)
        return Resolution(choice.entity, method, min_confidence + confidence_range * choice.margin, source)


def _unnamed_resolution(source: SourcePhrase) -> Resolution:
    return Resolution(None, Method.UNNAMED if source.span else Method.NONE, 0.5, source)
