"""Speakers and topics as one types their names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.search.fuzzy_prefix import Reading, as_typed, matching_speakers, name_edits, typed_words, with_errors
from app.schemas.suggest import SuggestedKind, Suggestion, Suggestions, SuggestQuery

# What begins with one mistyped word may be found by chance; what begins with several is what was meant.
_ENOUGH_FOR_ONE_WORD = 3
# A suggestion and the edits that it takes.
_Found = list[tuple[int, Suggestion]]


def suggest(session: Session, query: SuggestQuery) -> Suggestions:
    """What may be meant: first what begins as typed; typing errors are forgiven where that is next to nothing."""
    words = typed_words(query.q)
    found = _find(session, query, words, as_typed(words))
    if len(found) < (_ENOUGH_FOR_ONE_WORD if len(words) == 1 else 1):
        found = _find(session, query, words, with_errors(session, words), forgiving=True)
    found.sort(key=lambda one: (one[0], -one[1].quotes, one[1].label, one[1].id))
    return Suggestions(items=[suggestion for _, suggestion in found[: query.limit]])


def _find(
    session: Session, query: SuggestQuery, words: list[str], readings: list[Reading], forgiving: bool = False
) -> _Found:
    found: _Found = []
    if SuggestedKind.SPEAKER in query.kind or not query.kind:
        found += _find_speakers(session, words, readings, query.limit)
    if SuggestedKind.TOPIC in query.kind or not query.kind:
        found += _find_topics(session, words, forgiving)
    return found


def ranked_speakers(
    session: Session, words: list[str], readings: list[Reading], limit: int, skip: int = 0
) -> Sequence[Row[Any]]:
    """The speakers with a name that the readings of the words begin: fewest edits, then most quotes."""
    found = matching_speakers(words, readings).subquery()
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


def _find_speakers(session: Session, words: list[str], readings: list[Reading], limit: int) -> _Found:
    rows = ranked_speakers(session, words, readings, limit)
    names = bulk_lookups.values(session, t.speaker_name.c.speaker_key, [row.key for row in rows], t.speaker_name.c.name)
    return [
        (
            row.edits,
            Suggestion(
                kind=SuggestedKind.SPEAKER,
                id=row.id,
                label=row.name,
                matched=_matched(words, row.name, names[row.key]),
                country=row.country,
                quotes=row.quotes,
                url=f"/speakers/{row.id}",
            ),
        )
        for row in rows
    ]


def _matched(words: Sequence[str], name: str, names: Sequence[str]) -> str:
    """The name that what was typed is nearest to, the speaker's own where several are."""
    found: list[tuple[int, bool, str]] = []
    for one in names:
        wrong = name_edits(words, one, forgiving=True)
        if wrong is not None:
            found.append((wrong, one != name, one))
    return min(found)[2] if found else name


def _find_topics(session: Session, words: list[str], forgiving: bool) -> _Found:
    """A vocabulary is small enough to be read whole."""
    statement: Any = select(t.topic.c.slug, t.topic.c.label, func.coalesce(t.topic_tally.c.quotes, 0)).join_from(
        t.topic, t.topic_tally, t.topic_tally.c.topic == t.topic.c.slug, isouter=True
    )
    found: _Found = []
    for slug, label, quotes in session.execute(statement):
        wrong = name_edits(words, label, forgiving)
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
