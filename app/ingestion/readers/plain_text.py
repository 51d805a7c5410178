"""Plain text and Markdown: one article a file, with a front matter block if its source is known."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from app.errors import EmptyText
from app.ingestion.readers.encodings import decode_text
from app.ingestion.readers.format_detection import refuse_binary_documents
from app.ingestion.readers.markdown import markdown_to_text, split_front_matter
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions, read_within_limit


def read_text(stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    yield PendingArticle(None, partial(split_front_matter, _read_plain_text(stream, options)))


def read_markdown(
    stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[PendingArticle]:
    yield PendingArticle(None, partial(_parse_markdown, _read_plain_text(stream, options)))


def _read_plain_text(stream: BinaryIO, options: ReaderOptions) -> str:
    """All of it, whatever it was given as, unless it only looks like text."""
    data = read_within_limit(stream, options.max_bytes)
    refuse_binary_documents(data)
    return decode_text(data, options.detect_codec(data))


def _parse_markdown(marked: str) -> tuple[ArticleMetadata, str]:
    facts, body = split_front_matter(marked)
    text = markdown_to_text(body)
    if not text.strip():
        raise EmptyText("contains markup but no text")
    return facts, text
