"""Corrections of speakers by reviewers: confirmed and rejected names, and redirects of merged ids."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.database.missing_records import absence_error
from app.domain.identifiers import make_slug
from app.errors import BadField, SpeakerMerged
from app.models import Country, RecordKind, Speaker, SpeakerIdentity, SpeakerName
from app.schemas.reviews import SpeakerCorrection
from app.services.audit_log import Ledger
from app.services.speakers import add_names, list_names

# The columns of a speaker in the audit log, beside the names.
LOGGED_COLUMNS = ("name", "country", "wikidata_id", "decided", "refused_names")


def require_speaker(session: Session, identity: str) -> Speaker:
    """The speaker with this id.

    Raises:
        SpeakerMerged: the speaker was merged into another one.
        NotFound, Gone: the id does not exist, or the speaker was taken down with an article.
    """
    speaker = find_speaker(session, identity)
    if speaker is None:
        raise absence_error(session, RecordKind.SPEAKER, identity)
    if speaker.id != identity:
        raise SpeakerMerged(identity, speaker.id)
    return speaker


def resolve_speaker(session: Session, identity: str, field: str) -> Speaker:
    """The speaker that a field of a body names, after merges.

    Raises:
        BadField: no speaker has this id.
    """
    speaker = find_speaker(session, identity)
    if speaker is None:
        raise BadField(field, f"{identity!r} is not a speaker's id; GET /speakers lists them")
    return speaker


def find_speaker(session: Session, identity: str) -> Speaker | None:
    """The speaker with this id, or the one that it redirects to after a merge."""
    speaker = session.exec(select(Speaker).where(Speaker.id == identity)).one_or_none()
    if speaker is None:
        same = col(SpeakerIdentity.speaker_key) == Speaker.key
        merged = select(Speaker).join(SpeakerIdentity, same).where(SpeakerIdentity.id == identity)
        speaker = session.exec(merged).one_or_none()
    return speaker


def snapshot_speaker(session: Session, speaker: Speaker) -> dict[str, Any]:
    """A speaker as the audit log stores it."""
    return {name: getattr(speaker, name) for name in LOGGED_COLUMNS} | {"names": list_names(session, speaker.key)}


def correct_speaker(ledger: Ledger, identity: str, asked: SpeakerCorrection) -> None:
    """Change the given fields.

    Raises:
        SpeakerMerged, NotFound: no speaker has this id.
        BadField: a country is not valid, or a name cannot be removed.
    """
    session = ledger.session
    speaker = require_speaker(session, identity)
    before = snapshot_speaker(session, speaker)
    if "country" in asked.model_fields_set:
        speaker.country = require_country(session, asked.country)
        speaker.decided = sorted({*speaker.decided, "country"})
    if "wikidata_id" in asked.model_fields_set:
        speaker.wikidata_id = asked.wikidata_id
    if asked.name is not None and asked.name != speaker.name:
        _confirm_names(session, speaker, [speaker.name])
        speaker.name = asked.name
        add_confirmed_names(session, speaker, [asked.name])
    if asked.add_names is not None:
        add_confirmed_names(session, speaker, asked.add_names)
        _confirm_names(session, speaker, asked.add_names)
    if asked.remove_names is not None:
        _require_removable(speaker, before["names"], asked.remove_names)
        delete_names(session, speaker, asked.remove_names)
        speaker.refused_names = sorted({*speaker.refused_names, *asked.remove_names})
    session.flush()
    ledger.record_changed(RecordKind.SPEAKER, identity, before, snapshot_speaker(session, speaker))


def require_country(session: Session, code: str | None, field: str = "country") -> str | None:
    """Raises BadField for a code that ISO 3166 does not know."""
    if code is not None and session.get(Country, code) is None:
        raise BadField(
            field, f"{code!r} is not a country code of ISO 3166-1 alpha-2 (3166-3 alpha-4 for former states)"
        )
    return code


def add_confirmed_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    """Add names that a person has confirmed, even if rejected before."""
    given = list(names)
    speaker.refused_names = [name for name in speaker.refused_names if name not in given]
    add_names(session, speaker, given)


def delete_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    """Remove names and their confirmations."""
    wanted = list(names)
    for table in (SpeakerName, SpeakerIdentity):
        theirs = [col(table.speaker_key) == speaker.key, col(table.name).in_(wanted)]
        if table is SpeakerIdentity:
            theirs.append(col(SpeakerIdentity.id).is_(None))
        session.execute(delete(table).where(*theirs))


def _confirm_names(session: Session, speaker: Speaker, names: Iterable[str]) -> None:
    known = set(session.exec(select(SpeakerIdentity.name).where(SpeakerIdentity.speaker_key == speaker.key)))
    session.add_all(make_identity_row(speaker, name, speaker) for name in dict.fromkeys(names) if name not in known)


def make_identity_row(owner: Speaker, name: str, like: Speaker, identity: str | None = None) -> SpeakerIdentity:
    return SpeakerIdentity(
        speaker_key=owner.key, id=identity, name=name, slug=make_slug(name), kind=like.kind, country=like.country
    )


def _require_removable(speaker: Speaker, names: list[str], unwanted: list[str]) -> None:
    for name in unwanted:
        if name not in names:
            raise BadField("remove_names", f"{name!r} is not a name of {speaker.id!r}")
        if name == speaker.name:
            raise BadField("remove_names", f"{name!r} is the displayed name; give another one as 'name' too")
