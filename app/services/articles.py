"""Saving one article with its extraction, or nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from app.database.bulk_copy import insert_rows
from app.domain.identifiers import article_id, hash_text
from app.extraction.types import Document, Extraction
from app.models import Article, ArticleCountry, ArticleTopic, ArticleVersion, RecordKind
from app.services.article_texts import is_current_version, is_version_of
from app.services.audit_log import INGEST, Ledger
from app.services.meetings import save_meetings
from app.services.near_duplicates import link_copies, unlink_copies
from app.services.quote_json import write_changed_quotes
from app.services.quotes import save_quotes
from app.services.takedown import is_taken_down
from app.services.version_archive import archive_quotes

# With more than one candidate, the article is ambiguous.
_MAX_SAME_TEXT = 8

_DOCUMENT_COLUMNS = {"title", "published_on", "dateline", "outlet", "language"}


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article that was read: its document and its origin.

    `source` is the origin that it states; `provenance` is the file, line or address that it was read from.
    `is_language_stated` is whether its source says the document's language.
    """

    document: Document
    url: str | None = None
    author: str | None = None
    source: str | None = None
    provenance: str | None = None
    is_language_stated: bool = True


class SaveOutcome(StrEnum):
    """The result of saving an article."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TAKEN_DOWN = "taken down"

    @property
    def needs_saving(self) -> bool:
        """Whether there is something to store: not if it is unchanged or taken down."""
        return self in (SaveOutcome.CREATED, SaveOutcome.UPDATED)


def find_stored_article(session: Session, article: IncomingArticle) -> Article | None:
    """The stored article that equals this one: by its URL; without one by text, day and outlet if stated.

    If sources state less or more about the same text, they mean one article, if only one can be
    meant. The same words in two outlets, or on two days, are two.
    """
    if article.url is not None:
        found = session.exec(select(Article).where(Article.url == article.url)).one_or_none()
        # After a correction of the URL, the id is still that of the earlier URL.
        found = found or session.exec(select(Article).where(Article.id == _derive_article_id(article))).one_or_none()
        return found or _only_match([one for one in _find_same_text(session, article) if one.url is None])
    known = session.exec(select(Article).where(Article.id == _derive_article_id(article))).one_or_none()
    if known is not None:
        return known
    like = _find_same_text(session, article)
    same = [one for one in like if one.url is None and one.outlet == article.document.outlet]
    return _only_match(same) or _only_match(like)


def _find_same_text(session: Session, article: IncomingArticle) -> list[Article]:
    """Articles with this text and day, and the same outlet or none."""
    document = article.document
    printed = (
        select(Article)
        .join(ArticleVersion, is_current_version())
        .where(ArticleVersion.sha256 == hash_text(document.text), Article.published_on == document.published_on)
        .limit(_MAX_SAME_TEXT)
    )
    if document.outlet is not None:
        printed = printed.where(or_(col(Article.outlet).is_(None), col(Article.outlet) == document.outlet))
    return list(session.exec(printed))


def _only_match(articles: list[Article]) -> Article | None:
    return articles[0] if len(articles) == 1 else None


def _fill_from_stored(article: IncomingArticle, stored: Article | None) -> IncomingArticle:
    """The article completed by stored metadata where its source is silent, and by reviewers' decisions.

    A source that says less takes nothing back.
    """
    if stored is None:
        return article
    settled = decided_columns(stored)
    document = replace(
        article.document,
        outlet=article.document.outlet or stored.outlet,
        dateline=article.document.dateline or stored.dateline,
        language=article.document.language if article.is_language_stated else stored.language,
    )
    document = replace(document, **{name: settled[name] for name in settled.keys() & _DOCUMENT_COLUMNS})
    return replace(article, document=document, url=article.url or stored.url, author=article.author or stored.author)


def decided_columns(stored: Article) -> dict[str, Any]:
    """The columns of an article that reviewers have decided: no source changes them."""
    return {name: getattr(stored, name) for name in stored.decided}


def predict_outcome(session: Session, article: IncomingArticle) -> SaveOutcome:
    """The result that saving this article would have."""
    stored = find_stored_article(session, article)
    return _compare_with_stored(session, _fill_from_stored(article, stored), stored)


def document_to_extract(session: Session, article: IncomingArticle) -> Document | None:
    """The document to extract before saving this article; None if saving would change nothing."""
    stored = find_stored_article(session, article)
    article = _fill_from_stored(article, stored)
    return article.document if _compare_with_stored(session, article, stored).needs_saving else None


def resolve_article_id(session: Session, article: IncomingArticle) -> str:
    """The id of this article, be it stored, taken down or new."""
    stored = find_stored_article(session, article)
    return _resolve_unstored_id(session, article) if stored is None else stored.id


def _resolve_unstored_id(session: Session, article: IncomingArticle) -> str:
    mine = _derive_article_id(article)
    document = article.document
    # Its id was different while its URL was unknown.
    without_url = article_id(None, document.text, document.outlet, document.published_on)
    return next((one for one in (mine, without_url) if is_taken_down(session, one)), mine)


def _compare_with_stored(session: Session, article: IncomingArticle, stored: Article | None) -> SaveOutcome:
    if stored is None:
        return (
            SaveOutcome.TAKEN_DOWN
            if is_taken_down(session, _resolve_unstored_id(session, article))
            else SaveOutcome.CREATED
        )
    facts = _stated_columns(article)
    if article.source is None:
        # The same article from another file is the same article.
        del facts["source"]
    facts |= decided_columns(stored)
    same = facts.items() <= stored.model_dump().items() and _load_current_hash(session, stored) == hash_text(
        article.document.text
    )
    return SaveOutcome.UNCHANGED if same else SaveOutcome.UPDATED


def save_article(
    session: Session, article: IncomingArticle, extraction: Extraction, *, engine: str | None = None, by: str = INGEST
) -> SaveOutcome:
    """Store an article, its version and its quotes in the session's transaction, and record it in the audit log.

    `engine` is the version of the extractor, `by` the name of the sender.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    stored = find_stored_article(session, article)
    article = _fill_from_stored(article, stored)
    outcome = _compare_with_stored(session, article, stored)
    if not outcome.needs_saving:
        return outcome
    ledger, text = Ledger(session, by), article.document.text
    if stored is None:
        new = _create_article(ledger, article, engine)
        link_copies(session, new, text)
        _save_extracted_records(ledger, new, text, extraction)
    else:
        _update_article(ledger, stored, article)
        unlink_copies(session, stored)
        link_copies(session, stored, text)
        save_extraction(ledger, stored, text, extraction, engine)
    return outcome


