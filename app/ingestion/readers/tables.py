"""CSV with a header: an article a row, whatever the delimiter."""

import csv
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from app.errors import NotText, TooLarge, WrongFormat
from app.ingestion.readers.json_objects import read_mapped_fields
from app.ingestion.readers.streams import read_numbered_lines
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions

_DELIMITERS = ",;\t|"


def read_csv(stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The rows, read as they come.

    Raises:
        WrongFormat: it has no header of two columns or more.
        TooLarge: a line is too long, so the end of its row is unknown.
    """
    # The limit is one for the whole process; a row is held to the file's own by its lines.
    csv.field_size_limit(max(csv.field_size_limit(), options.max_bytes + 1))
    lines = (_require_line(text) for _, text in read_numbered_lines(stream, options))
    header = next(lines, "")
    rows = csv.reader(lines, delimiter=max(_DELIMITERS, key=header.count))
    columns = [name.strip() for name in next(csv.reader([header], delimiter=max(_DELIMITERS, key=header.count)), [])]
    if len(columns) < 2:
        raise WrongFormat("is not CSV: its first line names no columns")
    while True:
        start = rows.line_num + 2
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise WrongFormat(f"is not CSV from line {start} on: {error}") from error
        if row is None:
            return
        if row:
            yield PendingArticle(f"line {start}", partial(_parse_row, columns, row, options))


def _require_line(text: str | TooLarge) -> str:
    if isinstance(text, TooLarge):
        raise text
    return text


def _parse_row(columns: list[str], row: list[str], options: ReaderOptions) -> tuple[ArticleMetadata, str]:
    if len(row) > len(columns):
        raise WrongFormat(f"has {len(row)} cells, but there are {len(columns)} columns")
    if any("\udc80" <= character <= "\udcff" for cell in row for character in cell):
        raise NotText("has bytes that the file's encoding does not allow; give its --encoding")
    return read_mapped_fields(dict(zip(columns, row, strict=False)), options.fields)
