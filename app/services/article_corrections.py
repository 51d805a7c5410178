"""Corrections of an article's metadata by reviewers; its text never changes."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.errors import Conflict
from app.models import Article, ArticleVersion, Meeting, Quote, RecordKind
from app.schemas.reviews import ArticleCorrection
from app.services.article_texts import is_version_of, load_current_text
from app.services.audit_log import Ledger
from app.services.near_duplicates import link_copies, unlink_copies
from app.services.takedown import require_article

ArticleSnapshot = dict[str, Any]

_CORRECTABLE_COLUMNS = ("title", "outlet", "author", "published_on", "dateline", "language", "url", "source")


def correct_article(ledger: Ledger, identity: str, asked: ArticleCorrection) -> None:
    """Change the given fields; no source changes them again.

    Raises:
        NotFound, Gone: the article does not exist, or was taken down.
        Conflict: another article has the URL.
    """
    stored = require_article(ledger.session, identity)
    before = snapshot_article(stored)
    given = asked.model_dump(mode="json", include=asked.model_fields_set & set(_CORRECTABLE_COLUMNS))
    after = before | given | {"decided": sorted({*before["decided"], *given})}
    write_article_snapshot(ledger.session, stored, after)
    ledger.record_changed(RecordKind.ARTICLE, identity, before, after)


def snapshot_article(stored: Article) -> ArticleSnapshot:
    """An article as the audit log stores it."""
    state = {name: getattr(stored, name) for name in (*_CORRECTABLE_COLUMNS, "decided")}
    return state | {"published_on": stored.published_on.isoformat()}


def write_article_snapshot(session: Session, stored: Article, state: ArticleSnapshot) -> None:
    """Write a snapshot of an article, with the consequences for its quotes and meetings.

    Raises:
        Conflict: another article has the URL.
    """
    _require_free_url(session, stored, state["url"])
    day = date.fromisoformat(state["published_on"])
    moved = day != stored.published_on
    stored.sqlmodel_update(state | {"published_on": day, "updated_at": datetime.now(UTC)})
    session.flush()
    session.execute(update(ArticleVersion).where(is_version_of(stored.key, stored.version)).values(title=stored.title))
    if moved:
        for model in (Quote, Meeting):
            session.execute(update(model).where(col(model.article_key) == stored.key).values(published_on=day))
    # Copies depend on the day, and for short texts on the outlet.
    unlink_copies(session, stored)
    link_copies(session, stored, load_current_text(session, stored))


def _require_free_url(session: Session, stored: Article, url: str | None) -> None:
    if url is not None:
        other = session.exec(select(Article.id).where(Article.url == url, Article.key != stored.key)).first()
        if other is not None:
            raise Conflict(f"article {other!r} has the URL {url!r} already")
