"""Saving the quotes of an extraction: ids and reviewers' decisions stay, and quotes that are gone are withdrawn."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.domain.identifiers import quote_id
from app.domain.quote_matching import ComparableQuote, match_reworded_quotes
from app.errors import SpanMismatch
from app.extraction.types import ExtractedQuote, Extraction, words_at
from app.models import Article, Origin, Quote, RecordKind, Review, SpanPart
from app.services.article_texts import load_texts_by_version
from app.services.audit_log import Ledger
from app.services.quote_snapshots import (
    PLAIN_COLUMNS,
    SPAN_FIELDS,
    Snapshot,
    load_quote_snapshots,
    load_speaker_ids,
    pairs_to_spans,
    spans_to_pairs,
    write_quote_snapshots,
)
from app.services.span_alignment import QuoteSpanIndex, QuoteSpans, realign_spans
from app.services.speakers import identify_speaker

# What each decision of a reviewer keeps from the machine.
QUOTE_DECISIONS = {
    "speakers": ("speaker", "confidence", "role_title", "role_organisation", "role_country"),
    "kind": ("kind",),
    "topics": ("topics",),
    "content": ("text", "content_spans"),
    "cue": ("cue", "cue_spans"),
    "source": ("attribution", "source_spans"),
    "said_on": ("said_on", "said_on_precision"),
    **{name: (name,) for name in ("act", "addressee", "medium", "relayed_by", "place", "countries")},
}
# The fields of a snapshot that hold the words of each part.
TEXT_FIELDS = {SpanPart.CONTENT: "text", SpanPart.CUE: "cue", SpanPart.SOURCE: "attribution"}
# A person has reviewed all of it: no field follows the machine any more.
_FINAL_REVIEWS = (Review.VERIFIED, Review.RETRACTED)


def save_quotes(ledger: Ledger, stored: Article, text: str, extraction: Extraction) -> dict[str, int]:
    """Write the quotes that an engine found in the current text. Returns the keys of the speakers by name.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it.
    """
    _require_spans_in_text(text, extraction)
    keys = {
        index: identify_speaker(ledger, extraction.speakers[index])
        for index in sorted({quote.speaker for quote in extraction.quotes if quote.speaker is not None})
    }
    ids = load_speaker_ids(ledger.session, keys.values())
    found = [
        _snapshot_extracted_quote(one, text, None if one.speaker is None else ids[keys[one.speaker]])
        for one in extraction.quotes
    ]
    known = _load_stored_quotes(ledger.session, stored, text)
    identities = _derive_quote_ids(stored.id, extraction.quotes, text)
    matches, absorbed = _match_stored_quotes(
        known, identities, [QuoteSpans(quote.content, quote.cue) for quote in extraction.quotes]
    )
    matches |= _match_reworded(known, found, matches, absorbed)
    planned = [
        _merge_with_stored(matches.get(number), found[number], stored, identity)
        for number, identity in enumerate(identities)
        if number not in absorbed
    ]
    matched = {match.quote.key for match in matches.values()}
    planned += [_plan_unmatched(one) for key, one in known.items() if key not in matched]
    _write_quotes(ledger, stored, planned, known)
    return {extraction.speakers[index].name: key for index, key in keys.items()}


def has_human_input(quote: Quote) -> bool:
    """Whether the quote has human input: then it stays while its words do, whatever an engine finds."""
    return bool(quote.decided) or quote.origin is Origin.REVIEWER or quote.review is not Review.MACHINE


def reviewer_owned_fields(quote: Quote) -> set[str]:
    """The fields of the quote that the machine may not change."""
    settled = quote.review in _FINAL_REVIEWS or quote.origin is Origin.REVIEWER
    decided = QUOTE_DECISIONS if settled else quote.decided
    fields = {name for decision in decided for name in QUOTE_DECISIONS[decision]}
    if settled:
        fields.add("method")
    return fields | {"review", "decided"}


@dataclass(slots=True)
class _StoredQuote:
    """A stored quote: its snapshot with its spans in the current text, without those that are gone.

    `older` says that it was last seen in another version.
    """

    quote: Quote
    before: Snapshot
    state: Snapshot
    is_present: bool
    is_from_older_version: bool
    has_human_input: bool = field(init=False)

    def __post_init__(self) -> None:
        self.has_human_input = has_human_input(self.quote)

    @property
    def quote_spans(self) -> QuoteSpans:
        return QuoteSpans(pairs_to_spans(self.state["content_spans"]), pairs_to_spans(self.state["cue_spans"]))


def _load_stored_quotes(session: Session, stored: Article, text: str) -> dict[int, _StoredQuote]:
    quotes = session.exec(select(Quote).where(Quote.article_key == stored.key).order_by(col(Quote.key))).all()
    if not quotes:
        return {}
    states = load_quote_snapshots(session, quotes)
    older = {quote.version for quote in quotes if quote.version != stored.version}
    texts = load_texts_by_version(session, stored.key, older)
    return {
        quote.key: _realign_stored_quote(quote, states[quote.key], texts.get(quote.version), text) for quote in quotes
    }


def _realign_stored_quote(quote: Quote, before: Snapshot, old: str | None, text: str) -> _StoredQuote:
    if old is None:
        return _StoredQuote(
            quote, before, before, is_present=not quote.withdrawn or has_human_input(quote), is_from_older_version=False
        )
    state = dict(before)
    present = False
    if has_human_input(quote):
        for part, name in SPAN_FIELDS.items():
            places = realign_spans(old, text, pairs_to_spans(before[name]), alone=part is SpanPart.CONTENT)
            state[name] = spans_to_pairs(places or ())
            state[TEXT_FIELDS[part]] = words_at(text, places or ()) or None
        present = bool(state["content_spans"])
    return _StoredQuote(quote, before, state, present, is_from_older_version=True)


def _match_stored_quotes(
    known: Mapping[int, _StoredQuote], identities: Sequence[str], places: Sequence[QuoteSpans]
) -> tuple[dict[int, _StoredQuote], set[int]]:
    """Match each found quote with a stored one, by its words, else by its spans.

    Also returns the numbers of found quotes that repeat a reviewed one.
    """
    by_id = {one.quote.id: one for one in known.values()}
    matches = {number: by_id[identity] for number, identity in enumerate(identities) if identity in by_id}
    taken = {match.quote.key for match in matches.values()}
    present = QuoteSpanIndex({key: one.quote_spans for key, one in known.items() if one.is_present})
    absorbed = set()
    for number, place in enumerate(places):
        if number not in matches:
            alike = present.find_same_quotes(place)
            free = next((key for key in alike if key not in taken), None)
            if free is not None:
                taken.add(free)
                matches[number] = known[free]
            elif any(known[key].has_human_input for key in alike):
                absorbed.add(number)
    return matches, absorbed


def _match_reworded(
    known: Mapping[int, _StoredQuote],
    found: Sequence[Snapshot],
    matches: Mapping[int, _StoredQuote],
    absorbed: Set[int],
) -> dict[int, _StoredQuote]:
    """The stored quotes that a newer text has in other words. Quotes with reviewed words stay."""
    matched = {match.quote.key for match in matches.values()}
    gone = [one for key, one in known.items() if key not in matched and _can_be_reworded(one)]
    gone.sort(key=lambda one: one.quote.position)
    new = [number for number in range(len(found)) if number not in matches and number not in absorbed]
    pairs = match_reworded_quotes(
        [_make_comparable(one.before) for one in gone], [_make_comparable(found[number]) for number in new]
    )
    return {new[becomes]: gone[was] for becomes, was in pairs.items()}


def _can_be_reworded(one: _StoredQuote) -> bool:
    seen = one.quote.review in _FINAL_REVIEWS or one.quote.origin is Origin.REVIEWER or "content" in one.quote.decided
    return one.is_from_older_version and not (one.is_present or one.quote.withdrawn or seen)


def _make_comparable(state: Snapshot) -> ComparableQuote:
    return ComparableQuote(state["text"], state["speaker"], state["attribution"])


def _merge_with_stored(
    match: _StoredQuote | None, found: Snapshot, stored: Article, identity: str
) -> tuple[Quote, Snapshot]:
    if match is None:
        new: dict[str, Any] = {"id": identity, "article_key": stored.key}
        return Quote(**new), found
    kept = reviewer_owned_fields(match.quote)
    if not match.state["content_spans"]:
        # The reviewed words are gone, and others with the same letters have come.
        kept -= set(QUOTE_DECISIONS["content"])
    for part in (SpanPart.CUE, SpanPart.SOURCE):
        if match.before[SPAN_FIELDS[part]] and not match.state[SPAN_FIELDS[part]]:
            kept -= {SPAN_FIELDS[part], TEXT_FIELDS[part]}
    return match.quote, found | {name: match.state[name] for name in kept}


def _plan_unmatched(one: _StoredQuote) -> tuple[Quote, Snapshot]:
    """The plan for a quote that the engine does not find: one with human input stays with its words, others go."""
    if one.has_human_input and one.is_present:
        return one.quote, one.state | {"withdrawn": False}
    return one.quote, one.before | {"withdrawn": True}


def _write_quotes(
    ledger: Ledger, stored: Article, planned: Sequence[tuple[Quote, Snapshot]], known: Mapping[int, _StoredQuote]
) -> None:
    standing = sorted((pair for pair in planned if not pair[1]["withdrawn"]), key=lambda pair: pair[1]["content_spans"])
    for position, (quote, state) in enumerate(standing):
        before = known[quote.key].before if quote.key in known else None
        moved = quote.version != stored.version if before else False
        quote.position, quote.version = position, stored.version
        _record_quote_change(ledger, quote.id, before, state, moved)
    gone = [pair for pair in planned if pair[1]["withdrawn"]]
    for quote, _ in gone:
        if not quote.withdrawn:
            ledger.record_withdrawn(RecordKind.QUOTE, quote.id)
        quote.withdrawn = True
    for quote, _ in planned:
        quote.published_on = stored.published_on
    write_quote_snapshots(ledger.session, standing)


def _record_quote_change(ledger: Ledger, identity: str, before: Snapshot | None, after: Snapshot, moved: bool) -> None:
    if before is None:
        ledger.record_created(RecordKind.QUOTE, identity)
        return
    # In another text all spans differ though nothing has changed.
    unlike = set(SPAN_FIELDS.values()) if moved else set()
    ledger.record_changed(
        RecordKind.QUOTE, identity, before, {name: value for name, value in after.items() if name not in unlike}
    )


def _derive_quote_ids(article: str, quotes: Sequence[ExtractedQuote], text: str) -> list[str]:
    seen: Counter[str] = Counter()
    identities = []
    for quote in quotes:
        words = words_at(text, quote.content)
        first = quote_id(article, words, 0)
        identities.append(quote_id(article, words, seen[first]))
        seen[first] += 1
    return identities


def _snapshot_extracted_quote(found: ExtractedQuote, text: str, speaker: str | None) -> Snapshot:
    role = found.role
    # What it is called alike in both is the same.
    plain = {name: getattr(found, name) for name in PLAIN_COLUMNS if hasattr(found, name)}
    return plain | {
        "withdrawn": False,
        "kind": str(found.kind),
        "act": str(found.act),
        "text": words_at(text, found.content),
        "speaker": speaker,
        "role_title": role and role.title,
        "role_organisation": role and role.organisation,
        "role_country": role and role.country,
        "attribution": words_at(text, found.source) or None,
        "cue": words_at(text, found.cue) or None,
        "method": str(found.method),
        "said_on": found.said_on and found.said_on.isoformat(),
        "said_on_precision": found.said_on_precision and str(found.said_on_precision),
        "review": str(Review.MACHINE),
        "decided": [],
        "topics": {topic.slug: topic.score for topic in found.topics},
        "countries": sorted(country.code for country in found.countries),
        "content_spans": spans_to_pairs(found.content),
        "cue_spans": spans_to_pairs(found.cue),
        "source_spans": spans_to_pairs(found.source),
    }


def _require_spans_in_text(text: str, extraction: Extraction) -> None:
    for quote in extraction.quotes:
        if not quote.content:
            raise SpanMismatch("a quote needs a content span")
        for span in (*quote.content, *quote.cue, *quote.source):
            if span.end > len(text) or not span.text_in(text).strip():
                raise SpanMismatch(
                    f"span {span.start}..{span.end} contains no words of a text of {len(text)} characters"
                )
