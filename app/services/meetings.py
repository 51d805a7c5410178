"""Saving the meetings of an article: reviewers' decisions stay, and meetings that they took down do not return."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.identifiers import meeting_id
from app.errors import SpanMismatch
from app.extraction.types import ExtractedMeeting, Extraction, Span
from app.models import Article, Meeting, MeetingParticipant, Origin, RecordKind
from app.services.article_texts import load_texts_by_version
from app.services.audit_log import Ledger
from app.services.meeting_snapshots import (
    MEETING_DECISIONS,
    evidence_span,
    load_meeting_snapshots,
    snapshot_extracted_meeting,
    write_meeting_snapshots,
)
from app.services.quote_snapshots import Snapshot, load_speaker_ids
from app.services.span_alignment import realign_spans
from app.services.takedown import list_taken_down_meetings


@dataclass(frozen=True, slots=True)
class _ReviewedMeeting:
    """A meeting with human input. `state` has its spans in the current text, if the words are there."""

    meeting: Meeting
    before: Snapshot
    state: Snapshot | None

    def is_same_meeting(self, found: Snapshot) -> bool:
        """Whether an engine has found the same meeting: by the trigger word, or by the evidence if a person set it."""
        if self.state is None:
            return False
        if self.meeting.origin is Origin.REVIEWER or {"evidence", "trigger"} & set(self.before["decided"]):
            mine, its = evidence_span(self.state), evidence_span(found)
            return mine.start < its.end and its.start < mine.end
        return bool(self.state["trigger_span"] == found["trigger_span"])

    def reviewer_owned_fields(self) -> set[str]:
        decisions = MEETING_DECISIONS if self.meeting.origin is Origin.REVIEWER else self.before["decided"]
        return {name for decision in decisions for name in MEETING_DECISIONS[decision]} | {"decided"}


def save_meetings(
    ledger: Ledger, stored: Article, text: str, extraction: Extraction, speaker_keys: Mapping[str, int]
) -> None:
    """Write the meetings that an engine found in the current text, in place of the earlier ones.

    `speaker_keys` holds the speakers of the article by name, to whom participants are linked.

    Raises:
        SpanMismatch: a span does not lie in the text.
    """
    session = ledger.session
    known = session.exec(select(Meeting).where(Meeting.article_key == stored.key).order_by(col(Meeting.key))).all()
    held = _load_reviewed_meetings(
        session, stored, text, [one for one in known if one.decided or one.origin is Origin.REVIEWER]
    )
    before = {one.id for one in known if one.id not in held}
    ids = load_speaker_ids(session, speaker_keys.values()) if extraction.meetings else {}
    speakers = {name: ids[key] for name, key in speaker_keys.items() if key in ids}
    found = _snapshot_extracted_meetings(session, stored, text, extraction.meetings, speakers)
    planned = _merge_with_stored(stored, found, held)
    _delete_meetings(session, [one.key for one in known if one.id in before])
    staying = {meeting.id for meeting, _ in planned}
    for meeting, state in planned:
        if meeting.id in held:
            moved = meeting.version != stored.version
            _record_meeting_change(ledger, held[meeting.id], state, moved)
        elif meeting.id not in before:
            ledger.record_created(RecordKind.MEETING, meeting.id)
        meeting.version, meeting.published_on = stored.version, stored.published_on
    gone = [one for one in held.values() if one.meeting.id not in staying]
    for identity in sorted([*(before - staying), *(one.meeting.id for one in gone)]):
        ledger.record_withdrawn(RecordKind.MEETING, identity)
    _delete_meetings(session, [one.meeting.key for one in gone])
    write_meeting_snapshots(session, planned)


def _load_reviewed_meetings(
    session: Session, stored: Article, text: str, meetings: Sequence[Meeting]
) -> dict[str, _ReviewedMeeting]:
    states = load_meeting_snapshots(session, meetings)
    older = {one.version for one in meetings if one.version != stored.version}
    texts = load_texts_by_version(session, stored.key, older)
    held = {}
    for one in meetings:
        state = states[one.key]
        moved = _realign_snapshot(texts[one.version], text, state) if one.version in texts else state
        held[one.id] = _ReviewedMeeting(one, state, moved)
    return held


def _realign_snapshot(old: str, text: str, state: Snapshot) -> Snapshot | None:
    """The snapshot with its spans in another text; None if its evidence is gone."""
    evidence = realign_spans(old, text, [evidence_span(state)])
    if evidence is None:
        return None
    by = evidence[0].start - evidence_span(state).start

    def realign_span(place: list[int]) -> list[int]:
        if evidence_span(state).start <= place[0] and place[1] <= evidence_span(state).end:
            return [place[0] + by, place[1] + by]
        found = realign_spans(old, text, [Span(*place)])
        return [found[0].start, found[0].end] if found else [evidence[0].start, evidence[0].end]

    return state | {
        "evidence_span": realign_span(state["evidence_span"]),
        "trigger_span": realign_span(state["trigger_span"]),
        "participants": [side | {"span": realign_span(side["span"])} for side in state["participants"]],
    }


def _snapshot_extracted_meetings(
    session: Session, stored: Article, text: str, meetings: Sequence[ExtractedMeeting], speakers: dict[str, str]
) -> list[tuple[str, Snapshot]]:
    """Snapshots of extracted meetings with ids, without those that were taken down."""
    down = list_taken_down_meetings(session, stored.id) if meetings else []
    unwanted = {*(one.id for one in down), *((one.evidence, one.trigger_start - one.evidence_start) for one in down)}
    seen: Counter[str] = Counter()
    kept = []
    for found in meetings:
        _require_spans_in_text(text, found)
        names = [side.name for side in found.participants]
        first = meeting_id(stored.id, found.event, found.start_on, names, 0)
        identity = meeting_id(stored.id, found.event, found.start_on, names, seen[first])
        seen[first] += 1
        # The identity of a meeting wherever it stands: its evidence, and the place of the trigger in it.
        sign = found.evidence.text_in(text), found.trigger.start - found.evidence.start
        if unwanted.isdisjoint((identity, sign)):
            kept.append((identity, snapshot_extracted_meeting(found, text, speakers)))
    return kept


def _merge_with_stored(
    stored: Article, found: Sequence[tuple[str, Snapshot]], held: Mapping[str, _ReviewedMeeting]
) -> list[tuple[Meeting, Snapshot]]:
    """The new snapshots: engine findings with people's decisions, and meetings that only people have added."""
    free = dict(held)
    matches = {identity: free.pop(identity) for identity, _ in found if identity in free}
    planned: list[tuple[Meeting, Snapshot]] = []
    for identity, state in found:
        like = next((one for one in free.values() if one.is_same_meeting(state)), None)
        match = matches.get(identity) or (like and free.pop(like.meeting.id))
        if match is None:
            planned.append((Meeting(id=identity, article_key=stored.key), state))  # type: ignore[call-arg]
        else:
            settled = match.state or _move_to_extracted(match.before, state)
            planned.append((match.meeting, state | {name: settled[name] for name in match.reviewer_owned_fields()}))
    planned += [(one.meeting, one.state) for one in free.values() if one.state is not None]
    return planned


