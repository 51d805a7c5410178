"""Corrections of meetings by reviewers, and meetings that they add."""

from typing import Any

from sqlmodel import Session, select

from app.database.missing_records import absence_error, find_takedown
from app.domain.identifiers import meeting_id
from app.errors import BadField
from app.extraction.types import Precision, Span
from app.models import Meeting, Origin, RecordKind
from app.schemas.common import SpanItem
from app.schemas.reviews import MeetingAddition, MeetingCorrection
from app.services.article_texts import load_version_text
from app.services.audit_log import Ledger
from app.services.meeting_snapshots import (
    MEETING_DECISIONS,
    evidence_span,
    load_meeting_snapshots,
    write_meeting_snapshots,
)
from app.services.quote_corrections import validate_spans
from app.services.quote_snapshots import Snapshot
from app.services.speaker_corrections import require_country, resolve_speaker
from app.services.takedown import require_article

_DATE_FIELDS = MEETING_DECISIONS["dates"]


def correct_meeting(ledger: Ledger, identity: str, asked: MeetingCorrection) -> None:
    """Change the given fields; no engine changes them again.

    Raises:
        NotFound, Gone: the meeting does not exist, or was taken down.
        BadField: a day, speaker, country or span is not valid.
    """
    session = ledger.session
    meeting = require_meeting(session, identity)
    before = load_meeting_snapshots(session, [meeting])[meeting.key]
    text = load_version_text(session, meeting.article_key, meeting.version)
    given = asked.model_fields_set - {"reason"}
    after = before | _requested_fields(session, text, asked, before)
    after["decided"] = sorted({*before["decided"], *("dates" if name in _DATE_FIELDS else name for name in given)})
    write_meeting_snapshots(session, [(meeting, after)])
    ledger.record_changed(RecordKind.MEETING, identity, before, after)


def add_meeting(ledger: Ledger, article: str, asked: MeetingAddition) -> str:
    """Store a meeting that a reviewer has found, and return its id.

    Raises:
        NotFound, Gone: the article does not exist, or was taken down.
        BadField: a day, speaker, country or span is not valid.
    """
    session = ledger.session
    stored = require_article(session, article)
    unknown: Snapshot = dict.fromkeys(("place", "country", *_DATE_FIELDS)) | {"decided": sorted(MEETING_DECISIONS)}
    state = unknown | _requested_fields(session, load_version_text(session, stored.key, stored.version), asked, unknown)
    new: dict[str, Any] = {
        "id": _find_free_meeting_id(session, article, asked),
        "article_key": stored.key,
        "version": stored.version,
        "published_on": stored.published_on,
        "origin": Origin.REVIEWER,
    }
    meeting = Meeting(**new)
    write_meeting_snapshots(session, [(meeting, state)])
    ledger.record_created(RecordKind.MEETING, meeting.id, state)
    return meeting.id


def require_meeting(session: Session, identity: str) -> Meeting:
    """Raises NotFound if no meeting has this id, and Gone if it was taken down."""
    meeting = session.exec(select(Meeting).where(Meeting.id == identity)).one_or_none()
    if meeting is None:
        raise absence_error(session, RecordKind.MEETING, identity)
    return meeting


def _requested_fields(
    session: Session, text: str, asked: MeetingCorrection | MeetingAddition, before: Snapshot
) -> Snapshot:
    given = asked.model_fields_set if isinstance(asked, MeetingCorrection) else set(type(asked).model_fields)
    state: Snapshot = {name: getattr(asked, name) for name in given & {"mode", "place"}}
    if "event" in given:
        state["event"] = str(asked.event)
    if "country" in given:
        state["country"] = require_country(session, asked.country)
    if asked.evidence is not None:
        evidence = _validate_span("evidence", text, asked.evidence)
        state |= {"evidence": evidence.text_in(text), "evidence_span": [evidence.start, evidence.end]}
    if asked.trigger is not None:
        trigger = _validate_span("trigger", text, asked.trigger)
        state["trigger_span"] = [trigger.start, trigger.end]
    whole = evidence_span(before | state)
    # Without a span of its own, it is searched in the evidence.
    if "trigger" in given and asked.trigger is None:
        state["trigger_span"] = [whole.start, whole.end]
    if asked.participants is not None:
        state["participants"] = [
            {
                "name": side.name,
                "kind": str(side.kind),
                "country": require_country(session, side.country, "participants"),
                "speaker": side.speaker and resolve_speaker(session, side.speaker, "participants").id,
                "span": list(_span_or_default(text, side.span, whole)),
            }
            for side in asked.participants
        ]
    return state | _date_fields(asked, given, before)


def _span_or_default(text: str, given: SpanItem | None, otherwise: Span) -> tuple[int, int]:
    span = otherwise if given is None else _validate_span("participants", text, given)
    return span.start, span.end


def _validate_span(field: str, text: str, given: SpanItem) -> Span:
    (span,) = validate_spans(field, text, [given])
    return span


def _date_fields(asked: MeetingCorrection | MeetingAddition, given: set[str], before: Snapshot) -> Snapshot:
    days = {name: getattr(asked, name) for name in ("start_on", "end_on")}
    state = {name: day and day.isoformat() for name, day in days.items() if name in given}
    if "precision" in given:
        state["precision"] = asked.precision and str(asked.precision)
    whole = {name: before[name] for name in _DATE_FIELDS} | state
    if whole["start_on"] is None:
        return dict.fromkeys(_DATE_FIELDS) if given & set(_DATE_FIELDS) else {}
    if whole["end_on"] is not None and whole["end_on"] < whole["start_on"]:
        raise BadField("end_on", f"{whole['end_on']} is before {whole['start_on']}")
    return state | {"precision": whole["precision"] or str(Precision.DAY)}


def _find_free_meeting_id(session: Session, article: str, asked: MeetingAddition) -> str:
    names = [side.name for side in asked.participants]
    occurrence = 0
    while True:
        identity = meeting_id(article, asked.event, asked.start_on, names, occurrence)
        taken = session.exec(select(Meeting.key).where(Meeting.id == identity)).first()
        if taken is None and find_takedown(session, RecordKind.MEETING, identity) is None:
            return identity
        occurrence += 1
