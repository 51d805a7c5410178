"""Saving the quotes of a reading: ids last, what reviewers have decided stays, and what is gone is withdrawn."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.domain.identifiers import quote_id
from app.domain.quote_matching import Worded, reworded
from app.errors import SpanMismatch
from app.extraction.document import words_at
from app.extraction.types import ExtractedQuote, Extraction
from app.models import Article, ArticleVersion, Origin, Quote, RecordKind, Review, SpanPart
from app.services.audit_log import Ledger
from app.services.quote_snapshots import SPANS, State, listed, spans_of, speaker_ids, states_of, write_states
from app.services.span_alignment import Place, Places, relocated
from app.services.speakers import identify_speaker

# What each decision of a reviewer keeps from the machine. An office is printed for whom the machine took for the
# speaker, so it goes with them.
DECISIONS = {
    "speaker": ("speaker", "confidence", "role_title", "role_organisation", "role_country"),
    "kind": ("kind",),
    "topics": ("topics",),
    "content": ("text", "content_spans"),
    "cue": ("cue", "cue_spans"),
    "source": ("attribution", "source_spans"),
    "role": ("role_title", "role_organisation", "role_country"),
    "said_on": ("said_on", "said_on_precision"),
    **{name: (name,) for name in ("act", "addressee", "medium", "relayed_by", "place", "countries")},
}
# Where the words of each part are in a state.
WORDS = {SpanPart.CONTENT: "text", SpanPart.CUE: "cue", SpanPart.SOURCE: "attribution"}
# Somebody has looked at all of it: nothing of it follows the machine any more.
_SETTLED = (Review.VERIFIED, Review.RETRACTED)


def save_quotes(ledger: Ledger, stored: Article, text: str, extraction: Extraction) -> dict[str, int]:
    """Write what an engine found in the article's present text. Returns the keys of those who speak, by name.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it.
    """
    _check_spans(text, extraction)
    keys = {
        index: identify_speaker(ledger, extraction.speakers[index])
        for index in sorted({quote.speaker for quote in extraction.quotes if quote.speaker is not None})
    }
    ids = speaker_ids(ledger.session, keys.values())
    found = [_state(one, text, None if one.speaker is None else ids[keys[one.speaker]]) for one in extraction.quotes]
    known = _known(ledger.session, stored, text)
    identities = _identities(stored.id, extraction.quotes, text)
    matches, absorbed = _matches(known, identities, [Place(quote.content, quote.cue) for quote in extraction.quotes])
    matches |= _reworded(known, found, matches, absorbed)
    planned = [
        _planned(matches.get(number), found[number], stored, identity)
        for number, identity in enumerate(identities)
        if number not in absorbed
    ]
    matched = {match.quote.key for match in matches.values()}
    planned += [_left(one) for key, one in known.items() if key not in matched]
    _write(ledger, stored, planned, known)
    return {extraction.speakers[index].name: key for index, key in keys.items()}


def is_held(quote: Quote) -> bool:
    """Whether a person has had a hand in it: it stays as long as its words do, whatever an engine finds."""
    return bool(quote.decided) or quote.origin is Origin.REVIEWER or quote.review is not Review.MACHINE


def pinned(quote: Quote) -> set[str]:
    """What of the quote's state the machine may not change."""
    settled = quote.review in _SETTLED or quote.origin is Origin.REVIEWER
    decided = DECISIONS if settled else quote.decided
    fields = {name for decision in decided for name in DECISIONS[decision]}
    if settled:
        fields.add("method")
    return fields | {"review", "decided"}


@dataclass(slots=True)
class _Known:
    """A stored quote: its state with its places in the present text, those that are gone left out.

    `older` says that it was last seen in another version.
    """

    quote: Quote
    before: State
    state: State
    present: bool
    older: bool
    held: bool = field(init=False)

    def __post_init__(self) -> None:
        self.held = is_held(self.quote)

    @property
    def place(self) -> Place:
        return Place(spans_of(self.state["content_spans"]), spans_of(self.state["cue_spans"]))


def _known(session: Session, stored: Article, text: str) -> dict[int, _Known]:
    quotes = session.exec(select(Quote).where(Quote.article_key == stored.key).order_by(col(Quote.key))).all()
    if not quotes:
        return {}
    states = states_of(session, quotes)
    older = {quote.version for quote in quotes if quote.version != stored.version}
    numbers = (col(ArticleVersion.article_key) == stored.key, col(ArticleVersion.number).in_(older))
    texts = dict(session.exec(select(ArticleVersion.number, ArticleVersion.text).where(*numbers)).all())
    return {quote.key: _known_one(quote, states[quote.key], texts.get(quote.version), text) for quote in quotes}


def _known_one(quote: Quote, before: State, old: str | None, text: str) -> _Known:
    if old is None:
        return _Known(quote, before, before, present=not quote.withdrawn or is_held(quote), older=False)
    state = dict(before)
    present = False
    if is_held(quote):
        for part, name in SPANS.items():
            places = relocated(old, text, spans_of(before[name]), alone=part is SpanPart.CONTENT)
            state[name] = listed(places or ())
            state[WORDS[part]] = words_at(text, places or ()) or None
        present = bool(state["content_spans"])
    return _Known(quote, before, state, present, older=True)


