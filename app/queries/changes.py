"""Reading the ledger."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session

from app.errors import NotFound
from app.models import RecordKind
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.paging import Order, key
from app.schemas.changes import ChangeItem, ChangeQuery, HistoryQuery
from app.schemas.common import Page

_AS_WRITTEN = Order("changes", (t.change.c.key,), (key,))


def find_changes(session: Session, query: ChangeQuery) -> Page[ChangeItem]:
    """A page of the changes after `since` that pass all filters, in the order in which they were made.

    Raises:
        BadQuery: the cursor means nothing here.
    """
    conditions: list[ColumnElement[bool]] = [t.change.c.key > query.since]
    if query.kind:
        conditions.append(t.change.c.record_kind.in_(query.kind))
    if query.action:
        conditions.append(t.change.c.action.in_(query.action))
    if query.record:
        conditions.append(t.change.c.record_id.in_(query.record))
    return _page(session, query, conditions)


def read_change(session: Session, number: int) -> ChangeItem:
    """Raises NotFound where the ledger has no such entry."""
    row = session.execute(select(*t.change.c).where(t.change.c.key == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no change {number}")
    return change_item(row)


def find_quote_history(session: Session, query: HistoryQuery, identity: str) -> Page[ChangeItem]:
    """Raises NotFound where no quote has this id."""
    filters.key_of(session, t.quote, identity)
    return _page(session, query, _of(RecordKind.QUOTE, [identity]))


def find_speaker_history(session: Session, query: HistoryQuery, identity: str) -> Page[ChangeItem]:
    """What became of a speaker and of those who were merged into them.

    Raises:
        NotFound: no speaker has this id.
        Merged: it leads to another one.
    """
    owner = filters.key_of(session, t.speaker, identity)
    merged = select(t.speaker_identity.c.id).where(t.speaker_identity.c.speaker_key == owner)
    ids = [one for one in session.execute(merged).scalars() if one is not None]
    return _page(session, query, _of(RecordKind.SPEAKER, [identity, *ids]))


def _of(kind: RecordKind, ids: Iterable[str]) -> list[ColumnElement[bool]]:
    return [t.change.c.record_kind == kind, t.change.c.record_id.in_(list(ids))]


def _page(
    session: Session, query: ChangeQuery | HistoryQuery, conditions: list[ColumnElement[bool]]
) -> Page[ChangeItem]:
    page = _AS_WRITTEN.page(session, select(*t.change.c).where(*conditions), query.limit, query.cursor)
    total = grouped.total(session, t.change, conditions) if query.count else None
    return Page(items=[change_item(row) for row in page.rows], next=page.next, total=total)


def change_item(row: Row[Any]) -> ChangeItem:
    return ChangeItem(
        id=row.key,
        at=row.at,
        by=row.by,
        action=row.action,
        kind=row.record_kind,
        record=row.record_id,
        reason=row.reason,
        before=row.before,
        after=row.after,
        undoes=row.undoes,
    )
