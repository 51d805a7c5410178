"""trust: keys, the ledger, what reviewers have decided, and who was found to be the same"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Columns are added in place: a table that is copied, as batch operations do, loses its triggers.
_COLUMNS = {
    "article_version": ["engine VARCHAR"],
    "speaker": [
        "wikidata_id VARCHAR",
        "decided JSON NOT NULL DEFAULT '[]'",
        "refused_names JSON NOT NULL DEFAULT '[]'",
    ],
    "quote": [
        "origin VARCHAR(20) NOT NULL DEFAULT 'machine' "
        "CONSTRAINT ck_quote_origin CHECK (origin IN ('machine', 'reviewer'))",
        "decided JSON NOT NULL DEFAULT '[]'",
    ],
}

# Whether a quote counts: its article still has the words, and nobody has retracted it.
_COUNTS = "NOT {row}.withdrawn AND {row}.review <> 'retracted'"
_ONLY_WITHDRAWN = "NOT {row}.withdrawn"


def _tallies(counts: str) -> dict[str, list[str]]:
    """The triggers that count quotes, by what makes a quote count."""
    new, old, its = (counts.format(row=row) for row in ("new", "old", "quote"))
    whole = "SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic"
    more = f"""
INSERT INTO speaker_tally (speaker_key, quotes) SELECT new.speaker_key, 1
WHERE new.speaker_key IS NOT NULL AND {new}
ON CONFLICT (speaker_key) DO UPDATE SET quotes = quotes + 1"""
    less = f"""
UPDATE speaker_tally SET quotes = quotes - 1 WHERE speaker_key = old.speaker_key AND {old}"""
    topic_more = f"""
INSERT INTO topic_tally (topic, quotes)
SELECT whole.slug, EXISTS (SELECT 1 FROM quote WHERE key = new.quote_key AND {its}) AND NOT EXISTS (
  {whole} WHERE quote_key = new.quote_key AND quote_topic.topic <> new.topic AND whole.slug IN (part.slug, part.broader)
)
FROM topic AS filed JOIN topic AS whole ON whole.slug IN (filed.slug, filed.broader) WHERE filed.slug = new.topic
ON CONFLICT (topic) DO UPDATE SET quotes = quotes + excluded.quotes"""
    topic_less = f"""
UPDATE topic_tally SET quotes = quotes - 1
WHERE (topic = old.topic OR topic = (SELECT broader FROM topic WHERE slug = old.topic))
AND EXISTS (SELECT 1 FROM quote WHERE key = old.quote_key AND {its})
AND NOT EXISTS ({whole} WHERE quote_key = old.quote_key AND topic_tally.topic IN (part.slug, part.broader))"""
    topics_after = f"""
UPDATE topic_tally SET quotes = quotes + ({new}) - ({old})
WHERE EXISTS ({whole} WHERE quote_key = new.key AND topic_tally.topic IN (part.slug, part.broader))"""
    recount = f"""
