"""Taking down: a record leaves every table that is read, with all that hangs on it, and can come back.

What lists, searches, counts and facets are made of then follows by itself, as from any other change of the tables.
Meanwhile its rows are kept in one place, under the change that says who has taken it down and why; speakers of whom
nothing else is left are kept beside it. They come back with other keys; ids stay.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from app.database.missing_records import absent, taken_down_by
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
from app.services.near_duplicates import forget_copies
from app.services.quote_snapshots import speaker_ids

_SPOKEN: tuple[Any, ...] = (Quote, MeetingParticipant)

# Rows as JSON, by table. Where they refer to a speaker it is by the id, which lasts.
Rows = dict[str, list[dict[str, Any]]]


def take_down_article(ledger: Ledger, identity: str) -> Change:
    """Hide an article with its texts, quotes and meetings.

    Raises:
        NotFound, Gone: there is no such article, or not any more.
    """
    session = ledger.session
    article = require_article(session, identity)
    forget_copies(session, article)
    quotes, meetings, versions = (
        select(model.key).where(col(model.article_key) == article.key) for model in (Quote, Meeting, ArticleVersion)
    )
    rows = _take(
        session,
        (PastQuote, col(PastQuote.version_key).in_(versions)),
        *((model, col(model.quote_key).in_(quotes)) for model in (QuoteSpan, QuoteTopic, QuoteCountry)),
        (Quote, col(Quote.article_key) == article.key),
        (MeetingParticipant, col(MeetingParticipant.meeting_key).in_(meetings)),
        *((one, col(one.article_key) == article.key) for one in (Meeting, ArticleTopic, ArticleCountry)),
        (ArticleVersion, col(ArticleVersion.article_key) == article.key),
        (Article, col(Article.key) == article.key),
    )
    # What storing it was answered holds its words.
    session.execute(delete(StoredAnswer).where(col(StoredAnswer.location) == f"/articles/{identity}"))
    # It may stand there already for another article, which had its URL later.
    mine = (col(TakenDown.record_kind) == RecordKind.ARTICLE, col(TakenDown.record_id) == identity)
    session.execute(delete(TakenDown).where(*mine))
    entry = _keep(ledger, RecordKind.ARTICLE, identity, rows)
    _keep_away(session, rows["article"][0]["url"], entry)
    return entry


def _keep_away(session: Session, url: str | None, entry: Change) -> None:
    """Let an article that comes by this URL be found taken down, also where its id was made of another one."""
    if url is None:
        return
    identity = article_id(url, "", None, None)
    there = session.exec(select(Article.key).where(Article.id == identity)).first()
    if there is None and not is_taken_down(session, identity):
        session.add(TakenDown(record_kind=RecordKind.ARTICLE, record_id=identity, change_key=entry.key))


def take_down_meeting(ledger: Ledger, identity: str) -> Change:
    """Hide a meeting.

    Raises:
        NotFound, Gone: there is no such meeting, or not any more.
    """
    session = ledger.session
    meeting = session.exec(select(Meeting).where(Meeting.id == identity)).one_or_none()
    if meeting is None:
        raise absent(session, RecordKind.MEETING, identity)
    of_article = session.exec(select(Article.id).where(Article.key == meeting.article_key)).one()
    rows = _take(
        session,
        (MeetingParticipant, col(MeetingParticipant.meeting_key) == meeting.key),
        (Meeting, col(Meeting.key) == meeting.key),
    )
    # Its article may get another key meanwhile.
    rows["meeting"][0]["article_key"] = of_article
    return _keep(ledger, RecordKind.MEETING, identity, rows)


def require_article(session: Session, identity: str) -> Article:
    """Raises NotFound where there is no such article, and Gone where it was taken down."""
    stored = session.exec(select(Article).where(Article.id == identity)).one_or_none()
    if stored is None:
        raise absent(session, RecordKind.ARTICLE, identity)
    return stored


def taken_down_meetings(session: Session, article: str) -> list[Meeting]:
    """The meetings of an article that were taken down one by one; with the key 0, as nobody has them."""
    theirs = select(TakenDown.rows).where(TakenDown.record_kind == RecordKind.MEETING, col(TakenDown.rows).is_not(None))
    found = (rows["meeting"][0] for rows in session.exec(theirs) if rows)
    return [Meeting.model_validate(row | {"article_key": 0}) for row in found if row["article_key"] == article]


def give_taken_down(session: Session, quotes: Iterable[str], was: str, becomes: str) -> None:
    """Let quotes of one speaker that are taken down be another one's when they come back."""
    wanted = set(quotes)
    changes = select(TakenDown.change_key).where(
        TakenDown.record_kind == RecordKind.QUOTE, col(TakenDown.record_id).in_(wanted)
    )
    for kept in session.exec(
        select(TakenDown).where(TakenDown.record_kind == RecordKind.ARTICLE, col(TakenDown.change_key).in_(changes))
    ):
        kept.rows = (kept.rows or {}) | {
            "quote": [
                row | {"speaker_key": becomes} if row["id"] in wanted and row["speaker_key"] == was else row
                for row in (kept.rows or {})["quote"]
            ]
        }


