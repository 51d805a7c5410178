"""names: found by the beginning of any word, by full-text search, and with how often they are used"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEYED = """
CREATE TABLE speaker_name_keyed (
    key INTEGER NOT NULL,
    speaker_key INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    slug VARCHAR NOT NULL,
    CONSTRAINT pk_speaker_name PRIMARY KEY (key),
    CONSTRAINT uq_speaker_name_speaker_key_name UNIQUE (speaker_key, name),
    CONSTRAINT fk_speaker_name_speaker_key_speaker FOREIGN KEY(speaker_key) REFERENCES speaker (key)
)"""
_UNKEYED = """
CREATE TABLE speaker_name_unkeyed (
    speaker_key INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    slug VARCHAR NOT NULL,
    CONSTRAINT pk_speaker_name PRIMARY KEY (speaker_key, name),
    CONSTRAINT fk_speaker_name_speaker_key_speaker FOREIGN KEY(speaker_key) REFERENCES speaker (key)
)"""

# The words of a slug as rows: it holds nothing but small ASCII letters, digits and hyphens.
_ADD_WORDS = """
INSERT OR IGNORE INTO name_word (word, name_key, speaker_key)
SELECT value, {row}.key, {row}.speaker_key FROM {source}json_each('["' || replace({row}.slug, '-', '","') || '"]')"""
_DROP_WORDS = """
DELETE FROM name_word WHERE name_key = old.key
AND word IN (SELECT value FROM json_each('["' || replace(old.slug, '-', '","') || '"]'))"""
_ADD_NAME = "INSERT INTO speaker_name_fts (rowid, name) VALUES (new.key, new.name)"
_DROP_NAME = "INSERT INTO speaker_name_fts (speaker_name_fts, rowid, name) VALUES ('delete', old.key, old.name)"
_ADD_TOPIC = "INSERT INTO topic_fts (slug, label, description) VALUES (new.slug, new.label, new.description)"
_DROP_TOPIC = "DELETE FROM topic_fts WHERE slug = old.slug"

_SPEAKER_MORE = """
INSERT INTO speaker_tally (speaker_key, quotes) SELECT new.speaker_key, 1
WHERE new.speaker_key IS NOT NULL AND NOT new.withdrawn
ON CONFLICT (speaker_key) DO UPDATE SET quotes = quotes + 1"""
_SPEAKER_LESS = """
UPDATE speaker_tally SET quotes = quotes - 1 WHERE speaker_key = old.speaker_key AND NOT old.withdrawn"""
# A quote counts once for a topic, whether it is filed under that or under narrower ones.
_TOPIC_MORE = """
INSERT INTO topic_tally (topic, quotes)
SELECT whole.slug, EXISTS (SELECT 1 FROM quote WHERE key = new.quote_key AND NOT withdrawn) AND NOT EXISTS (
  SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = topic
  WHERE quote_key = new.quote_key AND topic <> new.topic AND whole.slug IN (part.slug, part.broader)
)
FROM topic AS filed JOIN topic AS whole ON whole.slug IN (filed.slug, filed.broader) WHERE filed.slug = new.topic
ON CONFLICT (topic) DO UPDATE SET quotes = quotes + excluded.quotes"""
_TOPIC_LESS = """
UPDATE topic_tally SET quotes = quotes - 1
WHERE (topic = old.topic OR topic = (SELECT broader FROM topic WHERE slug = old.topic))
AND EXISTS (SELECT 1 FROM quote WHERE key = old.quote_key AND NOT withdrawn)
AND NOT EXISTS (
  SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic
  WHERE quote_key = old.quote_key AND topic_tally.topic IN (part.slug, part.broader)
)"""
_TOPICS_AFTER_WITHDRAWAL = """
UPDATE topic_tally SET quotes = quotes + old.withdrawn - new.withdrawn
WHERE EXISTS (
  SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic
  WHERE quote_key = new.key AND topic_tally.topic IN (part.slug, part.broader)
)"""
_COUNT_TOPICS = """
INSERT INTO topic_tally (topic, quotes)
SELECT whole.slug, count(DISTINCT CASE WHEN NOT withdrawn THEN quote_key END) FROM topic AS whole
JOIN topic AS part ON whole.slug IN (part.slug, part.broader)
JOIN quote_topic ON quote_topic.topic = part.slug JOIN quote ON quote.key = quote_key GROUP BY whole.slug"""

_TRIGGERS = {
    "speaker_name_index_insert AFTER INSERT ON speaker_name": [
        _ADD_NAME,
        _ADD_WORDS.format(row="new", source=""),
    ],
    "speaker_name_index_delete AFTER DELETE ON speaker_name": [_DROP_NAME, _DROP_WORDS],
    "speaker_name_index_update AFTER UPDATE ON speaker_name": [
        _DROP_NAME,
        _DROP_WORDS,
        _ADD_NAME,
        _ADD_WORDS.format(row="new", source=""),
    ],
    "topic_fts_insert AFTER INSERT ON topic": [_ADD_TOPIC],
    "topic_fts_delete AFTER DELETE ON topic": [_DROP_TOPIC],
    "topic_fts_update AFTER UPDATE ON topic": [_DROP_TOPIC, _ADD_TOPIC],
    "speaker_tally_insert AFTER INSERT ON quote": [_SPEAKER_MORE],
    "speaker_tally_delete AFTER DELETE ON quote": [_SPEAKER_LESS],
    "speaker_tally_update AFTER UPDATE OF speaker_key, withdrawn ON quote": [_SPEAKER_LESS, _SPEAKER_MORE],
    "topic_tally_insert AFTER INSERT ON quote_topic": [_TOPIC_MORE],
    "topic_tally_delete AFTER DELETE ON quote_topic": [_TOPIC_LESS],
    "topic_tally_update AFTER UPDATE OF withdrawn ON quote": [_TOPICS_AFTER_WITHDRAWAL],
    "topic_tally_recount AFTER UPDATE OF broader ON topic": ["DELETE FROM topic_tally", _COUNT_TOPICS],
}
_FILL = [
    "INSERT INTO speaker_name_fts (speaker_name_fts) VALUES ('rebuild')",
    "INSERT INTO topic_fts (slug, label, description) SELECT slug, label, description FROM topic",
    _ADD_WORDS.format(row="speaker_name", source="speaker_name, "),
    "INSERT INTO speaker_tally (speaker_key, quotes) "
    "SELECT speaker_key, count(*) FROM quote WHERE speaker_key IS NOT NULL AND NOT withdrawn GROUP BY speaker_key",
    _COUNT_TOPICS,
]


# The same on PostgreSQL, where no table has ever held a row at this point.
_KEY_THEM = [
    "ALTER TABLE speaker_name DROP CONSTRAINT pk_speaker_name",
    "ALTER TABLE speaker_name ADD COLUMN key SERIAL CONSTRAINT pk_speaker_name PRIMARY KEY",
    "ALTER TABLE speaker_name ADD CONSTRAINT uq_speaker_name_speaker_key_name UNIQUE (speaker_key, name)",
]


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    # Full-text search refers to rows by integer keys, and SQLite may renumber those that are not declared.
    if on_sqlite:
        _copy_with_keys()
    else:
        for statement in _KEY_THEM:
            op.execute(statement)
    _create_tables()
    if on_sqlite:
        _index_and_count()


def _copy_with_keys() -> None:
    op.execute(_KEYED)
    op.execute(
        "INSERT INTO speaker_name_keyed (speaker_key, name, slug) "
        "SELECT speaker_key, name, slug FROM speaker_name ORDER BY speaker_key, name"
    )
    op.drop_table("speaker_name")
    op.rename_table("speaker_name_keyed", "speaker_name")
    op.create_index("ix_speaker_name_slug", "speaker_name", ["slug"], unique=False)


def _create_tables() -> None:
    op.create_table(
        "name_word",
        sa.Column("word", AutoString(), nullable=False),
        sa.Column("name_key", sa.Integer(), nullable=False),
        sa.Column("speaker_key", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "name_key", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "speaker_tally",
        sa.Column("speaker_key", sa.Integer(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_key"], ["speaker.key"], name=op.f("fk_speaker_tally_speaker_key_speaker"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("speaker_key", name=op.f("pk_speaker_tally")),
    )
    op.create_table(
        "topic_tally",
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topic.slug"], name=op.f("fk_topic_tally_topic_topic"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_tally")),
    )


def _index_and_count() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE speaker_name_fts USING fts5(name, content='speaker_name', content_rowid='key', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE topic_fts USING fts5(slug UNINDEXED, label, description, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    for statement in _FILL:
        op.execute(statement)
    for event, actions in _TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {event} BEGIN {'; '.join(actions)}; END")


def downgrade() -> None:
    for event in _TRIGGERS:
        op.execute(f"DROP TRIGGER {event.split()[0]}")
    for table in ("topic_fts", "speaker_name_fts", "topic_tally", "speaker_tally", "name_word"):
        op.drop_table(table)

    op.execute(_UNKEYED)
    op.execute("INSERT INTO speaker_name_unkeyed SELECT speaker_key, name, slug FROM speaker_name")
    op.drop_table("speaker_name")
    op.rename_table("speaker_name_unkeyed", "speaker_name")
    op.create_index("ix_speaker_name_slug", "speaker_name", ["slug"], unique=False)
