"""Paths on this server in an answer: over the wire they begin with the prefix that the server is mounted under."""

from contextvars import ContextVar
from typing import Annotated

from pydantic import PlainSerializer

_prefix: ContextVar[str] = ContextVar("prefix", default="")

ServedPath = Annotated[str, PlainSerializer(lambda path: _prefix.get() + path, return_type=str)]


def mounted_under(prefix: str) -> None:
    """Let all paths in the answer to the request of this task begin so; every request has a task of its own."""
    _prefix.set(prefix)
