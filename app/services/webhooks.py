"""Storing webhooks: create, enable, disable, delete; claims and outcomes of deliveries."""

import base64
import random
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, or_, select

from app.errors import BadField, NotFound
from app.models import Change, Webhook, WebhookAttempt
from app.schemas.webhooks import WebhookRequest
from app.services.audit_log import Ledger

# A claim is renewed with each message; after a crash others wait this long.
CLAIM_SECONDS = 60.0
# With pauses that begin at five seconds, some three days.
MAX_FAILURES = 24
_MAX_PAUSE = 6 * 3_600.0
_MAX_RETRY_AFTER = 86_400.0
_HTTP_GONE = 410
# The number of kept attempts for each webhook.
_KEPT_ATTEMPTS = 200
_DISABLED_BY_HAND = "disabled by hand"


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """The outcome of one request. `after` is the number of seconds that the receiver asks to wait."""

    at: datetime
    seconds: float
    status: int | None = None
    error: str | None = None
    retry_after: float | None = None

    @property
    def is_delivered(self) -> bool:
        return self.error is None


def create_webhook(ledger: Ledger, asked: WebhookRequest) -> Webhook:
    """Raises BadField if `since` is after the last change."""
    last = ledger.session.exec(select(func.max(Change.key))).one() or 0
    if asked.since is not None and asked.since > last:
        raise BadField("since", f"change {asked.since} does not exist yet; the last one is {last}")
    hook = Webhook(
        id="hook-" + base64.b32encode(secrets.token_bytes(10)).decode().lower(),
        url=asked.url,
        secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        kinds=sorted(set(asked.kinds)),
        actions=sorted(set(asked.actions)),
        created_by=ledger.by,
        cursor=last if asked.since is None else asked.since,
    )
    ledger.session.add(hook)
    ledger.session.flush()
    return hook


def require_webhook(session: Session, identity: str) -> Webhook:
    """Raises NotFound if no webhook has this id."""
    hook = session.exec(select(Webhook).where(Webhook.id == identity)).one_or_none()
    if hook is None:
        raise NotFound(f"there is no webhook {identity!r}")
    return hook


def set_webhook_enabled(session: Session, identity: str, enabled: bool) -> None:
    """Raises NotFound if no webhook has this id."""
    hook = require_webhook(session, identity)
    if enabled:
        hook.sqlmodel_update({"disabled_at": None, "disabled_because": None, "failures": 0, "due_at": None})
    elif hook.disabled_at is None:
        _disable_webhook(hook, _DISABLED_BY_HAND)


def delete_webhook(session: Session, identity: str) -> None:
    """Raises NotFound if no webhook has this id."""
    session.delete(require_webhook(session, identity))


def claim_webhook(session: Session, key: int, claim: str) -> Webhook | None:
    """The webhook, if it is due and no other process has the claim."""
    now = datetime.now(UTC)
    free = or_(col(Webhook.claim).is_(None), col(Webhook.claim) == claim, col(Webhook.claimed_until) <= now)
    due = or_(col(Webhook.due_at).is_(None), col(Webhook.due_at) <= now)
    may_be = (col(Webhook.key) == key, col(Webhook.disabled_at).is_(None), due, free)
    hook = session.exec(select(Webhook).where(*may_be)).one_or_none()
    if hook is not None:
        hook.sqlmodel_update({"claim": claim, "claimed_until": now + timedelta(seconds=CLAIM_SECONDS)})
    return hook


def release_webhook(session: Session, key: int, claim: str) -> None:
    """Release the claim at once."""
    session.execute(update(Webhook).where(*_claim_conditions(key, claim)).values(claim=None, claimed_until=None))


def advance_cursor(hook: Webhook, cursor: int) -> None:
    """Skip changes that do not match a claimed webhook."""
    hook.cursor = cursor


def record_attempt(session: Session, key: int, change: int | None, outcome: DeliveryOutcome) -> WebhookAttempt:
    """Record the outcome of a request, and drop old ones."""
    entered = WebhookAttempt(
        webhook_key=key,
        change_key=change,
        at=outcome.at,
        status=outcome.status,
        error=outcome.error,
        duration_ms=round(outcome.seconds * 1_000),
    )
    session.add(entered)
    session.flush()
    of_hook = col(WebhookAttempt.webhook_key) == key
    newest = select(WebhookAttempt.key).where(of_hook).order_by(col(WebhookAttempt.key).desc())
    past = newest.offset(_KEPT_ATTEMPTS).limit(1).scalar_subquery()
    session.execute(delete(WebhookAttempt).where(of_hook, col(WebhookAttempt.key) <= past))
    return entered


def settle_delivery(
    session: Session, key: int, claim: str, change: int, outcome: DeliveryOutcome, pause: float
) -> Webhook | None:
    """Advance a webhook after a delivery, or postpone it by about `pause` seconds, doubled each time.

    Returns:
        The updated webhook; None if it was deleted or another process has the claim.
    """
    hook = session.exec(select(Webhook).where(*_claim_conditions(key, claim))).one_or_none()
    if hook is None:
        return None
    record_attempt(session, key, change, outcome)
    now = datetime.now(UTC)
    if outcome.is_delivered:
        renewed = now + timedelta(seconds=CLAIM_SECONDS)
        hook.sqlmodel_update({"cursor": change, "failures": 0, "due_at": None, "claimed_until": renewed})
        return hook
    hook.failures += 1
    seconds = retry_pause(hook.failures, pause, outcome.retry_after)
    hook.sqlmodel_update({"due_at": now + timedelta(seconds=seconds), "claim": None, "claimed_until": None})
    if outcome.status == _HTTP_GONE:
        _disable_webhook(hook, f"its address answered {_HTTP_GONE} Gone")
    elif hook.failures >= MAX_FAILURES:
        _disable_webhook(hook, f"failed {hook.failures} times in a row, at last because it {outcome.error}")
    return hook


def retry_pause(failures: int, first: float, wish: float | None = None) -> float:
    """Seconds until the next attempt: doubled each time with random jitter, or as the receiver asks."""
    doubled = min(first * 2.0 ** (failures - 1), max(first, _MAX_PAUSE)) * random.uniform(1.0, 1.2)
    return max(doubled, min(wish or 0.0, _MAX_RETRY_AFTER))


def _disable_webhook(hook: Webhook, why: str) -> None:
    hook.sqlmodel_update({"disabled_at": datetime.now(UTC), "disabled_because": why, "due_at": None})


def _claim_conditions(key: int, claim: str) -> tuple[ColumnElement[bool], ...]:
    return (col(Webhook.key) == key, col(Webhook.claim) == claim)