def save_extraction(ledger: Ledger, stored: Article, text: str, extraction: Extraction, engine: str | None) -> None:
    """Store an engine's extraction of the current text of a stored article, in place of the earlier one.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    session = ledger.session
    session.execute(update(ArticleVersion).where(is_version_of(stored.key, stored.version)).values(engine=engine))
    for table in (ArticleTopic, ArticleCountry):
        session.execute(delete(table).where(col(table.article_key) == stored.key))
    _save_extracted_records(ledger, stored, text, extraction)


def _save_extracted_records(ledger: Ledger, stored: Article, text: str, extraction: Extraction) -> None:
    _save_topics_and_countries(ledger.session, stored, extraction)
    keys = save_quotes(ledger, stored, text, extraction)
    save_meetings(ledger, stored, text, extraction, keys)
    write_changed_quotes(ledger)


def _stated_columns(article: IncomingArticle) -> dict[str, Any]:
    """The metadata that the source states, by column."""
    document = article.document
    return {
        "url": article.url,
        "outlet": document.outlet,
        "author": article.author,
        "title": document.title,
        "language": document.language,
        "dateline": document.dateline,
        "published_on": document.published_on,
        "source": article.source or article.provenance or None,
    }


def _derive_article_id(article: IncomingArticle) -> str:
    document = article.document
    return article_id(article.url, document.text, document.outlet, document.published_on)


def _load_current_hash(session: Session, stored: Article) -> str:
    return session.exec(select(ArticleVersion.sha256).where(is_version_of(stored.key, stored.version))).one()


def _create_article(ledger: Ledger, article: IncomingArticle, engine: str | None) -> Article:
    identity = _derive_article_id(article)
    new = Article(id=identity, version=1, **_stated_columns(article))
    ledger.record_created(RecordKind.ARTICLE, identity)
    ledger.session.add(new)
    ledger.session.flush()
    _add_version(ledger.session, new, article.document.text, engine)
    return new


def _update_article(ledger: Ledger, stored: Article, article: IncomingArticle) -> None:
    """Update the metadata of a stored article, and add a version if the text is new."""
    session, text, facts = ledger.session, article.document.text, _stated_columns(article) | decided_columns(stored)
    _record_article_change(ledger, stored, facts, hash_text(text))
    stored.sqlmodel_update(facts)
    stored.updated_at = datetime.now(UTC)
    if _load_current_hash(session, stored) == hash_text(text):
        session.execute(
            update(ArticleVersion).where(is_version_of(stored.key, stored.version)).values(title=stored.title)
        )
    else:
        archive_quotes(session, stored)
        stored.version += 1
        session.flush()
        _add_version(session, stored, text)


def _add_version(session: Session, stored: Article, text: str, engine: str | None = None) -> None:
    version = ArticleVersion(
        article_key=stored.key,
        number=stored.version,
        sha256=hash_text(text),
        title=stored.title,
        text=text,
        engine=engine,
    )
    session.add(version)


def _record_article_change(ledger: Ledger, stored: Article, facts: dict[str, Any], digest: str) -> None:
    before = {name: getattr(stored, name) for name in facts} | {"sha256": _load_current_hash(ledger.session, stored)}
    after = facts | {"sha256": digest}
    ledger.record_changed(RecordKind.ARTICLE, stored.id, _as_json_columns(before), _as_json_columns(after))


def _as_json_columns(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"published_on": facts["published_on"].isoformat()}


def _save_topics_and_countries(session: Session, stored: Article, extraction: Extraction) -> None:
    key = stored.key
    insert_rows(
        session,
        ArticleTopic,
        ({"article_key": key, "topic": topic.slug, "score": topic.score} for topic in extraction.topics),
    )
    insert_rows(
        session,
        ArticleCountry,
        (
            {"article_key": key, "country": country.code, "mentions": len(country.mentions)}
            for country in extraction.countries
        ),
    )
