"""Snapshots of quotes with spans, topics and countries: plain mappings to compare, write and record.

All code that writes quotes (extraction, review, undo) makes a snapshot and passes it to `write_quote_snapshots`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.database.bulk_copy import insert_rows
from app.domain.identifiers import hash_words
from app.extraction.types import Act, Method, Precision, QuoteKind, Span
from app.models import Quote, QuoteCountry, QuoteSpan, QuoteTopic, Review, SpanPart, Speaker, table_of

Snapshot = dict[str, Any]

_ENUM_COLUMNS: dict[str, type[StrEnum]] = {
    "kind": QuoteKind,
    "act": Act,
    "method": Method,
    "said_on_precision": Precision,
    "review": Review,
}
# Where a quote is, and what follows from the rest.
_UNRECORDED_COLUMNS = {
    *("key", "id", "article_key", "version", "position", "published_on", "origin"),
    *("speaker_key", "words_hash"),
}
# All other columns are in a snapshot as they are; a new one is among them.
PLAIN_COLUMNS = [
    column.name for column in table_of(Quote).c if column.name not in {*_UNRECORDED_COLUMNS, *_ENUM_COLUMNS, "said_on"}
]
# The fields of a snapshot that hold the spans of each part.
SPAN_FIELDS = {SpanPart.CONTENT: "content_spans", SpanPart.CUE: "cue_spans", SpanPart.SOURCE: "source_spans"}


def load_quote_snapshots(session: Session, quotes: Iterable[Quote]) -> dict[int, Snapshot]:
    """The snapshots of quotes by their keys, in four statements."""
    rows = {quote.key: quote for quote in quotes}
    if not rows:
        return {}
    states = {
        key: _snapshot_columns(quote) | {name: [] for name in SPAN_FIELDS.values()} for key, quote in rows.items()
    }
    spans = select(QuoteSpan).where(col(QuoteSpan.quote_key).in_(rows)).order_by(col(QuoteSpan.start))
    for span in session.exec(spans):
        states[span.quote_key][SPAN_FIELDS[span.part]].append([span.start, span.end])
    for topic in session.exec(select(QuoteTopic).where(col(QuoteTopic.quote_key).in_(rows))):
        states[topic.quote_key]["topics"][topic.topic] = topic.score
    countries = select(QuoteCountry).where(col(QuoteCountry.quote_key).in_(rows)).order_by(col(QuoteCountry.country))
    for country in session.exec(countries):
        states[country.quote_key]["countries"].append(country.country)
    ids = load_speaker_ids(session, (quote.speaker_key for quote in rows.values()))
    for key, quote in rows.items():
        states[key]["speaker"] = None if quote.speaker_key is None else ids[quote.speaker_key]
    return states


def load_speaker_ids(session: Session, keys: Iterable[int | None]) -> dict[int, str]:
    """The ids of speakers by their keys."""
    wanted = {key for key in keys if key is not None}
    found = session.exec(select(Speaker.key, Speaker.id).where(col(Speaker.key).in_(wanted)))
    return dict(found.all())


def write_quote_snapshots(session: Session, planned: Sequence[tuple[Quote, Snapshot]]) -> None:
    """Write snapshots to quotes, new or stored; the details are written anew."""
    if not planned:
        return
    ids = {state["speaker"] for _, state in planned} - {None}
    keys = dict(session.exec(select(Speaker.id, Speaker.key).where(col(Speaker.id).in_(ids))).all())
    for quote, state in planned:
        derived = {"speaker_key": keys.get(state["speaker"]), "words_hash": hash_words(state["text"])}
        quote.sqlmodel_update(_restore_columns(state) | derived)
    stored = [quote.key for quote, _ in planned if quote.key is not None]
    session.add_all(quote for quote, _ in planned)
    session.flush()
    for table in (QuoteSpan, QuoteTopic, QuoteCountry) if stored else ():
        session.execute(delete(table).where(col(table.quote_key).in_(stored)))
    written = [(quote.key, state) for quote, state in planned]
    insert_rows(
        session,
        QuoteSpan,
        (
            {"quote_key": key, "part": part, "start": start, "end": end}
            for key, state in written
            for part, name in SPAN_FIELDS.items()
            for start, end in state[name]
        ),
    )
    insert_rows(
        session,
        QuoteTopic,
        (
            {"quote_key": key, "topic": topic, "score": score}
            for key, state in written
            for topic, score in state["topics"].items()
        ),
    )
    insert_rows(
        session,
        QuoteCountry,
        ({"quote_key": key, "country": code} for key, state in written for code in state["countries"]),
    )


def spans_to_pairs(spans: Iterable[Span]) -> list[list[int]]:
    """Spans as a snapshot holds them."""
    return [[span.start, span.end] for span in sorted(spans)]


def pairs_to_spans(places: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in places)


def _snapshot_columns(quote: Quote) -> Snapshot:
    plain = {name: getattr(quote, name) for name in PLAIN_COLUMNS}
    named = {name: value and str(value) for name in _ENUM_COLUMNS for value in [getattr(quote, name)]}
    said_on = quote.said_on and quote.said_on.isoformat()
    return plain | named | {"said_on": said_on, "topics": {}, "countries": []}


def _restore_columns(state: Snapshot) -> dict[str, Any]:
    plain = {name: state[name] for name in PLAIN_COLUMNS}
    named = {name: state[name] and kind(state[name]) for name, kind in _ENUM_COLUMNS.items()}
    return plain | named | {"said_on": state["said_on"] and date.fromisoformat(state["said_on"])}
