"""Who is who across articles: a doubt makes two speakers, which a person may merge later."""

from sqlmodel import Session, col, select

from app.extraction.records import ExtractedSpeaker, SpeakerKind
from app.identity import slug
from app.models import Quote, Speaker, SpeakerName


def identify_speaker(session: Session, found: ExtractedSpeaker) -> int:
    """The key of the stored speaker that this is; a new one where none agrees in name, kind, country and role."""
    speaker = _known(session, found)
    if speaker is None:
        speaker = Speaker(id=_free_id(session, found.name), name=found.name, kind=found.kind, country=found.country)
        session.add(speaker)
    elif speaker.country is None and found.country is not None:
        speaker.country = found.country
    session.flush()
    assert speaker.key is not None
    _add_names(session, speaker.key, found)
    return speaker.key


def _known(session: Session, found: ExtractedSpeaker) -> Speaker | None:
    bearers = session.exec(
        select(Speaker)
        .join(SpeakerName, col(SpeakerName.speaker_key) == Speaker.key)
        .where(Speaker.kind == found.kind, SpeakerName.slug == slug(found.name))
        .distinct()
        .order_by(col(Speaker.key))
    )
    agreeing = [speaker for speaker in bearers if _agrees(session, speaker, found)]
    return agreeing[0] if len(agreeing) == 1 else None


def _agrees(session: Session, speaker: Speaker, found: ExtractedSpeaker) -> bool:
    if speaker.country and found.country and speaker.country != found.country:
        return False
    if slug(speaker.name) != slug(found.name) or (" " not in found.name and found.kind is SpeakerKind.PERSON):
        return _shares_role(session, speaker, found)
    return bool(speaker.country and found.country) or not _differs_in_role(session, speaker, found)


def _differs_in_role(session: Session, speaker: Speaker, found: ExtractedSpeaker) -> bool:
    """Whether the offices of both are known and have no word in common: a farmer and a foreign minister."""
    printed = session.exec(select(Quote.role_title).where(Quote.speaker_key == speaker.key).distinct())
    held = {word for title in printed if title for word in title.casefold().split()}
    told = {word for role in found.roles if role.title for word in role.title.casefold().split()}
    return bool(held and told) and held.isdisjoint(told)


def _shares_role(session: Session, speaker: Speaker, found: ExtractedSpeaker) -> bool:
    """A surname alone, or an alias, is the same person only in the same office of the same country."""
    offices = {(role.title.casefold(), role.country) for role in found.roles if role.title and role.country}
    held = session.exec(select(Quote.role_title, Quote.role_country).where(Quote.speaker_key == speaker.key).distinct())
    return any((title.casefold(), country) in offices for title, country in held if title)


def _free_id(session: Session, name: str) -> str:
    base = slug(name)
    # Between "base" and "base." lie all that begin with "base-", and the index finds them.
    taken = set(session.exec(select(Speaker.id).where(col(Speaker.id) >= base, col(Speaker.id) < base + ".")))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _add_names(session: Session, key: int, found: ExtractedSpeaker) -> None:
    known = set(session.exec(select(SpeakerName.name).where(SpeakerName.speaker_key == key)))
    for name in dict.fromkeys((found.name, *found.aliases)):
        if name not in known:
            session.add(SpeakerName(speaker_key=key, name=name, slug=slug(name)))
    session.flush()
