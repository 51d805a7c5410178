"""The budget of one extraction: CPU time, and the client's patience."""

from collections.abc import Callable
from time import thread_time

from app.errors import ClientGone, CpuBudgetExceeded

# CPU seconds between two checks whether the client is still connected.
_CLIENT_CHECK_INTERVAL = 0.1


class Budget:
    """The CPU seconds that the creating thread may spend from now on.

    `has_left` returns whether the client has disconnected.
    """

    def __init__(self, seconds: float, has_left: Callable[[], bool] = lambda: False) -> None:
        self._seconds = seconds
        self._has_left = has_left
        self._look_at = thread_time() + min(_CLIENT_CHECK_INTERVAL, seconds)
        self._end = thread_time() + seconds

    def raise_if_exceeded(self) -> None:
        """Raises an error if the extraction must end.

        Raises:
            CpuBudgetExceeded: the time is spent.
            ClientGone: the client has left.
        """
        now = thread_time()
        if now < self._look_at:
            return
        if now >= self._end:
            raise CpuBudgetExceeded(
                f"the text takes more than the {self._seconds:g} seconds of processor time that "
                "CHANCERY_EXTRACTION_SECONDS allows; send it in parts"
            )
        self._look_at = min(now + _CLIENT_CHECK_INTERVAL, self._end)
        if self._has_left():
            raise ClientGone("the client left before its text was read")
