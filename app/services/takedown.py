"""Taking down a record: it leaves every table that is read, with all its details, and can come back.

Lists, searches, counts and facets follow, as from any other change of the tables.
Its rows are archived under the change that says who has taken it down and why; speakers without
other records are archived with it. They come back with new keys and the same ids.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from app.database.missing_records import absence_error, find_takedown
from app.domain.identifiers import article_id
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
    StoredAnswer,
    TakenDown,
    table_of,
)
from app.services.audit_log import Ledger
from app.services.near_duplicates import unlink_copies
from app.services.quote_snapshots import load_speaker_ids

_SPEAKER_TABLES: tuple[Any, ...] = (Quote, MeetingParticipant)

# Rows as JSON, by table. They refer to speakers by id, which lasts.
ArchivedRows = dict[str, list[dict[str, Any]]]


def take_down_article(ledger: Ledger, identity: str) -> Change:
    """Hide an article with its texts, quotes and meetings.

    Raises:
        NotFound, Gone: the article does not exist, or was taken down.
    """
    session = ledger.session
    article = require_article(session, identity)
    unlink_copies(session, article)
    quotes, meetings, versions = (
        select(model.key).where(col(model.article_key) == article.key) for model in (Quote, Meeting, ArticleVersion)
    )
    rows = _remove_rows(
        session,
        (PastQuote, col(PastQuote.version_key).in_(versions)),
        *((model, col(model.quote_key).in_(quotes)) for model in (QuoteSpan, QuoteTopic, QuoteCountry)),
        (Quote, col(Quote.article_key) == article.key),
        (MeetingParticipant, col(MeetingParticipant.meeting_key).in_(meetings)),
        *((one, col(one.article_key) == article.key) for one in (Meeting, ArticleTopic, ArticleCountry)),
        (ArticleVersion, col(ArticleVersion.article_key) == article.key),
        (Article, col(Article.key) == article.key),
    )
    # The stored answer to its submission contains its words.
    session.execute(delete(StoredAnswer).where(col(StoredAnswer.location) == f"/articles/{identity}"))
    # The row may exist for another article, which had its URL later.
    mine = (col(TakenDown.record_kind) == RecordKind.ARTICLE, col(TakenDown.record_id) == identity)
    session.execute(delete(TakenDown).where(*mine))
    entry = _archive_record(ledger, RecordKind.ARTICLE, identity, rows)
    _block_url(session, rows["article"][0]["url"], entry)
    return entry


def _block_url(session: Session, url: str | None, entry: Change) -> None:
    """Block the URL too, since the id may derive from an earlier URL."""
    if url is None:
        return
    identity = article_id(url, "", None, None)
    there = session.exec(select(Article.key).where(Article.id == identity)).first()
    if there is None and not is_taken_down(session, identity):
        session.add(TakenDown(record_kind=RecordKind.ARTICLE, record_id=identity, change_key=entry.key))


def take_down_meeting(ledger: Ledger, identity: str) -> Change:
    """Hide a meeting.

    Raises:
        NotFound, Gone: the meeting does not exist, or was taken down.
    """
    session = ledger.session
    meeting = session.exec(select(Meeting).where(Meeting.id == identity)).one_or_none()
    if meeting is None:
        raise absence_error(session, RecordKind.MEETING, identity)
    of_article = session.exec(select(Article.id).where(Article.key == meeting.article_key)).one()
    rows = _remove_rows(
        session,
        (MeetingParticipant, col(MeetingParticipant.meeting_key) == meeting.key),
        (Meeting, col(Meeting.key) == meeting.key),
    )
    # Its article may get another key in between.
    rows["meeting"][0]["article_key"] = of_article
    return _archive_record(ledger, RecordKind.MEETING, identity, rows)


def require_article(session: Session, identity: str) -> Article:
    """Raises NotFound if no article has this id, and Gone if it was taken down."""
    stored = session.exec(select(Article).where(Article.id == identity)).one_or_none()
    if stored is None:
        raise absence_error(session, RecordKind.ARTICLE, identity)
    return stored


def list_taken_down_meetings(session: Session, article: str) -> list[Meeting]:
    """The meetings of an article that were taken down separately, with the key 0."""
    theirs = select(TakenDown.rows).where(TakenDown.record_kind == RecordKind.MEETING, col(TakenDown.rows).is_not(None))
    found = (rows["meeting"][0] for rows in session.exec(theirs) if rows)
    return [Meeting.model_validate(row | {"article_key": 0}) for row in found if row["article_key"] == article]


def reassign_taken_down(session: Session, quotes: Iterable[str], was: str, becomes: str) -> None:
    """Assign a speaker's archived quotes to another speaker."""
    wanted = set(quotes)
    changes = select(TakenDown.change_key).where(
        TakenDown.record_kind == RecordKind.QUOTE, col(TakenDown.record_id).in_(wanted)
    )
    articles = select(TakenDown).where(
        TakenDown.record_kind == RecordKind.ARTICLE, col(TakenDown.change_key).in_(changes)
    )
    for kept in session.exec(articles):
        # A URL that is only blocked has no rows.
        if kept.rows is not None:
            kept.rows = kept.rows | {
                "quote": [
                    row | {"speaker_key": becomes} if row["id"] in wanted and row["speaker_key"] == was else row
                    for row in kept.rows["quote"]
                ]
            }


