"""Undoing a take-down: the rows come back to their tables, with new keys and the same ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from app.errors import Conflict
from app.models import (
    Article,
    ArticleCountry,
    ArticleTopic,
    ArticleVersion,
    Change,
    Meeting,
    MeetingParticipant,
    PastQuote,
    Quote,
    QuoteCountry,
    QuoteSpan,
    QuoteTopic,
    RecordKind,
    Speaker,
    SpeakerIdentity,
    SpeakerName,
    TakenDown,
    table_of,
)
from app.services.article_texts import load_current_text
from app.services.audit_log import Ledger
from app.services.near_duplicates import link_copies
from app.services.speaker_corrections import find_speaker
from app.services.takedown import ArchivedRows, require_article

# The tables that others refer to, in the order of restoring.
_OWNER_MODELS: dict[str, type[SQLModel]] = {
    "article_key": Article,
    "version_key": ArticleVersion,
    "quote_key": Quote,
    "meeting_key": Meeting,
}


def restore_taken_down(ledger: Ledger, entry: Change) -> Change:
    """Undo the take-down of an article or a meeting.

    Raises:
        Conflict: it was taken down with another record, or a later change stands in the way.
        Gone: its article has been taken down.
    """
    session = ledger.session
    mine = (TakenDown.record_kind == entry.record_kind, TakenDown.record_id == entry.record_id)
    kept = session.exec(select(TakenDown).where(TakenDown.change_key == entry.key, *mine)).one_or_none()
    if kept is None or kept.rows is None:
        raise Conflict(f"{entry.record_kind} {entry.record_id!r} was not taken down by change {entry.key} alone")
    again = ledger.record_created(entry.record_kind, entry.record_id)
    if entry.record_kind is RecordKind.ARTICLE:
        _restore_article(ledger, kept.rows)
    else:
        _restore_meeting(ledger, kept.rows)
    # Its speakers may be needed by records that were taken down later; they wait for these.
    gone = (col(TakenDown.change_key) == entry.key, col(TakenDown.record_kind) != RecordKind.SPEAKER)
    session.execute(delete(TakenDown).where(*gone))
    return again


def _restore_article(ledger: Ledger, rows: ArchivedRows) -> None:
    session = ledger.session
    (was,) = rows["article"]
    same_url = col(Article.url) == was["url"]
    other = session.exec(select(Article.id).where(same_url)).first() if was["url"] else None
    if other is not None:
        raise Conflict(f"article {other!r} has the URL {was['url']!r} ; correct it first")
    keys: dict[str, Mapping[Any, int]] = {}
    keys["speaker_key"] = _restore_speakers(ledger, [*rows["quote"], *rows["meeting_participant"]])
    for owner, model in _OWNER_MODELS.items():
        keys[owner] = _restore_rows(session, model, rows, keys)
    for part in (ArticleTopic, ArticleCountry, QuoteSpan, QuoteTopic, QuoteCountry, PastQuote, MeetingParticipant):
        _restore_rows(session, part, rows, keys)
    for kind, its in ((RecordKind.QUOTE, rows["quote"]), (RecordKind.MEETING, rows["meeting"])):
        for row in its:
            if not row.get("withdrawn"):
                ledger.for_side_effects.record_created(kind, row["id"])
    article = require_article(session, was["id"])
    link_copies(session, article, load_current_text(session, article))


def _restore_meeting(ledger: Ledger, rows: ArchivedRows) -> None:
    session = ledger.session
    article = require_article(session, rows["meeting"][0]["article_key"])
    keys: dict[str, Mapping[Any, int]] = {
        "article_key": {article.id: article.key},
        "speaker_key": _restore_speakers(ledger, rows["meeting_participant"]),
    }
    rows["meeting"][0] |= {"published_on": article.published_on.isoformat()}
    keys["meeting_key"] = _restore_rows(session, Meeting, rows, keys)
    _restore_rows(session, MeetingParticipant, rows, keys)


def _restore_rows(
    session: Session, model: type[SQLModel], rows: ArchivedRows, keys: Mapping[str, Mapping[Any, int]]
) -> dict[int, int]:
    """Insert rows with the new keys of what they refer to; returns their own new keys by the old ones."""
    new: list[Any] = []
    was = rows[table_of(model).name]
    for row in was:
        present = {name: keys[name].get(value) if name in keys else value for name, value in row.items()}
        new.append(model.model_validate({name: value for name, value in present.items() if name != "key"}))
    session.add_all(new)
    session.flush()
    return {row["key"]: one.key for row, one in zip(was, new, strict=True) if "key" in row}


def _restore_speakers(ledger: Ledger, spoken: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The present keys of speakers by the ids that rows have."""
    ids = sorted({row["speaker_key"] for row in spoken} - {None})
    return {identity: _restore_speaker(ledger, identity) for identity in ids}


def _restore_speaker(ledger: Ledger, identity: str) -> int:
    session = ledger.session
    speaker = find_speaker(session, identity)
    if speaker is not None:
        return speaker.key
    mine = (TakenDown.record_kind == RecordKind.SPEAKER, TakenDown.record_id == identity)
    kept = session.exec(select(TakenDown).where(*mine)).one()
    assert kept.rows is not None
    if "into" in kept.rows:
        return _restore_speaker(ledger, kept.rows["into"][0]["id"])
    keys = _restore_rows(session, Speaker, kept.rows, {})
    (key,) = keys.values()
    for model in (SpeakerName, SpeakerIdentity):
        _restore_rows(session, model, kept.rows, {"speaker_key": keys})
    ids = [identity, *(one["id"] for one in kept.rows["speaker_identity"] if one["id"])]
    session.execute(
        delete(TakenDown).where(col(TakenDown.record_kind) == RecordKind.SPEAKER, col(TakenDown.record_id).in_(ids))
    )
    ledger.for_side_effects.record_created(RecordKind.SPEAKER, identity)
    return key
