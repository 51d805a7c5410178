"""Who is who across articles: a doubt makes two speakers, which a person may merge later."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.extraction.records import ExtractedSpeaker, SpeakerKind
from app.identity import slug
from app.models import Quote, RecordKind, Speaker, SpeakerIdentity, SpeakerName
from app.records.ledger import Ledger


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
        add_names(session, speaker, (found.name, *found.aliases))
        return speaker.key
    speaker = session.get_one(Speaker, key)
    before = {"country": speaker.country, "names": names_of(session, key)}
    if speaker.country is None and "country" not in speaker.decided:
        speaker.country = found.country
    add_names(session, speaker, (found.name, *found.aliases))
    after = {"country": speaker.country, "names": names_of(session, key)}
    ledger.changed(RecordKind.SPEAKER, speaker.id, before, after)
    return key


def free_id(session: Session, name: str) -> str:
    """An id that no speaker has or ever had."""
    base = slug(name)
    # Between "base" and "base." lie all that begin with "base-", and the index finds them.
    taken = {
        identity
        for column in (col(Speaker.id), col(SpeakerIdentity.id))
        for identity in session.exec(select(column).where(column >= base, column < base + "."))
    }
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def names_of(session: Session, key: int) -> list[str]:
    names = select(SpeakerName.name).where(SpeakerName.speaker_key == key)
    return sorted(session.exec(names))


def add_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    """Add the names that are not known yet, but for those that a reviewer has refused."""
    known = {*names_of(session, speaker.key), *speaker.refused_names}
    for name in dict.fromkeys(names):
        if name not in known:
            session.add(SpeakerName(speaker_key=speaker.key, name=name, slug=slug(name)))
    session.flush()


def _known(session: Session, found: ExtractedSpeaker) -> int | None:
    agreeing = {guise.key for guise in _guises(session, found) if _agrees(session, guise, found)}
    return agreeing.pop() if len(agreeing) == 1 else None


def _guises(session: Session, found: ExtractedSpeaker) -> list[_Guise]:
    own = (
        select(Speaker.key, Speaker.name, Speaker.country)
        .join(SpeakerName, col(SpeakerName.speaker_key) == Speaker.key)
        .where(Speaker.kind == found.kind, SpeakerName.slug == slug(found.name))
        .distinct()
        .order_by(col(Speaker.key))
    )
    said = select(SpeakerIdentity.speaker_key, SpeakerIdentity.name, SpeakerIdentity.country).where(
        SpeakerIdentity.kind == found.kind, SpeakerIdentity.slug == slug(found.name)
    )
    return [_Guise(*row) for statement in (own, said) for row in session.exec(statement)]


def _agrees(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    if guise.country and found.country and guise.country != found.country:
        return False
    if slug(guise.name) != slug(found.name) or (" " not in found.name and found.kind is SpeakerKind.PERSON):
        return _shares_role(session, guise, found)
    return bool(guise.country and found.country) or not _differs_in_role(session, guise, found)


def _differs_in_role(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    """Whether the offices of both are known and have no word in common: a farmer and a foreign minister."""
    printed = session.exec(select(Quote.role_title).where(Quote.speaker_key == guise.key).distinct())
    held = {word for title in printed if title for word in title.casefold().split()}
    told = {word for role in found.roles if role.title for word in role.title.casefold().split()}
    return bool(held and told) and held.isdisjoint(told)


def _shares_role(session: Session, guise: _Guise, found: ExtractedSpeaker) -> bool:
    """A surname alone, or an alias, is the same person only in the same office of the same country."""
    offices = {(role.title.casefold(), role.country) for role in found.roles if role.title and role.country}
    held = session.exec(select(Quote.role_title, Quote.role_country).where(Quote.speaker_key == guise.key).distinct())
    return any((title.casefold(), country) in offices for title, country in held if title)
