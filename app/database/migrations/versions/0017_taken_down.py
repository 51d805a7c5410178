"""what reviewers settle of articles and meetings, and the records that they have taken down"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_DECIDED = "decided JSON NOT NULL DEFAULT '[]'"
_ORIGIN = (
    "origin {text} NOT NULL DEFAULT 'machine' CONSTRAINT ck_meeting_origin CHECK (origin IN ('machine', 'reviewer'))"
)
_KINDS = ("article", "quote", "speaker", "meeting")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    # Columns are added in place: a table that is copied, as batch operations do, loses its triggers.
    op.execute(f"ALTER TABLE article ADD COLUMN {_DECIDED}")
    op.execute(f"ALTER TABLE meeting ADD COLUMN {_DECIDED}")
    op.execute(f"ALTER TABLE meeting ADD COLUMN {_ORIGIN.format(text='text' if postgresql else 'VARCHAR(20)')}")
    key = sa.BigInteger() if postgresql else sa.Integer()
    text = sa.Text(collation="C") if postgresql else sa.String()
    op.create_table(
        "taken_down",
        sa.Column("key", key, nullable=False),
        sa.Column("record_kind", text if postgresql else sa.String(20), nullable=False),
        sa.Column("record_id", text, nullable=False),
        sa.Column("change_key", key, nullable=False),
        sa.Column("rows", sa.JSON(), nullable=True),
        sa.CheckConstraint(f"record_kind IN {_KINDS}", name=op.f("ck_taken_down_recordkind")),
        sa.ForeignKeyConstraint(["change_key"], ["change.key"], name=op.f("fk_taken_down_change_key_change")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_taken_down")),
        sa.UniqueConstraint("record_kind", "record_id", name=op.f("uq_taken_down_record_kind_record_id")),
    )
    op.create_index("ix_taken_down_change_key", "taken_down", ["change_key"])


def downgrade() -> None:
    op.drop_table("taken_down")
    op.execute("ALTER TABLE meeting DROP COLUMN origin")
    op.execute("ALTER TABLE meeting DROP COLUMN decided")
    op.execute("ALTER TABLE article DROP COLUMN decided")
