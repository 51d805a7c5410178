"""Who met whom, where and when: events beside the quotes, by the types of PLOVER 0.8.

In PLOVER a statement is no event; a meeting, a visit or a call is CONSULT, a signature AGREE, a coordinatorship
COOPERATE.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.countries import country_of, find_countries
from app.extraction.entities.dates import DateMention, find_dates
from app.extraction.entities.entity import Entity
from app.extraction.lang.lexicon import load_lexicon, word_list
from app.extraction.lang.words import PLACE_PREPOSITIONS
from app.extraction.rules import meetings as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import (
    Document,
    Event,
    ExtractedCountry,
    ExtractedMeeting,
    Participant,
    Role,
    Span,
    SpeakerKind,
)

_EVENT_WORDS = {
    word: (Event(kind["event"]), kind["mode"]) for kind in load_lexicon("meetings")["kind"] for word in kind["words"]
}
_PARTICIPANT_LINKS = frozenset(load_lexicon("meetings")["links"]["with"])
_DIRECT_VERBS = frozenset(load_lexicon("meetings")["links"]["direct"])
# So many words may stand between a date and what happened then.
_MAX_WORDS_TO_DATE = 3
# So many words of one sentence are looked at.
_MAX_WORDS_TRIED = 20
# What a text is about it names so often.
_MIN_COUNTRY_MENTIONS = 5
_STATE_OFFICES = word_list("roles", "state", "words")
_PERIOD_LINKS = frozenset(load_lexicon("meetings")["links"]["until"])


def find_meetings(
    document: Document, layout: TextIndex, people: EntityIndex, countries: tuple[ExtractedCountry, ...]
) -> tuple[ExtractedMeeting, ...]:
    """The meetings that the writer's own sentences tell of, with two sides at least; each once."""
    found: dict[tuple[object, ...], ExtractedMeeting] = {}
    about = _main_two_countries(countries)
    for sentence in layout.with_cancellation(layout.sentences):
        tells = (word for word in layout.words_in(sentence) if word.lower in _EVENT_WORDS)
        triggers = [
            word
            for word in islice(tells, _MAX_WORDS_TRIED)
            if not rules.QUOTED_EVENT.holds(layout.is_quoted(word.start), word)
        ]
        dates = find_dates(layout.text, sentence, document.published_on) if triggers else []
        for word in layout.with_cancellation(triggers):
            meeting = _parse_meeting(layout, people, sentence, word, dates, about)
            if meeting:
                sides = frozenset(participant.name for participant in meeting.participants)
                found.setdefault((meeting.event, sides, meeting.start_on), meeting)
    return tuple(found.values())


def _parse_meeting(
    layout: TextIndex, people: EntityIndex, sentence: Span, word: Word, dates: list[DateMention], about: frozenset[str]
) -> ExtractedMeeting | None:
    event, mode = _EVENT_WORDS[word.lower]
    states = event is Event.COOPERATE
    sides = _find_states(layout, sentence) if states else _find_participants(layout, people, sentence, word, about)
    start, end = _find_period(layout, sentence, word, dates)
    # Only a period tells that somebody has, and not merely mentions, such a part.
    if len(sides) < 2 or rules.PART_HAS_PERIOD.holds(states and end is None, word):
        return None
    place = _find_place(layout, people, sentence)
    return ExtractedMeeting(
        event=event,
        mode=mode,
        participants=sides,
        place=place,
        country=country_of(place) if place else None,
        start_on=start.first_day if start else None,
        end_on=end.first_day if end else None,
        precision=start.precision if start else None,
        evidence=Span(sentence.start, sentence.end),
        trigger=Span(word.start, word.end),
    )


def _find_participants(
    layout: TextIndex, people: EntityIndex, sentence: Span, word: Word, about: frozenset[str]
) -> tuple[Participant, ...]:
    """Whoever the sentence opens with, and whom "with", "between" and "and" lead to after the word."""
    mentions = [
        mention
        for mention in people.mentions_in(sentence)
        if not mention.entity.place_score > mention.entity.person_score
    ]
    persons = [mention for mention in mentions if mention.entity.is_person]
    before = [mention for mention in persons if mention.start < word.start][:1]
    before = rules.OPENING_SIDE.change([], before, word)
    after = list(_linked_mentions(layout, [mention for mention in persons if mention.start > word.start], word))
    both = before + after
    chosen = rules.LINKED_SIDES_SUFFICE.change(both, both if len(after) < 2 else after, word)
    sides = {side.entity: side for side in chosen}
    _infer_second_country(list(sides), about)
    return tuple(_to_participant(side) for side in sides.values())


