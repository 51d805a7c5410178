"""feeds that are watched, and the entries of them that were dealt with"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("url", AutoString(), nullable=False),
        sa.Column("etag", AutoString(), nullable=True),
        sa.Column("last_modified", AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_table(
        "feed_entry",
        sa.Column("feed_key", sa.Integer(), nullable=False),
        sa.Column("identity", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["feed_key"], ["feed.key"], name=op.f("fk_feed_entry_feed_key_feed")),
        sa.PrimaryKeyConstraint("feed_key", "identity", name=op.f("pk_feed_entry")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("feed_entry")
    op.drop_table("feed")
