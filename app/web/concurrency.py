"""Slots for concurrent extractions: one for each core, each with a CPU budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from anyio import from_thread
from fastapi import Request

from app.budget import Budget
from app.errors import ExtractionBusy
from app.extraction.cancellation import CancellationCheck

# Seconds that a text waits for a slot: requests that only read records wait in the same threads.
_SLOT_TIMEOUT = 2.0


@contextmanager
def extraction_slot(request: Request) -> Iterator[CancellationCheck]:
    """Hold a slot, in a worker thread. The yielded check raises when the extraction must end.

    Raises:
        ExtractionBusy: no slot has become free.
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
