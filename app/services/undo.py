"""Undoing a change by a new change; the audit log keeps both."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from app.database.missing_records import find_takedown
from app.errors import Conflict, NotFound
from app.extraction.types import words_at
from app.models import Action, Change, Quote, RecordKind, Speaker
from app.services.article_corrections import snapshot_article, write_article_snapshot
from app.services.article_texts import load_version_text
from app.services.audit_log import Ledger
from app.services.meeting_corrections import require_meeting
from app.services.meeting_snapshots import evidence_span, load_meeting_snapshots, write_meeting_snapshots
from app.services.quote_corrections import require_quote
from app.services.quote_snapshots import (
    SPAN_FIELDS,
    Snapshot,
    load_quote_snapshots,
    pairs_to_spans,
    write_quote_snapshots,
)
from app.services.quotes import TEXT_FIELDS
from app.services.restoration import restore_taken_down
from app.services.speaker_corrections import (
    LOGGED_COLUMNS,
    add_confirmed_names,
    delete_names,
    require_speaker,
    resolve_speaker,
    snapshot_speaker,
)
from app.services.speaker_merge import merge_speakers, undo_merge
from app.services.takedown import require_article, take_down_article, take_down_meeting

_NAME_LISTS = ("names", "refused_names")


def undo_change(ledger: Ledger, number: int) -> Change:
    """Restore the state before an entry, and return the new entry.

    Raises:
        NotFound: no entry has this id.
        Conflict: it cannot be undone, or a later change stands in the way.
    """
    entry = require_change(ledger.session, number)
    again = ledger.session.exec(select(Change.key).where(Change.undoes == number)).first()
    if again is not None:
        raise Conflict(f"change {number} has been undone by change {again}; undo that change to restore it")
    if entry.reason is None:
        raise Conflict(f"change {number} was not made by a person; correct the record instead")
    ledger = replace(ledger, undoes=number)
    undoing = _UNDO_HANDLERS.get((entry.action, entry.record_kind))
    if undoing is None:
        raise Conflict(
            f"that a {entry.record_kind} was {entry.action} cannot be undone alone; undo the change that it came with"
        )
    return undoing(ledger, entry)


def require_change(session: Session, number: int) -> Change:
    """Raises NotFound if the audit log has no such entry."""
    entry = session.get(Change, number)
    if entry is None:
        raise NotFound(f"there is no change {number}")
    return entry


def _undo_split(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    assert entry.before is not None
    assert entry.after is not None
    new = session.exec(select(Speaker).where(Speaker.id == entry.after["into"])).one_or_none()
    if new is None:
        change = find_takedown(session, RecordKind.SPEAKER, entry.after["into"])
        since = "has been merged since" if change is None else f"was taken down by change {change}"
        raise Conflict(f"speaker {entry.after['into']!r} {since}; undo that first")
    theirs = session.exec(select(Quote).where(Quote.speaker_key == new.key)).all()
    others = sorted({quote.id for quote in theirs} - set(entry.after["quotes"]))
    if others:
        raise Conflict(f"{new.id!r} has other quotes now, such as {others[0]!r}; merge the two speakers instead")
    states = load_quote_snapshots(session, theirs)
    for quote in theirs:
        before = entry.before["decided"].get(quote.id, quote.decided)
        after = {"decided": sorted({*before, *(set(quote.decided) - {"speakers"})})}
        ledger.for_side_effects.record_changed(
            RecordKind.QUOTE, quote.id, {"decided": states[quote.key]["decided"]}, after
        )
        quote.decided = after["decided"]
    session.flush()
    return merge_speakers(ledger, new, resolve_logged_speaker(session, entry.record_id))


def _revert_quote(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    quote = require_quote(session, entry.record_id)
    present = load_quote_snapshots(session, [quote])[quote.key]
    text = load_version_text(session, quote.article_key, quote.version)
    parts = (entry.before or {}, entry.after or {})
    before, after = (_with_current_speaker(session, part) for part in parts)
    if "withdrawn" in after:
        raise Conflict("a quote is withdrawn by its article's text, not by people")
    _require_unchanged(session, entry, present, after)
    state = present | before
    _require_words_at_spans(quote, text, state)
    write_quote_snapshots(session, [(quote, state)])
    return _require_entry(ledger.record_changed(RecordKind.QUOTE, quote.id, present, state))


def _revert_article(ledger: Ledger, entry: Change) -> Change:
    stored = require_article(ledger.session, entry.record_id)
    present = snapshot_article(stored)
    _require_unchanged(ledger.session, entry, present, entry.after or {})
    state = present | (entry.before or {})
    write_article_snapshot(ledger.session, stored, state)
    return _require_entry(ledger.record_changed(RecordKind.ARTICLE, stored.id, present, state))


def _revert_meeting(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    meeting = require_meeting(session, entry.record_id)
    present = load_meeting_snapshots(session, [meeting])[meeting.key]
    before, after = (
        part | {"participants": [_with_current_speaker(session, side) for side in part["participants"]]}
        if "participants" in part
        else part
        for part in (entry.before or {}, entry.after or {})
    )
    _require_unchanged(session, entry, present, after)
    state = present | before
    text = load_version_text(session, meeting.article_key, meeting.version)
    if evidence_span(state).text_in(text) != state["evidence"]:
        raise Conflict(f"the text of meeting {meeting.id!r} has changed; correct it with PATCH instead")
    write_meeting_snapshots(session, [(meeting, state)])
    return _require_entry(ledger.record_changed(RecordKind.MEETING, meeting.id, present, state))


def _revert_speaker(ledger: Ledger, entry: Change) -> Change:
    session = ledger.session
    speaker = require_speaker(session, entry.record_id)
    present = snapshot_speaker(session, speaker)
    before, after = entry.before or {}, entry.after or {}
    _require_unchanged(session, entry, present, {name: after[name] for name in after if name not in _NAME_LISTS})
    # Names may have been added since; only those of this entry go or come back.
    added, removed = (
        set(one.get("names", ())) - set(other.get("names", ())) for one, other in _reversed_and_forward(entry)
    )
    for name in LOGGED_COLUMNS:
        if name in before:
            setattr(speaker, name, before[name])
    refused = set(present["refused_names"]) - set(after.get("refused_names", ())) | set(before.get("refused_names", ()))
    delete_names(session, speaker, added - {speaker.name})
    add_confirmed_names(session, speaker, sorted(removed | {speaker.name}))
    speaker.refused_names = sorted(refused - removed)
    session.flush()
    return _require_entry(
        ledger.record_changed(RecordKind.SPEAKER, speaker.id, present, snapshot_speaker(session, speaker))
    )


def _reversed_and_forward(entry: Change) -> tuple[tuple[Snapshot, Snapshot], tuple[Snapshot, Snapshot]]:
    before, after = entry.before or {}, entry.after or {}
    return (after, before), (before, after)


def resolve_logged_speaker(session: Session, identity: str) -> Speaker:
    """The current speaker for an id of the audit log."""
    return resolve_speaker(session, identity, "speaker")


def _with_current_speaker(session: Session, state: Snapshot) -> Snapshot:
    if state.get("speaker") is None:
        return state
    return state | {"speaker": resolve_logged_speaker(session, state["speaker"]).id}


def _require_unchanged(session: Session, entry: Change, present: Snapshot, after: Snapshot) -> None:
    """Raises Conflict if a field that the entry changed has changed again."""
    for name, value in after.items():
        if present[name] != value:
            later = session.exec(
                select(Change.key)
                .where(Change.record_id == entry.record_id, col(Change.key) > entry.key)
                .order_by(col(Change.key).desc())
            ).first()
            cause = f"by change {later}; undo that first" if later is not None else "by its article's new text"
            raise Conflict(f"{name} of {entry.record_kind} {entry.record_id!r} has been changed since, {cause}")


def _require_words_at_spans(quote: Quote, text: str, state: Snapshot) -> None:
    for part, name in SPAN_FIELDS.items():
        if (words_at(text, pairs_to_spans(state[name])) or None) != state[TEXT_FIELDS[part]]:
            raise Conflict(f"the text of quote {quote.id!r} has changed; correct it with PATCH instead")


def _require_entry(entry: Any) -> Change:
    if entry is None:
        raise Conflict("nothing of this change is left to undo")
    assert isinstance(entry, Change)
    return entry


def _take_down_again(ledger: Ledger, entry: Change) -> Change:
    if entry.undoes is None:
        raise Conflict(f"a {entry.record_kind} cannot be removed by undoing; take it down")
    take_down = take_down_article if entry.record_kind is RecordKind.ARTICLE else take_down_meeting
    return take_down(ledger, entry.record_id)


def _refuse_retraction(_ledger: Ledger, entry: Change) -> Change:
    raise Conflict(f"a quote cannot be removed by undoing; retract it with PATCH /quotes/{entry.record_id}")


_UNDO_HANDLERS: dict[tuple[Action, RecordKind], Callable[[Ledger, Change], Change]] = {
    (Action.MERGED, RecordKind.SPEAKER): undo_merge,
    (Action.SPLIT, RecordKind.SPEAKER): _undo_split,
    (Action.CHANGED, RecordKind.QUOTE): _revert_quote,
    (Action.CHANGED, RecordKind.SPEAKER): _revert_speaker,
    (Action.CHANGED, RecordKind.ARTICLE): _revert_article,
    (Action.CHANGED, RecordKind.MEETING): _revert_meeting,
    (Action.WITHDRAWN, RecordKind.ARTICLE): restore_taken_down,
    (Action.WITHDRAWN, RecordKind.MEETING): restore_taken_down,
    (Action.CREATED, RecordKind.ARTICLE): _take_down_again,
    (Action.CREATED, RecordKind.MEETING): _take_down_again,
    (Action.CREATED, RecordKind.QUOTE): _refuse_retraction,
}
