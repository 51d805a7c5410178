"""The delivery worker: sends changes to webhooks while the server runs, in order, each at least once.

The position of a webhook is stored in the transaction that records the answer. So after
a crash the next process continues there; a message whose answer was lost is sent again, under the
same id. Of several processes, only the one that holds a webhook's claim sends to it.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter, create_task_group, sleep, to_thread
from httpx import AsyncClient
from sqlalchemy import Engine
from sqlmodel import Session

from app.database.engine import open_session
from app.database.sqlite.data_version import DataVersion
from app.database.writer_queue import WriterQueue
from app.errors import ChanceryError
from app.queries.webhooks import WaitingWebhook, find_pending_changes, find_waiting_webhooks
from app.schemas.changes import ChangeItem
from app.services.webhooks import DeliveryOutcome, advance_cursor, claim_webhook, release_webhook, settle_delivery
from app.webhooks.messages import DeliveryTarget, build_message
from app.webhooks.sending import MessageSender

T = TypeVar("T")

# Seconds until a change is noticed, and between two looks at the webhooks without a change.
_POLL_SECONDS = 1.0
_MAX_WAIT = timedelta(seconds=60)
_log = logging.getLogger("chancery")


class DeliveryWorker:
    """Delivers until cancelled. `pause` is the number of seconds to wait after a first failure."""

    def __init__(
        self,
        engine: Engine,
        writer: Engine,
        writers: WriterQueue,
        watch: DataVersion,
        sender: MessageSender,
        pause: float,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._writers = writers
        self._watch = watch
        self._sender = sender
        self._pause = pause
        self._reads = CapacityLimiter(1)

    async def run_until_cancelled(self, stop: CancelScope) -> None:
        """Deliver until this is cancelled."""
        with stop:
            await self._deliver_forever()

    async def _deliver_forever(self) -> None:
        async with create_task_group() as turns:
            while True:
                seen = self._watch.read_current()
                now = datetime.now(UTC)
                until = now + _MAX_WAIT
                for waiting in await self._find_waiting():
                    if waiting.not_before is None or waiting.not_before <= now:
                        turns.start_soon(self._deliver_to_webhook, waiting.key)
                    else:
                        until = min(until, waiting.not_before)
                await self._wait_for_change(seen, until)

    async def _find_waiting(self) -> list[WaitingWebhook]:
        def read_waiting() -> list[WaitingWebhook]:
            with open_session(self._engine) as session:
                return find_waiting_webhooks(session)

        with _log_errors():
            return await to_thread.run_sync(read_waiting, limiter=self._reads)
        return []

    async def _wait_for_change(self, seen: int | None, until: datetime) -> None:
        """Wait for a commit, or for some time."""
        while datetime.now(UTC) < until:
            await sleep(_POLL_SECONDS)
            if (version := self._watch.read_current()) is None or version != seen:
                return

    async def _deliver_to_webhook(self, key: int) -> None:
        """Send the pending changes to one webhook until one fails, unless another process does."""
        claim = secrets.token_hex(8)
        try:
            with _log_errors():
                async with self._sender.open_client() as client:
                    await self._send_changes(client, key, claim)
        finally:
            # A stopped process leaves the webhook to the next one at once.
            with CancelScope(shield=True), _log_errors():
                await self._run_write(lambda session: release_webhook(session, key, claim))

    async def _send_changes(self, client: AsyncClient, key: int, claim: str) -> None:
        while (claimed := await self._run_write(lambda session: _claim_changes(session, key, claim))) is not None:
            receiver, changes = claimed
            for change in changes:
                outcome = await self._sender.send_message(client, receiver, build_message(receiver, change))
                if not await self._settle_delivery(key, claim, change.id, outcome):
                    return

    async def _settle_delivery(self, key: int, claim: str, change: int, outcome: DeliveryOutcome) -> bool:
        """Record the outcome of a message; returns whether to send the next one."""

        def settle_outcome(session: Session) -> tuple[bool, str]:
            hook = settle_delivery(session, key, claim, change, outcome, self._pause)
            if hook is None:
                return False, ""
            failed = "" if outcome.is_delivered else f"{hook.id}: change {change}: {outcome.error}"
            if failed and hook.disabled_at is not None:
                failed += f"; {hook.disabled_because}, the webhook is disabled"
            return outcome.is_delivered and hook.disabled_at is None, failed

        goes_on, failed = await self._run_write(settle_outcome)
        if failed:
            _log.warning("webhook %s", failed)
        return goes_on

    async def _run_write(self, work: Callable[[Session], T]) -> T:
        def write_in_session() -> T:
            with open_session(self._writer) as session:
                return work(session)

        return await self._writers.run_write(write_in_session)


def _claim_changes(session: Session, key: int, claim: str) -> tuple[DeliveryTarget, list[ChangeItem]] | None:
    """The webhook and its next changes; None if nothing is pending or another process has the claim."""
    hook = claim_webhook(session, key, claim)
    if hook is None:
        return None
    found = find_pending_changes(session, hook)
    if not found.changes:
        if found.last_key == hook.cursor:
            release_webhook(session, key, claim)
            return None
        advance_cursor(hook, found.last_key)
    return DeliveryTarget(hook.id, hook.url, hook.secret), found.changes


@contextmanager
def _log_errors() -> Iterator[None]:
    """Log errors, so that they end neither the other deliveries nor the server."""
    try:
        yield
    except ChanceryError as error:
        _log.error("webhooks are paused: %s", error)
    except Exception:
        _log.exception("a bug in the delivery of webhooks", extra={"event": "bug"})
