"""Which rules changed what in the records of a text: the records as they are beside the records without each rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.extraction import Document, Extraction, Span, extract_tagged, words_at
from app.extraction.attribution.tagger import tag
from app.extraction.cancellation import CancellationCheck, never_cancel, with_cancellation
from app.extraction.rules import RULES, Rule, record_changes, without_rules
from app.extraction.types import SPEECH_AND_WRITING, Act, ExtractedQuote, ExtractedSpeaker, Role

# What a record says, field by field, as a reader would put it.
_Description = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A field of a record that says something else without a rule; the whole record, where it would not be there.

    `start` and `end` are where the record's words stand in the text.
    """

    start: int
    end: int
    rule: str
    field: str
    without_rule: str | None
    with_rule: str | None

    def __str__(self) -> str:
        change = f"{self.field}: {self.without_rule or 'nothing'} \u2192 {self.with_rule or 'nothing'}"
        return " ".join(f"{self.start}-{self.end} {change} [{self.rule}] {RULES[self.rule].sentence}".split())


def find_rule_effects(
    document: Document, acts: frozenset[Act] = SPEECH_AND_WRITING, check: CancellationCheck = never_cancel
) -> tuple[RuleEffect, ...]:
    """What each rule changes in the end, in the order of the text.

    Only the rules run again, not the tagger: once for each rule that did something. A rule in whose place another does
    the same changes nothing.
    """
    tagged = tag(document.text, check)
    with record_changes() as changes:
        found = extract_tagged(document, tagged, acts=acts, check=check)
    effects: list[RuleEffect] = []
    active: dict[str, Rule] = {change.rule.id: change.rule for change in changes}
    for rule in with_cancellation(active, check):
        with without_rules([rule]):
            other = extract_tagged(document, tagged, acts=acts, check=check)
        if other != found:
            effects += _compare_extractions(document.text, rule, other, found)
    return tuple(sorted(effects, key=lambda effect: (effect.start, effect.end, effect.field, effect.rule)))


def _compare_extractions(text: str, rule: str, other: Extraction, found: Extraction) -> Iterator[RuleEffect]:
    yield from _compare_records(rule, _describe_quotes(text, other), _describe_quotes(text, found))
    yield from _compare_records(rule, _describe_meetings(other), _describe_meetings(found))
    # A speaker who comes or goes does so with a quote: that is told already.
    others, speakers = _describe_speakers(other), _describe_speakers(found)
    both = others.keys() & speakers.keys()
    yield from _compare_records(
        rule, {place: others[place] for place in both}, {place: speakers[place] for place in both}
    )


def _compare_records(
    rule: str, others: Mapping[Span, _Description], records: Mapping[Span, _Description]
) -> Iterator[RuleEffect]:
    """What differs between records, which are known by their places; one that moved is compared with where it was."""
    left = {place: record for place, record in others.items() if place not in records}
    for place, record in records.items():
        before = place if place in others else next((other for other in left if other.overlaps(place)), None)
        if before is None:
            yield RuleEffect(place.start, place.end, rule, "record", None, _summarise(record))
            continue
        other_record = left.pop(before, others[before])
        for field, with_rule in record.items():
            if other_record[field] != with_rule:
                yield RuleEffect(place.start, place.end, rule, field, other_record[field], with_rule)
    for place, other_record in left.items():
        yield RuleEffect(place.start, place.end, rule, "record", _summarise(other_record), None)


def _summarise(record: _Description) -> str | None:
    return next(iter(record.values()))


def _describe_quotes(text: str, found: Extraction) -> dict[Span, _Description]:
    return {
        Span(quote.content[0].start, quote.content[-1].end): _describe_quote(text, found.speakers, quote)
        for quote in found.quotes
    }


def _describe_quote(text: str, speakers: tuple[ExtractedSpeaker, ...], quote: ExtractedQuote) -> _Description:
    return {
        "words": words_at(text, quote.content),
        "source": words_at(text, quote.source) or None,
        "cue": words_at(text, quote.cue) or None,
        "kind": quote.kind,
        "act": quote.act,
        "speaker": None if quote.speaker is None else speakers[quote.speaker].name,
        "method": quote.method,
        "confidence": str(quote.confidence),
        "role": _describe_role(quote.role) if quote.role else None,
        "addressee": quote.addressee,
        "medium": quote.medium,
        "relayed_by": quote.relayed_by,
        "said_on": str(quote.said_on) if quote.said_on else None,
        "place": quote.place,
    }


def _describe_role(role: Role) -> str:
    return ", ".join(filter(None, (role.title, role.organisation, role.country)))


def _describe_meetings(found: Extraction) -> dict[Span, _Description]:
    return {
        meeting.trigger: {
            "participants": " and ".join(participant.name for participant in meeting.participants),
            "countries": ", ".join(participant.country or "none" for participant in meeting.participants),
            "place": meeting.place,
            "start_on": str(meeting.start_on) if meeting.start_on else None,
            "end_on": str(meeting.end_on) if meeting.end_on else None,
        }
        for meeting in found.meetings
    }


def _describe_speakers(found: Extraction) -> dict[Span, _Description]:
    return {
        speaker.mentions[0]: {
            "name": speaker.name,
            "kind": speaker.kind,
            "aliases": ", ".join(speaker.aliases) or None,
            "roles": "; ".join(map(_describe_role, speaker.roles)) or None,
            "country": speaker.country,
        }
        for speaker in found.speakers
        if speaker.mentions
    }