def _take(session: Session, *what: tuple[type[Any], ColumnElement[bool]]) -> Rows:
    """Take rows out of their tables, one after the other."""
    rows: Rows = {}
    for model, condition in what:
        table = table_of(model)
        found = session.exec(select(model).where(condition).order_by(*table.primary_key.columns)).all()
        rows[table.name] = [one.model_dump(mode="json") for one in found]
        session.execute(delete(model).where(condition))
    session.expire_all()
    return rows


def _keep(ledger: Ledger, kind: RecordKind, identity: str, rows: Rows) -> Change:
    session = ledger.session
    entry = ledger.withdrawn(kind, identity)
    session.flush()
    spoken = [*rows.get("quote", ()), *rows["meeting_participant"]]
    keys = {row["speaker_key"] for row in spoken} - {None}
    ids = speaker_ids(session, keys)
    for row in spoken:
        row["speaker_key"] = ids.get(row["speaker_key"])
    session.add(TakenDown(record_kind=kind, record_id=identity, change_key=entry.key, rows=rows))
    beside = {RecordKind.QUOTE: rows.get("quote", []), RecordKind.MEETING: rows["meeting"]}
    for part, its in beside.items():
        for row in its if kind is RecordKind.ARTICLE else ():
            session.add(TakenDown(record_kind=part, record_id=row["id"], change_key=entry.key))
            if not row.get("withdrawn"):
                ledger.beside.withdrawn(part, row["id"])
    for key in sorted(keys - _still_there(session, keys)):
        _keep_speaker(ledger, key, entry)
    return entry


def _still_there(session: Session, speakers: set[int]) -> set[int]:
    """Those of whom there is a quote or a meeting."""
    found = (session.exec(select(one.speaker_key).where(col(one.speaker_key).in_(speakers))) for one in _SPOKEN)
    return {key for keys in found for key in keys if key is not None}


def _keep_speaker(ledger: Ledger, key: int, entry: Change) -> None:
    session = ledger.session
    rows = _take(
        session,
        (SpeakerName, col(SpeakerName.speaker_key) == key),
        (SpeakerIdentity, col(SpeakerIdentity.speaker_key) == key),
        (Speaker, col(Speaker.key) == key),
    )
    identity = rows["speaker"][0]["id"]
    session.add(TakenDown(record_kind=RecordKind.SPEAKER, record_id=identity, change_key=entry.key, rows=rows))
    ledger.beside.withdrawn(RecordKind.SPEAKER, identity)
    for merged in rows["speaker_identity"]:
        if merged["id"] is not None:
            into: Rows = {"into": [{"id": identity}]}
            session.add(
                TakenDown(record_kind=RecordKind.SPEAKER, record_id=merged["id"], change_key=entry.key, rows=into)
            )


def is_taken_down(session: Session, article: str) -> bool:
    """Whether this article is one that was taken down."""
    return taken_down_by(session, RecordKind.ARTICLE, article) is not None
