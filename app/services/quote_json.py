"""The JSON of every quote, a `QuoteItem`: written in the transaction that changes what the quote shows, and only here.

Lists send the stored JSON unchanged. All code that writes records calls `write_changed_quotes` at the end of its
transaction: the audit log's entries say which quotes may look different.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, select, text
from sqlmodel import Session

from app.models import (
    Action,
    Article,
    Change,
    Quote,
    QuoteCountry,
    QuoteTopic,
    RecordKind,
    Speaker,
    table_of,
)
from app.schemas.quotes import Attribution, QuotedArticle, QuotedRole, QuotedSpeaker, QuoteItem, SpeakerWithRole
from app.services.audit_log import Ledger

_QUOTE, _ARTICLE, _SPEAKER = table_of(Quote), table_of(Article), table_of(Speaker)
_TOPIC, _COUNTRY = table_of(QuoteTopic).c, table_of(QuoteCountry).c

_QUOTES_PER_BATCH = 500
_Value = TypeVar("_Value", int, str)
# What a quote shows of a speaker; another name of theirs changes nothing.
_SHOWN_OF_SPEAKER = {"name", "country"}

_KEYS: BindParameter[list[int]] = bindparam("keys", expanding=True)
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
# A field of `QuoteItem` with the name of a column of `Quote` is that column, unless it is an object of its own.
_PLAIN_FIELDS = [name for name in QuoteItem.model_fields if name in _QUOTE.c and name != "attribution"]
# What of the attribution is not a column of its own name is one that begins with `attribution_`.
_ATTRIBUTION_COLUMNS = {
    name: "attribution" if name == "text" else name if name in _QUOTE.c else f"attribution_{name}"
    for name in Attribution.model_fields
}
_SELECT_QUOTES = (
    select(
        *(_QUOTE.c[name] for name in ("key", *_PLAIN_FIELDS)),
        *(_QUOTE.c[column].label(f"attribution_{name}") for name, column in _ATTRIBUTION_COLUMNS.items()),
        *(_QUOTE.c[f"role_{name}"] for name in QuotedRole.model_fields),
        *(_ARTICLE.c[name].label(f"article_{name}") for name in QuotedArticle.model_fields),
        *(_SPEAKER.c[name].label(f"speaker_{name}") for name in QuotedSpeaker.model_fields),
    )
    .join(_ARTICLE, _ARTICLE.c.key == _QUOTE.c.article_key)
    .outerjoin(_SPEAKER, _SPEAKER.c.key == _QUOTE.c.speaker_key)
    .where(_QUOTE.c.key.in_(_KEYS))
)
_SELECT_TOPICS = (
    select(_TOPIC.quote_key, _TOPIC.topic)
    .where(_TOPIC.quote_key.in_(_KEYS))
    .order_by(_TOPIC.quote_key, _TOPIC.score.desc(), _TOPIC.topic)
)
_SELECT_COUNTRIES = (
    select(_COUNTRY.quote_key, _COUNTRY.country)
    .where(_COUNTRY.quote_key.in_(_KEYS))
    .order_by(_COUNTRY.quote_key, _COUNTRY.country)
)
_STORE = text(
    "INSERT INTO quote_json (quote_key, item) VALUES (:quote_key, :item) "
    "ON CONFLICT (quote_key) DO UPDATE SET item = excluded.item"
)
# The quotes that show a record, by its kind.
_SELECT_SHOWING = {
    RecordKind.QUOTE: select(_QUOTE.c.key).where(_QUOTE.c.id.in_(_IDS)),
    RecordKind.ARTICLE: select(_QUOTE.c.key).where(
        _QUOTE.c.article_key.in_(select(_ARTICLE.c.key).where(_ARTICLE.c.id.in_(_IDS)))
    ),
    RecordKind.SPEAKER: select(_QUOTE.c.key).where(
        _QUOTE.c.speaker_key.in_(select(_SPEAKER.c.key).where(_SPEAKER.c.id.in_(_IDS)))
    ),
}


def write_changed_quotes(ledger: Ledger) -> None:
    """Write the JSON of all quotes that look different by what this ledger has recorded."""
    changed: set[int] = set()
    for kind, ids in _list_changed_records(ledger.entries).items():
        for batch in _split_batches(sorted(ids)):
            changed.update(ledger.session.scalars(_SELECT_SHOWING[kind], {"ids": batch}))
    ledger.entries.clear()
    write_quote_json(ledger.session, sorted(changed))


def write_quote_json(session: Session, keys: Iterable[int]) -> None:
    """Write the JSON of these quotes, in four statements for some hundreds of them."""
    for batch in _split_batches(keys):
        items = build_quote_json(session, batch)
        if items:
            session.execute(_STORE, [{"quote_key": key, "item": item} for key, item in items.items()])


def build_quote_json(session: Session, keys: list[int]) -> dict[int, str]:
    """The JSON of these quotes by their keys, from the records."""
    parameter = {"keys": keys}
    topics = _group_values(session, _SELECT_TOPICS, parameter)
    countries = _group_values(session, _SELECT_COUNTRIES, parameter)
    return {
        row["key"]: _build_item(row, topics.get(row["key"], []), countries.get(row["key"], [])).model_dump_json()
        for row in session.execute(_SELECT_QUOTES, parameter).mappings()
    }


def find_stale_quote_json(session: Session) -> Iterator[str]:
    """The ids of quotes whose stored JSON is not what the records give."""
    last = 0
    batch = text(
        "SELECT quote.key, quote.id, item FROM quote LEFT JOIN quote_json ON quote_key = quote.key "
        "WHERE quote.key > :last ORDER BY quote.key LIMIT :batch"
    )
    while rows := session.execute(batch, {"last": last, "batch": _QUOTES_PER_BATCH}).all():
        last = rows[-1].key
        items = build_quote_json(session, [row.key for row in rows])
        yield from (row.id for row in rows if row.item != items[row.key])


def _build_item(row: RowMapping, topics: list[str], countries: list[str]) -> QuoteItem:
    speaker = {name: row[f"speaker_{name}"] for name in QuotedSpeaker.model_fields}
    role = {name: row[f"role_{name}"] for name in QuotedRole.model_fields}
    return QuoteItem(
        **{name: row[name] for name in _PLAIN_FIELDS},
        speakers=[] if speaker["id"] is None else [SpeakerWithRole(**speaker, role=_build_role(role))],
        attribution=Attribution(**{name: row[f"attribution_{name}"] for name in Attribution.model_fields}),
        topics=topics,
        countries=countries,
        article=QuotedArticle(**{name: row[f"article_{name}"] for name in QuotedArticle.model_fields}),
    )


def _build_role(role: dict[str, str | None]) -> QuotedRole | None:
    return QuotedRole(**role) if any(value is not None for value in role.values()) else None


def _split_batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    remaining = iter(values)
    while batch := list(islice(remaining, _QUOTES_PER_BATCH)):
        yield batch


def _group_values(session: Session, pairs: Select[Any], parameter: dict[str, list[int]]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for key, value in session.execute(pairs, parameter):
        grouped.setdefault(key, []).append(value)
    return grouped


def _list_changed_records(entries: Iterable[Change]) -> dict[RecordKind, set[str]]:
    """The ids of quotes, articles and speakers that have changed in what quotes show of them."""
    changed: dict[RecordKind, set[str]] = {kind: set() for kind in _SELECT_SHOWING}
    for entry in entries:
        details = (entry.before or {}) | (entry.after or {})
        if entry.action in (Action.MERGED, Action.SPLIT):
            changed[RecordKind.QUOTE].update(details["quotes"])
        elif entry.record_kind is RecordKind.SPEAKER:
            if entry.action is Action.CHANGED and details.keys() & _SHOWN_OF_SPEAKER:
                changed[RecordKind.SPEAKER].add(entry.record_id)
        elif entry.record_kind in changed:
            changed[entry.record_kind].add(entry.record_id)
    return changed
