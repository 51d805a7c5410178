"""Turns at the extractor: as many texts as there are cores are read at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from fastapi import Request

from app.errors import Busy

# Seconds that a text waits for its turn: those who only read records wait in the same threads.
_PATIENCE = 2.0


@contextmanager
def turn(request: Request) -> Iterator[None]:
    """Hold one of the slots.

    Raises:
        Busy: none has become free for a while.
    """
    slots: BoundedSemaphore = request.state.extractions
    if not slots.acquire(timeout=_PATIENCE):
        raise Busy("as many texts as there are cores are being read; send this one again in a while")
    try:
        yield
    finally:
        slots.release()
