"""Paths on this server in an answer: over the wire they begin with the prefix that the server is mounted under."""

from contextvars import ContextVar
from typing import Annotated

from pydantic import PlainSerializer

_mount_prefix: ContextVar[str] = ContextVar("prefix", default="")

ServedPath = Annotated[str, PlainSerializer(lambda path: _mount_prefix.get() + path, return_type=str)]


def set_mount_prefix(prefix: str) -> None:
    """Let all paths in the answer to the request of this task begin so; every request has a task of its own."""
    _mount_prefix.set(prefix)
