"""Saving one article with all that was found in it, or nothing of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from app.extraction.document import Document
from app.extraction.records import Extraction
from app.identity import article_id, sha256
from app.models import Article, ArticleCountry, ArticleTopic, ArticleVersion, RecordKind
from app.records.copies import find_copies
from app.records.ledger import INGEST, Ledger
from app.records.meetings import save_meetings
from app.records.quotes import save_quotes
from app.records.versions import keep_quotes


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """An article as it was read: its document, and where it came from.

    `source` is where it came from by its own account; `origin` is the file, line or address that it was read from.
    """

    document: Document
    url: str | None = None
    author: str | None = None
    source: str | None = None
    origin: str | None = None

    @property
    def id(self) -> str:
        return article_id(self.url, self.document.text)


class Outcome(StrEnum):
    """What saving an article did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def outcome_of(session: Session, article: ArticleSource) -> Outcome:
    """What saving this article would do."""
    stored = session.exec(select(Article).where(Article.id == article.id)).one_or_none()
    if stored is None:
        return Outcome.CREATED
    facts = _facts(article)
    if article.source is None:
        # The same article from another file is the same article.
        del facts["source"]
    same = facts.items() <= stored.model_dump().items() and _hash_of(session, stored) == sha256(article.document.text)
    return Outcome.UNCHANGED if same else Outcome.UPDATED


def save_article(
    session: Session, article: ArticleSource, extraction: Extraction, *, engine: str | None = None, by: str = INGEST
) -> Outcome:
    """Store an article, its version and its quotes in the session's transaction, and enter it in the ledger.

    `engine` is the version of what found the extraction, `by` who brought the article.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    outcome = outcome_of(session, article)
    if outcome is not Outcome.UNCHANGED:
        ledger = Ledger(session, by)
        stored = _save_version(ledger, article)
        find_copies(session, stored, article.document.text)
        save_reading(ledger, stored, article.document.text, extraction, engine)
    return outcome


def save_reading(ledger: Ledger, stored: Article, text: str, extraction: Extraction, engine: str | None) -> None:
    """Store what an engine found in the present text of a stored article.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    session = ledger.session
    session.execute(update(ArticleVersion).where(*_present(stored)).values(engine=engine))
    _save_subjects(session, stored, extraction)
    keys = save_quotes(ledger, stored, text, extraction)
    save_meetings(ledger, stored, text, extraction, keys)


def _facts(article: ArticleSource) -> dict[str, Any]:
    """What the article's source says of it, by column."""
    document = article.document
    return {
        "url": article.url,
        "outlet": document.outlet,
        "author": article.author,
        "title": document.title,
        "language": document.language,
        "dateline": document.dateline,
        "published_on": document.published_on,
        "source": article.source or article.origin or None,
    }


def _hash_of(session: Session, stored: Article) -> str:
    return session.exec(select(ArticleVersion.sha256).where(*_present(stored))).one()


def _present(stored: Article) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions on the version that the article is at."""
    return col(ArticleVersion.article_key) == stored.key, col(ArticleVersion.number) == stored.version


def _save_version(ledger: Ledger, article: ArticleSource) -> Article:
    """The article's row with the present facts; a new version where the text is new."""
    session = ledger.session
    text = article.document.text
    facts = _facts(article)
    stored = session.exec(select(Article).where(Article.id == article.id)).one_or_none()
    if stored is None:
        stored = Article(id=article.id, version=0, **facts)
        ledger.created(RecordKind.ARTICLE, article.id)
    else:
        _enter_change(ledger, stored, facts, sha256(text))
        stored.sqlmodel_update(facts)
        stored.updated_at = datetime.now(UTC)
    is_new_text = stored.version == 0 or _hash_of(session, stored) != sha256(text)
    if is_new_text and stored.version > 0:
        keep_quotes(session, stored)
    stored.version += is_new_text
    session.add(stored)
    session.flush()
    if is_new_text:
        version = ArticleVersion(
            article_key=stored.key, number=stored.version, sha256=sha256(text), title=stored.title, text=text
        )
        session.add(version)
    else:
        session.execute(update(ArticleVersion).where(*_present(stored)).values(title=stored.title))
    return stored


def _enter_change(ledger: Ledger, stored: Article, facts: dict[str, Any], digest: str) -> None:
    before = {name: getattr(stored, name) for name in facts} | {"sha256": _hash_of(ledger.session, stored)}
    after = facts | {"sha256": digest}
    ledger.changed(RecordKind.ARTICLE, stored.id, _plain(before), _plain(after))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"published_on": facts["published_on"].isoformat()}


def _save_subjects(session: Session, stored: Article, extraction: Extraction) -> None:
    session.execute(delete(ArticleTopic).where(col(ArticleTopic.article_key) == stored.key))
    session.execute(delete(ArticleCountry).where(col(ArticleCountry.article_key) == stored.key))
    for topic in extraction.topics:
        session.add(ArticleTopic(article_key=stored.key, topic=topic.slug, score=topic.score))
    for country in extraction.countries:
        session.add(ArticleCountry(article_key=stored.key, country=country.code, mentions=len(country.mentions)))
