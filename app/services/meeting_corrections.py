"""What reviewers say of meetings: corrected, or added where the machine has missed one."""

from typing import Any

from sqlmodel import Session, select

from app.database.missing_records import absent, taken_down_by
from app.domain.identifiers import meeting_id
from app.errors import BadField
from app.extraction.document import Span
from app.extraction.types import Precision
from app.models import Meeting, Origin, RecordKind
from app.schemas.common import SpanItem
from app.schemas.reviews import MeetingAddition, MeetingCorrection
from app.services.audit_log import Ledger
from app.services.meeting_snapshots import DECISIONS, evidence_of, meeting_states, write_meetings
from app.services.quote_corrections import proved, text_of
from app.services.quote_snapshots import State
from app.services.speaker_corrections import require_country, speaker_named
from app.services.takedown import require_article

_DATES = DECISIONS["dates"]


def correct_meeting(ledger: Ledger, identity: str, asked: MeetingCorrection) -> None:
    """Change what the correction gives, and keep it from the machine from now on.

    Raises:
        NotFound, Gone: there is no such meeting, or not any more.
        BadField: a day, speaker, country or span is none.
    """
    session = ledger.session
    meeting = require_meeting(session, identity)
    before = meeting_states(session, [meeting])[meeting.key]
    text = text_of(session, meeting.article_key, meeting.version)
    given = asked.model_fields_set - {"reason"}
    after = before | _given(session, text, asked, before)
    after["decided"] = sorted({*before["decided"], *("dates" if name in _DATES else name for name in given)})
    write_meetings(session, [(meeting, after)])
    ledger.changed(RecordKind.MEETING, identity, before, after)


def add_meeting(ledger: Ledger, article: str, asked: MeetingAddition) -> str:
    """Store a meeting that a reviewer has found, and return its id.

    Raises:
        NotFound, Gone: there is no such article, or not any more.
        BadField: a day, speaker, country or span is none.
    """
    session = ledger.session
    stored = require_article(session, article)
    unknown: State = dict.fromkeys(("place", "country", *_DATES)) | {"decided": sorted(DECISIONS)}
    state = unknown | _given(session, text_of(session, stored.key, stored.version), asked, unknown)
    new: dict[str, Any] = {
        "id": _free_id(session, article, asked),
        "article_key": stored.key,
        "version": stored.version,
        "published_on": stored.published_on,
        "origin": Origin.REVIEWER,
    }
    meeting = Meeting(**new)
    write_meetings(session, [(meeting, state)])
    ledger.created(RecordKind.MEETING, meeting.id, state)
    return meeting.id


def require_meeting(session: Session, identity: str) -> Meeting:
    """Raises NotFound where no meeting has this id, and Gone where it was taken down."""
    meeting = session.exec(select(Meeting).where(Meeting.id == identity)).one_or_none()
    if meeting is None:
        raise absent(session, RecordKind.MEETING, identity)
    return meeting


def _given(session: Session, text: str, asked: MeetingCorrection | MeetingAddition, before: State) -> State:
    given = asked.model_fields_set if isinstance(asked, MeetingCorrection) else set(type(asked).model_fields)
    state: State = {name: getattr(asked, name) for name in given & {"mode", "place"}}
    if "event" in given:
        state["event"] = str(asked.event)
    if "country" in given:
        state["country"] = require_country(session, asked.country)
    if asked.evidence is not None:
        evidence = _span("evidence", text, asked.evidence)
        state |= {"evidence": evidence.of(text), "evidence_span": [evidence.start, evidence.end]}
    if asked.trigger is not None:
        trigger = _span("trigger", text, asked.trigger)
        state["trigger_span"] = [trigger.start, trigger.end]
    whole = evidence_of(before | state)
    # What has no place of its own is somewhere in the words that tell of it.
    if "trigger" in given and asked.trigger is None:
        state["trigger_span"] = [whole.start, whole.end]
    if asked.participants is not None:
        state["participants"] = [
            {
                "name": side.name,
                "kind": str(side.kind),
                "country": require_country(session, side.country, "participants"),
                "speaker": side.speaker and speaker_named(session, side.speaker, "participants").id,
                "span": list(_place(text, side.span, whole)),
            }
            for side in asked.participants
        ]
    return state | _dates(asked, given, before)


def _place(text: str, given: SpanItem | None, otherwise: Span) -> tuple[int, int]:
    span = otherwise if given is None else _span("participants", text, given)
    return span.start, span.end


def _span(field: str, text: str, given: SpanItem) -> Span:
    (span,) = proved(field, text, [given])
    return span


def _dates(asked: MeetingCorrection | MeetingAddition, given: set[str], before: State) -> State:
    days = {name: getattr(asked, name) for name in ("start_on", "end_on")}
    state = {name: day and day.isoformat() for name, day in days.items() if name in given}
    if "precision" in given:
        state["precision"] = asked.precision and str(asked.precision)
    whole = {name: before[name] for name in _DATES} | state
    if whole["start_on"] is None:
        return dict.fromkeys(_DATES) if given & set(_DATES) else {}
    if whole["end_on"] is not None and whole["end_on"] < whole["start_on"]:
        raise BadField("end_on", f"{whole['end_on']} is before {whole['start_on']}")
    return state | {"precision": whole["precision"] or str(Precision.DAY)}


def _free_id(session: Session, article: str, asked: MeetingAddition) -> str:
    names = [side.name for side in asked.participants]
    occurrence = 0
    while True:
        identity = meeting_id(article, asked.event, asked.start_on, names, occurrence)
        taken = session.exec(select(Meeting.key).where(Meeting.id == identity)).first()
        if taken is None and taken_down_by(session, RecordKind.MEETING, identity) is None:
            return identity
        occurrence += 1
