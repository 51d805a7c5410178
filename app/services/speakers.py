"""Identifying speakers across articles: a doubt makes two speakers, which a person may merge later."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select, union_all
from sqlmodel import Session

from app.database.bulk_copy import insert_rows
from app.domain.identifiers import make_slug
from app.extraction.types import ExtractedSpeaker, SpeakerKind
from app.models import Quote, RecordKind, Speaker, SpeakerIdentity, SpeakerName, TakenDown, table_of
from app.services.audit_log import Ledger

# Each article runs these several times, and building one takes longer than running it.
_SPEAKER_COLUMNS, _NAME_COLUMNS, _IDENTITY_COLUMNS, _QUOTE_COLUMNS, _TAKEN_DOWN_COLUMNS = (
    table_of(model).c for model in (Speaker, SpeakerName, SpeakerIdentity, Quote, TakenDown)
)
_NAMES_QUERY = select(_NAME_COLUMNS.name).where(_NAME_COLUMNS.speaker_key == bindparam("key"))
_OFFICES_QUERY = (
    select(_QUOTE_COLUMNS.role_title, _QUOTE_COLUMNS.role_country)
    .where(_QUOTE_COLUMNS.speaker_key == bindparam("key"))
    .distinct()
)
# Speakers with this printed name, and those for whom a reviewer has confirmed it.
_SAME_SLUG_QUERY = (
    select(_SPEAKER_COLUMNS.key, _SPEAKER_COLUMNS.name, _SPEAKER_COLUMNS.country)
    .where(_SPEAKER_COLUMNS.key == _NAME_COLUMNS.speaker_key)
    .where(_SPEAKER_COLUMNS.kind == bindparam("kind"), _NAME_COLUMNS.slug == bindparam("slug"))
    .union(
        select(_IDENTITY_COLUMNS.speaker_key, _IDENTITY_COLUMNS.name, _IDENTITY_COLUMNS.country).where(
            _IDENTITY_COLUMNS.kind == bindparam("kind"), _IDENTITY_COLUMNS.slug == bindparam("slug")
        )
    )
)
_TAKEN_IDS_QUERY = union_all(
    *(
        select(id_).where(id_ >= bindparam("first"), id_ < bindparam("end"), *which)
        for id_, which in (
            (_SPEAKER_COLUMNS.id, ()),
            (_IDENTITY_COLUMNS.id, ()),
            (_TAKEN_DOWN_COLUMNS.record_id, (_TAKEN_DOWN_COLUMNS.record_kind == RecordKind.SPEAKER,)),
        )
    )
)


@dataclass(frozen=True, slots=True)
class _KnownName:
    """A name and country of a stored speaker: their own, or one that a reviewer has confirmed."""

    key: int
    name: str
    country: str | None


def identify_speaker(ledger: Ledger, found: ExtractedSpeaker) -> int:
    """The key of the matching stored speaker; a new speaker if none agrees in name, kind, country and role."""
    session = ledger.session
    key = _find_agreeing_speaker(session, found)
    if key is None:
        speaker = Speaker(
            id=find_free_speaker_id(session, found.name), name=found.name, kind=found.kind, country=found.country
        )
        session.add(speaker)
        session.flush()
        ledger.record_created(RecordKind.SPEAKER, speaker.id)
        _insert_names(session, speaker, dict.fromkeys((found.name, *found.aliases)))
        return speaker.key
    speaker = session.get_one(Speaker, key)
    names = list_names(session, key)
    before = {"country": speaker.country, "names": names}
    if speaker.country is None and "country" not in speaker.decided:
        speaker.country = found.country
        session.flush()
    added = _missing_names(speaker, names, (found.name, *found.aliases))
    _insert_names(session, speaker, added)
    ledger.record_changed(
        RecordKind.SPEAKER, speaker.id, before, {"country": speaker.country, "names": sorted(names + added)}
    )
    return key


def find_free_speaker_id(session: Session, name: str) -> str:
    """An id that no speaker has or ever had."""
    base = make_slug(name)
    # Between "base" and "base." lie all that begin with "base-", and the index finds them.
    taken = set(session.execute(_TAKEN_IDS_QUERY, {"first": base, "end": base + "."}).scalars())
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def list_names(session: Session, key: int) -> list[str]:
    return sorted(session.execute(_NAMES_QUERY, {"key": key}).scalars())


def add_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    """Add new names, except those that a reviewer has rejected."""
    _insert_names(session, speaker, _missing_names(speaker, list_names(session, speaker.key), names))


def _missing_names(speaker: Speaker, known: Iterable[str], names: Iterable[str]) -> list[str]:
    unwanted = {*known, *speaker.refused_names}
    return [name for name in dict.fromkeys(names) if name not in unwanted]


def _insert_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    insert_rows(
        session, SpeakerName, [{"speaker_key": speaker.key, "name": name, "slug": make_slug(name)} for name in names]
    )


def _find_agreeing_speaker(session: Session, found: ExtractedSpeaker) -> int | None:
    agreeing = {guise.key for guise in _load_known_names(session, found) if _is_same_speaker(session, guise, found)}
    return agreeing.pop() if len(agreeing) == 1 else None


def _load_known_names(session: Session, found: ExtractedSpeaker) -> list[_KnownName]:
    return [
        _KnownName(*row)
        for row in session.execute(_SAME_SLUG_QUERY, {"kind": found.kind, "slug": make_slug(found.name)})
    ]


def _is_same_speaker(session: Session, guise: _KnownName, found: ExtractedSpeaker) -> bool:
    if guise.country and found.country and guise.country != found.country:
        return False
    if make_slug(guise.name) != make_slug(found.name) or (" " not in found.name and found.kind is SpeakerKind.PERSON):
        return _has_shared_role(session, guise, found)
    return bool(guise.country and found.country) or not _has_conflicting_role(session, guise, found)


def _has_conflicting_role(session: Session, guise: _KnownName, found: ExtractedSpeaker) -> bool:
    """Whether both have known offices without a common word: a farmer and a foreign minister."""
    held = {word for title, _ in _load_offices(session, guise) for word in title.casefold().split()}
    told = {word for role in found.roles if role.title for word in role.title.casefold().split()}
    return bool(held and told) and held.isdisjoint(told)


def _has_shared_role(session: Session, guise: _KnownName, found: ExtractedSpeaker) -> bool:
    """Whether they share an office and country, as a surname or alias alone needs."""
    offices = {(role.title.casefold(), role.country) for role in found.roles if role.title and role.country}
    return any((title.casefold(), country) in offices for title, country in _load_offices(session, guise))


def _load_offices(session: Session, guise: _KnownName) -> list[tuple[str, str | None]]:
    """The printed titles of speakers, each with its country."""
    return [(title, country) for title, country in session.execute(_OFFICES_QUERY, {"key": guise.key}) if title]
