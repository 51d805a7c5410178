"""Files of any length, a line at a time."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from app.errors import TooLarge
from app.ingestion.readers.streams import begun
from app.ingestion.readers.types import Reading


def numbered_lines(stream: BinaryIO, how: Reading) -> Iterator[tuple[int, str | TooLarge]]:
    """Each line with its number from 1; of one that is too long nothing is kept.

    A byte that is none of the encoding becomes a lone surrogate, so that it spoils its own line and no other.
    """
    head, stream = begun(stream)
    text = io.TextIOWrapper(stream, how.codec_of(head), errors="surrogateescape", newline="\n")
    number = 0
    while found := text.readline(how.max_bytes + 1):
        number += 1
        if len(found) <= how.max_bytes:
            yield number, found
            continue
        while not found.endswith("\n") and (found := text.readline(how.max_bytes)):
            pass
        yield number, TooLarge(f"is over the limit of {how.max_bytes:,} characters; raise CHANCERY_MAX_ARTICLE_BYTES")
    text.detach()
