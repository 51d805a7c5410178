"""What reviewers say of quotes: corrected, or added where the machine has missed one."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.database.missing_records import absent
from app.domain.identifiers import quote_id
from app.errors import BadField, Conflict
from app.extraction.document import Span, words_at
from app.extraction.types import Method, Precision
from app.models import Article, ArticleVersion, Origin, Quote, RecordKind, Review, SpanPart, Topic
from app.schemas.common import SpanItem
from app.schemas.reviews import QuoteAddition, QuoteCorrection, RoleGiven
from app.services.audit_log import Ledger
from app.services.quote_snapshots import SPANS, State, listed, spans_of, states_of, write_states
from app.services.quotes import DECISIONS, WORDS
from app.services.speaker_corrections import require_country, speaker_named
from app.services.takedown import require_article

_PARTS = {"content": SpanPart.CONTENT, "cue": SpanPart.CUE, "source": SpanPart.SOURCE}


def correct_quote(ledger: Ledger, identity: str, asked: QuoteCorrection) -> None:
    """Change what the correction gives, and keep it from the machine from now on.

    Raises:
        NotFound, Gone: there is no such quote, or not any more.
        BadField: a speaker, topic, country or span is none.
    """
    quote = require_quote(ledger.session, identity)
    before = states_of(ledger.session, [quote])[quote.key]
    given = asked.model_fields_set
    after = dict(before)
    if asked.review is not None:
        after["review"] = str(asked.review)
    if "speaker" in given:
        after |= _spoken_by(ledger.session, asked.speaker, before["speaker"])
    for name in given & {"kind", "act"}:
        after[name] = str(getattr(asked, name))
    after |= _circumstances(ledger.session, asked)
    if asked.countries is not None:
        after["countries"] = _about(ledger.session, asked.countries)
    if asked.topics is not None:
        after["topics"] = _filed_under(ledger.session, asked.topics, before["topics"])
    places = {name: getattr(asked, name) for name in _PARTS if getattr(asked, name) is not None}
    if places:
        after |= _placed(text_of(ledger.session, quote.article_key, quote.version), places)
    after["decided"] = sorted({*before["decided"], *(given & DECISIONS.keys())})
    write_states(ledger.session, [(quote, after)])
    ledger.changed(RecordKind.QUOTE, identity, before, after)


def add_quote(ledger: Ledger, article: str, asked: QuoteAddition) -> str:
    """Store a quote that a reviewer has found, and return its id.

    Raises:
        NotFound, Gone: there is no such article, or not any more.
        BadField: a speaker, topic, country or span is none.
        Conflict: there is a quote with this very content already.
    """
    session = ledger.session
    stored = require_article(session, article)
    text = text_of(session, stored.key, stored.version)
    state = _new_state() | {"kind": str(asked.kind), "act": str(asked.act), "decided": sorted(DECISIONS)}
    state |= _placed(text, {"content": asked.content, "cue": asked.cue, "source": asked.source})
    state |= _spoken_by(session, asked.speaker, None) | _circumstances(session, asked)
    state["topics"] = _filed_under(session, asked.topics, {})
    state["countries"] = _about(session, asked.countries)
    others = session.exec(select(Quote).where(Quote.article_key == stored.key)).all()
    _require_new(session, others, stored, state)
    new: dict[str, Any] = {
        "id": _free_id(others, article, state["text"]),
        "article_key": stored.key,
        "version": stored.version,
        "published_on": stored.published_on,
        "position": len(others),
        "origin": Origin.REVIEWER,
    }
    quote = Quote(**new)
    write_states(session, [(quote, state)])
    ledger.created(RecordKind.QUOTE, quote.id, state)
    return quote.id


def require_quote(session: Session, identity: str) -> Quote:
    """Raises NotFound where no quote has this id, and Gone where it went with its article."""
    quote = session.exec(select(Quote).where(Quote.id == identity)).one_or_none()
    if quote is None:
        raise absent(session, RecordKind.QUOTE, identity)
    return quote


def text_of(session: Session, article_key: int, number: int) -> str:
    """The text of a version, in which the offsets of its quotes count."""
    one = (col(ArticleVersion.article_key) == article_key, col(ArticleVersion.number) == number)
    return session.exec(select(ArticleVersion.text).where(*one)).one()


def _spoken_by(session: Session, speaker: str | None, before: str | None) -> State:
    """The speaker; an office that was printed for another one is not theirs."""
    identity = None if speaker is None else speaker_named(session, speaker, "speaker").id
    office = {} if identity == before else {"role_title": None, "role_organisation": None, "role_country": None}
    return {"speaker": identity, "confidence": 1.0, **office}


def _circumstances(session: Session, asked: QuoteCorrection | QuoteAddition) -> State:
    """What is given of when, where, to whom and in which office it was said; null where nobody knows."""
    given = asked.model_fields_set
    state: State = {name: getattr(asked, name) for name in given & {"addressee", "medium", "relayed_by", "place"}}
    if "role" in given:
        role = asked.role or RoleGiven()
        country = require_country(session, role.country, "role")
        state |= {"role_title": role.title, "role_organisation": role.organisation, "role_country": country}
    if "said_on" in given:
        precision = asked.said_on and str(asked.said_on_precision or Precision.DAY)
        state |= {"said_on": asked.said_on and asked.said_on.isoformat(), "said_on_precision": precision}
    return state


def _about(session: Session, codes: Sequence[str]) -> list[str]:
    return sorted({code for code in codes if require_country(session, code, "countries")})


def _filed_under(session: Session, slugs: Sequence[str], before: dict[str, float]) -> dict[str, float]:
    known = set(session.exec(select(Topic.slug).where(col(Topic.slug).in_(slugs))))
    for slug in slugs:
        if slug not in known:
            raise BadField("topics", f"{slug!r} is no topic; GET /topics lists them")
    return {slug: before.get(slug, 1.0) for slug in slugs}


def _placed(text: str, places: dict[str, list[SpanItem]]) -> State:
    """The spans of each part, proved, and the words at them."""
    state: State = {}
    for name, given in places.items():
        spans = proved(name, text, given)
        state[SPANS[_PARTS[name]]] = listed(spans)
        state[WORDS[_PARTS[name]]] = words_at(text, spans) or None
    return state


def proved(field: str, text: str, given: Sequence[SpanItem]) -> list[Span]:
    """Places in a text. Raises BadField where one lies outside of it, holds no words, or meets another."""
    spans: list[Span] = []
    for one in sorted(given, key=lambda span: span.start):
        where = f"{one.start}..{one.end}"
        if one.start >= one.end:
            raise BadField(field, f"{where} is no span: it ends before it has begun")
        if one.end > len(text):
            raise BadField(field, f"{where} lies outside the text, which has {len(text):,} code points")
        if not text[one.start : one.end].strip():
            raise BadField(field, f"{where} holds no words")
        if spans and one.start < spans[-1].end:
            raise BadField(field, f"{where} overlaps with {spans[-1].start}..{spans[-1].end}")
        spans.append(Span(one.start, one.end))
    return spans


def _require_new(session: Session, others: Sequence[Quote], stored: Article, state: State) -> None:
    standing = [quote for quote in others if not quote.withdrawn and quote.version == stored.version]
    states = states_of(session, standing)
    for quote in standing:
        if spans_of(states[quote.key]["content_spans"]) == spans_of(state["content_spans"]):
            raise Conflict(f"these words are quote {quote.id!r} already; correct it with PATCH /quotes/{quote.id}")


def _free_id(others: Sequence[Quote], article: str, words: str) -> str:
    taken = {quote.id for quote in others}
    occurrence = 0
    while (identity := quote_id(article, words, occurrence)) in taken:
        occurrence += 1
    return identity


def _new_state() -> State:
    """A quote of which nothing is known but that somebody has found it."""
    unknown = ("role_title", "role_organisation", "role_country", "addressee", "medium", "relayed_by")
    return dict.fromkeys((*unknown, "said_on", "said_on_precision", "place")) | {
        "method": str(Method.NONE),
        "review": str(Review.VERIFIED),
        "withdrawn": False,
        "countries": [],
    }
