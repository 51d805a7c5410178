"""Snapshots of meetings with their participants: plain mappings to compare, write and record in the audit log."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.database.bulk_copy import insert_rows
from app.domain.identifiers import make_slug
from app.extraction.types import Event, ExtractedMeeting, Precision, Span
from app.models import Meeting, MeetingParticipant, Speaker
from app.services.quote_snapshots import Snapshot, load_speaker_ids

# The fields that a reviewer's decision protects: days are decided together.
MEETING_DECISIONS = {
    **{name: (name,) for name in ("event", "mode", "place", "country", "participants")},
    "dates": ("start_on", "end_on", "precision"),
    "evidence": ("evidence", "evidence_span"),
    "trigger": ("trigger_span",),
}
_PLAIN_COLUMNS = ("mode", "place", "country", "evidence", "decided")
_DAY_COLUMNS = ("start_on", "end_on")


def load_meeting_snapshots(session: Session, meetings: Iterable[Meeting]) -> dict[int, Snapshot]:
    """The snapshots of meetings by their keys."""
    rows = {meeting.key: meeting for meeting in meetings}
    if not rows:
        return {}
    states = {key: _snapshot_columns(meeting) for key, meeting in rows.items()}
    theirs = select(MeetingParticipant).where(col(MeetingParticipant.meeting_key).in_(rows))
    sides = session.exec(theirs.order_by(col(MeetingParticipant.number))).all()
    ids = load_speaker_ids(session, (side.speaker_key for side in sides))
    for side in sides:
        told = {"name": side.name, "kind": str(side.kind), "country": side.country}
        speaker = None if side.speaker_key is None else ids[side.speaker_key]
        states[side.meeting_key]["participants"].append(told | {"speaker": speaker, "span": [side.start, side.end]})
    return states


def snapshot_extracted_meeting(found: ExtractedMeeting, text: str, speakers: dict[str, str]) -> Snapshot:
    """A snapshot of an extracted meeting, with the ids of speakers by their names."""
    return {
        "event": str(found.event),
        "mode": found.mode,
        "place": found.place,
        "country": found.country,
        "start_on": found.start_on and found.start_on.isoformat(),
        "end_on": found.end_on and found.end_on.isoformat(),
        "precision": found.precision and str(found.precision),
        "evidence": found.evidence.text_in(text),
        "evidence_span": [found.evidence.start, found.evidence.end],
        "trigger_span": [found.trigger.start, found.trigger.end],
        "decided": [],
        "participants": [
            {
                "name": side.name,
                "kind": str(side.kind),
                "country": side.country,
                "speaker": speakers.get(side.name),
                "span": [side.span.start, side.span.end],
            }
            for side in found.participants
        ],
    }


def write_meeting_snapshots(session: Session, planned: Sequence[tuple[Meeting, Snapshot]]) -> None:
    """Write snapshots to meetings, new or stored; their participants are written anew."""
    if not planned:
        return
    ids = {side["speaker"] for _, state in planned for side in state["participants"]} - {None}
    keys = dict(session.exec(select(Speaker.id, Speaker.key).where(col(Speaker.id).in_(ids))).all()) if ids else {}
    for meeting, state in planned:
        meeting.sqlmodel_update(_restore_columns(state))
    stored = [meeting.key for meeting, _ in planned if meeting.key is not None]
    session.add_all(meeting for meeting, _ in planned)
    session.flush()
    if stored:
        session.execute(delete(MeetingParticipant).where(col(MeetingParticipant.meeting_key).in_(stored)))
    rows = (
        {
            "meeting_key": meeting.key,
            "number": number,
            "name": side["name"],
            "slug": make_slug(side["name"]),
            "kind": side["kind"],
            "country": side["country"],
            "speaker_key": keys.get(side["speaker"]),
            "start": side["span"][0],
            "end": side["span"][1],
        }
        for meeting, state in planned
        for number, side in enumerate(state["participants"])
    )
    insert_rows(session, MeetingParticipant, rows)


def evidence_span(state: Snapshot) -> Span:
    return Span(*state["evidence_span"])


def _snapshot_columns(meeting: Meeting) -> Snapshot:
    plain = {name: getattr(meeting, name) for name in _PLAIN_COLUMNS}
    days = {name: day and day.isoformat() for name in _DAY_COLUMNS for day in [getattr(meeting, name)]}
    return {
        **plain,
        **days,
        "event": str(meeting.event),
        "precision": meeting.precision and str(meeting.precision),
        "evidence_span": [meeting.evidence_start, meeting.evidence_end],
        "trigger_span": [meeting.trigger_start, meeting.trigger_end],
        "participants": [],
    }


def _restore_columns(state: Snapshot) -> dict[str, Any]:
    plain = {name: state[name] for name in _PLAIN_COLUMNS}
    days = {name: state[name] and date.fromisoformat(state[name]) for name in _DAY_COLUMNS}
    spans = {
        f"{part}_{end}": state[f"{part}_span"][number]
        for part in ("evidence", "trigger")
        for number, end in enumerate(("start", "end"))
    }
    known = {"event": Event(state["event"]), "precision": state["precision"] and Precision(state["precision"])}
    return plain | days | spans | known
