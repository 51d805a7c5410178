"""From the bytes of a file or an answer to the articles in them, whatever the format."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from app.errors import BadInput, EmptyText, MissingField, NotText, TooLarge, WrongFormat
from app.extraction.document import Document, normalise
from app.ingestion.readers.dates import no_day, require_published
from app.ingestion.readers.docx import read_docx
from app.ingestion.readers.email_messages import read_mail, read_mhtml
from app.ingestion.readers.feeds import read_feed
from app.ingestion.readers.format_detection import format_of
from app.ingestion.readers.json_objects import read_json, read_json_lines
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.pages import read_html
from app.ingestion.readers.pdf import read_pdf
from app.ingestion.readers.plain_text import read_markdown, read_text
from app.ingestion.readers.rtf import read_rtf
from app.ingestion.readers.streams import GZIP, begun, unzipped
from app.ingestion.readers.tables import read_csv
from app.ingestion.readers.types import Format, Piece, Reader, Reading, as_bad_input
from app.ingestion.readers.warc import read_warc
from app.services.articles import ArticleSource

_READERS: dict[Format, Reader] = {
    Format.TEXT: read_text,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.JSON: read_json,
    Format.JSONL: read_json_lines,
    Format.CSV: read_csv,
    Format.FEED: read_feed,
    Format.WARC: read_warc,
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
    Format.RTF: read_rtf,
    Format.MHTML: read_mhtml,
}
_ATTACHED = {form: _READERS[form] for form in (Format.TEXT, Format.HTML, Format.PDF, Format.DOCX, Format.RTF)}
_ATTACHED[Format.EML] = _READERS[Format.EML] = partial(read_mail, readers=_ATTACHED)

_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that was found and is still to be read, here or in another process."""

    piece: Piece
    given: Facts
    how: Reading

    def read(self) -> ArticleSource | BadInput:
        """The article, or what is wrong with it. What was given stands in for what the source does not say."""
        place = self.piece.place
        try:
            with as_bad_input():
                facts, text = self.piece.read()
            # The address of a file of many is no address of any of them.
            known = facts.or_else(replace(self.given, url=None) if place else self.given)
            origin = f"{self.how.name}, {place}" if place else self.how.name
            return article_from(known, text, origin, self.how.max_bytes)
        except BadInput as error:
            return _in_a_line(error, place)


def find_articles(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[Unread | BadInput]:
    """Each article in a stream, or what is wrong with it: the others are none the worse.

    Files of many articles are read as they come, so that they may be of any length.
    """
    none = True
    for piece in _pieces(stream, given, how):
        none = False
        yield _in_a_line(piece) if isinstance(piece, BadInput) else Unread(piece, given, how)
    if none:
        yield EmptyText("holds no article")


def read_articles(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[ArticleSource | BadInput]:
    """The same, read at once."""
    for found in find_articles(stream, given, how):
        yield found.read() if isinstance(found, Unread) else found


def read_document(stream: BinaryIO, given: Facts, how: Reading) -> Document:
    """The document in a stream, however little its source says of it.

    Raises:
        BadInput: there is none, or there are several.
    """
    pieces = _pieces(stream, given, how)
    first = next(pieces, EmptyText("holds no article"))
    if isinstance(first, BadInput):
        raise first
    with as_bad_input():
        facts, text = first.read()
    if next(pieces, None) is not None:
        raise WrongFormat("holds several articles; give one")
    return _document(facts.or_else(given), text, how.max_bytes)


def article_from(facts: Facts, text: str, origin: str, max_bytes: int) -> ArticleSource:
    """The article that these facts and this text make.

    Raises:
        EmptyText, TooLarge: there is no text, or too much.
        MissingField: there is no title, or no date of publication.
        BadInput: the date of publication cannot be read.
    """
    document = _document(facts, text, max_bytes)
    if facts.title is None:
        raise MissingField("has no title; give it where the format has a place for it, or by --title")
    if facts.published_on is None and facts.undated is not None:
        raise BadInput(f"has a date that is {no_day(facts.undated)}")
    if facts.published_on is None:
        raise MissingField("has no date; give it where the format has a place for it, or by --published-on")
    require_published(facts.published_on)
    told = facts.language is not None
    return ArticleSource(document, facts.url, facts.author, facts.source, origin, language_told=told)


def _pieces(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[Piece | BadInput]:
    """The pieces of a stream, unpacked if it was packed; what is wrong with the stream as a whole comes last."""
    try:
        with as_bad_input():
            head, stream = begun(stream)
            if head.startswith(GZIP):
                head, stream = begun(unzipped(stream))
            if not head:
                raise EmptyText("is empty")
            yield from _READERS[how.format or format_of(head, how)](stream, given, how)
    except BadInput as error:
        yield error


def _in_a_line(error: BadInput, place: str | None = None) -> BadInput:
    """The error with its place; what a library says of it may be of many lines, and as long as the input."""
    told = " ".join(str(error)[:_LONGEST_ERROR].split())
    return type(error)(f"{place[:_LONGEST_ERROR]}: {told}" if place else told)


def _document(facts: Facts, text: str, max_bytes: int) -> Document:
    text = normalise(text).strip("\n")
    if not text.strip():
        raise EmptyText("is empty")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise NotText("holds half of a surrogate pair, which is no character") from error
    if size > max_bytes:
        raise TooLarge(f"is over the limit of {max_bytes:,} bytes; split it or raise CHANCERY_MAX_ARTICLE_BYTES")
    return Document(
        text=text,
        title=facts.title,
        published_on=facts.published_on,
        dateline=facts.dateline,
        outlet=facts.outlet,
        language=facts.language or "en",
    )
