"""Files of any length, a line at a time."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from app.errors import TooLarge
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.reading import Reading

_HEAD = 65_536


def numbered_lines(stream: BinaryIO, how: Reading) -> Iterator[tuple[int, str | TooLarge]]:
    """Each line with its number from 1; of one that is too long nothing is kept.

    A byte that is none of the encoding becomes a lone surrogate, so that it spoils its own line and no other.
    """
    head = stream.read(_HEAD)
    codec = encoding_of(head, how.encoding)
    text = io.TextIOWrapper(rejoined(head, stream), codec, errors="surrogateescape", newline="\n")
    number = 0
    while found := text.readline(how.max_bytes + 1):
        number += 1
        if len(found) <= how.max_bytes:
            yield number, found
            continue
        while not found.endswith("\n") and (found := text.readline(how.max_bytes)):
            pass
        yield number, TooLarge(f"is over the limit of {how.max_bytes:,} characters; raise CHANCERY_MAX_ARTICLE_BYTES")
    text.detach()


def rejoined(head: bytes, rest: BinaryIO) -> io.BufferedReader:
    """A stream of which the head was read already, from its beginning again."""
    return io.BufferedReader(_Rejoined(head, rest))


class _Rejoined(io.RawIOBase):
    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        data = data or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
