"""quotes filed by topic and country in the order of lists, and counted by what facets count"""

import sqlalchemy as sa
from alembic import op
from sqlmodel import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# A quote is filed under '', which is any, as well; under any topic of any country it is found without being filed.
_TOPICS = """
SELECT '' AS topic UNION SELECT topic FROM quote_topic WHERE quote_key = {key}
UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic WHERE quote_key = {key} AND broader IS NOT NULL"""
_COUNTRIES = "SELECT '' AS country UNION SELECT country FROM quote_country WHERE quote_key = {key}"
_TOPIC_NEW, _TOPIC_OLD = (
    f"SELECT {row}.topic AS topic UNION SELECT broader FROM topic WHERE slug = {row}.topic AND broader IS NOT NULL"
    for row in ("new", "old")
)


def _file(topics: str, countries: str, key: str) -> str:
    return f"""
INSERT INTO quote_filing (topic, country, published_on, quote_key)
SELECT topic, country, published_on, key FROM quote, ({topics}), ({countries})
WHERE key = {key} AND topic || country <> '' ON CONFLICT DO NOTHING"""


def _of(topics: str, countries: str, day: str, key: str) -> str:
    return f"topic IN ({topics}) AND country IN ({countries}) AND published_on = {day} AND quote_key = {key}"


_OLD_DAY = "(SELECT published_on FROM quote WHERE key = old.quote_key)"
_FILING = {
    "quote_filing_topic_insert AFTER INSERT ON quote_topic": [
        _file(_TOPIC_NEW, _COUNTRIES.format(key="new.quote_key"), "new.quote_key")
    ],
    "quote_filing_country_insert AFTER INSERT ON quote_country": [
        _file(_TOPICS.format(key="new.quote_key"), "SELECT new.country AS country", "new.quote_key")
    ],
    # It stays filed under a topic that another one of its topics is a part of.
    "quote_filing_topic_delete AFTER DELETE ON quote_topic": [
        "DELETE FROM quote_filing WHERE "
        + _of(
            f"SELECT topic FROM ({_TOPIC_OLD}) EXCEPT SELECT topic FROM ({_TOPICS.format(key='old.quote_key')})",
            _COUNTRIES.format(key="old.quote_key"),
            _OLD_DAY,
            "old.quote_key",
        )
    ],
    "quote_filing_country_delete AFTER DELETE ON quote_country": [
        "DELETE FROM quote_filing WHERE "
        + _of(_TOPICS.format(key="old.quote_key"), "old.country", _OLD_DAY, "old.quote_key")
    ],
    "quote_filing_day AFTER UPDATE OF published_on ON quote WHEN new.published_on <> old.published_on": [
        "UPDATE quote_filing SET published_on = new.published_on WHERE "
        + _of(_TOPICS.format(key="new.key"), _COUNTRIES.format(key="new.key"), "old.published_on", "new.key")
    ],
}
# All that quotes are filed under by now; in a trigger there are no common table expressions.
_REFILE = """
INSERT INTO quote_filing (topic, country, published_on, quote_key)
SELECT topic, country, published_on, key FROM (
  SELECT quote_key, topic FROM quote_topic
  UNION SELECT quote_key, broader FROM quote_topic JOIN topic ON slug = topic WHERE broader IS NOT NULL
  UNION ALL SELECT key, '' FROM quote
) AS filed JOIN (
  SELECT quote_key, country FROM quote_country UNION ALL SELECT key, '' FROM quote
) AS placed ON placed.quote_key = filed.quote_key JOIN quote ON key = filed.quote_key
WHERE topic || country <> ''"""
_OF_NARROWER = "quote_key IN (SELECT quote_key FROM quote_topic WHERE topic = new.slug)"
_FILING["quote_filing_broader AFTER UPDATE OF broader ON topic WHEN new.broader IS NOT old.broader"] = [
    f"DELETE FROM quote_filing WHERE topic = old.broader AND {_OF_NARROWER}",
    f"{_REFILE} AND topic IN (old.broader, new.broader) AND filed.{_OF_NARROWER} ON CONFLICT DO NOTHING",
]

_STANDS = "NOT {row}.withdrawn AND {row}.review <> 'retracted'"
_COUNTED = """
SELECT 'kind' AS facet, {row}.kind AS value UNION ALL SELECT 'medium', {row}.medium
UNION ALL SELECT 'review', {row}.review UNION ALL SELECT 'day', {row}.published_on
UNION ALL SELECT 'outlet', outlet FROM article WHERE key = {row}.article_key
UNION ALL SELECT 'language', language FROM article WHERE key = {row}.article_key"""
_ADDED = "ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes"


