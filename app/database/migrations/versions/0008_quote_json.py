"""every quote's JSON, ready to be sent"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_VIEW = """
CREATE VIEW quote_as_json (quote_key, item) AS SELECT quote.key, json_object(
  'id', quote.id, 'kind', quote.kind, 'act', act, 'text', text,
  'speaker', CASE WHEN speaker.key IS NOT NULL THEN json_object(
    'id', speaker.id, 'name', name, 'kind', speaker.kind, 'country', country
  ) END,
  'role', CASE WHEN coalesce(role_title, role_organisation, role_country) IS NOT NULL THEN json_object(
    'title', role_title, 'organisation', role_organisation, 'country', role_country
  ) END,
  'attribution', json_object('text', attribution, 'cue', cue, 'method', method),
  'addressee', addressee, 'medium', medium, 'relayed_by', relayed_by,
  'said_on', said_on, 'said_on_precision', said_on_precision, 'place', place,
  'topics', (
    SELECT json_group_array(topic)
    FROM (SELECT topic FROM quote_topic WHERE quote_key = quote.key ORDER BY score DESC, topic)
  ),
  'countries', (
    SELECT json_group_array(country)
    FROM (SELECT country FROM quote_country WHERE quote_key = quote.key ORDER BY country)
  ),
  'confidence', confidence, 'review', review,
  'withdrawn', json(CASE WHEN withdrawn THEN 'true' ELSE 'false' END),
  'article', json_object(
    'id', article.id, 'title', title, 'outlet', outlet, 'published_on', article.published_on, 'url', url
  )
) FROM quote JOIN article ON article.key = article_key LEFT JOIN speaker ON speaker.key = speaker_key"""

_WRITE = "INSERT INTO quote_json SELECT quote_key, item FROM quote_as_json"
# Updated and not replaced: a statement's own OR IGNORE would take the place of a trigger's OR REPLACE.
_REWRITE = (
    "UPDATE quote_json "
    "SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) "
    "WHERE quote_key "
)
_LINKED = f"{_REWRITE} = new.quote_key"
_UNLINKED = f"{_REWRITE} = old.quote_key"
_TRIGGERS = {
    "quote_json_insert AFTER INSERT ON quote": f"{_WRITE} WHERE quote_key = new.key",
    "quote_json_update AFTER UPDATE ON quote": f"{_REWRITE} = new.key",
    "quote_json_topic_insert AFTER INSERT ON quote_topic": _LINKED,
    "quote_json_topic_update AFTER UPDATE ON quote_topic": _LINKED,
    "quote_json_topic_delete AFTER DELETE ON quote_topic": _UNLINKED,
    "quote_json_country_insert AFTER INSERT ON quote_country": _LINKED,
    "quote_json_country_update AFTER UPDATE ON quote_country": _LINKED,
    "quote_json_country_delete AFTER DELETE ON quote_country": _UNLINKED,
    "quote_json_speaker AFTER UPDATE OF id, name, kind, country ON speaker": (
        f"{_REWRITE} IN (SELECT key FROM quote WHERE speaker_key = new.key)"
    ),
    "quote_json_article AFTER UPDATE OF id, title, outlet, published_on, url ON article": (
        f"{_REWRITE} IN (SELECT key FROM quote WHERE article_key = new.key)"
    ),
}


def upgrade() -> None:
    op.create_table(
        "quote_json",
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.Column("item", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_key"], ["quote.key"], name=op.f("fk_quote_json_quote_key_quote"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quote_key", name=op.f("pk_quote_json")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_VIEW)
        op.execute(_WRITE)
        for event, action in _TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {event} BEGIN {action}; END")


def downgrade() -> None:
    for event in _TRIGGERS:
        op.execute(f"DROP TRIGGER {event.split()[0]}")
    op.execute("DROP VIEW quote_as_json")
    op.drop_table("quote_json")