def _infer_second_country(figures: list[Entity], about: frozenset[str]) -> None:
    """Of two who meet in a text about two countries, one of whom is from the first, the other is from the second.

    So much only for whoever stands for a state: the prime minister whom a newspaper at home need not call Cambodian.
    """
    known = {figure.country for figure in figures} - {None}
    unknown = [figure for figure in figures if not figure.country and any(map(_is_state_role, figure.roles))]
    if len(figures) != 2 or len(known) != 1 or len(unknown) != 1:
        return
    if rules.OTHER_COUNTRY.holds(known < about, [mention.span for mention in unknown[0].mentions[:1]]):
        (country,) = about - known
        unknown[0].roles[:] = [replace(role, country=country) for role in unknown[0].roles]


def _is_state_role(role: Role) -> bool:
    return role.title is not None and role.organisation is None and role.title.lower().split()[-1] in _STATE_OFFICES


def _main_two_countries(countries: tuple[ExtractedCountry, ...]) -> frozenset[str]:
    """The two countries that a text is about, if it is about two."""
    counts = sorted(((len(country.mentions), country.code) for country in countries), reverse=True)
    third = counts[2][0] if len(counts) > 2 else 0
    about = {code for count, code in counts[:2] if count >= max(_MIN_COUNTRY_MENTIONS, 2 * third)}
    return frozenset(about if len(about) == 2 else ())


def _linked_mentions(layout: TextIndex, mentions: list[Mention], word: Word) -> Iterator[Mention]:
    """The mentions that follow, each led to by a link since the one before."""
    position = word.end
    for mention in mentions:
        between = layout.words_in(Span(position, mention.start)) if position < mention.start else ()
        linked = any(link.lower in _PARTICIPANT_LINKS for link in between)
        if rules.LINKED_SIDE.holds(not linked and word.lower not in _DIRECT_VERBS, mention.name.span):
            return
        yield mention
        position = mention.name.span.end


def _find_states(layout: TextIndex, sentence: Span) -> tuple[Participant, ...]:
    """The countries of a sentence, each under the form that it is first printed in."""
    text = sentence.text_in(layout.text)
    return tuple(
        Participant(
            name=(first := country.mentions[0]).text_in(text),
            kind=SpeakerKind.ORGANISATION,
            country=country.code,
            span=Span(sentence.start + first.start, sentence.start + first.end),
        )
        for country in find_countries(text)
    )


def _to_participant(mention: Mention) -> Participant:
    figure: Entity = mention.entity
    return Participant(figure.name, figure.kind, figure.country, mention.name.span)


def _find_period(
    layout: TextIndex, sentence: Span, word: Word, dates: list[DateMention]
) -> tuple[DateMention | None, DateMention | None]:
    """The date that the word is closest tied to, and the end of the period where one follows after "to"."""
    start = next((dated for dated in dates if _is_date_of_event(layout, sentence, word, dated)), None)
    following = next((dated for dated in dates if start and dated.span.start > start.span.end), None)
    if start and following:
        gap = [link.lower for link in layout.words_in(Span(start.span.end, following.span.start))]
        if rules.PERIOD.holds(len(gap) == 1 and gap[0] in _PERIOD_LINKS, following.span):
            return start, following
    return start, None


def _is_date_of_event(layout: TextIndex, sentence: Span, word: Word, dated: DateMention) -> bool:
    """A date that follows, stands just before ("the September 2023 meeting"), or opens the sentence.

    Any other belongs to another verb: in "on 7 March he spoke of the talks" nobody met on 7 March.
    """
    if dated.span.start > word.start:
        return True
    between = layout.word_index(word.start) - layout.word_index(dated.span.end)
    near = between <= _MAX_WORDS_TO_DATE
    opens = layout.word_index(dated.span.start) - layout.word_index(sentence.start) <= 1
    return not rules.DAY_OF_ANOTHER_EVENT.holds(not (near or opens), dated.span)


def _find_place(layout: TextIndex, people: EntityIndex, sentence: Span) -> str | None:
    """Where the sentence says "in" or "at" a place: the one that is in a known country, else the first."""
    found = []
    for mention in people.mentions_in(sentence):
        before = layout.word_before(mention.start)
        if before and before.lower in PLACE_PREPOSITIONS and not mention.entity.is_person:
            found.append(mention.name)
    places = [name.printed for name in found]
    known = [place for place in places if country_of(place)]
    return next(iter(rules.PLACE_OF_KNOWN_COUNTRY.change(places, known or places, [name.span for name in found])), None)
