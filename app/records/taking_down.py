"""Taking down: a record leaves every table that is read, with all that hangs on it, and can come back.

What lists, searches, counts and facets are made of then follows by itself, as from any other change of the tables.
Meanwhile its rows are kept in one place, under the change that says who has taken it down and why; speakers of whom
nothing else is left are kept beside it. They come back with other keys; ids stay.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, SQLModel, col, select

from app.database.absent import absent, taken_down_by
from app.errors import Conflict
from app.identity import article_id
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
from app.records.copies import find_copies, forget_copies
from app.records.identities import find_speaker
from app.records.ledger import Ledger
from app.records.quote_states import speaker_ids

# What others refer to by a column of theirs, in the order in which it comes back.
_OWNERS: dict[str, type[SQLModel]] = {
    "article_key": Article,
    "version_key": ArticleVersion,
    "quote_key": Quote,
    "meeting_key": Meeting,
}
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


def put_back(ledger: Ledger, entry: Change) -> Change:
    """Undo the taking down of an article or a meeting.

    Raises:
        Conflict: it went with another record, or something later stands in the way.
        Gone: its own article has been taken down.
    """
    session = ledger.session
    mine = (TakenDown.record_kind == entry.record_kind, TakenDown.record_id == entry.record_id)
    kept = session.exec(select(TakenDown).where(TakenDown.change_key == entry.key, *mine)).one_or_none()
    if kept is None or kept.rows is None:
        raise Conflict(f"{entry.record_kind} {entry.record_id!r} was not taken down by change {entry.key} alone")
    again = ledger.created(entry.record_kind, entry.record_id)
    if entry.record_kind is RecordKind.ARTICLE:
        _put_article(ledger, kept.rows)
    else:
        _put_meeting(ledger, kept.rows)
    # Speakers who went with it may be needed by others that went later; they wait for these.
    gone = (col(TakenDown.change_key) == entry.key, col(TakenDown.record_kind) != RecordKind.SPEAKER)
    session.execute(delete(TakenDown).where(*gone))
    return again


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


def _put_article(ledger: Ledger, rows: Rows) -> None:
    session = ledger.session
    (was,) = rows["article"]
    same_url = col(Article.url) == was["url"]
    other = session.exec(select(Article.id).where(same_url)).first() if was["url"] else None
    if other is not None:
        raise Conflict(f"article {other!r} has the URL {was['url']!r} by now; correct it first")
    keys: dict[str, Mapping[Any, int]] = {}
    keys["speaker_key"] = _speakers(ledger, [*rows["quote"], *rows["meeting_participant"]])
    for owner, model in _OWNERS.items():
        keys[owner] = _put(session, model, rows, keys)
    for part in (ArticleTopic, ArticleCountry, QuoteSpan, QuoteTopic, QuoteCountry, PastQuote, MeetingParticipant):
        _put(session, part, rows, keys)
    for kind, its in ((RecordKind.QUOTE, rows["quote"]), (RecordKind.MEETING, rows["meeting"])):
        for row in its:
            if not row.get("withdrawn"):
                ledger.beside.created(kind, row["id"])
    article = require_article(session, was["id"])
    present = (ArticleVersion.article_key == article.key, ArticleVersion.number == article.version)
    find_copies(session, article, session.exec(select(ArticleVersion.text).where(*present)).one())


def _put_meeting(ledger: Ledger, rows: Rows) -> None:
    session = ledger.session
    article = require_article(session, rows["meeting"][0]["article_key"])
    keys: dict[str, Mapping[Any, int]] = {
        "article_key": {article.id: article.key},
        "speaker_key": _speakers(ledger, rows["meeting_participant"]),
    }
    rows["meeting"][0] |= {"published_on": article.published_on.isoformat()}
    keys["meeting_key"] = _put(session, Meeting, rows, keys)
    _put(session, MeetingParticipant, rows, keys)


def _put(session: Session, model: type[SQLModel], rows: Rows, keys: Mapping[str, Mapping[Any, int]]) -> dict[int, int]:
    """Put rows back, with what they refer to by its present keys; returns their own new keys by the old ones."""
    new: list[Any] = []
    was = rows[table_of(model).name]
    for row in was:
        present = {name: keys[name].get(value) if name in keys else value for name, value in row.items()}
        new.append(model.model_validate({name: value for name, value in present.items() if name != "key"}))
    session.add_all(new)
    session.flush()
    return {row["key"]: one.key for row, one in zip(was, new, strict=True) if "key" in row}


def _speakers(ledger: Ledger, spoken: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The present keys of speakers by the ids that rows have."""
    ids = sorted({row["speaker_key"] for row in spoken} - {None})
    return {identity: _speaker(ledger, identity) for identity in ids}


def _speaker(ledger: Ledger, identity: str) -> int:
    session = ledger.session
    speaker = find_speaker(session, identity)
    if speaker is not None:
        return speaker.key
    mine = (TakenDown.record_kind == RecordKind.SPEAKER, TakenDown.record_id == identity)
    kept = session.exec(select(TakenDown).where(*mine)).one()
    assert kept.rows is not None
    if "into" in kept.rows:
        return _speaker(ledger, kept.rows["into"][0]["id"])
    keys = _put(session, Speaker, kept.rows, {})
    (key,) = keys.values()
    for model in (SpeakerName, SpeakerIdentity):
        _put(session, model, kept.rows, {"speaker_key": keys})
    ids = [identity, *(one["id"] for one in kept.rows["speaker_identity"] if one["id"])]
    session.execute(
        delete(TakenDown).where(col(TakenDown.record_kind) == RecordKind.SPEAKER, col(TakenDown.record_id).in_(ids))
    )
    ledger.beside.created(RecordKind.SPEAKER, identity)
    return key


def is_taken_down(session: Session, article: str) -> bool:
    """Whether this article is one that was taken down."""
    return taken_down_by(session, RecordKind.ARTICLE, article) is not None
