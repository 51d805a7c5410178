"""Why a record is not there: there never was one, or it has been taken down."""

from sqlmodel import Session, col, select

from app.errors import Gone, NotFound
from app.models import RecordKind, TakenDown


def absence_error(session: Session, kind: RecordKind, identity: str) -> NotFound | Gone:
    """The error that says why there is no record of this kind with this id."""
    change = find_takedown(session, kind, identity)
    if change is None:
        return NotFound(f"there is no {kind} {identity!r}")
    return Gone(f"{kind} {identity!r} has been taken down; see GET /changes/{change}")


def find_takedown(session: Session, kind: RecordKind, identity: str) -> int | None:
    """The number of the change that has taken a record down; None where it has not been."""
    this = (col(TakenDown.record_kind) == kind, col(TakenDown.record_id) == identity)
    return session.exec(select(TakenDown.change_key).where(*this)).one_or_none()
