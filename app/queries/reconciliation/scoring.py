"""Who may be meant by a name, and how surely: the judgement of a reconciliation, without the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.domain.identifiers import make_slug
from app.extraction.types import SpeakerKind
from app.queries.search.fuzzy_prefix import name_words
from app.queries.search.similarity import name_similarity
from app.schemas.quotes import QuotedRole
from app.schemas.reconcile import AskedProperty, Candidate, Feature, NamedThing, ReconcileProperty, ReconcileQuery

# Two names that have less in common are not of the same one.
_MIN_NAME_SIMILARITY = 0.5
# The words of a name in another order, or with errors, are not that name.
_MAX_INEXACT_SIMILARITY = 0.95
# How much of the score is lost where nothing that is known agrees.
_PROPERTY_WEIGHT = 0.3
_NEUTRAL_AGREEMENT = 0.5


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """What the records hold of a speaker."""

    id: str
    name: str
    kind: SpeakerKind
    country: str | None
    quotes: int
    names: Sequence[str]
    roles: Sequence[QuotedRole]


def name_variants(query: str) -> list[str]:
    """A name as asked for, and the right way round where it is 'Kritenbrink, Daniel'."""
    last, comma, first = query.partition(",")
    return [query, f"{first.strip()} {last.strip()}"] if comma and "," not in first and first.strip() else [query]


def rank_candidates(
    query: ReconcileQuery, known: Mapping[int, SpeakerFacts], bearers: Collection[int], codes: Mapping[str, str]
) -> list[Candidate]:
    """The candidates that are like enough, the best first.

    `bearers` are all speakers who are called exactly so: a match is certain only where there is one.
    """
    found: list[tuple[Candidate, SpeakerFacts]] = []
    for key, speaker in known.items():
        name = 1.0 if key in bearers else _best_name_similarity(query.query or "", speaker)
        if speaker.kind not in query.requested_kinds() or name < _MIN_NAME_SIMILARITY:
            continue
        agreements = [(asked.pid, _property_agreement(asked, speaker, codes)) for asked in query.properties]
        told = sum(value for _, value in agreements) / len(agreements) if agreements else 1.0
        whole = _is_full_name((query.query or "").strip(), speaker)
        candidate = Candidate(
            id=speaker.id,
            name=speaker.name,
            description=describe_speaker(speaker.kind, speaker.country, speaker.roles),
            type=[named_kind(speaker.kind)],
            score=round(100 * name * (1 - _PROPERTY_WEIGHT * (1 - told)), 1),
            match=whole and set(bearers) == {key} and told == 1,
            features=[Feature(id="name", value=round(name, 3))]
            + [Feature(id=pid, value=round(value, 3)) for pid, value in dict(agreements).items()],
        )
        found.append((candidate, speaker))
    found.sort(key=lambda one: (-one[0].score, -one[1].quotes, one[1].id))
    return [candidate for candidate, _ in found[: query.limit]]


def describe_speaker(kind: SpeakerKind, country: str | None, roles: Sequence[QuotedRole]) -> str:
    """A line that tells namesakes apart: 'person, KH; researcher, Royal Academy of Cambodia'."""
    offices = (", ".join(filter(None, (role.title, role.organisation))) for role in roles[:2])
    return "; ".join(filter(None, (", ".join(filter(None, (kind, country))), *offices)))


def named_kind(kind: SpeakerKind) -> NamedThing:
    return NamedThing(id=kind, name=kind.capitalize())


def _is_full_name(query: str, speaker: SpeakerFacts) -> bool:
    """A surname alone may be anybody's."""
    return " " in query or query == speaker.id or speaker.kind is SpeakerKind.ORGANISATION


def _best_name_similarity(query: str, speaker: SpeakerFacts) -> float:
    words = name_words(query)
    return min(
        _MAX_INEXACT_SIMILARITY, max((name_similarity(words, name_words(name)) for name in speaker.names), default=0.0)
    )


def _property_agreement(asked: AskedProperty, speaker: SpeakerFacts, codes: Mapping[str, str]) -> float:
    """From 0, it is another, to 1, it is the same; the best of several values."""
    of = _country_agreement if asked.pid is ReconcileProperty.COUNTRY else _role_agreement
    return max((of(value, speaker, codes) for value in asked.text_values()), default=_NEUTRAL_AGREEMENT)


def _country_agreement(value: str, speaker: SpeakerFacts, codes: Mapping[str, str]) -> float:
    countries = {speaker.country, *(role.country for role in speaker.roles)} - {None}
    code = codes.get(make_slug(value))
    return _NEUTRAL_AGREEMENT if code is None or not countries else float(code in countries)


def _role_agreement(value: str, speaker: SpeakerFacts, _codes: Mapping[str, str]) -> float:
    """How much of what is asked for one of their offices has in it."""
    offices = [set(name_words(f"{role.title or ''} {role.organisation or ''}")) for role in speaker.roles]
    asked = set(name_words(value))
    return max((len(asked & office) / len(asked) for office in offices), default=_NEUTRAL_AGREEMENT)
