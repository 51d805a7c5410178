"""Turns at the extractor: as many texts as there are cores are read at a time, each within its budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from anyio import from_thread
from fastapi import Request

from app.budget import Budget
from app.errors import Busy
from app.extraction.pacing import Check

# Seconds that a text waits for its turn: those who only read records wait in the same threads.
_PATIENCE = 2.0


@contextmanager
def turn(request: Request) -> Iterator[Check]:
    """Hold one of the slots, in a thread of the event loop's; what it gives raises when the extraction is to end.

    Raises:
        Busy: none has become free for a while.
    """
    slots: BoundedSemaphore = request.state.extractions
    if not slots.acquire(timeout=_PATIENCE):
        raise Busy("as many texts as there are cores are being read; send this one again in a while")
    try:
        yield Budget(request.state.extraction_seconds, lambda: from_thread.run(request.is_disconnected)).check
    finally:
        slots.release()