INSERT INTO topic_tally (topic, quotes)
SELECT whole.slug, count(DISTINCT CASE WHEN {its} THEN quote_key END) FROM topic AS whole
JOIN topic AS part ON whole.slug IN (part.slug, part.broader)
JOIN quote_topic ON quote_topic.topic = part.slug JOIN quote ON quote.key = quote_key GROUP BY whole.slug"""
    return {
        "speaker_tally_insert AFTER INSERT ON quote": [more],
        "speaker_tally_delete AFTER DELETE ON quote": [less],
        "speaker_tally_update AFTER UPDATE OF speaker_key, withdrawn, review ON quote": [less, more],
        "topic_tally_insert AFTER INSERT ON quote_topic": [topic_more],
        "topic_tally_delete AFTER DELETE ON quote_topic": [topic_less],
        "topic_tally_update AFTER UPDATE OF withdrawn, review ON quote": [topics_after],
        "topic_tally_recount AFTER UPDATE OF broader ON topic": ["DELETE FROM topic_tally", recount],
    }


def _count_by(counts: str) -> None:
    """Put triggers with this condition in the place of those that there are, and count anew."""
    triggers = _tallies(counts)
    for event, actions in triggers.items():
        op.execute(f"DROP TRIGGER {event.split()[0]}")
        op.execute(f"CREATE TRIGGER {event} BEGIN {'; '.join(actions)}; END")
    its = counts.format(row="quote")
    op.execute("DELETE FROM speaker_tally")
    op.execute(
        "INSERT INTO speaker_tally (speaker_key, quotes) "
        f"SELECT speaker_key, count(*) FROM quote WHERE speaker_key IS NOT NULL AND {its} GROUP BY speaker_key"
    )
    for statement in triggers["topic_tally_recount AFTER UPDATE OF broader ON topic"]:
        op.execute(statement)


# What was there before the ledger was, in the order of the articles: who follows it from its start misses nothing.
_WHAT_THERE_IS = [
    "SELECT {columns} updated_at, 'created', 'article', id FROM article ORDER BY key",
    "SELECT {columns} created_at, 'created', 'speaker', id FROM speaker ORDER BY key",
    "SELECT {columns} article.updated_at, CASE WHEN withdrawn THEN 'withdrawn' ELSE 'created' END, 'quote', quote.id "
    "FROM quote JOIN article ON article.key = article_key ORDER BY article_key, position",
    "SELECT {columns} article.updated_at, 'created', 'meeting', meeting.id "
    "FROM meeting JOIN article ON article.key = article_key ORDER BY meeting.key",
]


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_table(
        "api_key",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("scope", _enum("scope", "read", "write", "review", "admin"), nullable=False),
        sa.Column("prefix", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_api_key")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_table(
        "stored_answer",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("api_key_key", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("request_sha256", AutoString(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", AutoString(), nullable=True),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["api_key_key"], ["api_key.key"], name=op.f("fk_stored_answer_api_key_key_api_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stored_answer")),
        sa.UniqueConstraint("api_key_key", "name", name=op.f("uq_stored_answer_api_key_key_name")),
    )
    op.create_index("ix_stored_answer_created_at", "stored_answer", ["created_at"])
    op.create_table(
        "change",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("action", _enum("action", "created", "changed", "merged", "split", "withdrawn"), nullable=False),
        sa.Column("record_kind", _enum("recordkind", "article", "quote", "speaker", "meeting"), nullable=False),
        sa.Column("record_id", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["change.key"], name=op.f("fk_change_undoes_change")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_record", "change", ["record_kind", "record_id", "key"])
    op.create_index("ix_change_undoes", "change", ["undoes"])
    op.create_table(
        "speaker_identity",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("speaker_key", sa.Integer(), nullable=False),
        sa.Column("id", AutoString(), nullable=True),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column("kind", _enum("speakerkind", "person", "organisation"), nullable=False),
        sa.Column("country", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_speaker_identity_country_country")),
        sa.ForeignKeyConstraint(["speaker_key"], ["speaker.key"], name=op.f("fk_speaker_identity_speaker_key_speaker")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_speaker_identity")),
        sa.UniqueConstraint("id", name=op.f("uq_speaker_identity_id")),
    )
    op.create_index("ix_speaker_identity_slug", "speaker_identity", ["slug"])
    op.create_index("ix_speaker_identity_speaker_key", "speaker_identity", ["speaker_key"])
    if op.get_bind().dialect.name == "sqlite":
        _fill_and_guard_ledger()


def _fill_and_guard_ledger() -> None:
    for select in _WHAT_THERE_IS:
        op.execute("INSERT INTO change (by, at, action, record_kind, record_id) " + select.format(columns="'ingest',"))
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER change_{event.lower()} BEFORE {event} ON change "
            "BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END"
        )
    _count_by(_COUNTS)


def downgrade() -> None:
    _count_by(_ONLY_WITHDRAWN)
    for table in ("speaker_identity", "change", "stored_answer", "api_key"):
        op.drop_table(table)
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
