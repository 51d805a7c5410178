"""first schema"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _index(name: str, table: str, columns: str) -> list[str]:
    """Full-text search over columns of a table, kept in step with it by triggers."""
    new = ", ".join(f"new.{column.strip()}" for column in columns.split(","))
    old = ", ".join(f"old.{column.strip()}" for column in columns.split(","))
    add = f"INSERT INTO {name}(rowid, {columns}) VALUES (new.key, {new});"
    drop = f"INSERT INTO {name}({name}, rowid, {columns}) VALUES ('delete', old.key, {old});"
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({columns}, content='{table}', content_rowid='key', "
        "tokenize='unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {columns} ON {table} BEGIN {drop} {add} END",
    ]


SEARCH = [*_index("quote_fts", "quote", "text"), *_index("article_version_fts", "article_version", "title, text")]


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("url", AutoString(), nullable=True),
        sa.Column("outlet", AutoString(), nullable=True),
        sa.Column("author", AutoString(), nullable=True),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("dateline", AutoString(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", AutoString(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_article")),
        sa.UniqueConstraint("id", name=op.f("uq_article_id")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_outlet"), ["outlet"], unique=False)
        batch_op.create_index("ix_article_published_on_key", ["published_on", "key"], unique=False)

    op.create_table(
        "country",
        sa.Column("code", AutoString(length=4), nullable=False),
        sa.Column("alpha3", AutoString(length=3), nullable=True),
        sa.Column("name", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
    )
    op.create_table(
        "topic",
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column("label", AutoString(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.Column("broader", AutoString(), nullable=True),
        sa.Column("iptc", AutoString(), nullable=True),
        sa.Column("wikidata", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["broader"], ["topic.slug"], name=op.f("fk_topic_broader_topic")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_broader"), ["broader"], unique=False)

    op.create_table(
        "article_country",
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("country", AutoString(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_article_country_article_key_article")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_article_country_country_country")),
        sa.PrimaryKeyConstraint("article_key", "country", name=op.f("pk_article_country")),
    )
    with op.batch_alter_table("article_country", schema=None) as batch_op:
        batch_op.create_index("ix_article_country_country_article_key", ["country", "article_key"], unique=False)

    op.create_table(
        "article_topic",
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_article_topic_article_key_article")),
        sa.ForeignKeyConstraint(["topic"], ["topic.slug"], name=op.f("fk_article_topic_topic_topic")),
        sa.PrimaryKeyConstraint("article_key", "topic", name=op.f("pk_article_topic")),
    )
    with op.batch_alter_table("article_topic", schema=None) as batch_op:
        batch_op.create_index("ix_article_topic_topic_article_key", ["topic", "article_key"], unique=False)

    op.create_table(
        "article_version",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_article_version_article_key_article")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article_key", "number", name=op.f("uq_article_version_article_key_number")),
    )
    op.create_table(
        "speaker",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("person", "organisation", name="speakerkind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("country", AutoString(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_speaker_country_country")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_speaker")),
        sa.UniqueConstraint("id", name=op.f("uq_speaker_id")),
    )
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_name"), ["name"], unique=False)

    op.create_table(
        "quote",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("article_key", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "direct", "indirect", "mixed", name="quotekind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "act",
            sa.Enum("speech", "writing", "belief", name="act", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("speaker_key", sa.Integer(), nullable=True),
        sa.Column("role_title", AutoString(), nullable=True),
        sa.Column("role_organisation", AutoString(), nullable=True),
        sa.Column("role_country", AutoString(), nullable=True),
        sa.Column("attribution", AutoString(), nullable=True),
        sa.Column("cue", AutoString(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "named",
                "surname",
                "pronoun",
                "role",
                "institution",
                "medium",
                "first-person",
                "unnamed",
                "none",
                name="method",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("addressee", AutoString(), nullable=True),
        sa.Column("medium", AutoString(), nullable=True),
        sa.Column("relayed_by", AutoString(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column(
            "said_on_precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("place", AutoString(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "review",
            sa.Enum(
                "machine",
                "verified",
                "disputed",
                "retracted",
                name="review",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_quote_confidence")),
        sa.ForeignKeyConstraint(["article_key"], ["article.key"], name=op.f("fk_quote_article_key_article")),
        sa.ForeignKeyConstraint(["role_country"], ["country.code"], name=op.f("fk_quote_role_country_country")),
        sa.ForeignKeyConstraint(["speaker_key"], ["speaker.key"], name=op.f("fk_quote_speaker_key_speaker")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quote")),
        sa.UniqueConstraint("id", name=op.f("uq_quote_id")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index("ix_quote_article_key_position", ["article_key", "position"], unique=False)
        batch_op.create_index("ix_quote_published_on_key", ["published_on", "key"], unique=False)
        batch_op.create_index(
            "ix_quote_speaker_key_published_on_key", ["speaker_key", "published_on", "key"], unique=False
        )

    op.create_table(
        "speaker_name",
        sa.Column("speaker_key", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("slug", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_key"], ["speaker.key"], name=op.f("fk_speaker_name_speaker_key_speaker")),
        sa.PrimaryKeyConstraint("speaker_key", "name", name=op.f("pk_speaker_name")),
    )
    with op.batch_alter_table("speaker_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_name_slug"), ["slug"], unique=False)

    op.create_table(
        "quote_country",
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.Column("country", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_quote_country_country_country")),
        sa.ForeignKeyConstraint(["quote_key"], ["quote.key"], name=op.f("fk_quote_country_quote_key_quote")),
        sa.PrimaryKeyConstraint("quote_key", "country", name=op.f("pk_quote_country")),
    )
    with op.batch_alter_table("quote_country", schema=None) as batch_op:
        batch_op.create_index("ix_quote_country_country_quote_key", ["country", "quote_key"], unique=False)

    op.create_table(
        "quote_span",
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("content", "cue", "source", name="spanpart", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("ck_quote_span_order")),
        sa.ForeignKeyConstraint(["quote_key"], ["quote.key"], name=op.f("fk_quote_span_quote_key_quote")),
        sa.PrimaryKeyConstraint("quote_key", "part", "start", name=op.f("pk_quote_span")),
    )
    op.create_table(
        "quote_topic",
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["quote_key"], ["quote.key"], name=op.f("fk_quote_topic_quote_key_quote")),
        sa.ForeignKeyConstraint(["topic"], ["topic.slug"], name=op.f("fk_quote_topic_topic_topic")),
        sa.PrimaryKeyConstraint("quote_key", "topic", name=op.f("pk_quote_topic")),
    )
    with op.batch_alter_table("quote_topic", schema=None) as batch_op:
        batch_op.create_index("ix_quote_topic_topic_quote_key", ["topic", "quote_key"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for statement in SEARCH:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("quote_fts")
    op.drop_table("article_version_fts")
    with op.batch_alter_table("quote_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_quote_topic_topic_quote_key")

    op.drop_table("quote_topic")
    op.drop_table("quote_span")
    with op.batch_alter_table("quote_country", schema=None) as batch_op:
        batch_op.drop_index("ix_quote_country_country_quote_key")

    op.drop_table("quote_country")
    with op.batch_alter_table("speaker_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_name_slug"))

    op.drop_table("speaker_name")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index("ix_quote_speaker_key_published_on_key")
        batch_op.drop_index("ix_quote_published_on_key")
        batch_op.drop_index("ix_quote_article_key_position")

    op.drop_table("quote")
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_name"))
        batch_op.drop_index(batch_op.f("ix_speaker_country"))

    op.drop_table("speaker")
    op.drop_table("article_version")
    with op.batch_alter_table("article_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_article_topic_topic_article_key")

    op.drop_table("article_topic")
    with op.batch_alter_table("article_country", schema=None) as batch_op:
        batch_op.drop_index("ix_article_country_country_article_key")

    op.drop_table("article_country")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_broader"))

    op.drop_table("topic")
    op.drop_table("country")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index("ix_article_published_on_key")
        batch_op.drop_index(batch_op.f("ix_article_outlet"))

    op.drop_table("article")
