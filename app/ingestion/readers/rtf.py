"""RTF: the words of what word processors exchanged, as striprtf finds them."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import BinaryIO

from app.errors import BadInput, EmptyText
from app.ingestion.readers.field_values import clean_line
from app.ingestion.readers.printed_pages import find_heading
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions, read_within_limit

# Letters that are written as numbers take four times their room, and pictures are written out.
_MARKUP_SIZE_FACTOR = 8
# Properties stand at the beginning, before the text.
_HEAD = 20_000
_PROPERTY = re.compile(r"\{\\(title|author)\s((?:[^{}\\]|\\[^{}]){0,500})\}")
_CREATION_TIME = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read_rtf(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The one article of a file. What the caller gives goes before its properties, which tell when it was made."""
    yield PendingArticle(
        None, partial(_parse_rtf, read_within_limit(stream, options.max_bytes * _MARKUP_SIZE_FACTOR), caller_metadata)
    )


def _parse_rtf(data: bytes, caller_metadata: ArticleMetadata) -> tuple[ArticleMetadata, str]:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise BadInput("is RTF; reading it needs striprtf: pip install 'chancery[documents]'") from error
    # Its letters are ASCII, all others are written as numbers; where they are not, they are those of Windows.
    marked = data.decode("cp1252", "replace")
    found = rtf_to_text(marked, errors="replace")
    paragraphs = [text for one in found.split("\n") if (text := " ".join(one.split()))]
    if not paragraphs:
        raise EmptyText("is RTF without text")
    told = {name: clean_line(rtf_to_text(f"{{\\rtf1 {value}}}")) for name, value in _PROPERTY.findall(marked[:_HEAD])}
    facts = ArticleMetadata(title=told.get("title"), author=told.get("author"), published_on=_creation_date(marked))
    return caller_metadata.filled_from(facts).filled_from(ArticleMetadata(title=find_heading(paragraphs))), "\n\n".join(
        paragraphs
    )


def _creation_date(marked: str) -> date | None:
    made = _CREATION_TIME.search(marked[:_HEAD])
    try:
        return date(*map(int, made.groups())) if made else None
    except ValueError:
        return None
