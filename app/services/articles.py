"""Saving one article with all that was found in it, or nothing of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import Session, col, select

from app.domain.identifiers import article_id, sha256, text_id
from app.extraction.document import Document
from app.extraction.types import Extraction
from app.models import Article, ArticleCountry, ArticleTopic, ArticleVersion, RecordKind
from app.services.audit_log import INGEST, Ledger
from app.services.bulk_insert import insert_rows
from app.services.meetings import save_meetings
from app.services.near_duplicates import find_copies, forget_copies, of_present_text
from app.services.quotes import save_quotes
from app.services.takedown import is_taken_down
from app.services.version_archive import keep_quotes

# Of more articles than one nobody can tell which is meant.
_LIKE = 8

_OF_DOCUMENT = {"title", "published_on", "dateline", "outlet", "language"}


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """An article as it was read: its document, and where it came from.

    `source` is where it came from by its own account; `origin` is the file, line or address that it was read from.
    `language_told` is whether its source says the document's language.
    """

    document: Document
    url: str | None = None
    author: str | None = None
    source: str | None = None
    origin: str | None = None
    language_told: bool = True


class Outcome(StrEnum):
    """What saving an article did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TAKEN_DOWN = "taken down"

    @property
    def stores(self) -> bool:
        """Whether there is something to store: neither what is there already, nor what reviewers keep out."""
        return self in (Outcome.CREATED, Outcome.UPDATED)


def find_stored(session: Session, article: ArticleSource) -> Article | None:
    """The stored article that this one is: by its URL; without one by its text and its day, and its outlet if told.

    Where a source says less, or more, than another one did of the same text, they mean one article, if only one can be
    meant. The same words in two outlets, or on two days, are two.
    """
    if article.url is not None:
        found = session.exec(select(Article).where(Article.url == article.url)).one_or_none()
        # One whose URL a reviewer has corrected keeps the id that it has from the URL before.
        found = found or session.exec(select(Article).where(Article.id == _id_of(article))).one_or_none()
        return found or _alone([one for one in _like(session, article) if one.url is None])
    known = session.exec(select(Article).where(Article.id == _id_of(article))).one_or_none()
    if known is not None:
        return known
    like = _like(session, article)
    same = [one for one in like if one.url is None and one.outlet == article.document.outlet]
    return _alone(same) or _alone(like)


def _like(session: Session, article: ArticleSource) -> list[Article]:
    """Articles of this text and this day, whose outlet is no other one."""
    document = article.document
    printed = (
        select(Article)
        .join(ArticleVersion, of_present_text())
        .where(ArticleVersion.sha256 == sha256(document.text), Article.published_on == document.published_on)
        .limit(_LIKE)
    )
    if document.outlet is not None:
        printed = printed.where(or_(col(Article.outlet).is_(None), col(Article.outlet) == document.outlet))
    return list(session.exec(printed))


def _alone(articles: list[Article]) -> Article | None:
    return articles[0] if len(articles) == 1 else None


def _completed(article: ArticleSource, stored: Article | None) -> ArticleSource:
    """The article with what is known of it where its source is silent, and with what a reviewer has settled.

    A source that says less takes nothing back.
    """
    if stored is None:
        return article
    settled = settled_facts(stored)
    document = replace(
        article.document,
        outlet=article.document.outlet or stored.outlet,
        dateline=article.document.dateline or stored.dateline,
        language=article.document.language if article.language_told else stored.language,
    )
    document = replace(document, **{name: settled[name] for name in settled.keys() & _OF_DOCUMENT})
    return replace(article, document=document, url=article.url or stored.url, author=article.author or stored.author)


def settled_facts(stored: Article) -> dict[str, Any]:
    """What reviewers have settled of an article, by column: no source changes it again."""
    return {name: getattr(stored, name) for name in stored.decided}


def outcome_of(session: Session, article: ArticleSource) -> Outcome:
    """What saving this article would do."""
    stored = find_stored(session, article)
    return _outcome(session, _completed(article, stored), stored)


def document_to_extract(session: Session, article: ArticleSource) -> Document | None:
    """The document that is to be extracted before this article is saved; None where saving it would change nothing."""
    stored = find_stored(session, article)
    article = _completed(article, stored)
    return article.document if _outcome(session, article, stored).stores else None


