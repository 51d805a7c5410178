"""Decoding of Content-Encoding in pieces, so that decompression stops at the limit."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from app.errors import NotFetched, TooLarge

# The supported encodings.
ACCEPT_ENCODING = "gzip, deflate, br"
_CHUNK_BYTES = 65_536
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_GZIP_MAGIC = b"\x1f\x8b"


class ContentDecoder:
    """Decodes bytes as they arrive, up to `limit` bytes."""

    def __init__(self, encoding: str, limit: int) -> None:
        """
        Raises:
            NotFetched: the encoding is not supported.
        """
        self._unpacker = _make_decompressor(encoding)
        self._limit = limit
        self._found = bytearray()
        self._begun = False

    def feed_bytes(self, data: bytes) -> None:
        """
        Raises:
            TooLarge: the content is over the limit.
            NotFetched: the bytes do not match the encoding.
        """
        self._begun = self._begun or bool(data)
        try:
            for piece in self._unpacker.decompress_chunks(data):
                self._found += piece
                if len(self._found) > self._limit:
                    raise TooLarge(f"is over the limit of {self._limit:,} bytes")
        except (zlib.error, brotli.error) as error:
            raise NotFetched(f"cannot be decompressed: {error}") from error

    def finish_decoding(self) -> bytes:
        """All of it.

        Raises:
            NotFetched: the end is missing.
        """
        if self._begun and not self._unpacker.is_whole():
            raise NotFetched("ends too early", again=True)
        return bytes(self._found)


class _Decompressor(Protocol):
    def decompress_chunks(self, data: bytes) -> Iterator[bytes]: ...

    def is_whole(self) -> bool: ...


def _make_decompressor(encoding: str) -> _Decompressor:
    match encoding.strip().lower():
        case "" | "identity":
            return _IdentityDecompressor()
        case "gzip" | "x-gzip":
            return _ZlibDecompressor(_GZIP_WINDOW)
        case "deflate":
            return _ZlibDecompressor(zlib.MAX_WBITS)
        case "br":
            return _BrotliDecompressor()
        case other:
            raise NotFetched(f"has the Content-Encoding {other!r}; supported are {ACCEPT_ENCODING}")


class _IdentityDecompressor:
    def decompress_chunks(self, data: bytes) -> Iterator[bytes]:
        yield data

    def is_whole(self) -> bool:
        return True


class _ZlibDecompressor:
    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)
        self._begun = False

    def decompress_chunks(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream.eof and not self._begin_member(data):
                return
            yield self._decompress_step(data)
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def _begin_member(self, data: bytes) -> bool:
        """Whether another gzip member follows (RFC 1952, 2.2); other trailing bytes are ignored."""
        if self._window != _GZIP_WINDOW or not _GZIP_MAGIC.startswith(data[: len(_GZIP_MAGIC)]):
            return False
        self._stream = zlib.decompressobj(self._window)
        return True

    def is_whole(self) -> bool:
        return self._stream.eof

    def _decompress_step(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, _CHUNK_BYTES)
        except zlib.error:
            # Servers send deflate with or without the zlib wrapper.
            if self._begun or self._window != zlib.MAX_WBITS:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._stream.decompress(data, _CHUNK_BYTES)
        finally:
            self._begun = True


class _BrotliDecompressor:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decompress_chunks(self, data: bytes) -> Iterator[bytes]:
        piece = self._stream.process(data, output_buffer_limit=_CHUNK_BYTES)
        while piece or not self._stream.can_accept_more_data():
            yield piece
            piece = self._stream.process(b"", output_buffer_limit=_CHUNK_BYTES)

    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())
