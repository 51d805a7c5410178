"""What triggers keep must be what one finds who works it out anew."""

import sqlite3
from typing import Any

_STANDS = "NOT withdrawn AND review <> 'retracted'"
_TOPICS = """
SELECT quote_key, topic FROM quote_topic
UNION SELECT quote_key, broader FROM quote_topic JOIN topic ON slug = topic WHERE broader IS NOT NULL
UNION SELECT key, '' FROM quote"""
_COUNTRIES = "SELECT quote_key, country FROM quote_country UNION SELECT key, '' FROM quote"
_FILED = f"""
SELECT topic, country, published_on, key FROM ({_TOPICS}) AS filed
JOIN ({_COUNTRIES}) AS placed ON placed.quote_key = filed.quote_key JOIN quote ON key = filed.quote_key
WHERE topic <> '' OR country <> '' ORDER BY 1, 2, 3, 4"""
_FILED_TALLY = f"""
SELECT topic, country, count(*) FROM quote_filing JOIN quote ON key = quote_key WHERE {_STANDS} GROUP BY 1, 2"""
_QUOTE_TALLY = " UNION ALL ".join(
    f"SELECT '{facet}', {value}, count(*) FROM quote JOIN article ON article.key = article_key "
    f"WHERE {value} IS NOT NULL AND {_STANDS} GROUP BY 2"
    for facet, value in (
        ("day", "quote.published_on"),
        ("kind", "kind"),
        ("language", "language"),
        ("medium", "medium"),
        ("outlet", "outlet"),
        ("review", "review"),
    )
)
_SPEAKER_TALLY = f"SELECT speaker_key, count(*) FROM quote WHERE speaker_key IS NOT NULL AND {_STANDS} GROUP BY 1"
_TOPIC_TALLY = f"""
SELECT topic, count(*) FROM ({_TOPICS}) JOIN quote ON key = quote_key WHERE topic <> '' AND {_STANDS} GROUP BY 1"""
_KEPT = {
    "SELECT topic, country, published_on, quote_key FROM quote_filing": _FILED,
    "SELECT * FROM filing_tally WHERE quotes <> 0": _FILED_TALLY,
    "SELECT * FROM quote_tally WHERE quotes <> 0": _QUOTE_TALLY,
    "SELECT * FROM speaker_tally WHERE quotes <> 0": _SPEAKER_TALLY,
    "SELECT * FROM topic_tally WHERE quotes <> 0": _TOPIC_TALLY,
}


def require_kept(connection: sqlite3.Connection) -> None:
    """The filing of quotes and every tally are right."""

    def found(statement: str) -> list[tuple[Any, ...]]:
        return sorted(map(tuple, connection.execute(statement).fetchall()))

    for kept, anew in _KEPT.items():
        assert found(kept) == found(anew), kept
