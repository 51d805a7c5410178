"""Speakers and topics as one types their names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.search.fuzzy_prefix import (
    PrefixMatch,
    exact_prefixes,
    name_edits,
    prefixes_with_typos,
    query_words,
    select_matching_speakers,
)
from app.schemas.suggest import SuggestedKind, Suggestion, Suggestions, SuggestQuery

# What begins with one mistyped word may be found by chance; what begins with several is what was meant.
_MIN_FOUND_FOR_ONE_WORD = 3
# A suggestion and the edits that it takes.
_ScoredSuggestions = list[tuple[int, Suggestion]]


def suggest_completions(session: Session, query: SuggestQuery) -> Suggestions:
    """What may be meant: first what begins as typed; typing errors are forgiven where that is next to nothing."""
    words = query_words(query.q)
    found = _find_suggestions(session, query, words, exact_prefixes(words))
    if len(found) < (_MIN_FOUND_FOR_ONE_WORD if len(words) == 1 else 1):
        found = _find_suggestions(session, query, words, prefixes_with_typos(session, words), allow_typos=True)
    found.sort(key=lambda one: (one[0], -one[1].quotes, one[1].label, one[1].id))
    return Suggestions(items=[suggestion for _, suggestion in found[: query.limit]])


def _find_suggestions(
    session: Session, query: SuggestQuery, words: list[str], prefixes: list[PrefixMatch], allow_typos: bool = False
) -> _ScoredSuggestions:
    found: _ScoredSuggestions = []
    if SuggestedKind.SPEAKER in query.kind or not query.kind:
        found += _find_speakers(session, words, prefixes, query.limit)
    if SuggestedKind.TOPIC in query.kind or not query.kind:
        found += _find_topics(session, words, allow_typos)
    return found


def rank_speakers(
    session: Session, words: list[str], prefixes: list[PrefixMatch], limit: int, skip: int = 0
) -> Sequence[Row[Any]]:
    """The speakers with a name that the readings of the words begin: fewest edits, then most quotes."""
    found = select_matching_speakers(words, prefixes).subquery()
    quotes = func.coalesce(t.speaker_tally.c.quotes, 0)
    best = (
        select(found.c.speaker_key, found.c.edits, quotes.label("quotes"))
        .join_from(found, t.speaker_tally, t.speaker_tally.c.speaker_key == found.c.speaker_key, isouter=True)
        .order_by(found.c.edits, quotes.desc(), found.c.speaker_key)
        .limit(limit)
        .offset(skip)
        .subquery()
    )
    speaker = t.speaker.c
    return session.execute(
        select(best.c.edits, best.c.quotes, speaker.key, speaker.id, speaker.name, speaker.kind, speaker.country)
        .join_from(best, t.speaker, speaker.key == best.c.speaker_key)
        .order_by(best.c.edits, best.c.quotes.desc(), speaker.key)
    ).all()


def _find_speakers(session: Session, words: list[str], prefixes: list[PrefixMatch], limit: int) -> _ScoredSuggestions:
    rows = rank_speakers(session, words, prefixes, limit)
    names = bulk_lookups.values_by_owner(
        session, t.speaker_name.c.speaker_key, [row.key for row in rows], t.speaker_name.c.name
    )
    return [
        (
            row.edits,
            Suggestion(
                kind=SuggestedKind.SPEAKER,
                id=row.id,
                label=row.name,
                matched=_nearest_name(words, row.name, names[row.key]),
                country=row.country,
                quotes=row.quotes,
                url=f"/speakers/{row.id}",
            ),
        )
        for row in rows
    ]


def _nearest_name(words: Sequence[str], name: str, names: Sequence[str]) -> str:
    """The name that what was typed is nearest to, the speaker's own where several are."""
    found: list[tuple[int, bool, str]] = []
    for one in names:
        wrong = name_edits(words, one, allow_typos=True)
        if wrong is not None:
            found.append((wrong, one != name, one))
    return min(found)[2] if found else name


def _find_topics(session: Session, words: list[str], allow_typos: bool) -> _ScoredSuggestions:
    """A vocabulary is small enough to be read whole."""
    statement: Any = select(t.topic.c.slug, t.topic.c.label, func.coalesce(t.topic_tally.c.quotes, 0)).join_from(
        t.topic, t.topic_tally, t.topic_tally.c.topic == t.topic.c.slug, isouter=True
    )
    found: _ScoredSuggestions = []
    for slug, label, quotes in session.execute(statement):
        wrong = name_edits(words, label, allow_typos)
        if wrong is not None:
            suggestion = Suggestion(
                kind=SuggestedKind.TOPIC,
                id=slug,
                label=label,
                matched=label,
                country=None,
                quotes=quotes,
                url=f"/topics/{slug}",
            )
            found.append((wrong, suggestion))
    return found
