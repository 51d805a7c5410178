"""PDF: the words of its pages, as pypdf finds them, put together into paragraphs."""

import logging
import time
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from app.errors import BadInput, EmptyText, NotText, TooLarge, WrongFormat
from app.ingestion.readers.field_values import clean_line
from app.ingestion.readers.printed_pages import PrintedLine, find_heading, join_pages_into_paragraphs
from app.ingestion.readers.types import (
    DOCUMENT_SIZE_FACTOR,
    ArticleMetadata,
    PendingArticle,
    ReaderOptions,
    read_within_limit,
)

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MAX_PAGES = 2_000
# What draws one page, unpacked: some kilobytes, and more where it is drawn in many strokes.
_MAX_PAGE_BYTES = 5_000_000
# CPU seconds for a file: one of a hundred pages takes about two. A request may take no longer for its text either.
_MAX_CPU_SECONDS = 20.0
# Programs put these where a title should be.
_PLACEHOLDER_TITLES = ("microsoft word - ", "untitled", "slide 1", "powerpoint")


def read_pdf(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The one article of a file. What the caller gives goes before its properties, which tell when it was made."""
    yield PendingArticle(
        None,
        partial(
            _parse_pdf,
            read_within_limit(stream, options.max_bytes * DOCUMENT_SIZE_FACTOR),
            caller_metadata,
            options.max_bytes,
        ),
    )


def _parse_pdf(data: bytes, caller_metadata: ArticleMetadata, max_bytes: int) -> tuple[ArticleMetadata, str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise BadInput("is a PDF; reading it needs pypdf: pip install 'chancery[documents]'") from error
    # What is odd about a file is told there, in as many lines as there are oddities.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText("is a PDF with a password; save it without one")
        paragraphs = join_pages_into_paragraphs(_read_pages(reader, max_bytes))
        facts = _document_metadata(reader)
    except PyPdfError as error:
        raise WrongFormat(f"is a broken PDF: {error or type(error).__name__}") from error
    if not paragraphs:
        raise EmptyText("is a PDF without text, perhaps pictures of pages; recognise their text first (OCR)")
    return caller_metadata.filled_from(facts).filled_from(ArticleMetadata(title=find_heading(paragraphs))), "\n\n".join(
        paragraphs
    )


def _document_metadata(reader: "PdfReader") -> ArticleMetadata:
    told = reader.metadata
    if told is None:
        return ArticleMetadata()
    title = clean_line(told.title)
    try:
        made = told.creation_date
    except ValueError:
        made = None
    return ArticleMetadata(
        title=None if title is None or title.lower().startswith(_PLACEHOLDER_TITLES) else title,
        author=clean_line(told.author),
        published_on=made.date() if made else None,
    )


def _read_pages(reader: "PdfReader", max_bytes: int) -> list[list[PrintedLine]]:
    """The lines of each page.

    Raises:
        TooLarge: there are too many pages, too much text, or more to draw than an article takes.
    """
    if len(reader.pages) > _MAX_PAGES:
        raise TooLarge(f"is a PDF of {len(reader.pages):,} pages; the limit is {_MAX_PAGES:,}")
    pages: list[list[PrintedLine]] = []
    size, end = 0, time.thread_time() + _MAX_CPU_SECONDS
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _MAX_PAGE_BYTES:
            raise TooLarge(f"is a PDF whose page {number} is over the limit of {_MAX_PAGE_BYTES:,} bytes")
        pages.append(_read_lines(page, end))
        size += sum(len(one.text) for one in pages[-1])
        if size > max_bytes:
            raise TooLarge(f"is over the limit of {max_bytes:,} bytes; split it or raise CHANCERY_MAX_ARTICLE_BYTES")
    return pages


def _read_lines(page: "PageObject", end: float) -> list[PrintedLine]:
    """The lines of a page in the order in which they are drawn, with where they begin, in points."""
    lines: list[PrintedLine] = []
    is_open = False

    def add_text(text: str, place: list[float], of_text: list[float], _font: Any, size: float) -> None:
        nonlocal is_open
        x, y = (
            of_text[4] * place[0] + of_text[5] * place[2] + place[4],
            of_text[4] * place[1] + of_text[5] * place[3] + place[5],
        )
        # A footnote's number stands a little higher than its line.
        is_same = is_open and bool(lines) and abs(lines[-1].y - y) < 0.6 * max(size, lines[-1].size)
        for number, part in enumerate(text.split("\n")):
            if number or not is_same:
                if part.strip():
                    lines.append(PrintedLine(part.lstrip(), x, y, abs(size * of_text[3] * place[3])))
            else:
                lines[-1].text += part
        is_open = not text.endswith("\n")

    def watch_time(*_operation: object) -> None:
        if time.thread_time() > end:
            raise TooLarge(f"is a PDF that takes longer than {_MAX_CPU_SECONDS:g} seconds to read")

    page.extract_text(visitor_text=add_text, visitor_operand_before=watch_time)
    return lines
