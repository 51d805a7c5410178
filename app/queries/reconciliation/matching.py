"""Matching names to speakers, a batch at a time: as many statements for fifty names as for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, String, func, or_, select
from sqlmodel import Session

from app.domain.identifiers import make_slug
from app.errors import NotFound
from app.queries import tables as t
from app.queries.inline_rows import inline_table
from app.queries.quotes.records import find_quotes
from app.queries.quotes.scope import QuoteScope
from app.queries.reconciliation.extension import resolve_speaker_ids
from app.queries.reconciliation.scoring import (
    SpeakerFacts,
    describe_speaker,
    name_variants,
    named_kind,
    rank_candidates,
)
from app.queries.search.fuzzy_prefix import exact_prefixes, prefixes_with_typos, query_words
from app.queries.search.suggestions import rank_speakers
from app.queries.speakers import read_speaker, roles_by_speaker
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.schemas.reconcile import (
    Candidates,
    EntityPrefix,
    ReconcileProperty,
    ReconcileQuery,
    SuggestedEntities,
    SuggestedEntity,
)
from app.schemas.speakers import SpeakerItem

# What this many names have in them tells nobody from others: "ministry", "John".
_COMMON_WORD_COUNT = 1_000
# Names that share words with one that is asked for, and are looked at more closely.
_MAX_CLOSE_NAMES = 25
_SUGGESTION_COUNT = 10
# Quotes on a small page.
_PREVIEW_QUOTE_COUNT = 3


def reconcile_queries(session: Session, queries: Mapping[str, ReconcileQuery]) -> dict[str, Candidates]:
    """The candidates for each query."""
    # By their numbers in here: a name may be anything, also what PostgreSQL takes for no text.
    numbered = {str(number): query for number, query in enumerate(queries.values())}
    return dict(zip(queries, _find_candidates(session, numbered), strict=True))


def _find_candidates(session: Session, queries: Mapping[str, ReconcileQuery]) -> list[Candidates]:
    asked = {name: query.query for name, query in queries.items() if query.query is not None}
    bearers = _find_exact_speakers(session, asked)
    close = _find_close_speakers(session, asked, queries)
    known = _load_speaker_facts(session, {key for keys in (*bearers.values(), *close.values()) for key in keys})
    codes = _country_codes_by_name(session, queries.values())
    return [
        Candidates(
            result=rank_candidates(
                query,
                {key: known[key] for key in sorted(bearers[name] | close[name])},
                bearers[name],
                codes,
            )
        )
        for name, query in queries.items()
    ]


def suggest_entities(session: Session, query: EntityPrefix) -> SuggestedEntities:
    """Speakers as one types."""
    words = query_words(query.prefix)
    rows = rank_speakers(session, words, exact_prefixes(words), _SUGGESTION_COUNT, query.cursor)
    roles = roles_by_speaker(session, [row.key for row in rows])
    return SuggestedEntities(
        result=[
            SuggestedEntity(
                id=row.id,
                name=row.name,
                description=describe_speaker(row.kind, row.country, roles[row.key]),
                notable=[named_kind(row.kind)],
            )
            for row in rows
        ]
    )


def read_preview(session: Session, identity: str) -> tuple[SpeakerItem, list[QuoteItem]]:
    """A speaker, to whom a merged one's id leads too, and some of their latest quotes.

    Raises:
        NotFound: the id leads to nobody.
    """
    key = resolve_speaker_ids(session, [identity]).get(identity)
    if key is None:
        raise NotFound(f"there is no speaker {identity!r}")
    speaker = read_speaker(session, session.execute(select(t.speaker.c.id).where(t.speaker.c.key == key)).scalar_one())
    latest = QuoteQuery.model_validate({"limit": _PREVIEW_QUOTE_COUNT})
    quotes = find_quotes(session, latest, QuoteScope(speakers=(key,))).items
    return speaker, [QuoteItem.model_validate_json(quote) for quote in quotes]


def _find_exact_speakers(session: Session, asked: Mapping[str, str]) -> dict[str, set[int]]:
    """All who are called exactly as asked, or whose id it is."""
    slugs = {name: {make_slug(form) for form in name_variants(query)} for name, query in asked.items()}
    rows = session.execute(
        select(t.speaker.c.key, t.speaker.c.id, t.speaker_name.c.slug)
        .join(t.speaker_name, t.speaker_name.c.speaker_key == t.speaker.c.key)
        .where(or_(t.speaker.c.id.in_(asked.values()), t.speaker_name.c.slug.in_(set().union(*slugs.values()))))
    ).all()
    found: dict[str, set[int]] = defaultdict(set)
    for name, query in asked.items():
        found[name] = {key for key, identity, printed in rows if identity == query or printed in slugs[name]}
    return found


def _find_close_speakers(
    session: Session, asked: Mapping[str, str], queries: Mapping[str, ReconcileQuery]
) -> dict[str, set[int]]:
    """Speakers whose names share words with those asked for; one that no name has stands for those near to it."""
    words = {name: set(query_words(query)) for name, query in asked.items()}
    frequency = _count_names_by_word(session, set().union(*words.values()))
    unknown = [word for word, names in frequency.items() if not names]
    near: dict[str, set[str]] = defaultdict(set)
    # One error: two would take a batch of unknown names too long.
    for reading in prefixes_with_typos(session, unknown, max_edits=1):
        near[reading.word].add(reading.prefix)
    rows: list[tuple[str, str, str | None]] = []
    for name, its in words.items():
        rare = [word for word in its if frequency[word] < _COMMON_WORD_COUNT]
        kinds = queries[name].requested_kinds()
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        rows += [(name, other, kind) for word in rare or its for other in near[word] | {word}]
    asking = inline_table(rows, query=String(), word=String(), kind=String())
    order = (func.count().desc(), t.name_word.c.name_key)
    shared = (
        select(
            asking.c.query,
            t.name_word.c.speaker_key,
            func.row_number().over(partition_by=asking.c.query, order_by=order).label("place"),
        )
        .select_from(
            asking.join(t.name_word, t.name_word.c.word == asking.c.word).join(
                t.speaker, t.speaker.c.key == t.name_word.c.speaker_key
            )
        )
        .where(or_(asking.c.kind.is_(None), t.speaker.c.kind == asking.c.kind))
        .group_by(asking.c.query, t.name_word.c.name_key, t.name_word.c.speaker_key)
        .subquery()
    )
    found: dict[str, set[int]] = defaultdict(set)
    for name, key in session.execute(
        select(shared.c.query, shared.c.speaker_key).where(shared.c.place <= _MAX_CLOSE_NAMES)
    ):
        found[name].add(key)
    return found


def _count_names_by_word(session: Session, words: Iterable[str]) -> dict[str, int]:
    """How many names have each word; of a common one only that it is common."""
    asked = inline_table(((word,) for word in words), word=String())
    some = select(t.name_word.c.name_key).where(t.name_word.c.word == asked.c.word).limit(_COMMON_WORD_COUNT)
    count = select(func.count()).select_from(some.correlate(asked).subquery()).correlate(asked)
    return dict(map(tuple, session.execute(select(asked.c.word, count.scalar_subquery()))))


def _load_speaker_facts(session: Session, keys: Iterable[int]) -> dict[int, SpeakerFacts]:
    """What the records hold of these speakers."""
    speaker = t.speaker.c
    wanted = inline_table(((key,) for key in keys), key=BigInteger())
    rows = session.execute(
        select(speaker.key, speaker.id, speaker.name, speaker.kind, speaker.country)
        .add_columns(func.coalesce(t.speaker_tally.c.quotes, 0).label("quotes"), t.speaker_name.c.name.label("alias"))
        .join_from(wanted, t.speaker, speaker.key == wanted.c.key)
        .join(t.speaker_name, t.speaker_name.c.speaker_key == speaker.key)
        .join(t.speaker_tally, t.speaker_tally.c.speaker_key == speaker.key, isouter=True)
    ).all()
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        names[row.key].append(row.alias)
    roles = roles_by_speaker(session, list(names))
    return {
        row.key: SpeakerFacts(
            row.id, row.name, row.kind, row.country, row.quotes, names=names[row.key], roles=roles[row.key]
        )
        for row in rows
    }


def _country_codes_by_name(session: Session, queries: Iterable[ReconcileQuery]) -> dict[str, str]:
    """Codes by everything that a country may be called in a property; nothing where none is asked for."""
    if not any(asked.pid is ReconcileProperty.COUNTRY for query in queries for asked in query.properties):
        return {}
    codes: dict[str, str] = {}
    # Former states first, so that a code or name that is in use again is the present one's.
    country: Any = t.country.c
    for code, alpha3, name in session.execute(
        select(country.code, country.alpha3, country.name).order_by(func.length(country.code).desc())
    ):
        codes |= {make_slug(word): code for word in (code, alpha3, name) if word}
    return codes
