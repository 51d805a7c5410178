"""Undoing a change by another one: nothing is taken out of the ledger."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from app.database.missing_records import taken_down_by
from app.errors import Conflict, NotFound
from app.extraction.document import words_at
from app.models import Action, Change, Quote, RecordKind, Speaker
from app.services.article_corrections import article_state, write_article
from app.services.audit_log import Ledger
from app.services.meeting_corrections import require_meeting
from app.services.meeting_snapshots import evidence_of, meeting_states, write_meetings
from app.services.quote_corrections import require_quote, text_of
from app.services.quote_snapshots import SPANS, State, spans_of, states_of, write_states
from app.services.quotes import WORDS
from app.services.restoration import put_back
from app.services.speaker_corrections import KEPT, add_own_names, drop_names, require_speaker, speaker_named, state_of
from app.services.speaker_merge import merge_speakers, restore_merged
from app.services.takedown import require_article, take_down_article, take_down_meeting

_LISTS = ("names", "refused_names")


def undo_change(ledger: Ledger, number: int) -> Change:
    """Put things back as they were before an entry, and return the entry that says so.

    Raises:
        NotFound: there is no such entry.
        Conflict: it cannot be undone, or something later stands in the way.
    """
    entry = require_change(ledger.session, number)
    again = ledger.session.exec(select(Change.key).where(Change.undoes == number)).first()
    if again is not None:
        raise Conflict(f"change {number} has been undone by change {again}; undo that one to have it back")
    if entry.reason is None:
        raise Conflict(f"change {number} was made by no person: the article or the engine made it; correct the record")
    ledger = Ledger(ledger.session, ledger.by, ledger.reason, undoes=number)
    undoing = _UNDOINGS.get((entry.action, entry.record_kind))
    if undoing is None:
        raise Conflict(f"that a {entry.record_kind} was {entry.action} cannot be undone; undo what it came with")
    return undoing(ledger, entry)


def require_change(session: Session, number: int) -> Change:
    """Raises NotFound where the ledger has no such entry."""
    entry = session.get(Change, number)
    if entry is None:
        raise NotFound(f"there is no change {number}")
    return entry


def _unsplit(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    assert entry.before is not None
    assert entry.after is not None
    new = session.exec(select(Speaker).where(Speaker.id == entry.after["into"])).one_or_none()
    if new is None:
        change = taken_down_by(session, RecordKind.SPEAKER, entry.after["into"])
        since = "has been merged since" if change is None else f"was taken down by change {change}"
        raise Conflict(f"speaker {entry.after['into']!r} {since}; undo that first")
    theirs = session.exec(select(Quote).where(Quote.speaker_key == new.key)).all()
    others = sorted({quote.id for quote in theirs} - set(entry.after["quotes"]))
    if others:
        raise Conflict(f"{new.id!r} has other quotes by now, {others[0]!r} for one; merge the two speakers instead")
    states = states_of(session, theirs)
    for quote in theirs:
        before = entry.before["decided"].get(quote.id, quote.decided)
        after = {"decided": sorted({*before, *(set(quote.decided) - {"speaker"})})}
        ledger.beside.changed(RecordKind.QUOTE, quote.id, {"decided": states[quote.key]["decided"]}, after)
        quote.decided = after["decided"]
    session.flush()
    return merge_speakers(ledger, new, speaker_now(session, entry.record_id))


def _restore_quote(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    quote = require_quote(session, entry.record_id)
    present = states_of(session, [quote])[quote.key]
    text = text_of(session, quote.article_key, quote.version)
    parts = (entry.before or {}, entry.after or {})
    before, after = (_with_present_speaker(session, _joined_as_today(text, part)) for part in parts)
    if "withdrawn" in after:
        raise Conflict("whether a quote is withdrawn follows from its article's text")
    _require_same(session, entry, present, after)
    state = present | before
    _require_proof(quote, text, state)
    write_states(session, [(quote, state)])
    return _entered(ledger.changed(RecordKind.QUOTE, quote.id, present, state))


def _restore_article(ledger: Ledger, entry: Change) -> Change:
    stored = require_article(ledger.session, entry.record_id)
    present = article_state(stored)
    _require_same(ledger.session, entry, present, entry.after or {})
    state = present | (entry.before or {})
    write_article(ledger.session, stored, state)
    return _entered(ledger.changed(RecordKind.ARTICLE, stored.id, present, state))


def _restore_meeting(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    meeting = require_meeting(session, entry.record_id)
    present = meeting_states(session, [meeting])[meeting.key]
    before, after = (
        part | {"participants": [_with_present_speaker(session, side) for side in part["participants"]]}
        if "participants" in part
        else part
        for part in (entry.before or {}, entry.after or {})
    )
    _require_same(session, entry, present, after)
    state = present | before
    text = text_of(session, meeting.article_key, meeting.version)
    if evidence_of(state).of(text) != state["evidence"]:
        raise Conflict(f"the text of meeting {meeting.id!r} is another one by now; correct it with PATCH instead")
    write_meetings(session, [(meeting, state)])
    return _entered(ledger.changed(RecordKind.MEETING, meeting.id, present, state))


def _restore_speaker(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    speaker = require_speaker(session, entry.record_id)
    present = state_of(session, speaker)
    before, after = entry.before or {}, entry.after or {}
    _require_same(session, entry, present, {name: after[name] for name in after if name not in _LISTS})
    # Names may have come since; only those that this entry is about go or come back.
    added, removed = (set(one.get("names", ())) - set(other.get("names", ())) for one, other in _both_ways(entry))
    for name in KEPT:
        if name in before:
            setattr(speaker, name, before[name])
    refused = set(present["refused_names"]) - set(after.get("refused_names", ())) | set(before.get("refused_names", ()))
    drop_names(session, speaker, added - {speaker.name})
    add_own_names(session, speaker, sorted(removed | {speaker.name}))
    speaker.refused_names = sorted(refused - removed)
    session.flush()
    return _entered(ledger.changed(RecordKind.SPEAKER, speaker.id, present, state_of(session, speaker)))


def _both_ways(entry: Change) -> tuple[tuple[State, State], tuple[State, State]]:
    before, after = entry.before or {}, entry.after or {}
    return (after, before), (before, after)


def speaker_now(session: Session, identity: str) -> Speaker:
    """The speaker to whom an id of the ledger leads today."""
    return speaker_named(session, identity, "speaker")


def _with_present_speaker(session: Session, state: State) -> State:
    if state.get("speaker") is None:
        return state
    return state | {"speaker": speaker_now(session, state["speaker"]).id}


def _joined_as_today(text: str, state: State) -> State:
    """A state of the ledger, which may be from when pieces that other words part had only a space between them."""
    joined = dict(state)
    for part, name in SPANS.items():
        spans = spans_of(state.get(name) or ())
        if state.get(WORDS[part]) == " ".join(span.of(text) for span in spans):
            joined[WORDS[part]] = words_at(text, spans) or None
    return joined


def _require_same(session: Session, entry: Change, present: State, after: State) -> None:
    """Raises Conflict where something of what the entry changed is no longer as it left it."""
    for name, value in after.items():
        if present[name] != value:
            later = session.exec(
                select(Change.key)
                .where(Change.record_id == entry.record_id, col(Change.key) > entry.key)
                .order_by(col(Change.key).desc())
            ).first()
            cause = f"by change {later}; undo that first" if later is not None else "by its article's new text"
            raise Conflict(f"{name} of {entry.record_kind} {entry.record_id!r} has been changed since, {cause}")


def _require_proof(quote: Quote, text: str, state: State) -> None:
    for part, name in SPANS.items():
        if (words_at(text, spans_of(state[name])) or None) != state[WORDS[part]]:
            raise Conflict(f"the text of quote {quote.id!r} is another one by now; correct it with PATCH instead")


def _entered(entry: Any) -> Change:
    if entry is None:
        raise Conflict("there is nothing left of this change to undo")
    assert isinstance(entry, Change)
    return entry


def _take_down_again(ledger: Ledger, entry: Change) -> Change:
    if entry.undoes is None:
        raise Conflict(f"a {entry.record_kind} does not go away again; take it down")
    take_down = take_down_article if entry.record_kind is RecordKind.ARTICLE else take_down_meeting
    return take_down(ledger, entry.record_id)


def _retract(_ledger: Ledger, entry: Change) -> Change:
    raise Conflict(f"a quote does not go away again; retract it with PATCH /quotes/{entry.record_id}")


_UNDOINGS: dict[tuple[Action, RecordKind], Callable[[Ledger, Change], Change]] = {
    (Action.MERGED, RecordKind.SPEAKER): restore_merged,
    (Action.SPLIT, RecordKind.SPEAKER): _unsplit,
    (Action.CHANGED, RecordKind.QUOTE): _restore_quote,
    (Action.CHANGED, RecordKind.SPEAKER): _restore_speaker,
    (Action.CHANGED, RecordKind.ARTICLE): _restore_article,
    (Action.CHANGED, RecordKind.MEETING): _restore_meeting,
    (Action.WITHDRAWN, RecordKind.ARTICLE): put_back,
    (Action.WITHDRAWN, RecordKind.MEETING): put_back,
    (Action.CREATED, RecordKind.ARTICLE): _take_down_again,
    (Action.CREATED, RecordKind.MEETING): _take_down_again,
    (Action.CREATED, RecordKind.QUOTE): _retract,
}
