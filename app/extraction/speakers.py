"""attribution -> speaker: whom the literal source means, by which way that is known, and how surely."""

from collections.abc import Callable, Iterable, Iterator
from collections import deque
from dataclasses import dataclass, replace

from app.extraction.antecedents import Discourse, is_he_or_she
from app.extraction.attributions import Saying
from app.extraction.document import Span
from app.extraction.figures import Figure, Gender
from app.extraction.layout import Layout
from app.extraction.lexicon import words
from app.extraction.media import Media
from app.extraction.offices import holds_office, names_institution
from app.extraction.people import Mention, People
from app.extraction.records import Method
from app.extraction.sources import Form, Source, form_of, read_source

_GENDERS = {
    **dict.fromkeys(words("people", "pronouns", "male"), Gender.MALE),
    **dict.fromkeys(words("people", "pronouns", "female"), Gender.FEMALE),
}
# How many words a sentence's opening phrase may have: "The visiting Vermont senator".
_OPENING = 5
# How far back the quote around a nested one is looked for.
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose words they are, if the text tells."""

    figure: Figure | None
    method: Method
    confidence: float
    source: Source


def resolve(layout: Layout, people: People, media: Media, sayings: Iterable[Saying]) -> list[Resolution]:
    """One resolution for each saying, in order; each may lean on those before it."""
    return Resolver(layout, people, media).resolve(list(sayings))


class Resolver:
    """Reads the sayings in the order of their sources and remembers who has spoken."""

    def __init__(self, layout: Layout, people: People, media: Media) -> None:
        self.layout = layout
        self.people = people
        self.discourse = Discourse(layout, people)
        self.media = media
        self.joint: dict[tuple[Figure, ...], Figure] = {}

    def resolve(self, sayings: list[Saying]) -> list[Resolution]:
        sources = [read_source(self.layout, self.people, saying.attribution.source) for saying in sayings]
        found: dict[int, Resolution] = {}
        openings = deque(self._openings())
        for index in sorted(range(len(sayings)), key=lambda i: _place(sayings[i])):
            while openings and openings[0].start < _place(sayings[index]):
                self._follow(openings.popleft())
            found[index] = resolution = self._resolve(sources[index])
            if resolution.figure and sayings[index].attribution.source:
                self.discourse.speaks(_place(sayings[index]), resolution.figure)
        for index in range(len(sayings)):
            if sources[index].form is Form.FIRST_PERSON and (outer := self._enclosing(index, sayings)) is not None:
                found[index] = replace(found[outer], method=Method.FIRST_PERSON, source=sources[index])
        return [found[index] for index in range(len(sayings))]

    def _enclosing(self, index: int, sayings: list[Saying]) -> int | None:
        """The direct quote within which a saying is reported: its speaker is who "I" is."""
        place = _place(sayings[index])
        for outer in range(index - 1, max(-1, index - _NEAR), -1):
            if any(span.start <= place < span.end for span in sayings[outer].attribution.content):
                return outer
        return None

    def _openings(self) -> Iterator[Span]:
        """What the writer's own sentences begin with where it is no name: "He ...", "The prime minister ..."."""
        for sentence in self.layout.sentences:
            opening = self.layout.words_from(sentence.start, _OPENING)
            if not opening or opening[0].start != sentence.start:
                continue
            if opening[0].lower in _GENDERS:
                yield Span(sentence.start, opening[0].end)
            elif opening[0].lower == "the":
                offices = [word for word in opening if form_of(word.lower) is Form.ROLE]
                yield from [Span(sentence.start, offices[0].end)] if offices else []

    def _follow(self, opening: Span) -> None:
        figure = self._resolve(read_source(self.layout, self.people, (opening,))).figure
        if figure:
            self.discourse.acts(opening.start, figure)

    def _resolve(self, source: Source) -> Resolution:
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
        figure, confidence = mention.figure, 0.95
        if len(mention.figures) > 1:
            choice = self.discourse.choose(mention.start, lambda figure: figure in mention.figures)
            figure, confidence = (choice.figure, 0.5 + 0.4 * choice.margin) if choice else (figure, 0.4)
        whole = len(mention.name.parts) == len(figure.parts)
        return Resolution(figure, Method.NAMED if whole else Method.SURNAME, confidence, source)

    def _pronoun(self, source: Source) -> Resolution:
        gender = _GENDERS.get(source.word)
        if gender is None:
            return self._chosen(source, Method.PRONOUN, self._is_speaking_body, 0.5, 0.3)
        return self._chosen(source, Method.PRONOUN, lambda figure: is_he_or_she(figure, gender), 0.53, 0.4)

    def _office(self, source: Source) -> Resolution:
        if source.indefinite:
            return _unnamed(source)
        return self._chosen(source, Method.ROLE, lambda figure: holds_office(self.layout, source, figure), 0.6, 0.3)

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
        """"Members of the Security Council" speak for the council; no other group has a name."""
        bodies = [mention.figure for mention in source.mentions if mention.figure.is_body]
        if source.word != "members" or not bodies:
            return _unnamed(source)
        return Resolution(bodies[0], Method.INSTITUTION, 0.7, source)

    def _is_speaking_body(self, figure: Figure) -> bool:
        """"it" and "they" are taken up only by a body that has spoken."""
        return figure.is_body and self.discourse.has_spoken(figure)

    def _has_just_spoken(self, figure: Figure) -> bool:
        return figure.is_body and self.discourse.last_speaker is figure

    def _relative(self, source: Source) -> Resolution:
        """ "who" is the name right before it."""
        assert source.span
        for mention in self.people.before(source.span.start, 1):
            between = self.layout.text[mention.name.span.end : source.span.start]
            if len(between) < 60 and "." not in between and mention.figure.is_person:
                return Resolution(mention.figure, Method.PRONOUN, 0.9 if len(between) < 3 else 0.6, source)
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
        self, source: Source, method: Method, fits: Callable[[Figure], bool], floor: float, gain: float
    ) -> Resolution:
        assert source.span
        choice = self.discourse.choose(source.span.start, fits)
        if choice is None:
            return _unnamed(source)
        return Resolution(choice.figure, method, floor + gain * choice.margin, source)


def _unnamed(source: Source) -> Resolution:
    return Resolution(None, Method.UNNAMED if source.span else Method.NONE, 0.5, source)


def _place(saying: Saying) -> int:
    spans = saying.attribution.source or saying.attribution.cue or saying.attribution.content
    return spans[0].start
