"""Saving the meetings of an article: what reviewers have decided stays, and what they took down is not found again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.identifiers import meeting_id
from app.errors import SpanMismatch
from app.extraction.document import Span
from app.extraction.types import ExtractedMeeting, Extraction
from app.models import Article, ArticleVersion, Meeting, MeetingParticipant, Origin, RecordKind
from app.services.audit_log import Ledger
from app.services.meeting_snapshots import DECISIONS, evidence_of, found_state, meeting_states, write_meetings
from app.services.quote_snapshots import State, speaker_ids
from app.services.span_alignment import relocated
from app.services.takedown import taken_down_meetings


@dataclass(frozen=True, slots=True)
class _Held:
    """A meeting in which a person has had a hand. `state` has its places in the present text, if it has these words."""

    meeting: Meeting
    before: State
    state: State | None

    def is_like(self, found: State) -> bool:
        """Whether an engine has found the same: by the same word, or in the same words where a person set these."""
        if self.state is None:
            return False
        if self.meeting.origin is Origin.REVIEWER or {"evidence", "trigger"} & set(self.before["decided"]):
            mine, its = evidence_of(self.state), evidence_of(found)
            return mine.start < its.end and its.start < mine.end
        return bool(self.state["trigger_span"] == found["trigger_span"])

    def settled(self) -> set[str]:
        decisions = DECISIONS if self.meeting.origin is Origin.REVIEWER else self.before["decided"]
        return {name for decision in decisions for name in DECISIONS[decision]} | {"decided"}


def save_meetings(
    ledger: Ledger, stored: Article, text: str, extraction: Extraction, speaker_keys: Mapping[str, int]
) -> None:
    """Write what an engine found in the article's present text, in place of what one found before.

    `speaker_keys` holds the speakers of the article by name, to whom participants are linked.

    Raises:
        SpanMismatch: a span does not lie in the text.
    """
    session = ledger.session
    known = session.exec(select(Meeting).where(Meeting.article_key == stored.key).order_by(col(Meeting.key))).all()
    held = _held(session, stored, text, [one for one in known if one.decided or one.origin is Origin.REVIEWER])
    before = {one.id for one in known if one.id not in held}
    ids = speaker_ids(session, speaker_keys.values()) if extraction.meetings else {}
    speakers = {name: ids[key] for name, key in speaker_keys.items() if key in ids}
    found = _found(session, stored, text, extraction.meetings, speakers)
    planned = _planned(stored, found, held)
    _delete(session, [one.key for one in known if one.id in before])
    staying = {meeting.id for meeting, _ in planned}
    for meeting, state in planned:
        if meeting.id in held:
            moved = meeting.version != stored.version
            _enter_change(ledger, held[meeting.id], state, moved)
        elif meeting.id not in before:
            ledger.created(RecordKind.MEETING, meeting.id)
        meeting.version, meeting.published_on = stored.version, stored.published_on
    gone = [one for one in held.values() if one.meeting.id not in staying]
    for identity in sorted([*(before - staying), *(one.meeting.id for one in gone)]):
        ledger.withdrawn(RecordKind.MEETING, identity)
    _delete(session, [one.meeting.key for one in gone])
    write_meetings(session, planned)


def _held(session: Session, stored: Article, text: str, meetings: Sequence[Meeting]) -> dict[str, _Held]:
    states = meeting_states(session, meetings)
    older = {one.version for one in meetings if one.version != stored.version}
    numbers = (col(ArticleVersion.article_key) == stored.key, col(ArticleVersion.number).in_(older))
    texts = dict(session.exec(select(ArticleVersion.number, ArticleVersion.text).where(*numbers)).all())
    held = {}
    for one in meetings:
        state = states[one.key]
        moved = _moved(texts[one.version], text, state) if one.version in texts else state
        held[one.id] = _Held(one, state, moved)
    return held


def _moved(old: str, text: str, state: State) -> State | None:
    """The state with the places of the same words in another text; None where its sentence is gone."""
    evidence = relocated(old, text, [evidence_of(state)])
    if evidence is None:
        return None
    by = evidence[0].start - evidence_of(state).start

    def follow(place: list[int]) -> list[int]:
        if evidence_of(state).start <= place[0] and place[1] <= evidence_of(state).end:
            return [place[0] + by, place[1] + by]
        found = relocated(old, text, [Span(*place)])
        return [found[0].start, found[0].end] if found else [evidence[0].start, evidence[0].end]

    return state | {
        "evidence_span": follow(state["evidence_span"]),
        "trigger_span": follow(state["trigger_span"]),
        "participants": [side | {"span": follow(side["span"])} for side in state["participants"]],
    }


def _found(
    session: Session, stored: Article, text: str, meetings: Sequence[ExtractedMeeting], speakers: dict[str, str]
) -> list[tuple[str, State]]:
    """What an engine has found, with ids, but for what was taken down."""
    down = taken_down_meetings(session, stored.id) if meetings else []
    unwanted = {*(one.id for one in down), *((one.evidence, one.trigger_start - one.evidence_start) for one in down)}
    seen: Counter[str] = Counter()
    kept = []
    for found in meetings:
        _check_spans(text, found)
        names = [side.name for side in found.participants]
        first = meeting_id(stored.id, found.event, found.start_on, names, 0)
        identity = meeting_id(stored.id, found.event, found.start_on, names, seen[first])
        seen[first] += 1
        # The same wherever its sentence stands: the sentence, and where in it the word that says so is.
        sign = found.evidence.of(text), found.trigger.start - found.evidence.start
        if unwanted.isdisjoint((identity, sign)):
            kept.append((identity, found_state(found, text, speakers)))
    return kept


def _planned(
    stored: Article, found: Sequence[tuple[str, State]], held: Mapping[str, _Held]
) -> list[tuple[Meeting, State]]:
    """What there is to be: an engine's finding, with what a person has decided of it; and what only people know of."""
    free = dict(held)
    matches = {identity: free.pop(identity) for identity, _ in found if identity in free}
    planned: list[tuple[Meeting, State]] = []
    for identity, state in found:
        like = next((one for one in free.values() if one.is_like(state)), None)
        match = matches.get(identity) or (like and free.pop(like.meeting.id))
        if match is None:
            planned.append((Meeting(id=identity, article_key=stored.key), state))  # type: ignore[call-arg]
        else:
            settled = match.state or _at(match.before, state)
            planned.append((match.meeting, state | {name: settled[name] for name in match.settled()}))
    planned += [(one.meeting, one.state) for one in free.values() if one.state is not None]
    return planned


def _at(settled: State, found: State) -> State:
    """What was settled of words that are gone, in those that were found instead."""
    places = {name: found[name] for name in ("evidence", "evidence_span", "trigger_span")}
    sides = [side | {"span": found["evidence_span"]} for side in settled["participants"]]
    return settled | places | {"participants": sides}


def _enter_change(ledger: Ledger, held: _Held, after: State, moved: bool) -> None:
    # In another text every place is another one, though nothing has changed.
    unlike = {"evidence_span", "trigger_span", "participants"} if moved else set()
    told = {name: value for name, value in after.items() if name not in unlike}
    ledger.changed(RecordKind.MEETING, held.meeting.id, held.before, told)


def _delete(session: Session, keys: Sequence[int]) -> None:
    if keys:
        session.execute(delete(MeetingParticipant).where(col(MeetingParticipant.meeting_key).in_(keys)))
        session.execute(delete(Meeting).where(col(Meeting.key).in_(keys)))


def _check_spans(text: str, found: ExtractedMeeting) -> None:
    for span in (found.trigger, found.evidence, *(participant.span for participant in found.participants)):
        if span.end > len(text):
            raise SpanMismatch(f"span {span.start}..{span.end} lies outside a text of {len(text)} characters")
