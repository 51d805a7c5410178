"""WARC files: the pages among the responses that a crawler has kept."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO, cast

from w3lib.encoding import http_content_type_encoding
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from app.content_decoding import ContentDecoder
from app.errors import BadInput, WrongFormat
from app.ingestion.readers.field_values import clean_url
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import PARSER_ERRORS, ArticleMetadata, PendingArticle, ReaderOptions

_HTML = ("text/html", "application/xhtml+xml")
_CHUNK_BYTES = 65_536


def read_warc(stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The pages, one record at a time.

    Raises:
        WrongFormat: the file is broken; what came before is not.
    """
    try:
        for record in ArchiveIterator(_PartialReadStream(stream)):
            if _is_page(record):
                identity = record.rec_headers.get_header("WARC-Record-ID")
                address = record.rec_headers.get_header("WARC-Target-URI")
                http_headers = record.http_headers or record.rec_headers
                charset = http_content_type_encoding(http_headers.get_header("Content-Type"))
                told = replace(options, charset=charset, fetch=None)
                read = partial(_parse_record, _page_bytes(record, options), told, clean_url(address))
                yield PendingArticle(f"record {identity} of {address}", read)
    except (ArchiveLoadFailed, *PARSER_ERRORS) as error:
        raise WrongFormat(f"is a broken WARC file: {error}") from error


class _PartialReadStream:
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


def _page_bytes(record: Any, options: ReaderOptions) -> bytes | BadInput:
    """The bytes of the page, or the reason for their absence."""
    headers = record.http_headers
    chunked = headers is not None and "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    body = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    packing = (headers and headers.get_header("Content-Encoding")) or ""
    try:
        unpacking = ContentDecoder(packing, options.max_bytes)
        for data in iter(partial(body.read, _CHUNK_BYTES), b""):
            unpacking.feed_bytes(data)
        return unpacking.finish_decoding()
    except BadInput as error:
        return error


def _parse_record(page: bytes | BadInput, options: ReaderOptions, address: str | None) -> tuple[ArticleMetadata, str]:
    if isinstance(page, BadInput):
        raise page
    return read_page(page.decode(options.detect_codec(page), "replace"), address)


def _media_type(headers: Any) -> str:
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