def _count(row: str, step: int) -> str:
    return f"""
INSERT INTO quote_tally (facet, value, quotes) SELECT facet, value, {step} FROM ({_COUNTED.format(row=row)})
WHERE value IS NOT NULL AND {_STANDS.format(row=row)} {_ADDED}"""


def _count_article(row: str, step: int) -> str:
    return f"""
INSERT INTO quote_tally (facet, value, quotes) SELECT facet, value, {step} * (
  SELECT count(*) FROM quote WHERE article_key = {row}.key AND {_STANDS.format(row="quote")}
) FROM (SELECT 'outlet' AS facet, {row}.outlet AS value UNION ALL SELECT 'language', {row}.language)
WHERE value IS NOT NULL {_ADDED}"""


_NEW_STANDS, _OLD_STANDS = (f"({_STANDS.format(row=row)})" for row in ("new", "old"))
_FILED_AND_STANDS = f"SELECT 1 FROM quote WHERE key = {{row}}.quote_key AND {_STANDS.format(row='quote')}"
_TALLIES = {
    "filing_tally_insert AFTER INSERT ON quote_filing": [
        "INSERT INTO filing_tally (topic, country, quotes) "
        f"SELECT new.topic, new.country, EXISTS ({_FILED_AND_STANDS.format(row='new')}) WHERE true "
        "ON CONFLICT (topic, country) DO UPDATE SET quotes = quotes + excluded.quotes"
    ],
    "filing_tally_delete AFTER DELETE ON quote_filing": [
        "UPDATE filing_tally SET quotes = quotes - 1 WHERE topic = old.topic AND country = old.country "
        f"AND EXISTS ({_FILED_AND_STANDS.format(row='old')})"
    ],
    "filing_tally_update AFTER UPDATE OF withdrawn, review ON quote": [
        f"UPDATE filing_tally SET quotes = quotes + {_NEW_STANDS} - {_OLD_STANDS} "
        f"WHERE topic IN ({_TOPICS.format(key='new.key')}) AND country IN ({_COUNTRIES.format(key='new.key')})"
    ],
    "quote_tally_insert AFTER INSERT ON quote": [_count("new", 1)],
    "quote_tally_delete AFTER DELETE ON quote": [_count("old", -1)],
    "quote_tally_update AFTER UPDATE OF kind, medium, review, published_on, article_key, withdrawn ON quote": [
        _count("old", -1),
        _count("new", 1),
    ],
    "quote_tally_article AFTER UPDATE OF outlet, language ON article": [
        _count_article("old", -1),
        _count_article("new", 1),
    ],
}
_STANDING = _STANDS.format(row="quote")
_COUNT_ALL = [
    "INSERT INTO filing_tally (topic, country, quotes) SELECT topic, country, count(*) FROM quote_filing "
    f"JOIN quote ON key = quote_key WHERE {_STANDING} GROUP BY topic, country",
    *(
        f"INSERT INTO quote_tally (facet, value, quotes) SELECT '{facet}', {value}, count(*) FROM quote{joined} "
        f"WHERE {value} IS NOT NULL AND {_STANDING} GROUP BY {value}"
        for facet, value, joined in (
            ("kind", "kind", ""),
            ("medium", "medium", ""),
            ("review", "review", ""),
            ("day", "quote.published_on", ""),
            ("outlet", "outlet", " JOIN article ON article.key = article_key"),
            ("language", "language", " JOIN article ON article.key = article_key"),
        )
    ),
]

_INDICES = [
    "CREATE INDEX ix_quote_said_key ON quote (coalesce(said_on, published_on), key)",
    "CREATE INDEX ix_quote_confidence_key ON quote (confidence, key)",
    "CREATE INDEX ix_speaker_tally_quotes ON speaker_tally (quotes)",
]


def upgrade() -> None:
    op.create_table(
        "quote_filing",
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("country", AutoString(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("quote_key", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "country", "published_on", "quote_key", name=op.f("pk_quote_filing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "filing_tally",
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("country", AutoString(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "country", name=op.f("pk_filing_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote_tally",
        sa.Column("facet", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", name=op.f("pk_quote_tally")),
        sqlite_with_rowid=False,
    )
    for statement in _INDICES:
        op.execute(statement)
    if op.get_bind().dialect.name == "sqlite":
        for statement in (f"{_REFILE} ORDER BY topic, country, published_on, key", *_COUNT_ALL):
            op.execute(statement)
        for event, actions in (_FILING | _TALLIES).items():
            op.execute(f"CREATE TRIGGER {event} BEGIN {'; '.join(actions)}; END")


def downgrade() -> None:
    for event in _FILING | _TALLIES:
        op.execute(f"DROP TRIGGER {event.split()[0]}")
    for index in _INDICES:
        op.execute(f"DROP INDEX {index.split()[2]}")
    op.drop_table("quote_tally")
    op.drop_table("filing_tally")
    op.drop_table("quote_filing")