def _remove_rows(session: Session, *what: tuple[type[Any], ColumnElement[bool]]) -> ArchivedRows:
    """Delete rows from their tables, and return them."""
    rows: ArchivedRows = {}
    for model, condition in what:
        table = table_of(model)
        found = session.exec(select(model).where(condition).order_by(*table.primary_key.columns)).all()
        rows[table.name] = [one.model_dump(mode="json") for one in found]
        session.execute(delete(model).where(condition))
    session.expire_all()
    return rows


def _archive_record(ledger: Ledger, kind: RecordKind, identity: str, rows: ArchivedRows) -> Change:
    session = ledger.session
    entry = ledger.record_withdrawn(kind, identity)
    session.flush()
    spoken = [*rows.get("quote", ()), *rows["meeting_participant"]]
    keys = {row["speaker_key"] for row in spoken} - {None}
    ids = load_speaker_ids(session, keys)
    for row in spoken:
        row["speaker_key"] = ids.get(row["speaker_key"])
    session.add(TakenDown(record_kind=kind, record_id=identity, change_key=entry.key, rows=rows))
    beside = {RecordKind.QUOTE: rows.get("quote", []), RecordKind.MEETING: rows["meeting"]}
    for part, its in beside.items():
        for row in its if kind is RecordKind.ARTICLE else ():
            session.add(TakenDown(record_kind=part, record_id=row["id"], change_key=entry.key))
            if not row.get("withdrawn"):
                ledger.for_side_effects.record_withdrawn(part, row["id"])
    for key in sorted(keys - _find_speakers_in_use(session, keys)):
        _archive_speaker(ledger, key, entry)
    return entry


def _find_speakers_in_use(session: Session, speakers: set[int]) -> set[int]:
    """Those of these speakers with a quote or a meeting."""
    found = (session.exec(select(one.speaker_key).where(col(one.speaker_key).in_(speakers))) for one in _SPEAKER_TABLES)
    return {key for keys in found for key in keys if key is not None}


def _archive_speaker(ledger: Ledger, key: int, entry: Change) -> None:
    session = ledger.session
    rows = _remove_rows(
        session,
        (SpeakerName, col(SpeakerName.speaker_key) == key),
        (SpeakerIdentity, col(SpeakerIdentity.speaker_key) == key),
        (Speaker, col(Speaker.key) == key),
    )
    identity = rows["speaker"][0]["id"]
    session.add(TakenDown(record_kind=RecordKind.SPEAKER, record_id=identity, change_key=entry.key, rows=rows))
    ledger.for_side_effects.record_withdrawn(RecordKind.SPEAKER, identity)
    for merged in rows["speaker_identity"]:
        if merged["id"] is not None:
            into: ArchivedRows = {"into": [{"id": identity}]}
            session.add(
                TakenDown(record_kind=RecordKind.SPEAKER, record_id=merged["id"], change_key=entry.key, rows=into)
            )


def is_taken_down(session: Session, article: str) -> bool:
    """Whether this article was taken down."""
    return find_takedown(session, RecordKind.ARTICLE, article) is not None
