"""Turns at the extractor: as many texts as there are cores are read at a time, each within its budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from anyio import from_thread
from fastapi import Request

from app.budget import Budget
from app.errors import ExtractionBusy
from app.extraction.cancellation import CancellationCheck

# Seconds that a text waits for its turn: those who only read records wait in the same threads.
_SLOT_TIMEOUT = 2.0


@contextmanager
def extraction_slot(request: Request) -> Iterator[CancellationCheck]:
    """Hold one of the slots, in a thread of the event loop's; what it gives raises when the extraction is to end.

    Raises:
        ExtractionBusy: none has become free for a while.
    """
    slots: BoundedSemaphore = request.state.extractions
    if not slots.acquire(timeout=_SLOT_TIMEOUT):
        raise ExtractionBusy("all cores are busy with other texts; try again later")
    try:
        yield Budget(
            request.state.extraction_seconds, lambda: from_thread.run(request.is_disconnected)
        ).raise_if_exceeded
    finally:
        slots.release()
