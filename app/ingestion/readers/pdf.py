"""PDF: the words of its pages, as pypdf finds them, put together into paragraphs."""

import logging
import time
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from app.errors import BadInput, EmptyText, NotText, TooLarge, WrongFormat
from app.ingestion.readers.field_values import line
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.printed_pages import Line, heading_of, paragraphs_of_pages
from app.ingestion.readers.types import DOCUMENT, Piece, Reading, whole

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_PAGES = 2_000
# What draws one page, unpacked: some kilobytes, and more where it is drawn in many strokes.
_GREATEST_PAGE = 5_000_000
# CPU seconds for a file: one of a hundred pages takes about two. A request may take no longer for its text either.
_LONGEST = 20.0
# Programs put these where a title should be.
_NO_TITLE = ("microsoft word - ", "untitled", "slide 1", "powerpoint")


def read_pdf(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[Piece]:
    """The one article of a file. What the caller gives goes before its properties, which tell when it was made."""
    yield Piece(None, partial(_read, whole(stream, how.max_bytes * DOCUMENT), given, how.max_bytes))


def _read(data: bytes, given: Facts, max_bytes: int) -> tuple[Facts, str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise BadInput("is a PDF, and reading it takes pypdf: pip install 'chancery[documents]'") from error
    # What is odd about a file is told there, in as many lines as there are oddities.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText("is a PDF that is locked by a password; save it without one")
        paragraphs = paragraphs_of_pages(_pages(reader, max_bytes))
        facts = _facts(reader)
    except PyPdfError as error:
        raise WrongFormat(f"is a broken PDF: {error or type(error).__name__}") from error
    if not paragraphs:
        raise EmptyText("is a PDF without text, perhaps pictures of pages; have their text recognised first")
    return given.or_else(facts).or_else(Facts(title=heading_of(paragraphs))), "\n\n".join(paragraphs)


def _facts(reader: "PdfReader") -> Facts:
    told = reader.metadata
    if told is None:
        return Facts()
    title = line(told.title)
    try:
        made = told.creation_date
    except ValueError:
        made = None
    return Facts(
        title=None if title is None or title.lower().startswith(_NO_TITLE) else title,
        author=line(told.author),
        published_on=made.date() if made else None,
    )


def _pages(reader: "PdfReader", max_bytes: int) -> list[list[Line]]:
    """The lines of each page.

    Raises:
        TooLarge: there are too many pages, too much text, or more to draw than an article takes.
    """
    if len(reader.pages) > _MOST_PAGES:
        raise TooLarge(f"is a PDF of {len(reader.pages):,} pages; the limit is {_MOST_PAGES:,}")
    pages: list[list[Line]] = []
    size, end = 0, time.thread_time() + _LONGEST
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _GREATEST_PAGE:
            raise TooLarge(f"is a PDF whose page {number} is over the limit of {_GREATEST_PAGE:,} bytes")
        pages.append(_lines(page, end))
        size += sum(len(one.text) for one in pages[-1])
        if size > max_bytes:
            raise TooLarge(f"is over the limit of {max_bytes:,} bytes; split it or raise CHANCERY_MAX_ARTICLE_BYTES")
    return pages


def _lines(page: "PageObject", end: float) -> list[Line]:
    """The lines of a page in the order in which they are drawn, with where they begin, in points."""
    lines: list[Line] = []
    is_open = False

    def add(text: str, place: list[float], of_text: list[float], _font: Any, size: float) -> None:
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
                    lines.append(Line(part.lstrip(), x, y, abs(size * of_text[3] * place[3])))
            else:
                lines[-1].text += part
        is_open = not text.endswith("\n")

    def watch_time(*_operation: object) -> None:
        if time.thread_time() > end:
            raise TooLarge(f"is a PDF that takes longer than {_LONGEST:g} seconds to read")

    page.extract_text(visitor_text=add, visitor_operand_before=watch_time)
    return lines
