"""Tells webhooks of changes for as long as the server runs: each of them in order, and every change at least once.

How far a webhook has come is in the database, and moves on in the same transaction that keeps the answer. So whatever
ends the process, the next one goes on where this one stopped; a message whose answer was lost is sent again, under the
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

from app.database.engine import session_on
from app.database.sqlite.data_version import Watch
from app.database.writer_queue import Writers
from app.errors import ChanceryError
from app.queries.webhooks import Waiting, behind, pending
from app.schemas.changes import ChangeItem
from app.services.webhooks import Outcome, claim_webhook, move_on, release_webhook, settle
from app.webhooks.messages import Receiver, about
from app.webhooks.sending import Sender

T = TypeVar("T")

# How soon a change is noticed, and how often webhooks are looked at where none is.
_TICK = 1.0
_ROUND = timedelta(seconds=60)
_log = logging.getLogger("chancery")


class Deliveries:
    """`pause` is for how many seconds a webhook that has failed once is left alone; `writers` is the writer's queue."""

    def __init__(
        self, engine: Engine, writer: Engine, writers: Writers, watch: Watch, sender: Sender, pause: float
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._writers = writers
        self._watch = watch
        self._sender = sender
        self._pause = pause
        self._reads = CapacityLimiter(1)

    async def run(self, stop: CancelScope) -> None:
        """Deliver until this is cancelled."""
        with stop:
            await self._run()

    async def _run(self) -> None:
        async with create_task_group() as turns:
            while True:
                seen = self._watch.version()
                now = datetime.now(UTC)
                until = now + _ROUND
                for waiting in await self._behind():
                    if waiting.until is None or waiting.until <= now:
                        turns.start_soon(self._take_turn, waiting.key)
                    else:
                        until = min(until, waiting.until)
                await self._news(seen, until)

    async def _behind(self) -> list[Waiting]:
        def read() -> list[Waiting]:
            with session_on(self._engine) as session:
                return behind(session)

        with _lasting():
            return await to_thread.run_sync(read, limiter=self._reads)
        return []

    async def _news(self, seen: int | None, until: datetime) -> None:
        """Wait for a commit or a time, whatever comes first."""
        while datetime.now(UTC) < until:
            await sleep(_TICK)
            if (version := self._watch.version()) is None or version != seen:
                return

    async def _take_turn(self, key: int) -> None:
        """Tell one webhook of what there is to tell, unless another process does, or until it fails."""
        claim = secrets.token_hex(8)
        try:
            with _lasting():
                async with self._sender.client() as client:
                    await self._tell(client, key, claim)
        finally:
            # Whoever is stopped leaves it to the next process at once.
            with CancelScope(shield=True), _lasting():
                await self._write(lambda session: release_webhook(session, key, claim))

    async def _tell(self, client: AsyncClient, key: int, claim: str) -> None:
        while (claimed := await self._write(lambda session: _claimed(session, key, claim))) is not None:
            receiver, changes = claimed
            for change in changes:
                outcome = await self._sender.send(client, receiver, about(receiver, change))
                if not await self._settle(key, claim, change.id, outcome):
                    return

    async def _settle(self, key: int, claim: str, change: int, outcome: Outcome) -> bool:
        """Keep what became of a message, and tell whether to go on with the next."""

        def work(session: Session) -> tuple[bool, str]:
            hook = settle(session, key, claim, change, outcome, self._pause)
            if hook is None:
                return False, ""
            failed = "" if outcome.delivered else f"{hook.id}: change {change}: {outcome.error}"
            if failed and hook.disabled_at is not None:
                failed += f"; {hook.disabled_because}, and is disabled"
            return outcome.delivered and hook.disabled_at is None, failed

        goes_on, failed = await self._write(work)
        if failed:
            _log.warning("webhook %s", failed)
        return goes_on

    async def _write(self, work: Callable[[Session], T]) -> T:
        def write() -> T:
            with session_on(self._writer) as session:
                return work(session)

        return await self._writers.run(write)


def _claimed(session: Session, key: int, claim: str) -> tuple[Receiver, list[ChangeItem]] | None:
    """Who is to be told of what next; None where there is nothing, or it is not ours to tell."""
    hook = claim_webhook(session, key, claim)
    if hook is None:
        return None
    found = pending(session, hook)
    if not found.changes:
        if found.last == hook.cursor:
            release_webhook(session, key, claim)
            return None
        move_on(hook, found.last)
    return Receiver(hook.id, hook.url, hook.secret), found.changes


@contextmanager
def _lasting() -> Iterator[None]:
    """What goes wrong here is logged, and ends neither the other deliveries nor the server."""
    try:
        yield
    except ChanceryError as error:
        _log.error("webhooks wait: %s", error)
    except Exception:
        _log.exception("a bug in the delivery to webhooks", extra={"event": "bug"})
