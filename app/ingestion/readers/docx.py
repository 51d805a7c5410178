"""DOCX: the paragraphs of a Word document, those of its tables included, as python-docx opens it."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from lxml import etree

from app.errors import BadInput, EmptyText, TooLarge, WrongFormat
from app.ingestion.readers.field_values import clean_line
from app.ingestion.readers.printed_pages import find_heading
from app.ingestion.readers.types import (
    DOCUMENT_SIZE_FACTOR,
    ArticleMetadata,
    PendingArticle,
    ReaderOptions,
    read_within_limit,
)

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same text once more, for programs that cannot draw it as it is meant.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WHITESPACE_TAGS = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
# A part of it that is text in XML may be so many times as large as that text.
_MARKUP_SIZE_FACTOR = 8


def read_docx(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The one article of a file. What the caller gives goes before its properties, which tell when it was made."""
    yield PendingArticle(
        None,
        partial(
            _parse_docx,
            read_within_limit(stream, options.max_bytes * DOCUMENT_SIZE_FACTOR),
            caller_metadata,
            options.max_bytes,
        ),
    )


def _parse_docx(data: bytes, caller_metadata: ArticleMetadata, max_bytes: int) -> tuple[ArticleMetadata, str]:
    try:
        import docx
        from docx.opc.exceptions import OpcError
    except ImportError as error:
        raise BadInput("is a Word document; reading it needs python-docx: pip install 'chancery[documents]'") from error
    try:
        _require_unpacked_limit(data, max_bytes)
        document = docx.Document(BytesIO(data))
    except (zipfile.BadZipFile, OpcError, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise WrongFormat(f"is a broken Word document: {error}") from error
    properties = document.core_properties
    paragraphs = _collect_paragraphs(document.element.body)
    if not paragraphs:
        raise EmptyText("is a Word document without text")
    facts = ArticleMetadata(
        title=clean_line(properties.title),
        author=clean_line(properties.author),
        published_on=properties.created.date() if isinstance(properties.created, datetime) else None,
    )
    return caller_metadata.filled_from(facts).filled_from(ArticleMetadata(title=find_heading(paragraphs))), "\n\n".join(
        paragraphs
    )


def _require_unpacked_limit(data: bytes, max_bytes: int) -> None:
    """Refuse what unpacks to more than an article with pictures takes; no more is unpacked than is stated here."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
    limit = max_bytes * DOCUMENT_SIZE_FACTOR
    if sum(part.file_size for part in parts) > limit:
        raise TooLarge(f"is a Word document that decompresses to more than {limit:,} bytes")
    if any(
        part.file_size > max_bytes * _MARKUP_SIZE_FACTOR for part in parts if part.filename.endswith((".xml", ".rels"))
    ):
        raise TooLarge(f"is a Word document with a part of more than {max_bytes * _MARKUP_SIZE_FACTOR:,} bytes")


def _collect_paragraphs(body: Any) -> list[str]:
    """The text of each paragraph in its order, tables and boxes included; what was deleted under review is not."""
    found: list[list[str]] = []
    open_ones: list[list[str]] = []
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start" and tag == _FALLBACK:
            walk.skip_subtree()
        elif tag == f"{_WORD}p" and event == "start":
            open_ones.append([])
            found.append(open_ones[-1])
        elif tag == f"{_WORD}p":
            open_ones.pop()
        elif event == "start" and open_ones:
            open_ones[-1].append((element.text or "") if tag == f"{_WORD}t" else _WHITESPACE_TAGS.get(tag, ""))
    texts = ("\n".join(" ".join(part.split()) for part in "".join(pieces).split("\n")).strip() for pieces in found)
    return [text for text in texts if text]
