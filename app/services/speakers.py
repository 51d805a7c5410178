"""Who is who across articles: a doubt makes two speakers, which a person may merge later."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select, union_all
from sqlmodel import Session

from app.domain.identifiers import slug
from app.extraction.types import ExtractedSpeaker, SpeakerKind
from app.models import Quote, RecordKind, Speaker, SpeakerIdentity, SpeakerName, TakenDown, table_of
from app.services.audit_log import Ledger
from app.services.bulk_insert import insert_rows

# Each article asks these several times, and to spell one out takes longer than to run it.
_SPEAKER, _NAME, _IDENTITY, _QUOTE, _TAKEN_DOWN = (
    table_of(model).c for model in (Speaker, SpeakerName, SpeakerIdentity, Quote, TakenDown)
)
_NAMES = select(_NAME.name).where(_NAME.speaker_key == bindparam("key"))
_OFFICES = select(_QUOTE.role_title, _QUOTE.role_country).where(_QUOTE.speaker_key == bindparam("key")).distinct()
# Speakers of whom the name was printed, and those who go by it as a reviewer says.
_NAMED = (
    select(_SPEAKER.key, _SPEAKER.name, _SPEAKER.country)
    .where(_SPEAKER.key == _NAME.speaker_key)
    .where(_SPEAKER.kind == bindparam("kind"), _NAME.slug == bindparam("slug"))
    .union(
        select(_IDENTITY.speaker_key, _IDENTITY.name, _IDENTITY.country).where(
            _IDENTITY.kind == bindparam("kind"), _IDENTITY.slug == bindparam("slug")
        )
    )
)
_IDS = union_all(
    *(
        select(id_).where(id_ >= bindparam("first"), id_ < bindparam("end"), *which)
        for id_, which in (
            (_SPEAKER.id, ()),
            (_IDENTITY.id, ()),
            (_TAKEN_DOWN.record_id, (_TAKEN_DOWN.record_kind == RecordKind.SPEAKER,)),
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Guise:
    """One name and country that a stored speaker goes by: their own, or one that a reviewer says is theirs."""

    key: int
    name: str
    country: str | None


def identify_speaker(ledger: Ledger, found: ExtractedSpeaker) -> int:
    """The key of the stored speaker that this is; a new one where none agrees in name, kind, country and role."""
    session = ledger.session
    key = _known(session, found)
    if key is None:
        speaker = Speaker(id=free_id(session, found.name), name=found.name, kind=found.kind, country=found.country)
        session.add(speaker)
        session.flush()
        ledger.created(RecordKind.SPEAKER, speaker.id)
        _insert_names(session, speaker, dict.fromkeys((found.name, *found.aliases)))
        return speaker.key
    speaker = session.get_one(Speaker, key)
    names = names_of(session, key)
    before = {"country": speaker.country, "names": names}
    if speaker.country is None and "country" not in speaker.decided:
        speaker.country = found.country
        session.flush()
    added = _missing(speaker, names, (found.name, *found.aliases))
    _insert_names(session, speaker, added)
    ledger.changed(RecordKind.SPEAKER, speaker.id, before, {"country": speaker.country, "names": sorted(names + added)})
    return key


def free_id(session: Session, name: str) -> str:
    """An id that no speaker has or ever had."""
    base = slug(name)
    # Between "base" and "base." lie all that begin with "base-", and the index finds them.
    taken = set(session.execute(_IDS, {"first": base, "end": base + "."}).scalars())
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def names_of(session: Session, key: int) -> list[str]:
    return sorted(session.execute(_NAMES, {"key": key}).scalars())


def add_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    """Add the names that are not known yet, but for those that a reviewer has refused."""
    _insert_names(session, speaker, _missing(speaker, names_of(session, speaker.key), names))


def _missing(speaker: Speaker, known: Iterable[str], names: Iterable[str]) -> list[str]:
    unwanted = {*known, *speaker.refused_names}
    return [name for name in dict.fromkeys(names) if name not in unwanted]


def _insert_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    insert_rows(
        session, SpeakerName, [{"speaker_key": speaker.key, "name": name, "slug": slug(name)} for name in names]
    )


def _known(session: Session, found: ExtractedSpeaker) -> int | None:
    agreeing = {guise.key for guise in _guises(session, found) if _agrees(session, guise, found)}
    return agreeing.pop() if len(agreeing) == 1 else None


def _guises(session: Session, found: ExtractedSpeaker) -> list[_Guise]:
    return [_Guise(*row) for row in session.execute(_NAMED, {"kind": found.kind, "slug": slug(found.name)})]


def _agrees(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    if guise.country and found.country and guise.country != found.country:
        return False
    if slug(guise.name) != slug(found.name) or (" " not in found.name and found.kind is SpeakerKind.PERSON):
        return _shares_role(session, guise, found)
    return bool(guise.country and found.country) or not _differs_in_role(session, guise, found)


def _differs_in_role(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    """Whether the offices of both are known and have no word in common: a farmer and a foreign minister."""
    held = {word for title, _ in _offices(session, guise) for word in title.casefold().split()}
    told = {word for role in found.roles if role.title for word in role.title.casefold().split()}
    return bool(held and told) and held.isdisjoint(told)


def _shares_role(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    """A surname alone, or an alias, is the same person only in the same office of the same country."""
    offices = {(role.title.casefold(), role.country) for role in found.roles if role.title and role.country}
    return any((title.casefold(), country) in offices for title, country in _offices(session, guise))


def _offices(session: Session, guise: _Guise) -> list[tuple[str, str | None]]:
    """The titles that were printed for them, each with its country."""
    return [(title, country) for title, country in session.execute(_OFFICES, {"key": guise.key}) if title]
