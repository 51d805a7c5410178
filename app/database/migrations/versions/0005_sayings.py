"""sayings: the same words by the same speaker are known again; countries are found by full-text search"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

from app.domain.identifiers import hash_words

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEX = "ix_quote_saying"
_ADD = "INSERT INTO country_fts (code, name) VALUES (new.code, new.name)"
_DROP = "DELETE FROM country_fts WHERE code = old.code"
_TRIGGERS = {
    "country_fts_insert AFTER INSERT ON country": [_ADD],
    "country_fts_delete AFTER DELETE ON country": [_DROP],
    "country_fts_update AFTER UPDATE ON country": [_DROP, _ADD],
}


def upgrade() -> None:
    # Not in a batch, which would make the table anew and lose its triggers.
    op.add_column("quote", sa.Column("words_hash", AutoString(length=12), nullable=True))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        sqlite: Any = op.get_bind().connection.dbapi_connection
        sqlite.create_function("words_hash", 1, hash_words, deterministic=True)
        op.execute("UPDATE quote SET words_hash = words_hash(text)")
    op.create_index(
        _INDEX,
        "quote",
        ["speaker_key", "words_hash", "published_on", "key", "withdrawn"],
        unique=False,
        sqlite_where=sa.text("words_hash IS NOT NULL AND withdrawn IS 0"),
        postgresql_where=sa.text("words_hash IS NOT NULL AND NOT withdrawn"),
    )
    if on_sqlite:
        _index_countries()


def _index_countries() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE country_fts USING fts5(code UNINDEXED, name, tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("INSERT INTO country_fts (code, name) SELECT code, name FROM country")
    for event, actions in _TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {event} BEGIN {'; '.join(actions)}; END")


def downgrade() -> None:
    for event in _TRIGGERS:
        op.execute(f"DROP TRIGGER {event.split()[0]}")
    op.drop_table("country_fts")
    op.drop_index(_INDEX, "quote")
    op.drop_column("quote", "words_hash")