def id_of(session: Session, article: ArticleSource) -> str:
    """The id of this article: as it is stored, or as it was until it was taken down, or as it would be stored."""
    stored = find_stored(session, article)
    return _id_without_record(session, article) if stored is None else stored.id


def _id_without_record(session: Session, article: ArticleSource) -> str:
    mine = _id_of(article)
    document = article.document
    # As it was while its URL was not known, and as it was before its outlet and its day were parts of it.
    known = article_id(None, document.text, document.outlet, document.published_on), text_id(document.text)
    earlier = known[:1] if article.url else known
    return next((one for one in (mine, *earlier) if is_taken_down(session, one)), mine)


def _outcome(session: Session, article: ArticleSource, stored: Article | None) -> Outcome:
    if stored is None:
        return Outcome.TAKEN_DOWN if is_taken_down(session, _id_without_record(session, article)) else Outcome.CREATED
    facts = _facts(article)
    if article.source is None:
        # The same article from another file is the same article.
        del facts["source"]
    facts |= settled_facts(stored)
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
    stored = find_stored(session, article)
    article = _completed(article, stored)
    outcome = _outcome(session, article, stored)
    if not outcome.stores:
        return outcome
    ledger, text = Ledger(session, by), article.document.text
    if stored is None:
        new = _create(ledger, article, engine)
        find_copies(session, new, text)
        _save_found(ledger, new, text, extraction)
    else:
        _update(ledger, stored, article)
        forget_copies(session, stored)
        find_copies(session, stored, text)
        save_reading(ledger, stored, text, extraction, engine)
    return outcome


def save_reading(ledger: Ledger, stored: Article, text: str, extraction: Extraction, engine: str | None) -> None:
    """Store what an engine found in the present text of a stored article, in place of what one found before.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    session = ledger.session
    session.execute(update(ArticleVersion).where(*_present(stored)).values(engine=engine))
    for table in (ArticleTopic, ArticleCountry):
        session.execute(delete(table).where(col(table.article_key) == stored.key))
    _save_found(ledger, stored, text, extraction)


def _save_found(ledger: Ledger, stored: Article, text: str, extraction: Extraction) -> None:
    _save_subjects(ledger.session, stored, extraction)
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


def _id_of(article: ArticleSource) -> str:
    document = article.document
    return article_id(article.url, document.text, document.outlet, document.published_on)


def _hash_of(session: Session, stored: Article) -> str:
    return session.exec(select(ArticleVersion.sha256).where(*_present(stored))).one()


def _present(stored: Article) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions on the version that the article is at."""
    return col(ArticleVersion.article_key) == stored.key, col(ArticleVersion.number) == stored.version


def _create(ledger: Ledger, article: ArticleSource, engine: str | None) -> Article:
    identity = _id_of(article)
    new = Article(id=identity, version=1, **_facts(article))
    ledger.created(RecordKind.ARTICLE, identity)
    ledger.session.add(new)
    ledger.session.flush()
    _add_version(ledger.session, new, article.document.text, engine)
    return new


def _update(ledger: Ledger, stored: Article, article: ArticleSource) -> None:
    """Give a stored article its present facts, and a new version where the text is new."""
    session, text, facts = ledger.session, article.document.text, _facts(article) | settled_facts(stored)
    _enter_change(ledger, stored, facts, sha256(text))
    stored.sqlmodel_update(facts)
    stored.updated_at = datetime.now(UTC)
    if _hash_of(session, stored) == sha256(text):
        session.execute(update(ArticleVersion).where(*_present(stored)).values(title=stored.title))
    else:
        keep_quotes(session, stored)
        stored.version += 1
        session.flush()
        _add_version(session, stored, text)


def _add_version(session: Session, stored: Article, text: str, engine: str | None = None) -> None:
    version = ArticleVersion(
        article_key=stored.key,
        number=stored.version,
        sha256=sha256(text),
        title=stored.title,
        text=text,
        engine=engine,
    )
    session.add(version)


def _enter_change(ledger: Ledger, stored: Article, facts: dict[str, Any], digest: str) -> None:
    before = {name: getattr(stored, name) for name in facts} | {"sha256": _hash_of(ledger.session, stored)}
    after = facts | {"sha256": digest}
    ledger.changed(RecordKind.ARTICLE, stored.id, _plain(before), _plain(after))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"published_on": facts["published_on"].isoformat()}


def _save_subjects(session: Session, stored: Article, extraction: Extraction) -> None:
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
