"""meetings"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "CONSULT", "AGREE", "COOPERATE", name="event", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("mode", AutoString(), nullable=False),
        sa.Column("place", AutoString(), nullable=True),
        sa.Column("country", AutoString(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=False),
        sa.Column("evidence_end", sa.Integer(), nullable=False),
        sa.Column("evidence", AutoString(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.CheckConstraint("0 <= evidence_start AND evidence_start < evidence_end", name=op.f("ck_meeting_evidence")),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_meeting_article_key_article")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_meeting_country_country")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meeting")),
        sa.UniqueConstraint("id", name=op.f("uq_meeting_id")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_article_key"), ["article_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_country"), ["country"], unique=False)
        batch_op.create_index("ix_meeting_published_on_key", ["published_on", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_start_on"), ["start_on"], unique=False)

    op.create_table(
        "meeting_participant",
        sa.Column("meeting_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("person", "organisation", name="speakerkind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("country", AutoString(), nullable=True),
        sa.Column("speaker_key", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_meeting_participant_country_country")),
        sa.ForeignKeyConstraint(
            ["meeting_key"], ["meeting.key"], name=op.f("fk_meeting_participant_meeting_key_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_key"], ["speaker.key"], name=op.f("fk_meeting_participant_speaker_key_speaker")
        ),
        sa.PrimaryKeyConstraint("meeting_key", "number", name=op.f("pk_meeting_participant")),
    )
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_participant_slug"), ["slug"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_participant_speaker_key"), ["speaker_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_participant_speaker_key"))
        batch_op.drop_index(batch_op.f("ix_meeting_participant_slug"))

    op.drop_table("meeting_participant")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_start_on"))
        batch_op.drop_index("ix_meeting_published_on_key")
        batch_op.drop_index(batch_op.f("ix_meeting_country"))
        batch_op.drop_index(batch_op.f("ix_meeting_article_key"))

    op.drop_table("meeting")
