"""A quote with its spans, topics and countries as one plain mapping: what is compared, written and put in the ledger.

Every writer of quotes, machine or reviewer or undoing, makes such a state and has it written by `write_states`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.identifiers import words_hash
from app.extraction.document import Span
from app.extraction.types import Act, Method, Precision, QuoteKind
from app.models import Quote, QuoteCountry, QuoteSpan, QuoteTopic, Review, SpanPart, Speaker
from app.services.bulk_insert import insert_rows

State = dict[str, Any]

_PLAIN = (
    *("text", "attribution", "cue", "role_title", "role_organisation", "role_country", "addressee", "medium"),
    *("relayed_by", "place", "confidence", "withdrawn", "decided"),
)
_ENUMS: dict[str, type[StrEnum]] = {
    "kind": QuoteKind,
    "act": Act,
    "method": Method,
    "said_on_precision": Precision,
    "review": Review,
}
# Where each part's places are in a state.
SPANS = {SpanPart.CONTENT: "content_spans", SpanPart.CUE: "cue_spans", SpanPart.SOURCE: "source_spans"}


def states_of(session: Session, quotes: Iterable[Quote]) -> dict[int, State]:
    """The states of quotes by their keys, in four statements however many they are."""
    rows = {quote.key: quote for quote in quotes}
    if not rows:
        return {}
    states = {key: _columns_of(quote) | {name: [] for name in SPANS.values()} for key, quote in rows.items()}
    spans = select(QuoteSpan).where(col(QuoteSpan.quote_key).in_(rows)).order_by(col(QuoteSpan.start))
    for span in session.exec(spans):
        states[span.quote_key][SPANS[span.part]].append([span.start, span.end])
    for topic in session.exec(select(QuoteTopic).where(col(QuoteTopic.quote_key).in_(rows))):
        states[topic.quote_key]["topics"][topic.topic] = topic.score
    countries = select(QuoteCountry).where(col(QuoteCountry.quote_key).in_(rows)).order_by(col(QuoteCountry.country))
    for country in session.exec(countries):
        states[country.quote_key]["countries"].append(country.country)
    ids = speaker_ids(session, (quote.speaker_key for quote in rows.values()))
    for key, quote in rows.items():
        states[key]["speaker"] = None if quote.speaker_key is None else ids[quote.speaker_key]
    return states


def speaker_ids(session: Session, keys: Iterable[int | None]) -> dict[int, str]:
    """The ids of speakers by their keys."""
    wanted = {key for key in keys if key is not None}
    found = session.exec(select(Speaker.key, Speaker.id).where(col(Speaker.key).in_(wanted)))
    return dict(found.all())


def write_states(session: Session, planned: Sequence[tuple[Quote, State]]) -> None:
    """Make quotes, new or stored, what their states say; the details are written anew."""
    if not planned:
        return
    ids = {state["speaker"] for _, state in planned} - {None}
    keys = dict(session.exec(select(Speaker.id, Speaker.key).where(col(Speaker.id).in_(ids))).all())
    for quote, state in planned:
        derived = {"speaker_key": keys.get(state["speaker"]), "words_hash": words_hash(state["text"])}
        quote.sqlmodel_update(_columns_from(state) | derived)
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
            for part, name in SPANS.items()
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


def listed(spans: Iterable[Span]) -> list[list[int]]:
    """Places as a state holds them."""
    return [[span.start, span.end] for span in sorted(spans)]


def spans_of(places: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in places)


def _columns_of(quote: Quote) -> State:
    plain = {name: getattr(quote, name) for name in _PLAIN}
    named = {name: value and str(value) for name in _ENUMS for value in [getattr(quote, name)]}
    said_on = quote.said_on and quote.said_on.isoformat()
    return plain | named | {"said_on": said_on, "topics": {}, "countries": []}


def _columns_from(state: State) -> dict[str, Any]:
    plain = {name: state[name] for name in _PLAIN}
    named = {name: state[name] and kind(state[name]) for name, kind in _ENUMS.items()}
    return plain | named | {"said_on": state["said_on"] and date.fromisoformat(state["said_on"])}
