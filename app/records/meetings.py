"""Saving the meetings of an article."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import col, select

from app.errors import SpanMismatch
from app.extraction.records import ExtractedMeeting, Extraction
from app.identity import meeting_id, slug
from app.models import Article, Meeting, MeetingParticipant, RecordKind
from app.records.ledger import Ledger
from app.records.rows import insert_rows
from app.records.taking_down import taken_down_meetings


def save_meetings(
    ledger: Ledger, stored: Article, text: str, extraction: Extraction, speaker_keys: Mapping[str, int]
) -> None:
    """Write the meetings anew: they follow from the text and the engine.

    `speaker_keys` holds the speakers of the article by name, to whom participants are linked.

    Raises:
        SpanMismatch: a span does not lie in the text.
    """
    session = ledger.session
    before = dict(session.exec(select(Meeting.id, Meeting.key).where(Meeting.article_key == stored.key)).all())
    if before:
        session.execute(delete(MeetingParticipant).where(col(MeetingParticipant.meeting_key).in_(before.values())))
        session.execute(delete(Meeting).where(col(Meeting.article_key) == stored.key))
    down = taken_down_meetings(session, stored.id)
    unwanted = {*(one.id for one in down), *map(_sign, down)}
    seen: Counter[str] = Counter()
    saved: list[tuple[Meeting, ExtractedMeeting]] = []
    for found in extraction.meetings:
        _check_spans(text, found)
        names = [participant.name for participant in found.participants]
        first = meeting_id(stored.id, found.event, found.start_on, names, 0)
        identity = meeting_id(stored.id, found.event, found.start_on, names, seen[first])
        seen[first] += 1
        meeting = _meeting(identity, stored, text, found)
        if meeting.id not in unwanted and _sign(meeting) not in unwanted:
            saved.append((meeting, found))
    for meeting, _ in saved:
        if meeting.id not in before:
            ledger.created(RecordKind.MEETING, meeting.id)
    for gone in sorted(before.keys() - {meeting.id for meeting, _ in saved}):
        ledger.withdrawn(RecordKind.MEETING, gone)
    session.add_all(meeting for meeting, _ in saved)
    session.flush()
    rows = (
        {
            "meeting_key": meeting.key,
            "number": number,
            "name": participant.name,
            "slug": slug(participant.name),
            "kind": participant.kind,
            "country": participant.country,
            "speaker_key": speaker_keys.get(participant.name),
            "start": participant.span.start,
            "end": participant.span.end,
        }
        for meeting, found in saved
        for number, participant in enumerate(found.participants)
    )
    insert_rows(session, MeetingParticipant, rows)


def _meeting(identity: str, stored: Article, text: str, found: ExtractedMeeting) -> Meeting:
    return Meeting(
        id=identity,
        article_key=stored.key,
        version=stored.version,
        event=found.event,
        mode=found.mode,
        place=found.place,
        country=found.country,
        start_on=found.start_on,
        end_on=found.end_on,
        precision=found.precision,
        trigger_start=found.trigger.start,
        trigger_end=found.trigger.end,
        evidence_start=found.evidence.start,
        evidence_end=found.evidence.end,
        evidence=found.evidence.of(text),
        published_on=stored.published_on,
    )


def _sign(meeting: Meeting) -> tuple[str, int]:
    """What is the same wherever its sentence stands: the sentence, and where in it the word that says so is."""
    return meeting.evidence, meeting.trigger_start - meeting.evidence_start


def _check_spans(text: str, found: ExtractedMeeting) -> None:
    for span in (found.trigger, found.evidence, *(participant.span for participant in found.participants)):
        if span.end > len(text):
            raise SpanMismatch(f"span {span.start}..{span.end} lies outside a text of {len(text)} characters")
