"""editions: the quotes of earlier versions as they were, and the same story in several articles"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

from app.domain.text_similarity import COPY_THRESHOLD, MIN_SHINGLES, jaccard_similarity, make_shingles, minhash_bands

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A quote was in a version if it was there before the next one came and was not withdrawn by then. Where its words stood
# in it is known no more.
_PAST_QUOTES = """
INSERT INTO past_quote (version_key, quote_key, position, item)
SELECT version.key, quote.key, quote.position, json_set(item, '$.withdrawn', json('false'))
FROM article_version AS version
JOIN article_version AS next ON next.article_key = version.article_key AND next.number = version.number + 1
JOIN quote ON quote.article_key = version.article_key AND quote.version >= version.number
JOIN quote_json ON quote_json.quote_key = quote.key
WHERE EXISTS (
  SELECT 1 FROM change WHERE record_kind = 'quote' AND record_id = quote.id AND action = 'created'
  AND at < next.created_at
)"""
_PRESENT = """
SELECT article.key, published_on, text FROM article
JOIN article_version ON article_key = article.key AND number = version ORDER BY article.key"""
_NEAR = "SELECT article_key FROM copy_mark WHERE mark = ? AND published_on BETWEEN ? AND ? LIMIT 8"
_TEXT = """
SELECT text FROM article JOIN article_version ON article_key = article.key AND number = version
WHERE article.key = ?"""


def upgrade() -> None:
    op.create_table(
        "past_quote",
        sa.Column("version_key", sa.Integer(), nullable=False),
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_key"], ["article_version.key"], name=op.f("fk_past_quote_version_key_article_version")
        ),
        sa.ForeignKeyConstraint(["quote_key"], ["quote.key"], name=op.f("fk_past_quote_quote_key_quote")),
        sa.PrimaryKeyConstraint("version_key", "quote_key", name=op.f("pk_past_quote")),
    )
    op.create_table(
        "article_copy",
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("story_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_article_copy_article_key_article")),
        sa.ForeignKeyConstraint(["story_key"], ["article.key"], name=op.f("fk_article_copy_story_key_article")),
        sa.PrimaryKeyConstraint("article_key", name=op.f("pk_article_copy")),
    )
    op.create_index("ix_article_copy_story_key", "article_copy", ["story_key"])
    op.create_table(
        "copy_mark",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_copy_mark_article_key_article")),
        sa.PrimaryKeyConstraint("mark", "published_on", "article_key", name=op.f("pk_copy_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copy_mark_article_key", "copy_mark", ["article_key"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_PAST_QUOTES)
        _find_copies(op.get_bind().connection.dbapi_connection)


def _find_copies(sqlite: Any) -> None:
    """As app/services/near_duplicates.py does for each article as it comes."""
    stories: dict[int, set[int]] = {}
    for key, day, text in sqlite.execute(_PRESENT):
        runs = make_shingles(text)
        if len(runs) < MIN_SHINGLES:
            continue
        marks = set(minhash_bands(runs))
        since, until = (str(date.fromisoformat(day) + timedelta(days=days)) for days in (-7, 7))
        met = Counter(near for mark in marks for (near,) in sqlite.execute(_NEAR, (mark, since, until)))
        alike = {
            near
            for near in sorted(met, key=lambda near: (-met[near], near))[:8]
            if jaccard_similarity(runs, make_shingles(sqlite.execute(_TEXT, (near,)).fetchone()[0])) >= COPY_THRESHOLD
        }
        sqlite.executemany("INSERT INTO copy_mark VALUES (?, ?, ?)", [(mark, day, key) for mark in marks])
        if alike:
            story = {key}.union(*(stories.get(one, {one}) for one in alike))
            stories |= dict.fromkeys(story, story)
    rows = ((one, min(story)) for one, story in sorted(stories.items()))
    sqlite.executemany("INSERT INTO article_copy VALUES (?, ?)", rows)


def downgrade() -> None:
    for table in ("copy_mark", "article_copy", "past_quote"):
        op.drop_table(table)
