"""Readers: from the bytes of a file or an answer to the articles in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from app.errors import BadInput, EmptyText, MissingField, NotText, TooLarge, WrongFormat
from app.extraction.types import Document, normalise_text
from app.ingestion.readers.dates import describe_bad_day, require_plausible_day
from app.ingestion.readers.docx import read_docx
from app.ingestion.readers.email_messages import read_mail, read_mhtml
from app.ingestion.readers.feeds import read_feed
from app.ingestion.readers.format_detection import detect_format
from app.ingestion.readers.json_objects import read_json, read_json_lines
from app.ingestion.readers.pages import read_html
from app.ingestion.readers.pdf import read_pdf
from app.ingestion.readers.plain_text import read_markdown, read_text
from app.ingestion.readers.rtf import read_rtf
from app.ingestion.readers.streams import GZIP_MAGIC, decompress_gzip, peek_stream
from app.ingestion.readers.tables import read_csv
from app.ingestion.readers.types import ArticleMetadata, Format, PendingArticle, Reader, ReaderOptions, as_bad_input
from app.ingestion.readers.warc import read_warc
from app.services.articles import IncomingArticle

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
_ATTACHMENT_READERS = {form: _READERS[form] for form in (Format.TEXT, Format.HTML, Format.PDF, Format.DOCX, Format.RTF)}
_ATTACHMENT_READERS[Format.EML] = _READERS[Format.EML] = partial(read_mail, readers=_ATTACHMENT_READERS)

_MAX_ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class UnreadArticle:
    """A found article that is still to be read, here or in another process."""

    pending: PendingArticle
    caller_metadata: ArticleMetadata
    options: ReaderOptions

    def read_article(self) -> IncomingArticle | BadInput:
        """The article, or its error. The caller's metadata fills what the source does not say."""
        place = self.pending.label
        try:
            with as_bad_input():
                facts, text = self.pending.read()
            # The address of a file of many is no address of any of them.
            known = facts.filled_from(replace(self.caller_metadata, url=None) if place else self.caller_metadata)
            origin = f"{self.options.name}, {place}" if place else self.options.name
            return make_article(known, text, origin, self.options.max_bytes)
        except BadInput as error:
            return _as_one_line_error(error, place)


def find_articles(
    stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[UnreadArticle | BadInput]:
    """Each article in a stream, or its error, which does not affect the others.

    Files of many articles are read as streams, so they may have any length.
    """
    none = True
    for piece in _find_pending_articles(stream, caller_metadata, options):
        none = False
        yield (
            _as_one_line_error(piece) if isinstance(piece, BadInput) else UnreadArticle(piece, caller_metadata, options)
        )
    if none:
        yield EmptyText("contains no article")


def read_articles(
    stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[IncomingArticle | BadInput]:
    """The same, read at once."""
    for found in find_articles(stream, caller_metadata, options):
        yield found.read_article() if isinstance(found, UnreadArticle) else found


def read_document(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Document:
    """The document in a stream, however little its source says of it.

    Raises:
        BadInput: the stream has no document, or several.
    """
    pieces = _find_pending_articles(stream, caller_metadata, options)
    first = next(pieces, EmptyText("contains no article"))
    if isinstance(first, BadInput):
        raise first
    with as_bad_input():
        facts, text = first.read()
    if next(pieces, None) is not None:
        raise WrongFormat("contains several articles; give one")
    return _make_document(facts.filled_from(caller_metadata), text, options.max_bytes)


def make_article(facts: ArticleMetadata, text: str, origin: str, max_bytes: int) -> IncomingArticle:
    """Make an article of this metadata and text.

    Raises:
        EmptyText, TooLarge: there is no text, or too much.
        MissingField: there is no title, or no date of publication.
        BadInput: the date of publication cannot be read.
    """
    document = _make_document(facts, text, max_bytes)
    if facts.title is None:
        raise MissingField("has no title; add it to the file, or give --title")
    if facts.published_on is None and facts.undated is not None:
        raise BadInput(f"has a date that is {describe_bad_day(facts.undated)}")
    if facts.published_on is None:
        raise MissingField("has no date; add it to the file, or give --published-on")
    require_plausible_day(facts.published_on)
    told = facts.language is not None
    return IncomingArticle(document, facts.url, facts.author, facts.source, origin, is_language_stated=told)


def _find_pending_articles(
    stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[PendingArticle | BadInput]:
    """The pieces of a stream, unpacked if it was packed; what is wrong with the stream as a whole comes last."""
    try:
        with as_bad_input():
            head, stream = peek_stream(stream)
            if head.startswith(GZIP_MAGIC):
                head, stream = peek_stream(decompress_gzip(stream))
            if not head:
                raise EmptyText("is empty")
            yield from _READERS[options.format or detect_format(head, options)](stream, caller_metadata, options)
    except BadInput as error:
        yield error


def _as_one_line_error(error: BadInput, place: str | None = None) -> BadInput:
    """The error with its place; what a library says of it may be of many lines, and as long as the input."""
    told = " ".join(str(error)[:_MAX_ERROR_LENGTH].split())
    return type(error)(f"{place[:_MAX_ERROR_LENGTH]}: {told}" if place else told)


def _make_document(facts: ArticleMetadata, text: str, max_bytes: int) -> Document:
    text = normalise_text(text).strip("\n")
    if not text.strip():
        raise EmptyText("is empty")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise NotText("contains half of a surrogate pair") from error
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
