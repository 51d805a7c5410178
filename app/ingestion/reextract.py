"""The present engine over articles that another one has read, with what that changes told before it is written."""

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
    """One quote that is found otherwise than before: `fields` holds what was and what is, by name."""

    action: Action
    quote: str
    text: str
    speaker: str | None
    fields: dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class ReextractedArticle:
    """What reading an article again changes."""

    article: str
    title: str
    differences: list[QuoteDifference]


def list_outdated_articles(engine: Engine, version: str) -> list[str]:
    """The articles whose present text was last read by another engine than this, in the order they came in."""
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
    """Read each article again, in a transaction of its own; `tell` learns what that changes before it is stored.

    A dry run stores nothing. What reviewers have decided stays, and so do ids. `tell` learns as well which articles
    cannot be read: they stay as they are.
    """
    for identity in articles:
        document = _load_document(engine, identity)
        if document is None:
            # It has been taken down since it was listed.
            yield identity
            continue
        # Extraction takes the time; the write lock is not held meanwhile.
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
    """What the ledger has learned of quotes since an entry."""
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
