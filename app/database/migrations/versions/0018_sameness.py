"""a text is known again by its hash, and so is what an entry of a feed said"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_article_version_sha256", "article_version", ["sha256"])
    op.add_column("feed_entry", sa.Column("sha256", AutoString(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("feed_entry", "sha256")
    op.drop_index("ix_article_version_sha256", "article_version")
