"""Plain text and Markdown: one article a file, with a front matter block if its source is known."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from app.errors import EmptyText
from app.ingestion.readers.decoding import decode
from app.ingestion.readers.markdown import plain_text, split_front_matter
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.signatures import refuse_documents
from app.ingestion.readers.types import Piece, Reading, whole


def read_text(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    yield Piece(None, partial(split_front_matter, _text(stream, how)))


def read_markdown(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    yield Piece(None, partial(_markdown, _text(stream, how)))


def _text(stream: BinaryIO, how: Reading) -> str:
    """All of it, whatever it was given as, unless it only looks like text."""
    data = whole(stream, how.max_bytes)
    refuse_documents(data)
    return decode(data, how.codec_of(data))


def _markdown(marked: str) -> tuple[Facts, str]:
    facts, body = split_front_matter(marked)
    text = plain_text(body)
    if not text.strip():
        raise EmptyText("holds markup and no text")
    return facts, text
