"""The writers of one process: one after the other, and none waits for the database longer than if it were alone."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from app.database import engine
from app.errors import DatabaseBusy

T = TypeVar("T")


class WriterQueue:
    """Their queue. Who waits in it holds no thread.

    While another process holds the database's lock, the first in the queue waits for it, and that counts as the waiting
    of all who stand behind: each gives up when the time has passed since it came itself.
    """

    def __init__(self) -> None:
        self._turn = CapacityLimiter(1)
        self._locked_since: float | None = None

    async def run_write(self, write: Callable[[], T], arrived: float | None = None) -> T:
        """Run what writes, in a thread. `arrived` is when its request came, by `time.monotonic`: now, if left out.

        Raises:
            DatabaseBusy: others have held the lock for too long.
        """
        arrived = monotonic() if arrived is None else arrived
        async with self._turn:
            began = monotonic()
            waited = 0.0 if self._locked_since is None else began - max(arrived, self._locked_since)
            engine.lock_wait_ms.set(max(0, engine.BUSY_TIMEOUT_MS - round(waited * 1000)))
            # Its turn is all that it waits for: not for a thread as well.
            threads = CapacityLimiter(1)
            free = True
            try:
                return await to_thread.run_sync(write, limiter=threads)
            except DatabaseBusy:
                free = False
                raise
            finally:
                self._locked_since = None if free else self._locked_since or began
