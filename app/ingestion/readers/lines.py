"""Files of any length, a line at a time."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from app.errors import TooLarge
from app.ingestion.readers.streams import peek_stream
from app.ingestion.readers.types import ReaderOptions


def read_numbered_lines(stream: BinaryIO, options: ReaderOptions) -> Iterator[tuple[int, str | TooLarge]]:
    """Each line with its number from 1; of one that is too long nothing is kept.

    A byte that is none of the encoding becomes a lone surrogate, so that it spoils its own line and no other.
    """
    head, stream = peek_stream(stream)
    text = io.TextIOWrapper(stream, options.detect_codec(head), errors="surrogateescape", newline="\n")
    number = 0
    while found := text.readline(options.max_bytes + 1):
        number += 1
        if len(found) <= options.max_bytes:
            yield number, found
            continue
        while not found.endswith("\n") and (found := text.readline(options.max_bytes)):
            pass
        yield (
            number,
            TooLarge(f"is over the limit of {options.max_bytes:,} characters; raise CHANCERY_MAX_ARTICLE_BYTES"),
        )
    text.detach()
