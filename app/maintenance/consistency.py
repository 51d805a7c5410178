"""Checks of everything derived from the records: counts kept by triggers, groups of copies, the audit log."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session

from app.services.quote_json import find_stale_quote_json

_VISIBLE_QUOTES = "NOT quote.withdrawn AND quote.review <> 'retracted'"
_NAME_WORDS_QUERY = """SELECT value, speaker_name.key, speaker_key
FROM speaker_name, json_each('["' || replace(slug, '-', '","') || '"]')"""
# The columns that facets count.
_FACET_COLUMNS = {
    **dict.fromkeys(("kind", "medium", "review"), "quote.{}"),
    **dict.fromkeys(("outlet", "language"), "article.{}"),
    "day": "quote.published_on",
}
_FACET_COUNTS_QUERY = " UNION ALL ".join(
    f"SELECT '{facet}' AS facet, {column.format(facet)} AS value, count(*) AS quotes FROM quote "
    f"JOIN article ON article.key = article_key WHERE value IS NOT NULL AND {_VISIBLE_QUOTES} GROUP BY value"
    for facet, column in _FACET_COLUMNS.items()
)
# A quote is filed under its topics, their broader topics and "any"; likewise under countries.
_FILING_QUERY = """SELECT topic, country, published_on, key FROM (
  SELECT quote_key, topic FROM quote_topic
  UNION SELECT quote_key, broader FROM quote_topic JOIN topic ON slug = topic WHERE broader IS NOT NULL
  UNION SELECT key, '' FROM quote
) AS filed JOIN (
  SELECT quote_key, country FROM quote_country UNION SELECT key, '' FROM quote
) AS placed ON placed.quote_key = filed.quote_key JOIN quote ON key = filed.quote_key WHERE topic || country <> ''"""
_FILING_COUNTS_QUERY = f"""SELECT topic, country, count(*) AS quotes FROM quote_filing
JOIN quote ON quote.key = quote_key WHERE {_VISIBLE_QUOTES} GROUP BY topic, country"""


def _difference_query(name: str, kept: str, anew: str) -> str:
    """A query for the names of rows that are in only one of two tables."""
    # Each in parentheses: a UNION in one would otherwise apply to the rest.
    gone, come = (
        f"SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})" for one, other in ((kept, anew), (anew, kept))
    )
    return f"SELECT {name} FROM (SELECT * FROM ({gone}) UNION SELECT * FROM ({come}))"


# Each finding, and a statement that selects the names of the records concerned.
_DERIVED_CHECKS = {
    "quote {} has another day than its article": (
        "SELECT quote.id FROM quote JOIN article ON article.key = article_key "
        "WHERE quote.published_on <> article.published_on"
    ),
    "meeting {} has another day than its article": (
        "SELECT meeting.id FROM meeting JOIN article ON article.key = article_key "
        "WHERE meeting.published_on <> article.published_on"
    ),
    "speaker {} has a wrong count of quotes": (
        "SELECT speaker.id FROM speaker LEFT JOIN speaker_tally ON speaker_tally.speaker_key = speaker.key "
        "WHERE coalesce(speaker_tally.quotes, 0) <> "
        f"(SELECT count(*) FROM quote WHERE quote.speaker_key = speaker.key AND {_VISIBLE_QUOTES})"
    ),
    "topic {} has a wrong count of quotes": (
        "SELECT whole.slug FROM topic AS whole LEFT JOIN topic_tally ON topic_tally.topic = whole.slug "
        "WHERE coalesce(topic_tally.quotes, 0) <> (SELECT count(DISTINCT quote.key) FROM topic AS part "
        "JOIN quote_topic ON quote_topic.topic = part.slug JOIN quote ON quote.key = quote_key "
        f"WHERE whole.slug IN (part.slug, part.broader) AND {_VISIBLE_QUOTES})"
    ),
    "the word {} of a name is missing from the index": (
        f"SELECT value FROM ({_NAME_WORDS_QUERY} EXCEPT SELECT * FROM name_word)"
    ),
    "the indexed word {} belongs to no name": f"SELECT word FROM (SELECT * FROM name_word EXCEPT {_NAME_WORDS_QUERY})",
    "quote {} is not filed under its topics and countries": (
        "SELECT DISTINCT id FROM quote "
        f"JOIN ({_difference_query('*', 'SELECT * FROM quote_filing', _FILING_QUERY)}) AS differing "
        "ON differing.quote_key = quote.key"
    ),
    "the topic and country {} have a wrong count of quotes": _difference_query(
        "DISTINCT topic || ' ' || country", "SELECT * FROM filing_tally WHERE quotes <> 0", _FILING_COUNTS_QUERY
    ),
    "the facet {} has a wrong count of quotes": _difference_query(
        "DISTINCT facet || ' ' || value", "SELECT * FROM quote_tally WHERE quotes <> 0", _FACET_COUNTS_QUERY
    ),
    "article {} is in a group of copies with a wrong first article": (
        "SELECT article.id FROM article_copy JOIN article ON article.key = article_key WHERE story_key <> "
        "(SELECT min(article_key) FROM article_copy AS other WHERE other.story_key = article_copy.story_key)"
    ),
    "article {} is alone in a group of copies": (
        "SELECT article.id FROM article_copy JOIN article ON article.key = article_key "
        "WHERE (SELECT count(*) FROM article_copy AS other WHERE other.story_key = article_copy.story_key) < 2"
    ),
    "article {} is indexed under a wrong day": (
        "SELECT DISTINCT article.id FROM copy_mark JOIN article ON article.key = article_key "
        "WHERE copy_mark.published_on <> article.published_on"
    ),
}
_LOGGED_QUERY = "SELECT record_id FROM change WHERE record_kind = '{kind}' AND action = '{action}'"
_TAKEN_DOWN_QUERY = "SELECT record_id FROM taken_down WHERE record_kind = '{kind}'"
_LEDGER_CHECKS = {
    **{
        f"{kind} {{}} has no entry of the audit log for its creation": (
            f"SELECT id FROM {kind} WHERE id NOT IN ({_LOGGED_QUERY.format(kind=kind, action='created')})"
        )
        for kind in ("article", "quote", "speaker", "meeting")
    },
    **{
        f"{kind} {{}} is in the audit log but does not exist": (
            f"SELECT DISTINCT record_id FROM change WHERE record_kind = '{kind}' "
            f"AND record_id NOT IN (SELECT id FROM {kind}) AND record_id NOT IN ({_TAKEN_DOWN_QUERY.format(kind=kind)})"
        )
        for kind in ("article", "quote")
    },
    "speaker {} is in the audit log but leads to no speaker": (
        "SELECT DISTINCT record_id FROM change WHERE record_kind = 'speaker' "
        "AND record_id NOT IN (SELECT id FROM speaker) "
        "AND record_id NOT IN (SELECT id FROM speaker_identity WHERE id IS NOT NULL) "
        f"AND record_id NOT IN ({_TAKEN_DOWN_QUERY.format(kind='speaker')})"
    ),
    "quote {} is withdrawn without an entry of the audit log": (
        f"SELECT id FROM quote WHERE withdrawn AND id NOT IN ({_LOGGED_QUERY.format(kind='quote', action='withdrawn')})"
    ),
    **{
        f"{kind} {{}} exists though it has been taken down": (
            f"SELECT id FROM {kind} WHERE id IN ({_TAKEN_DOWN_QUERY.format(kind=kind)})"
        )
        for kind in ("article", "quote", "speaker", "meeting")
    },
    "change {} undoes a later one": "SELECT key FROM change WHERE undoes >= key",
}


def find_stale_derived(session: Session) -> Iterator[str]:
    """A line for each derived value that does not follow from the records."""
    for identity in find_stale_quote_json(session):
        yield f"quote {identity} has outdated JSON"
    yield from _run_checks(session, _DERIVED_CHECKS)


def find_unrecorded(session: Session) -> Iterator[str]:
    """A line for each record without a complete history in the audit log."""
    yield from _run_checks(session, _LEDGER_CHECKS)


def _run_checks(session: Session, checks: dict[str, str]) -> Iterator[str]:
    for wrong, statement in checks.items():
        for (name,) in session.execute(text(statement.replace(":", r"\:"))):
            yield wrong.format(name)
