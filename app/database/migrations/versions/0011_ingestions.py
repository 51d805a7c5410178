"""runs of ingest that are under way"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ingestion",
        sa.Column("name", AutoString(length=64), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ingestion")),
    )


def downgrade() -> None:
    op.drop_table("ingestion")
