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

from app.errors import BadInput, EmptyText, NotText, TooLarge, quoted
from app.ingestion.readers.dates import day
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.field_values import line, link
from app.ingestion.readers.format_detection import format_of
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import DOCUMENT, Format, Piece, Reader, Reading, as_bad_input, whole

# An e-mail of more parts than this, or of others in others, was made to keep a reader busy.
_MOST_PARTS = 100
_PARTS = re.compile(rb"boundary\s*=", re.I)
# Lines that may begin a part; each that does takes the standard library as long as a page of text.
_MOST_DIVIDERS = 2_000
_DIVIDER = b"\n--"
_MOST_INNER = 10
# The standard library takes ever longer for a header, the longer it is.
_LONGEST_HEADER = 2_000
_HEADER = re.compile(rb"^(?:From|Subject|Date|Content-[\w-]+):[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_INNER = re.compile(rb"message/rfc822", re.I)
_HEAD = 65_536
_READ_AS_TEXT = ("text/plain", "text/html")


def read_mail(
    stream: BinaryIO, given: Facts, how: Reading, readers: Mapping[Format, Reader]
) -> Iterator[Piece | BadInput]:
    """The text of an e-mail and the documents that are attached to it, each an article of its own.

    `readers` read what may be attached; what is in another format is named.
    """
    message = _parsed(stream, how)
    attached = [part for part in message.iter_attachments() if part.is_attachment() or part.get_filename()]
    facts = given.or_else(_facts(message))
    text = _text(message)
    if text or not attached:
        yield Piece("body" if attached else None, partial(_said, facts, text))
    for number, part in enumerate(attached, 1):
        name = line(part.get_filename()) or str(number)
        # What an attachment does not say of itself, its e-mail and its name do.
        known = Facts(published_on=facts.published_on, outlet=facts.outlet, title=name.rpartition(".")[0] or name)
        here = replace(how, name=name, charset=part.get_content_charset(), format=None)
        yield from _attached(f"attachment {quoted(name)}", part, known, here, readers)


def read_mhtml(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[Piece]:
    """The one article of a page that a browser saved with all that belongs to it."""
    message = _parsed(stream, how)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise EmptyText("is a saved page without HTML")
    address = page.get("Content-Location") or message.get("Snapshot-Content-Location")
    yield Piece(None, partial(_page, _decoded(page), given.url or link(address)))


def _attached(
    place: str, part: EmailMessage, known: Facts, how: Reading, readers: Mapping[Format, Reader]
) -> Iterator[Piece | BadInput]:
    try:
        with as_bad_input():
            data = _bytes_of(part)
            form = format_of(data[:_HEAD], how)
            is_plain = form in (Format.TEXT, Format.MARKDOWN)
            if form not in readers or (is_plain and part.get_content_type() not in ("text/plain", "text/markdown")):
                raise NotText(f"is {part.get_content_type()}, which is not read")
            for piece in readers[form](BytesIO(data), Facts(), how):
                if isinstance(piece, BadInput):
                    yield type(piece)(f"{place}: {piece}")
                else:
                    inner = f"{place}, {piece.place}" if piece.place else place
                    yield Piece(inner, partial(_known, piece, known))
    except BadInput as error:
        yield type(error)(f"{place}: {error}")


def _bytes_of(part: EmailMessage) -> bytes:
    """What is attached; an e-mail that is, is a message already."""
    inner = part.get_content() if part.get_content_type() == "message/rfc822" else part.get_payload(decode=True)
    data = inner.as_bytes() if isinstance(inner, EmailMessage) else inner
    return data if isinstance(data, bytes) else b""


def _known(piece: Piece, known: Facts) -> tuple[Facts, str]:
    facts, text = piece.read()
    return facts.or_else(known), text


def _said(facts: Facts, text: str) -> tuple[Facts, str]:
    if not text:
        raise EmptyText("is an e-mail without text")
    return facts, text


def _page(markup: str, address: str | None) -> tuple[Facts, str]:
    return read_page(markup, address)


def _parsed(stream: BinaryIO, how: Reading) -> EmailMessage:
    data = whole(stream, how.max_bytes * DOCUMENT)
    many = len(_PARTS.findall(data)) > _MOST_PARTS or data.count(_DIVIDER) > _MOST_DIVIDERS
    if many or len(_INNER.findall(data)) > _MOST_INNER:
        raise TooLarge(f"is an e-mail of more than {_MOST_PARTS} parts, or with more than {_MOST_INNER} others in it")
    if any(len(header[0]) > _LONGEST_HEADER for header in _HEADER.finditer(data)):
        raise TooLarge(f"is an e-mail with a header of more than {_LONGEST_HEADER:,} characters")
    return message_from_bytes(data, policy=policy.default)


def _facts(message: EmailMessage) -> Facts:
    name, address = parseaddr(str(message.get("From") or ""))
    return Facts(
        title=line(message.get("Subject")), author=line(name) or line(address), published_on=day(message.get("Date"))
    )


def _text(message: EmailMessage) -> str:
    """The text that the sender wrote, as plain text if there is one."""
    body = message.get_body(("plain", "html"))
    if not isinstance(body, EmailMessage) or body.get_content_type() not in _READ_AS_TEXT:
        return ""
    text = _decoded(body)
    return text_of_html(text) if body.get_content_type() == "text/html" else text.strip()


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode(encoding_of(data, told=part.get_content_charset()), "replace")