def _move_to_extracted(settled: Snapshot, found: Snapshot) -> Snapshot:
    """Move decisions about words that are gone to the words found instead."""
    places = {name: found[name] for name in ("evidence", "evidence_span", "trigger_span")}
    sides = [side | {"span": found["evidence_span"]} for side in settled["participants"]]
    return settled | places | {"participants": sides}


def _record_meeting_change(ledger: Ledger, held: _ReviewedMeeting, after: Snapshot, moved: bool) -> None:
    # In another text all spans differ though nothing has changed.
    unlike = {"evidence_span", "trigger_span", "participants"} if moved else set()
    told = {name: value for name, value in after.items() if name not in unlike}
    ledger.record_changed(RecordKind.MEETING, held.meeting.id, held.before, told)


def _delete_meetings(session: Session, keys: Sequence[int]) -> None:
    if keys:
        session.execute(delete(MeetingParticipant).where(col(MeetingParticipant.meeting_key).in_(keys)))
        session.execute(delete(Meeting).where(col(Meeting.key).in_(keys)))


def _require_spans_in_text(text: str, found: ExtractedMeeting) -> None:
    for span in (found.trigger, found.evidence, *(participant.span for participant in found.participants)):
        if span.end > len(text):
            raise SpanMismatch(f"span {span.start}..{span.end} lies outside a text of {len(text)} characters")
