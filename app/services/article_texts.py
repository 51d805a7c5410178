"""The texts of an article's versions, and which version is the current one."""

from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.models import Article, ArticleVersion


def is_current_version() -> ColumnElement[bool]:
    """The condition that joins an article with its current version."""
    return (col(ArticleVersion.article_key) == Article.key) & (col(ArticleVersion.number) == Article.version)


def is_version_of(article_key: int, number: int) -> ColumnElement[bool]:
    """The condition on one version of one article."""
    return (col(ArticleVersion.article_key) == article_key) & (col(ArticleVersion.number) == number)


def load_version_text(session: Session, article_key: int, number: int) -> str:
    """The text that the offsets of a version's quotes and meetings count in."""
    return session.exec(select(ArticleVersion.text).where(is_version_of(article_key, number))).one()


def load_current_text(session: Session, stored: Article) -> str:
    return load_version_text(session, stored.key, stored.version)


def load_texts_by_version(session: Session, article_key: int, numbers: Collection[int]) -> dict[int, str]:
    """The texts of some versions of an article, by their numbers."""
    these = (col(ArticleVersion.article_key) == article_key, col(ArticleVersion.number).in_(numbers))
    return dict(session.exec(select(ArticleVersion.number, ArticleVersion.text).where(*these)).all())
