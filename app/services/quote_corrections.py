"""Corrections of quotes by reviewers, and quotes that they add."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.database.missing_records import absence_error
from app.domain.identifiers import quote_id
from app.errors import BadField, Conflict
from app.extraction.types import Method, Precision, Span, words_at
from app.models import Article, Origin, Quote, RecordKind, Review, SpanPart, Topic
from app.schemas.common import SpanItem
from app.schemas.reviews import QuoteAddition, QuoteCorrection, RoleInput, SpeakerInput
from app.services.article_texts import load_version_text
from app.services.audit_log import Ledger
from app.services.quote_snapshots import (
    PLAIN_COLUMNS,
    SPAN_FIELDS,
    Snapshot,
    load_quote_snapshots,
    pairs_to_spans,
    spans_to_pairs,
    write_quote_snapshots,
)
from app.services.quotes import QUOTE_DECISIONS, TEXT_FIELDS
from app.services.speaker_corrections import require_country, resolve_speaker
from app.services.takedown import require_article

_SPAN_PARTS = {"content": SpanPart.CONTENT, "cue": SpanPart.CUE, "source": SpanPart.SOURCE}


def correct_quote(ledger: Ledger, identity: str, asked: QuoteCorrection) -> None:
    """Change the given fields; no engine changes them again.

    Raises:
        NotFound, Gone: the quote does not exist, or was taken down.
        BadField: a speaker, topic, country or span is not valid.
    """
    quote = require_quote(ledger.session, identity)
    before = load_quote_snapshots(ledger.session, [quote])[quote.key]
    given = asked.model_fields_set
    after = dict(before)
    if asked.review is not None:
        after["review"] = str(asked.review)
    if asked.speakers is not None:
        after |= _speaker_fields(ledger.session, asked.speakers, before)
    for name in given & {"kind", "act"}:
        after[name] = str(getattr(asked, name))
    after |= _circumstance_fields(asked)
    if asked.countries is not None:
        after["countries"] = _require_countries(ledger.session, asked.countries)
    if asked.topics is not None:
        after["topics"] = _require_topics(ledger.session, asked.topics, before["topics"])
    places = {name: getattr(asked, name) for name in _SPAN_PARTS if getattr(asked, name) is not None}
    if places:
        after |= _span_fields(load_version_text(ledger.session, quote.article_key, quote.version), places)
    after["decided"] = sorted({*before["decided"], *(given & QUOTE_DECISIONS.keys())})
    write_quote_snapshots(ledger.session, [(quote, after)])
    ledger.record_changed(RecordKind.QUOTE, identity, before, after)


def add_quote(ledger: Ledger, article: str, asked: QuoteAddition) -> str:
    """Store a quote that a reviewer has found, and return its id.

    Raises:
        NotFound, Gone: the article does not exist, or was taken down.
        BadField: a speaker, topic, country or span is not valid.
        Conflict: a quote with this content exists.
    """
    session = ledger.session
    stored = require_article(session, article)
    text = load_version_text(session, stored.key, stored.version)
    state = _blank_snapshot() | {"kind": str(asked.kind), "act": str(asked.act), "decided": sorted(QUOTE_DECISIONS)}
    state |= _span_fields(text, {"content": asked.content, "cue": asked.cue, "source": asked.source})
    state |= _speaker_fields(session, asked.speakers, state) | _circumstance_fields(asked)
    state["topics"] = _require_topics(session, asked.topics, {})
    state["countries"] = _require_countries(session, asked.countries)
    others = session.exec(select(Quote).where(Quote.article_key == stored.key)).all()
    _require_new_words(session, others, stored, state)
    new: dict[str, Any] = {
        "id": _find_free_quote_id(others, article, state["text"]),
        "article_key": stored.key,
        "version": stored.version,
        "published_on": stored.published_on,
        "position": len(others),
        "origin": Origin.REVIEWER,
    }
    quote = Quote(**new)
    write_quote_snapshots(session, [(quote, state)])
    ledger.record_created(RecordKind.QUOTE, quote.id, state)
    return quote.id


def require_quote(session: Session, identity: str) -> Quote:
    """Raises NotFound if no quote has this id, and Gone if its article was taken down."""
    quote = session.exec(select(Quote).where(Quote.id == identity)).one_or_none()
    if quote is None:
        raise absence_error(session, RecordKind.QUOTE, identity)
    return quote


def _speaker_fields(session: Session, speakers: Sequence[str | SpeakerInput], before: Snapshot) -> Snapshot:
    """Who spoke, in which office; an office that was printed for somebody else is not theirs."""
    none = {"speaker": None, "confidence": 1.0, "role_title": None, "role_organisation": None, "role_country": None}
    for one in speakers:
        asked = SpeakerInput(id=one) if isinstance(one, str) else one
        identity = resolve_speaker(session, asked.id, "speakers").id
        if "role" not in asked.model_fields_set and identity == before.get("speaker"):
            return {"speaker": identity, "confidence": 1.0}
        role = asked.role or RoleInput()
        country = require_country(session, role.country, "speakers")
        office = {"role_title": role.title, "role_organisation": role.organisation, "role_country": country}
        return none | {"speaker": identity} | office
    return none


def _circumstance_fields(asked: QuoteCorrection | QuoteAddition) -> Snapshot:
    """What is given of when, where and to whom it was said; null if unknown."""
    given = asked.model_fields_set
    state: Snapshot = {name: getattr(asked, name) for name in given & {"addressee", "medium", "relayed_by", "place"}}
    if "said_on" in given:
        precision = asked.said_on and str(asked.said_on_precision or Precision.DAY)
        state |= {"said_on": asked.said_on and asked.said_on.isoformat(), "said_on_precision": precision}
    return state


def _require_countries(session: Session, codes: Sequence[str]) -> list[str]:
    return sorted({code for code in codes if require_country(session, code, "countries")})


def _require_topics(session: Session, slugs: Sequence[str], before: dict[str, float]) -> dict[str, float]:
    known = set(session.exec(select(Topic.slug).where(col(Topic.slug).in_(slugs))))
    for slug in slugs:
        if slug not in known:
            raise BadField("topics", f"{slug!r} is not a topic; GET /topics lists them")
    return {slug: before.get(slug, 1.0) for slug in slugs}


def _span_fields(text: str, places: dict[str, list[SpanItem]]) -> Snapshot:
    """The checked spans of each part, and the words at them."""
    state: Snapshot = {}
    for name, given in places.items():
        spans = validate_spans(name, text, given)
        state[SPAN_FIELDS[_SPAN_PARTS[name]]] = spans_to_pairs(spans)
        state[TEXT_FIELDS[_SPAN_PARTS[name]]] = words_at(text, spans) or None
    return state


def validate_spans(field: str, text: str, given: Sequence[SpanItem]) -> list[Span]:
    """Check spans. Raises BadField if one lies outside the text, contains no words, or overlaps another."""
    spans: list[Span] = []
    for one in sorted(given, key=lambda span: span.start):
        where = f"{one.start}..{one.end}"
        if one.start >= one.end:
            raise BadField(field, f"{where} is not a span: it ends before it begins")
        if one.end > len(text):
            raise BadField(field, f"{where} lies outside the text of {len(text):,} code points")
        if not text[one.start : one.end].strip():
            raise BadField(field, f"{where} contains no words")
        if spans and one.start < spans[-1].end:
            raise BadField(field, f"{where} overlaps with {spans[-1].start}..{spans[-1].end}")
        spans.append(Span(one.start, one.end))
    return spans


def _require_new_words(session: Session, others: Sequence[Quote], stored: Article, state: Snapshot) -> None:
    standing = [quote for quote in others if not quote.withdrawn and quote.version == stored.version]
    states = load_quote_snapshots(session, standing)
    for quote in standing:
        if pairs_to_spans(states[quote.key]["content_spans"]) == pairs_to_spans(state["content_spans"]):
            raise Conflict(f"these words are already quote {quote.id!r}; correct it with PATCH /quotes/{quote.id}")


def _find_free_quote_id(others: Sequence[Quote], article: str, words: str) -> str:
    taken = {quote.id for quote in others}
    occurrence = 0
    while (identity := quote_id(article, words, occurrence)) in taken:
        occurrence += 1
    return identity


def _blank_snapshot() -> Snapshot:
    """The empty snapshot of a quote that a reviewer adds."""
    return dict.fromkeys((*PLAIN_COLUMNS, "said_on", "said_on_precision")) | {
        "method": str(Method.NONE),
        "review": str(Review.VERIFIED),
        "withdrawn": False,
        "countries": [],
    }
