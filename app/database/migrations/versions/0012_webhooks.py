"""webhooks, and the attempts to tell them of changes"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("url", AutoString(), nullable=False),
        sa.Column("secret", AutoString(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("created_by", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.Column("disabled_because", AutoString(), nullable=True),
        sa.Column("claim", AutoString(), nullable=True),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_webhook")),
        sa.UniqueConstraint("id", name=op.f("uq_webhook_id")),
    )
    op.create_table(
        "webhook_attempt",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("webhook_key", sa.Integer(), nullable=False),
        sa.Column("change_key", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", AutoString(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_key"], ["webhook.key"], name=op.f("fk_webhook_attempt_webhook_key_webhook"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["change_key"], ["change.key"], name=op.f("fk_webhook_attempt_change_key_change")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_webhook_attempt")),
    )
    op.create_index(op.f("ix_webhook_attempt_webhook_key"), "webhook_attempt", ["webhook_key"])


def downgrade() -> None:
    op.drop_table("webhook_attempt")
    op.drop_table("webhook")
