"""Who met whom, where and when: events beside the quotes, by the types of PLOVER 0.8.

In PLOVER a statement is no event; a meeting, a visit or a call is CONSULT, a signature AGREE, a coordinatorship
COOPERATE.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from app.extraction.document import Document, Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.countries import country_of, find_countries
from app.extraction.entities.dates import Dated, find_dates
from app.extraction.entities.entity import Figure
from app.extraction.lang.lexicon import table, words
from app.extraction.structure.segmentation import Layout, Word
from app.extraction.types import Event, ExtractedCountry, ExtractedMeeting, Participant, Role, SpeakerKind

_KINDS = {word: (Event(kind["event"]), kind["mode"]) for kind in table("meetings")["kind"] for word in kind["words"]}
_WITH = frozenset(table("meetings")["links"]["with"])
_PLACE_PREPOSITIONS = words("common", "place_prepositions", "words")
# So many words may stand between a date and what happened then.
_NEAR = 3
# So many words of one sentence are looked at.
_MANY = 20
# What a text is about it names so often.
_OFTEN = 5
_OF_STATE = words("roles", "state", "words")
_UNTIL = frozenset(table("meetings")["links"]["until"])


def find_meetings(
    document: Document, layout: Layout, people: People, countries: tuple[ExtractedCountry, ...]
) -> tuple[ExtractedMeeting, ...]:
    """The meetings that the writer's own sentences tell of, with two sides at least; each once."""
    found: dict[tuple[object, ...], ExtractedMeeting] = {}
    about = _two_countries(countries)
    for sentence in layout.paced(layout.sentences):
        tells = (word for word in layout.words_in(sentence) if word.lower in _KINDS)
        triggers = [word for word in islice(tells, _MANY) if not layout.is_quoted(word.start)]
        dates = find_dates(layout.text, sentence, document.published_on) if triggers else []
        for word in layout.paced(triggers):
            meeting = _read(layout, people, sentence, word, dates, about)
            if meeting:
                sides = frozenset(participant.name for participant in meeting.participants)
                found.setdefault((meeting.event, sides, meeting.start_on), meeting)
    return tuple(found.values())


def _read(
    layout: Layout, people: People, sentence: Span, word: Word, dates: list[Dated], about: frozenset[str]
) -> ExtractedMeeting | None:
    event, mode = _KINDS[word.lower]
    states = event is Event.COOPERATE
    sides = _states(layout, sentence) if states else _people(layout, people, sentence, word, about)
    start, end = _period(layout, sentence, word, dates)
    # Only a period tells that somebody has, and not merely mentions, such a part.
    if len(sides) < 2 or (states and end is None):
        return None
    place = _place(layout, people, sentence)
    return ExtractedMeeting(
        event=event,
        mode=mode,
        participants=sides,
        place=place,
        country=country_of(place) if place else None,
        start_on=start.on if start else None,
        end_on=end.on if end else None,
        precision=start.precision if start else None,
        evidence=Span(sentence.start, sentence.end),
        trigger=Span(word.start, word.end),
    )


def _people(
    layout: Layout, people: People, sentence: Span, word: Word, about: frozenset[str]
) -> tuple[Participant, ...]:
    """Whoever the sentence opens with, and whom "with", "between" and "and" lead to after the word."""
    mentions = [mention for mention in people.within(sentence) if not mention.figure.place > mention.figure.person]
    persons = [mention for mention in mentions if mention.figure.is_person]
    before = [mention for mention in persons if mention.start < word.start][:1]
    after = list(_linked(layout, [mention for mention in persons if mention.start > word.start], word))
    sides = {side.figure: side for side in (before + after if len(after) < 2 else after)}
    _tell_apart(list(sides), about)
    return tuple(_participant(side) for side in sides.values())


def _tell_apart(figures: list[Figure], about: frozenset[str]) -> None:
    """Of two who meet in a text about two countries, one of whom is from the first, the other is from the second.

    So much only for whoever stands for a state: the prime minister whom a newspaper at home need not call Cambodian.
    """
    known = {figure.country for figure in figures} - {None}
    unknown = [figure for figure in figures if not figure.country and any(map(_is_of_state, figure.roles))]
    if len(figures) != 2 or len(known) != 1 or len(unknown) != 1:
        return
    if known < about:
        (country,) = about - known
        unknown[0].roles[:] = [replace(role, country=country) for role in unknown[0].roles]


def _is_of_state(role: Role) -> bool:
    return role.title is not None and role.organisation is None and role.title.lower().split()[-1] in _OF_STATE


def _two_countries(countries: tuple[ExtractedCountry, ...]) -> frozenset[str]:
    """The two countries that a text is about, if it is about two."""
    counts = sorted(((len(country.mentions), country.code) for country in countries), reverse=True)
    third = counts[2][0] if len(counts) > 2 else 0
    about = {code for count, code in counts[:2] if count >= max(_OFTEN, 2 * third)}
    return frozenset(about if len(about) == 2 else ())


def _linked(layout: Layout, mentions: list[Mention], word: Word) -> Iterator[Mention]:
    """The mentions that follow, each led to by a link since the one before."""
    position = word.end
    for mention in mentions:
        between = layout.words_in(Span(position, mention.start)) if position < mention.start else ()
        if not any(link.lower in _WITH for link in between) and word.lower not in ("met", "meets", "visited"):
            return
        yield mention
        position = mention.name.span.end


def _states(layout: Layout, sentence: Span) -> tuple[Participant, ...]:
    """The countries of a sentence, each under the form that it is first printed in."""
    text = sentence.of(layout.text)
    return tuple(
        Participant(
            name=(first := country.mentions[0]).of(text),
            kind=SpeakerKind.ORGANISATION,
            country=country.code,
            span=Span(sentence.start + first.start, sentence.start + first.end),
        )
        for country in find_countries(text)
    )


def _participant(mention: Mention) -> Participant:
    figure: Figure = mention.figure
    return Participant(figure.name, figure.kind, figure.country, mention.name.span)


def _period(layout: Layout, sentence: Span, word: Word, dates: list[Dated]) -> tuple[Dated | None, Dated | None]:
    """The date that the word is closest tied to, and the end of the period where one follows after "to"."""
    start = next((dated for dated in dates if _is_tied(layout, sentence, word, dated)), None)
    following = next((dated for dated in dates if start and dated.span.start > start.span.end), None)
    if start and following:
        gap = [link.lower for link in layout.words_in(Span(start.span.end, following.span.start))]
        if len(gap) == 1 and gap[0] in _UNTIL:
            return start, following
    return start, None


def _is_tied(layout: Layout, sentence: Span, word: Word, dated: Dated) -> bool:
    """A date that follows, stands just before ("the September 2023 meeting"), or opens the sentence.

    Any other belongs to another verb: in "on 7 March he spoke of the talks" nobody met on 7 March.
    """
    if dated.span.start > word.start:
        return True
    between = layout.word_index(word.start) - layout.word_index(dated.span.end)
    return between <= _NEAR or layout.word_index(dated.span.start) - layout.word_index(sentence.start) <= 1


def _place(layout: Layout, people: People, sentence: Span) -> str | None:
    """Where the sentence says "in" or "at" a place: the one that is in a known country, else the first."""
    places = []
    for mention in people.within(sentence):
        before = layout.word_before(mention.start)
        if before and before.lower in _PLACE_PREPOSITIONS and not mention.figure.is_person:
            places.append(mention.name.printed)
    known = [place for place in places if country_of(place)]
    return next(iter(known or places), None)
