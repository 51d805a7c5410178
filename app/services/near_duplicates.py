"""Near-duplicate articles (copies): the same story in several articles, such as agency reports, with light edits.

Two articles are copies of each other when their texts are much alike and they were published within a few days: what
is printed anew for every occasion, such as a formula of condolence, is not a copy of the last one.
And a copy's copy is a copy as well. An article is compared with a few others that its marks lead to, however many
articles there are.
"""

from collections import Counter
from collections.abc import Set
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, delete, func, insert, union_all, update
from sqlmodel import Session, col, select

from app.domain.identifiers import hash_text
from app.domain.text_similarity import COPY_THRESHOLD, MIN_SHINGLES, jaccard_similarity, make_shingles, minhash_bands
from app.models import Article, ArticleCopy, ArticleVersion, CopyMark
from app.services.article_texts import is_current_version

_MAX_DAYS_APART = timedelta(days=7)
# The most articles for one band, and the most that an article is compared with.
_MAX_ARTICLES_PER_BAND = 8
_MAX_COMPARED = 8


def link_copies(session: Session, stored: Article, text: str) -> None:
    """Link an article with this text to those with the same story."""
    runs = make_shingles(text)
    if len(runs) < MIN_SHINGLES:
        alike = _find_identical(session, stored, text)
    else:
        marks = minhash_bands(runs)
        alike = _find_similar(session, stored, runs, marks)
        rows = [{"mark": mark, "published_on": stored.published_on, "article_key": stored.key} for mark in set(marks)]
        session.execute(insert(CopyMark), rows)
    if alike:
        _join_clusters(session, {stored.key, *alike})


def unlink_copies(session: Session, stored: Article) -> None:
    """Unlink an article from its copies, because its text or day has changed."""
    _leave_cluster(session, stored.key)
    session.execute(delete(CopyMark).where(col(CopyMark.article_key) == stored.key))


def _copy_period(day: date) -> tuple[date, date]:
    """The first and the last day on which a copy may have been published, within the calendar."""
    return max(day, date.min + _MAX_DAYS_APART) - _MAX_DAYS_APART, min(
        day, date.max - _MAX_DAYS_APART
    ) + _MAX_DAYS_APART


def _find_identical(session: Session, stored: Article, text: str) -> list[int]:
    """The keys of articles with exactly this text: short texts count as copies only if identical."""
    near = col(Article.published_on).between(*_copy_period(stored.published_on))
    same = (ArticleVersion.sha256 == hash_text(text), near, Article.key != stored.key)
    return list(
        session.exec(select(Article.key).join(ArticleVersion, is_current_version()).where(*same).limit(_MAX_COMPARED))
    )


def _find_similar(session: Session, stored: Article, runs: Set[str], marks: list[int]) -> list[int]:
    """The keys of articles with similar shingles, among those that share most bands."""
    near = dict(zip(("since", "until"), _copy_period(stored.published_on), strict=True))
    marked = {f"mark_{number}": mark for number, mark in enumerate(marks)}
    met = Counter(session.execute(_band_matches_query(len(marks)), near | marked).scalars())
    compared = sorted(met, key=lambda key: (-met[key], key))[:_MAX_COMPARED]
    those = col(Article.key).in_(compared)
    texts = select(Article.key, ArticleVersion.text).join(ArticleVersion, is_current_version()).where(those)
    return [key for key, text in session.exec(texts) if jaccard_similarity(runs, make_shingles(text)) >= COPY_THRESHOLD]


@cache
def _band_matches_query(marks: int) -> CompoundSelect[Any]:
    """The articles of the period that share a band: a few for each band."""
    days = col(CopyMark.published_on).between(bindparam("since"), bindparam("until"))
    few = (
        select(CopyMark.article_key)
        .where(col(CopyMark.mark) == bindparam(f"mark_{number}"), days)
        .limit(_MAX_ARTICLES_PER_BAND)
        .subquery()
        for number in range(marks)
    )
    return union_all(*(select(one.c.article_key) for one in few))


def _join_clusters(session: Session, articles: Set[int]) -> None:
    """Join the clusters of these articles into one."""
    rows = session.exec(select(ArticleCopy).where(col(ArticleCopy.article_key).in_(articles))).all()
    stories = {row.story_key for row in rows}
    new = articles - {row.article_key for row in rows}
    story = min(stories | articles)
    session.execute(update(ArticleCopy).where(col(ArticleCopy.story_key).in_(stories)).values(story_key=story))
    session.execute(insert(ArticleCopy), [{"article_key": key, "story_key": story} for key in sorted(new)])


def _leave_cluster(session: Session, article: int) -> None:
    story = session.exec(select(ArticleCopy.story_key).where(ArticleCopy.article_key == article)).one_or_none()
    if story is None:
        return
    session.execute(delete(ArticleCopy).where(col(ArticleCopy.article_key) == article))
    theirs = col(ArticleCopy.story_key) == story
    number, first = session.exec(select(func.count(), func.min(ArticleCopy.article_key)).where(theirs)).one()
    if number == 1:
        session.execute(delete(ArticleCopy).where(theirs))
    elif story == article:
        session.execute(update(ArticleCopy).where(theirs).values(story_key=first))
