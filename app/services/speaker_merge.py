"""Merging and splitting speakers: quotes, names and meetings move, and can move back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.database.missing_records import find_takedown
from app.domain.identifiers import make_slug
from app.errors import BadField, Conflict
from app.extraction.types import SpeakerKind
from app.models import (
    Change,
    Meeting,
    MeetingParticipant,
    Quote,
    RecordKind,
    Speaker,
    SpeakerIdentity,
    SpeakerName,
)
from app.schemas.reviews import SpeakerSplit
from app.services.audit_log import Ledger
from app.services.quote_snapshots import load_quote_snapshots, write_quote_snapshots
from app.services.speaker_corrections import (
    LOGGED_COLUMNS,
    delete_names,
    make_identity_row,
    require_country,
    require_speaker,
    snapshot_speaker,
)
from app.services.speakers import add_names, find_free_speaker_id, list_names
from app.services.takedown import reassign_taken_down


def merge_speakers(ledger: Ledger, merged: Speaker, stays: Speaker) -> Change:
    """Merge a speaker into another one; the first one's id then redirects.

    Raises:
        BadField: they are the same.
    """
    session = ledger.session
    if merged.key == stays.key:
        raise BadField("into", f"{stays.id!r} is this speaker")
    before = snapshot_speaker(session, merged) | {"kind": str(merged.kind), **_list_owned_records(session, merged)}
    names = list_names(session, stays.key)
    for table in (Quote, MeetingParticipant, SpeakerIdentity):
        theirs = col(table.speaker_key) == merged.key
        session.execute(update(table).where(theirs).values(speaker_key=stays.key))
    delete_names(session, merged, before["names"])
    add_names(session, stays, before["names"])
    session.add(make_identity_row(stays, merged.name, merged, identity=merged.id))
    session.delete(merged)
    session.flush()
    session.expire_all()
    present = list_names(session, stays.key)
    brought = [name for name in present if name not in names]
    entry = ledger.record_merged(before["id"], before, {"into": stays.id, "names": brought})
    ledger.for_side_effects.record_changed(RecordKind.SPEAKER, stays.id, {"names": names}, {"names": present})
    return entry


def split_speaker(ledger: Ledger, identity: str, asked: SpeakerSplit) -> Change:
    """Give some of a speaker's quotes to a new speaker.

    Raises:
        SpeakerMerged, NotFound: no speaker has this id.
        BadField: a quote is not theirs, or the country is not valid.
    """
    session = ledger.session
    old = require_speaker(session, identity)
    quotes = session.exec(select(Quote).where(col(Quote.id).in_(asked.quotes))).all()
    theirs = {quote.id for quote in quotes if quote.speaker_key == old.key}
    for one in asked.quotes:
        if one not in theirs:
            raise BadField("quotes", f"{one!r} is not a quote of {identity!r}")
    new = Speaker(
        id=find_free_speaker_id(session, asked.name),
        name=asked.name,
        kind=asked.kind or old.kind,
        country=require_country(session, asked.country),
        wikidata_id=None,
    )
    session.add(new)
    session.flush()
    add_names(session, new, [asked.name])
    ledger.for_side_effects.record_created(RecordKind.SPEAKER, new.id, snapshot_speaker(session, new))
    before = load_quote_snapshots(session, quotes)
    decided = {quote.id: before[quote.key]["decided"] for quote in quotes}
    entry = ledger.record_split(old.id, {"decided": decided}, {"into": new.id, "quotes": sorted(theirs)})
    _assign_speaker(ledger, quotes, new.id)
    return entry


def _assign_speaker(ledger: Ledger, quotes: Iterable[Quote], speaker: str) -> None:
    before = load_quote_snapshots(ledger.session, quotes)
    planned = []
    for quote in quotes:
        state = before[quote.key]
        after = state | {"speaker": speaker, "confidence": 1.0, "decided": sorted({*state["decided"], "speakers"})}
        planned.append((quote, after))
        ledger.for_side_effects.record_changed(RecordKind.QUOTE, quote.id, state, after)
    write_quote_snapshots(ledger.session, planned)


def _list_owned_records(session: Session, speaker: Speaker) -> dict[str, Any]:
    """The other records that return to a speaker when a merge is undone."""
    meetings = (
        select(Meeting.id, MeetingParticipant.number)
        .join(MeetingParticipant, col(MeetingParticipant.meeting_key) == Meeting.key)
        .where(MeetingParticipant.speaker_key == speaker.key)
    )
    identities = select(SpeakerIdentity).where(SpeakerIdentity.speaker_key == speaker.key)
    return {
        "id": speaker.id,
        "created_at": speaker.created_at.isoformat(),
        "quotes": sorted(session.exec(select(Quote.id).where(Quote.speaker_key == speaker.key))),
        "meetings": [list(row) for row in session.exec(meetings)],
        "identities": [{"id": one.id, "name": one.name} for one in session.exec(identities)],
    }


def undo_merge(ledger: Ledger, entry: Change) -> Change:
    """Undo a merge: the speaker gets their records back, unless later decisions say otherwise.

    Raises:
        Conflict: the speaker is no longer merged as then.
    """
    session = ledger.session
    assert entry.before is not None
    assert entry.after is not None
    was = entry.before
    mark = session.exec(select(SpeakerIdentity).where(SpeakerIdentity.id == entry.record_id)).one_or_none()
    if mark is None:
        change = find_takedown(session, RecordKind.SPEAKER, entry.record_id)
        why = "is no longer merged" if change is None else f"was taken down by change {change}"
        raise Conflict(f"speaker {entry.record_id!r} {why}")
    stays = session.get_one(Speaker, mark.speaker_key)
    if stays.id != entry.after["into"]:
        raise Conflict(f"{entry.after['into']!r} has since been merged into {stays.id!r}; undo that first")
    again = Speaker(
        id=was["id"],
        kind=SpeakerKind(was["kind"]),
        created_at=datetime.fromisoformat(was["created_at"]),
        **{name: was[name] for name in LOGGED_COLUMNS},
    )
    session.delete(mark)
    session.add(again)
    session.flush()
    quotes = _return_records(ledger, entry, stays, again)
    names = list_names(session, stays.key)
    delete_names(session, stays, set(entry.after["names"]) - {stays.name})
    session.add_all(SpeakerName(speaker_key=again.key, name=name, slug=make_slug(name)) for name in was["names"])
    session.flush()
    ledger.for_side_effects.record_created(RecordKind.SPEAKER, again.id, snapshot_speaker(session, again))
    ledger.for_side_effects.record_changed(
        RecordKind.SPEAKER, stays.id, {"names": names}, {"names": list_names(session, stays.key)}
    )
    return ledger.record_split(stays.id, {"decided": {}}, {"into": again.id, "quotes": quotes})


def _return_records(ledger: Ledger, entry: Change, stays: Speaker, again: Speaker) -> list[str]:
    """Move the quotes, meetings and identities of a merge back, and return the quotes that were moved."""
    session = ledger.session
    assert entry.before is not None
    later = select(Change).where(col(Change.key) > entry.key, col(Change.record_id).in_(entry.before["quotes"]))
    decided = {change.record_id for change in session.exec(later) if change.after and "speaker" in change.after}
    quotes = [one for one in entry.before["quotes"] if one not in decided]
    moved = (col(Quote.speaker_key) == stays.key, col(Quote.id).in_(quotes))
    session.execute(update(Quote).where(*moved).values(speaker_key=again.key))
    reassign_taken_down(session, quotes, stays.id, again.id)
    for meeting, number in entry.before["meetings"]:
        at = select(Meeting.key).where(Meeting.id == meeting).scalar_subquery()
        side = (col(MeetingParticipant.meeting_key) == at, col(MeetingParticipant.number) == number)
        theirs = col(MeetingParticipant.speaker_key) == stays.key
        session.execute(update(MeetingParticipant).where(*side, theirs).values(speaker_key=again.key))
    for one in entry.before["identities"]:
        same = (col(SpeakerIdentity.id) == one["id"]) if one["id"] else (col(SpeakerIdentity.name) == one["name"])
        theirs = col(SpeakerIdentity.speaker_key) == stays.key
        session.execute(update(SpeakerIdentity).where(theirs, same).values(speaker_key=again.key))
    session.expire_all()
    return quotes
