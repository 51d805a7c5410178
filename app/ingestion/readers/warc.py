"""WARC files: the pages among the responses that a crawler has kept."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from app.content_decoding import Unpacking
from app.errors import BadInput, WrongFormat
from app.ingestion.readers.field_values import link
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import STUMBLES, Piece, Reading

_HTML = ("text/html", "application/xhtml+xml")
_STEP = 65_536


def read_warc(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    """The pages, one record at a time.

    Raises:
        WrongFormat: the file is broken; what came before is not.
    """
    try:
        for record in ArchiveIterator(_AsItComes(stream)):
            if _is_page(record):
                identity = record.rec_headers.get_header("WARC-Record-ID")
                address = record.rec_headers.get_header("WARC-Target-URI")
                told = replace(how, charset=_charset(record.http_headers or record.rec_headers), fetch=None)
                read = partial(_read, _page_of(record, how), told, link(address))
                yield Piece(f"record {identity} of {address}", read)
    except (ArchiveLoadFailed, *STUMBLES) as error:
        raise WrongFormat(f"is a broken WARC file: {error}") from error


class _AsItComes:
    """A stream that gives what it has: of one that is broken, all that came before."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast(io.BufferedReader, stream)

    def read(self, size: int) -> bytes:
        return self._stream.read1(size)


def _is_page(record: Any) -> bool:
    """Whether it holds a page: not a redirection to one, an error or a picture."""
    if record.rec_type == "resource":
        return _media_type(record.rec_headers) in _HTML
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return False
    return headers.get_statuscode() == "200" and _media_type(headers) in _HTML


def _page_of(record: Any, how: Reading) -> bytes | BadInput:
    """The bytes of the page, or why there are none."""
    headers = record.http_headers
    chunked = headers is not None and "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    body = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    packing = (headers and headers.get_header("Content-Encoding")) or ""
    try:
        unpacking = Unpacking(packing, how.max_bytes)
        for data in iter(partial(body.read, _STEP), b""):
            unpacking.add(data)
        return unpacking.done()
    except BadInput as error:
        return error


def _read(page: bytes | BadInput, how: Reading, address: str | None) -> tuple[Facts, str]:
    if isinstance(page, BadInput):
        raise page
    return read_page(page.decode(how.codec_of(page), "replace"), address)


def _media_type(headers: Any) -> str:
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _charset(headers: Any) -> str | None:
    _, _, value = (headers.get_header("Content-Type") or "").lower().partition("charset=")
    return value.strip(" \"'").partition(";")[0] or None
