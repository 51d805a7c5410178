"""Whether all that follows from the records still does: what triggers keep, the copies, the ledger."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session

_STANDING = "NOT quote.withdrawn AND quote.review <> 'retracted'"
_WORDS = """SELECT value, speaker_name.key, speaker_key
FROM speaker_name, json_each('["' || replace(slug, '-', '","') || '"]')"""

# What is wrong, and a statement that gives the name of each record of which it is.
_DERIVED = {
    "quote {} is sent with another JSON than its own": (
        "SELECT quote.id FROM quote LEFT JOIN quote_json ON quote_json.quote_key = quote.key "
        "JOIN quote_as_json ON quote_as_json.quote_key = quote.key WHERE quote_json.item IS NOT quote_as_json.item"
    ),
    "quote {} is of another day than its article": (
        "SELECT quote.id FROM quote JOIN article ON article.key = article_key "
        "WHERE quote.published_on <> article.published_on"
    ),
    "meeting {} is of another day than its article": (
        "SELECT meeting.id FROM meeting JOIN article ON article.key = article_key "
        "WHERE meeting.published_on <> article.published_on"
    ),
    "speaker {} has another number of quotes than is counted": (
        "SELECT speaker.id FROM speaker LEFT JOIN speaker_tally ON speaker_tally.speaker_key = speaker.key "
        "WHERE coalesce(speaker_tally.quotes, 0) <> "
        f"(SELECT count(*) FROM quote WHERE quote.speaker_key = speaker.key AND {_STANDING})"
    ),
    "topic {} has another number of quotes than is counted": (
        "SELECT whole.slug FROM topic AS whole LEFT JOIN topic_tally ON topic_tally.topic = whole.slug "
        "WHERE coalesce(topic_tally.quotes, 0) <> (SELECT count(DISTINCT quote.key) FROM topic AS part "
        "JOIN quote_topic ON quote_topic.topic = part.slug JOIN quote ON quote.key = quote_key "
        f"WHERE whole.slug IN (part.slug, part.broader) AND {_STANDING})"
    ),
    "the word {} of a name is not found by it": f"SELECT value FROM ({_WORDS} EXCEPT SELECT * FROM name_word)",
    "the word {} is of no name": f"SELECT word FROM (SELECT * FROM name_word EXCEPT {_WORDS})",
    "article {} is grouped with copies whose first it is not": (
        "SELECT article.id FROM article_copy JOIN article ON article.key = article_key WHERE story_key <> "
        "(SELECT min(article_key) FROM article_copy AS other WHERE other.story_key = article_copy.story_key)"
    ),
    "article {} is grouped with no other": (
        "SELECT article.id FROM article_copy JOIN article ON article.key = article_key "
        "WHERE (SELECT count(*) FROM article_copy AS other WHERE other.story_key = article_copy.story_key) < 2"
    ),
    "article {} is looked for on another day than its own": (
        "SELECT DISTINCT article.id FROM copy_mark JOIN article ON article.key = article_key "
        "WHERE copy_mark.published_on <> article.published_on"
    ),
}
_ENTERED = "SELECT record_id FROM change WHERE record_kind = '{kind}' AND action = '{action}'"
_LEDGER = {
    **{
        f"{kind} {{}} is in no entry of the ledger that says how it came": (
            f"SELECT id FROM {kind} WHERE id NOT IN ({_ENTERED.format(kind=kind, action='created')})"
        )
        for kind in ("article", "quote", "speaker", "meeting")
    },
    **{
        f"{kind} {{}} is in the ledger and nowhere else": (
            f"SELECT DISTINCT record_id FROM change WHERE record_kind = '{kind}' "
            f"AND record_id NOT IN (SELECT id FROM {kind})"
        )
        for kind in ("article", "quote")
    },
    "speaker {} is in the ledger and leads to nobody": (
        "SELECT DISTINCT record_id FROM change WHERE record_kind = 'speaker' "
        "AND record_id NOT IN (SELECT id FROM speaker) "
        "AND record_id NOT IN (SELECT id FROM speaker_identity WHERE id IS NOT NULL)"
    ),
    "quote {} is withdrawn, and no entry of the ledger says so": (
        f"SELECT id FROM quote WHERE withdrawn AND id NOT IN ({_ENTERED.format(kind='quote', action='withdrawn')})"
    ),
    "change {} undoes one that came after it": "SELECT key FROM change WHERE undoes >= key",
}


def out_of_step(session: Session) -> Iterator[str]:
    """A line for whatever does not follow from the records."""
    yield from _found(session, _DERIVED)


def unaccounted(session: Session) -> Iterator[str]:
    """A line for each record whose history the ledger does not tell."""
    yield from _found(session, _LEDGER)


def _found(session: Session, checks: dict[str, str]) -> Iterator[str]:
    for wrong, statement in checks.items():
        for (name,) in session.execute(text(statement.replace(":", r"\:"))):
            yield wrong.format(name)
