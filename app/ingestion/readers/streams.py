"""Input streams: peeking at the beginning, decompressing gzip, reading lines of bounded length."""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from app.errors import BadInput, TooLarge, WrongFormat
from app.ingestion.readers.types import ReaderOptions

GZIP_MAGIC = b"\x1f\x8b"
_HEAD = 65_536


def peek_stream(stream: BinaryIO) -> tuple[bytes, io.BufferedReader]:
    """How a stream begins, and the stream from its beginning.

    Raises:
        BadInput: it cannot be read from the start.
    """
    readable = stream if isinstance(stream, io.BufferedIOBase) else io.BufferedReader(cast(io.RawIOBase, stream))
    head = b""
    while len(head) < _HEAD:
        try:
            data = readable.read1(_HEAD - len(head))
        except BadInput:
            if not head:
                raise
            break
        if not data:
            break
        head += data
    return head, io.BufferedReader(_RejoinedStream(head, readable))


def decompress_gzip(stream: BinaryIO) -> io.BufferedReader:
    """What gzip has packed, one member after the other.

    Where it is broken, reading raises WrongFormat; all that came before has been given then.
    """
    return io.BufferedReader(_GzipStream(stream))


class _RejoinedStream(io.RawIOBase):
    def __init__(self, head: bytes, rest: io.BufferedIOBase) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        try:
            data = data or self._rest.read1(len(buffer))
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror or error}") from error
        buffer[: len(data)] = data
        return len(data)


class _GzipStream(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._packed = b""
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._within = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            self._packed = self._packed or self._stream.read(_HEAD)
            if not self._packed:
                if self._within:
                    raise WrongFormat("is gzip data that ends too early")
                return 0
            self._within = True
            try:
                data = self._member.decompress(self._packed, len(buffer))
            except zlib.error as error:
                raise WrongFormat(f"is broken gzip data: {error}") from error
            self._packed = self._member.unconsumed_tail
            if self._member.eof:
                # Some pad the last member with zeros.
                self._packed = self._member.unused_data.lstrip(b"\0")
                self._member, self._within = zlib.decompressobj(zlib.MAX_WBITS | 16), False
            if data:
                buffer[: len(data)] = data
                return len(data)


def read_numbered_lines(stream: BinaryIO, options: ReaderOptions) -> Iterator[tuple[int, str | TooLarge]]:
    """Each line with its number from 1; of one that is too long nothing is kept.

    An undecodable byte becomes a lone surrogate, so that it spoils its own line and no other.
    """
    head, stream = peek_stream(stream)
    text = io.TextIOWrapper(stream, options.detect_codec(head), errors="surrogateescape", newline="\n")
    number = 0
    while found := text.readline(options.max_bytes + 1):
        number += 1
        if len(found) <= options.max_bytes:
            yield number, found
            continue
        while not found.endswith("\n") and (found := text.readline(options.max_bytes)):
            pass
        yield (
            number,
            TooLarge(f"is over the limit of {options.max_bytes:,} characters; raise CHANCERY_MAX_ARTICLE_BYTES"),
        )
    text.detach()
