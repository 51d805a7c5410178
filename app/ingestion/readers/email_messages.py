"""E-mails with what is attached to them, and pages that browsers saved as one (MHTML)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from io import BytesIO
from typing import BinaryIO

from app.errors import BadInput, EmptyText, NotText, TooLarge, display_value
from app.ingestion.readers.dates import parse_day
from app.ingestion.readers.encodings import detect_encoding
from app.ingestion.readers.field_values import clean_line, clean_url
from app.ingestion.readers.format_detection import detect_format
from app.ingestion.readers.markup import html_to_text
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import (
    DOCUMENT_SIZE_FACTOR,
    ArticleMetadata,
    Format,
    PendingArticle,
    Reader,
    ReaderOptions,
    as_bad_input,
    read_within_limit,
)

# An e-mail of more parts than this, or of others in others, was made to keep a reader busy.
_MOST_PARTS = 100
_BOUNDARY = re.compile(rb"boundary\s*=", re.I)
# Lines that may begin a part; each that does takes the standard library as long as a page of text.
_MOST_DIVIDERS = 2_000
_DIVIDER = b"\n--"
_MOST_INNER = 10
# The standard library takes ever longer for a header, the longer it is.
_LONGEST_HEADER = 2_000
_HEADER = re.compile(rb"^(?:From|Subject|Date|Content-[\w-]+):[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_INNER_MESSAGE = re.compile(rb"message/rfc822", re.I)
_HEAD = 65_536
_BODY_TYPES = ("text/plain", "text/html")


def read_mail(
    stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions, readers: Mapping[Format, Reader]
) -> Iterator[PendingArticle | BadInput]:
    """The text of an e-mail and the documents that are attached to it, each an article of its own.

    `readers` read what may be attached; what is in another format is named.
    """
    message = _parse_message(stream, options)
    attached = [part for part in message.iter_attachments() if part.is_attachment() or part.get_filename()]
    facts = caller_metadata.filled_from(_message_metadata(message))
    text = _body_text(message)
    if text or not attached:
        yield PendingArticle("body" if attached else None, partial(_require_body, facts, text))
    for number, part in enumerate(attached, 1):
        name = clean_line(part.get_filename()) or str(number)
        # What an attachment does not say of itself, its e-mail and its name do.
        known = ArticleMetadata(
            published_on=facts.published_on, outlet=facts.outlet, title=name.rpartition(".")[0] or name
        )
        here = replace(options, name=name, charset=part.get_content_charset(), format=None)
        yield from _read_attachment(f"attachment {display_value(name)}", part, known, here, readers)


def read_mhtml(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The one article of a page that a browser saved with all that belongs to it."""
    message = _parse_message(stream, options)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise EmptyText("is a saved page without HTML")
    address = page.get("Content-Location") or message.get("Snapshot-Content-Location")
    yield PendingArticle(None, partial(_read_saved_page, _decode_part(page), caller_metadata.url or clean_url(address)))


def _read_attachment(
    place: str, part: EmailMessage, known: ArticleMetadata, options: ReaderOptions, readers: Mapping[Format, Reader]
) -> Iterator[PendingArticle | BadInput]:
    try:
        with as_bad_input():
            data = _attachment_bytes(part)
            form = detect_format(data[:_HEAD], options)
            is_plain = form in (Format.TEXT, Format.MARKDOWN)
            if form not in readers or (is_plain and part.get_content_type() not in ("text/plain", "text/markdown")):
                raise NotText(f"is {part.get_content_type()}, which is not supported")
            for piece in readers[form](BytesIO(data), ArticleMetadata(), options):
                if isinstance(piece, BadInput):
                    yield type(piece)(f"{place}: {piece}")
                else:
                    inner = f"{place}, {piece.label}" if piece.label else place
                    yield PendingArticle(inner, partial(_read_with_metadata, piece, known))
    except BadInput as error:
        yield type(error)(f"{place}: {error}")


def _attachment_bytes(part: EmailMessage) -> bytes:
    """What is attached; an e-mail that is, is a message already."""
    inner = part.get_content() if part.get_content_type() == "message/rfc822" else part.get_payload(decode=True)
    data = inner.as_bytes() if isinstance(inner, EmailMessage) else inner
    return data if isinstance(data, bytes) else b""


def _read_with_metadata(piece: PendingArticle, known: ArticleMetadata) -> tuple[ArticleMetadata, str]:
    facts, text = piece.read()
    return facts.filled_from(known), text


def _require_body(facts: ArticleMetadata, text: str) -> tuple[ArticleMetadata, str]:
    if not text:
        raise EmptyText("is an e-mail without text")
    return facts, text


def _read_saved_page(markup: str, address: str | None) -> tuple[ArticleMetadata, str]:
    return read_page(markup, address)


def _parse_message(stream: BinaryIO, options: ReaderOptions) -> EmailMessage:
    data = read_within_limit(stream, options.max_bytes * DOCUMENT_SIZE_FACTOR)
    many = len(_BOUNDARY.findall(data)) > _MOST_PARTS or data.count(_DIVIDER) > _MOST_DIVIDERS
    if many or len(_INNER_MESSAGE.findall(data)) > _MOST_INNER:
        raise TooLarge(f"is an e-mail of more than {_MOST_PARTS} parts, or with more than {_MOST_INNER} others in it")
    if any(len(header[0]) > _LONGEST_HEADER for header in _HEADER.finditer(data)):
        raise TooLarge(f"is an e-mail with a header of more than {_LONGEST_HEADER:,} characters")
    return message_from_bytes(data, policy=policy.default)


def _message_metadata(message: EmailMessage) -> ArticleMetadata:
    name, address = parseaddr(str(message.get("From") or ""))
    return ArticleMetadata(
        title=clean_line(message.get("Subject")),
        author=clean_line(name) or clean_line(address),
        published_on=parse_day(message.get("Date")),
    )


def _body_text(message: EmailMessage) -> str:
    """The text that the sender wrote, as plain text if there is one."""
    body = message.get_body(("plain", "html"))
    if not isinstance(body, EmailMessage) or body.get_content_type() not in _BODY_TYPES:
        return ""
    text = _decode_part(body)
    return html_to_text(text) if body.get_content_type() == "text/html" else text.strip()


def _decode_part(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode(detect_encoding(data, declared_by_carrier=part.get_content_charset()), "replace")
