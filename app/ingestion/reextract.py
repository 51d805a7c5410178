"""Extracting articles again with the current engine, and reporting the differences."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.database.engine import open_session
from app.errors import BadInput
from app.extraction.types import Document
from app.ingestion.save_article import Extractor, LoadResult, extract_or_error
from app.models import Action, Article, ArticleVersion, Change, Quote, RecordKind, Speaker
from app.services.article_texts import is_current_version, load_current_text
from app.services.articles import save_extraction
from app.services.audit_log import REEXTRACT, Ledger


@dataclass(frozen=True, slots=True)
class QuoteDifference:
    """One quote that has changed: `fields` holds old and new values by name."""

    action: Action
    quote: str
    text: str
    speaker: str | None
    fields: dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class ReextractedArticle:
    """The differences in one article."""

    article: str
    title: str
    differences: list[QuoteDifference]


def list_outdated_articles(engine: Engine, version: str) -> list[str]:
    """The articles whose current text was last read by another engine version, in the order of storing."""
    other = col(ArticleVersion.engine).is_distinct_from(version)
    with open_session(engine) as session:
        found = select(Article.id).join(ArticleVersion, is_current_version()).where(other).order_by(col(Article.key))
        return list(session.exec(found))


def reextract_articles(
    engine: Engine,
    articles: list[str],
    extractor: Extractor,
    version: str,
    report: Callable[[ReextractedArticle | LoadResult], None],
    *,
    is_dry_run: bool = False,
) -> Iterator[str]:
    """Extract each article again, in its own transaction; `report` receives the differences before they are stored.

    A dry run stores nothing. Reviewers' decisions and ids stay. `report` also receives the errors of articles
    that cannot be read; they are not changed.
    """
    for identity in articles:
        document = _load_document(engine, identity)
        if document is None:
            # It was taken down after the listing.
            yield identity
            continue
        # Extraction is slow; it does not hold the write lock.
        extraction = extract_or_error(extractor, document)
        if isinstance(extraction, BadInput):
            report(LoadResult(identity, None, extraction))
            yield identity
            continue
        with open_session(engine) as session:
            stored = session.exec(select(Article).where(Article.id == identity)).one_or_none()
            if stored is not None and load_current_text(session, stored) == document.text:
                last = session.exec(select(Change.key).order_by(col(Change.key).desc()).limit(1)).first() or 0
                save_extraction(Ledger(session, REEXTRACT), stored, document.text, extraction, version)
                session.flush()
                report(ReextractedArticle(identity, stored.title, _list_quote_differences(session, last)))
                if is_dry_run:
                    session.rollback()
        yield identity


def _load_document(engine: Engine, identity: str) -> Document | None:
    with open_session(engine) as session:
        stored = session.exec(select(Article).where(Article.id == identity)).one_or_none()
        if stored is None:
            return None
        return Document(
            load_current_text(session, stored),
            stored.title,
            stored.published_on,
            stored.dateline,
            stored.outlet,
            language=stored.language,
        )


def _list_quote_differences(session: Session, last: int) -> list[QuoteDifference]:
    """The changes of quotes in the audit log after an entry."""
    entries = session.exec(
        select(Change, Quote.text, Speaker.name)
        .join(Quote, col(Quote.id) == Change.record_id)
        .outerjoin(Speaker, col(Speaker.key) == Quote.speaker_key)
        .where(Change.key > last, Change.record_kind == RecordKind.QUOTE)
        .order_by(col(Change.key))
    )
    return [
        QuoteDifference(change.action, change.record_id, text, speaker, _changed_fields(change))
        for change, text, speaker in entries
    ]


def _changed_fields(change: Change) -> dict[str, tuple[object, object]]:
    before, after = change.before or {}, change.after or {}
    return {name: (before.get(name), after[name]) for name in after}
