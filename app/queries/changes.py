"""Reading the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.errors import NotFound
from app.models import RecordKind
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.pagination import Order, parse_key
from app.schemas.changes import ChangeItem, ChangeQuery, HistoryQuery, QuoteNow
from app.schemas.common import Page
from app.schemas.quotes import QuotedArticle, QuotedSpeaker, QuoteItem

# What a quote shows of its speaker and of its article.
_DISPLAYED_FIELDS = {*QuotedSpeaker.model_fields, *QuotedArticle.model_fields}
_OLDEST_FIRST = Order("changes", (t.change.c.key,), (parse_key,))


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
    return _find_page(session, query, conditions)


# What became of a record that has been taken down is told without its words.
_IS_TAKEN_DOWN = (
    select(t.taken_down.c.key)
    .where(t.taken_down.c.record_kind == t.change.c.record_kind, t.taken_down.c.record_id == t.change.c.record_id)
    .exists()
)
SELECT_CHANGES: Select[Any] = select(*t.change.c, _IS_TAKEN_DOWN.label("hidden"))


def read_change(session: Session, number: int) -> ChangeItem:
    """Raises NotFound if the audit log has no such entry."""
    row = session.execute(SELECT_CHANGES.where(t.change.c.key == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no change {number}")
    return build_change_items(session, [row])[0]


def find_quote_history(session: Session, query: HistoryQuery, identity: str) -> Page[ChangeItem]:
    """Raises NotFound where no quote has this id."""
    filters.key_for_id(session, t.quote, identity)
    return _find_page(session, query, _record_conditions(RecordKind.QUOTE, [identity]))


def find_speaker_history(session: Session, query: HistoryQuery, identity: str) -> Page[ChangeItem]:
    """The changes of a speaker and of those merged into them.

    Raises:
        NotFound: no speaker has this id.
        SpeakerMerged: it leads to another one.
    """
    owner = filters.key_for_id(session, t.speaker, identity)
    merged = select(t.speaker_identity.c.id).where(t.speaker_identity.c.speaker_key == owner)
    ids = [one for one in session.execute(merged).scalars() if one is not None]
    return _find_page(session, query, _record_conditions(RecordKind.SPEAKER, [identity, *ids]))


def last_change_times(session: Session, quotes: Iterable[QuoteItem]) -> dict[str, datetime]:
    """When each quote last changed, by its id: itself, or what it shows of its speaker and its article."""
    parts = {quote.id: _displayed_records(quote) for quote in quotes}
    by_kind: dict[RecordKind, set[str]] = defaultdict(set)
    for kind, identity in {part for its in parts.values() for part in its}:
        by_kind[kind].add(identity)
    entry = t.change.c
    last: dict[tuple[RecordKind, str], datetime] = {}
    for kind, ids in by_kind.items():
        entries = select(entry.record_id, entry.at, entry.after, entry.reason)
        of_these = entries.where(entry.record_kind == kind, entry.record_id.in_(ids)).order_by(entry.key)
        for identity, at, after, reason in session.execute(of_these):
            # An alias that one more article prints changes none of the quotes; what a person decides may.
            if kind is RecordKind.QUOTE or reason is not None or _DISPLAYED_FIELDS & (after or {}).keys():
                last[kind, identity] = at
    times = {quote: [last[part] for part in its if part in last] for quote, its in parts.items()}
    return {quote: max(known) for quote, known in times.items() if known}


def _displayed_records(quote: QuoteItem) -> list[tuple[RecordKind, str]]:
    speakers = [(RecordKind.SPEAKER, speaker.id) for speaker in quote.speakers]
    return [(RecordKind.QUOTE, quote.id), (RecordKind.ARTICLE, quote.article.id), *speakers]


def _record_conditions(kind: RecordKind, ids: Iterable[str]) -> list[ColumnElement[bool]]:
    return [t.change.c.record_kind == kind, t.change.c.record_id.in_(list(ids))]


def _find_page(
    session: Session, query: ChangeQuery | HistoryQuery, conditions: list[ColumnElement[bool]]
) -> Page[ChangeItem]:
    page = _OLDEST_FIRST.read_page(session, SELECT_CHANGES.where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.change, conditions) if query.count else None
    return Page(items=build_change_items(session, page.rows), next=page.next_cursor, total=total)


def build_change_items(session: Session, rows: Sequence[Row[Any]]) -> list[ChangeItem]:
    """Entries of the ledger as they are shown."""
    quotes = _load_quote_states(session, {row.record_id for row in rows if row.record_kind is RecordKind.QUOTE})
    return [
        ChangeItem(
            id=row.key,
            at=row.at,
            by=row.by,
            action=row.action,
            kind=row.record_kind,
            record=row.record_id,
            quote=quotes.get(row.record_id) if row.record_kind is RecordKind.QUOTE else None,
            reason=row.reason,
            before=None if row.hidden else row.before,
            after=None if row.hidden else row.after,
            undoes=row.undoes,
        )
        for row in rows
    ]


def _load_quote_states(session: Session, ids: Collection[str]) -> dict[str, QuoteNow]:
    if not ids:
        return {}
    columns = [t.quote.c[name] for name in QuoteNow.model_fields]
    rows = session.execute(select(t.quote.c.id, *columns).where(t.quote.c.id.in_(ids)))
    return {identity: QuoteNow(**dict(zip(QuoteNow.model_fields, values, strict=True))) for identity, *values in rows}
