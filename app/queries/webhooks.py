"""Reading webhooks, what was sent to them, and what is still to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from app.errors import NotFound
from app.models import Webhook, WebhookAttempt
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.changes import SELECT_CHANGES, build_change_items
from app.queries.pagination import Order, parse_key
from app.schemas.changes import ChangeItem
from app.schemas.common import ListQuery, Page
from app.schemas.webhooks import AttemptItem, AttemptQuery, WebhookItem

_OLDEST_FIRST = Order("webhooks", (t.webhook.c.key,), (parse_key,))
_NEWEST_FIRST = Order("attempts", (t.webhook_attempt.c.key,), (parse_key,), descending=True)
# Changes that are looked through at a time, and messages that are prepared.
_WINDOW_SIZE = 1_000
_BATCH_SIZE = 100


def find_webhooks(session: Session, query: ListQuery) -> Page[WebhookItem]:
    """A page of all webhooks, the first one first."""
    page = _OLDEST_FIRST.read_page(session, select(*t.webhook.c), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.webhook, []) if query.count else None
    return Page(items=[_build_item(row) for row in page.rows], next=page.next_cursor, total=total)


def read_webhook(session: Session, identity: str) -> WebhookItem:
    """Raises NotFound if no webhook has this id."""
    return _build_item(_load_webhook(session, identity))


def find_attempts(session: Session, query: AttemptQuery, identity: str) -> Page[AttemptItem]:
    """Raises NotFound if no webhook has this id."""
    conditions = [t.webhook_attempt.c.webhook_key == _load_webhook(session, identity).key]
    statement = select(*t.webhook_attempt.c).where(*conditions)
    page = _NEWEST_FIRST.read_page(session, statement, query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.webhook_attempt, conditions) if query.count else None
    return Page(items=[build_attempt_item(row) for row in page.rows], next=page.next_cursor, total=total)


@dataclass(frozen=True, slots=True)
class WaitingWebhook:
    """A webhook that is behind the ledger, and until when it has to be left alone."""

    key: int
    not_before: datetime | None


def find_waiting_webhooks(session: Session) -> list[WaitingWebhook]:
    """The enabled webhooks for which there is something new, or may be."""
    last = select(func.max(t.change.c.key)).scalar_subquery()
    rows = session.execute(
        select(t.webhook.c.key, t.webhook.c.due_at, t.webhook.c.claimed_until).where(
            t.webhook.c.disabled_at.is_(None), t.webhook.c.cursor < last
        )
    )
    return [WaitingWebhook(row.key, max(filter(None, (row.due_at, row.claimed_until)), default=None)) for row in rows]


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """The next changes that a webhook asks for, out of those up to `last`."""

    changes: list[ChangeItem]
    last_key: int


def find_pending_changes(session: Session, hook: Webhook) -> PendingChanges:
    """What a webhook is to be told next. Of a long ledger only a part is looked through at a time."""
    later = t.change.c.key > hook.cursor
    window = select(t.change.c.key).where(later).order_by(t.change.c.key).limit(_WINDOW_SIZE).subquery()
    last = session.execute(select(func.max(window.c.key))).scalar() or hook.cursor
    wanted = [later, t.change.c.key <= last]
    if hook.kinds:
        wanted.append(t.change.c.record_kind.in_(hook.kinds))
    if hook.actions:
        wanted.append(t.change.c.action.in_(hook.actions))
    rows = session.execute(SELECT_CHANGES.where(*wanted).order_by(t.change.c.key).limit(_BATCH_SIZE)).all()
    return PendingChanges(build_change_items(session, rows), last)


def _load_webhook(session: Session, identity: str) -> Row[Any]:
    row = session.execute(select(*t.webhook.c).where(t.webhook.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"there is no webhook {identity!r}")
    return row


def _build_item(row: Row[Any]) -> WebhookItem:
    return WebhookItem(
        id=row.id,
        url=row.url,
        kinds=row.kinds,
        actions=row.actions,
        enabled=row.disabled_at is None,
        disabled_because=row.disabled_because,
        last_change=row.cursor,
        failures=row.failures,
        next_attempt_at=row.due_at,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def build_attempt_item(row: Row[Any] | WebhookAttempt) -> AttemptItem:
    """An attempt as the API shows it, from its row or from a new outcome."""
    return AttemptItem(
        change=row.change_key,
        at=row.at,
        delivered=row.error is None,
        status=row.status,
        error=row.error,
        duration_ms=row.duration_ms,
    )