def _matches(
    known: Mapping[int, _Known], identities: Sequence[str], places: Sequence[Place]
) -> tuple[dict[int, _Known], set[int]]:
    """The stored quote that each found one is, by its words, else by its place.

    And the numbers of those that are another reading of what is held already, and no quotes of their own.
    """
    by_id = {one.quote.id: one for one in known.values()}
    matches = {number: by_id[identity] for number, identity in enumerate(identities) if identity in by_id}
    taken = {match.quote.key for match in matches.values()}
    present = Places({key: one.place for key, one in known.items() if one.present})
    absorbed = set()
    for number, place in enumerate(places):
        if number not in matches:
            alike = present.like(place)
            free = next((key for key in alike if key not in taken), None)
            if free is not None:
                taken.add(free)
                matches[number] = known[free]
            elif any(known[key].held for key in alike):
                absorbed.add(number)
    return matches, absorbed


def _reworded(
    known: Mapping[int, _Known], found: Sequence[State], matches: Mapping[int, _Known], absorbed: Set[int]
) -> dict[int, _Known]:
    """The stored quotes that a newer text has in other words. What a person has seen the words of stays as it is."""
    matched = {match.quote.key for match in matches.values()}
    gone = [one for key, one in known.items() if key not in matched and _may_be_reworded(one)]
    gone.sort(key=lambda one: one.quote.position)
    new = [number for number in range(len(found)) if number not in matches and number not in absorbed]
    pairs = reworded([_worded(one.before) for one in gone], [_worded(found[number]) for number in new])
    return {new[becomes]: gone[was] for becomes, was in pairs.items()}


def _may_be_reworded(one: _Known) -> bool:
    seen = one.quote.review in _SETTLED or one.quote.origin is Origin.REVIEWER or "content" in one.quote.decided
    return one.older and not (one.present or one.quote.withdrawn or seen)


def _worded(state: State) -> Worded:
    return Worded(state["text"], state["speaker"], state["attribution"])


def _planned(match: _Known | None, found: State, stored: Article, identity: str) -> tuple[Quote, State]:
    if match is None:
        new: dict[str, Any] = {"id": identity, "article_key": stored.key}
        return Quote(**new), found
    kept = pinned(match.quote)
    if not match.state["content_spans"]:
        # The words that were decided on are gone, and others with the same letters have come.
        kept -= set(DECISIONS["content"])
    for part in (SpanPart.CUE, SpanPart.SOURCE):
        if match.before[SPANS[part]] and not match.state[SPANS[part]]:
            kept -= {SPANS[part], WORDS[part]}
    return match.quote, found | {name: match.state[name] for name in kept}


def _left(one: _Known) -> tuple[Quote, State]:
    """What becomes of a quote that the engine does not find: a held one stays with its words, others go."""
    if one.held and one.present:
        return one.quote, one.state | {"withdrawn": False}
    return one.quote, one.before | {"withdrawn": True}


def _write(
    ledger: Ledger, stored: Article, planned: Sequence[tuple[Quote, State]], known: Mapping[int, _Known]
) -> None:
    standing = sorted((pair for pair in planned if not pair[1]["withdrawn"]), key=lambda pair: pair[1]["content_spans"])
    for position, (quote, state) in enumerate(standing):
        before = known[quote.key].before if quote.key in known else None
        moved = quote.version != stored.version if before else False
        quote.position, quote.version = position, stored.version
        _enter(ledger, quote.id, before, state, moved)
    gone = [pair for pair in planned if pair[1]["withdrawn"]]
    for quote, _ in gone:
        if not quote.withdrawn:
            ledger.withdrawn(RecordKind.QUOTE, quote.id)
        quote.withdrawn = True
    for quote, _ in planned:
        quote.published_on = stored.published_on
    write_states(ledger.session, standing)


def _enter(ledger: Ledger, identity: str, before: State | None, after: State, moved: bool) -> None:
    if before is None:
        ledger.created(RecordKind.QUOTE, identity)
        return
    # In another text every place is another one, though nothing has changed.
    unlike = set(SPANS.values()) if moved else set()
    ledger.changed(
        RecordKind.QUOTE, identity, before, {name: value for name, value in after.items() if name not in unlike}
    )


def _identities(article: str, quotes: Sequence[ExtractedQuote], text: str) -> list[str]:
    seen: Counter[str] = Counter()
    identities = []
    for quote in quotes:
        words = words_at(text, quote.content)
        first = quote_id(article, words, 0)
        identities.append(quote_id(article, words, seen[first]))
        seen[first] += 1
    return identities


def _state(found: ExtractedQuote, text: str, speaker: str | None) -> State:
    role = found.role
    return {
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
        "addressee": found.addressee,
        "medium": found.medium,
        "relayed_by": found.relayed_by,
        "said_on": found.said_on and found.said_on.isoformat(),
        "said_on_precision": found.said_on_precision and str(found.said_on_precision),
        "place": found.place,
        "confidence": found.confidence,
        "review": str(Review.MACHINE),
        "decided": [],
        "topics": {topic.slug: topic.score for topic in found.topics},
        "countries": sorted(country.code for country in found.countries),
        "content_spans": listed(found.content),
        "cue_spans": listed(found.cue),
        "source_spans": listed(found.source),
    }


def _check_spans(text: str, extraction: Extraction) -> None:
    for quote in extraction.quotes:
        if not quote.content:
            raise SpanMismatch("a quote without a content span proves nothing")
        for span in (*quote.content, *quote.cue, *quote.source):
            if span.end > len(text) or not span.of(text).strip():
                raise SpanMismatch(f"span {span.start}..{span.end} holds no words of a text of {len(text)} characters")
