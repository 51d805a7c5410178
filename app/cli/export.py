"""`chancery export`: all records into a file."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.cli.options import DatabaseOption
from app.cli.output import print_message
from app.database.engine import open_reader, open_session
from app.database.schema import require_current_schema
from app.errors import CannotWrite
from app.formats.table import CsvTable
from app.queries.export import MACHINE_TIMES, ExportKind, export_records
from app.settings import read_settings


class FileFormat(StrEnum):
    """The formats of an exported file."""

    NDJSON = "ndjson"
    CSV = "csv"


def export(
    kind: Annotated[ExportKind, typer.Argument(help="Which records.", show_choices=True)] = ExportKind.QUOTES,
    form: Annotated[
        FileFormat, typer.Option("--format", help="One JSON object a line, or a table.")
    ] = FileFormat.NDJSON,
    output: Annotated[str, typer.Option(metavar="FILE", help="The output file, or - for standard output.")] = "-",
    database: DatabaseOption = None,
) -> None:
    """Write all quotes, articles, speakers or meetings as the API shows them.

    Quotes come with their spans, withdrawn and retracted ones too, articles with their text. Records stand in the order
    of their ids, without the times at which this database got them, so that the same records are always the same bytes.
    """
    engine = open_reader(read_settings(database_url=database).database_url)
    with open_session(engine) as session:
        require_current_schema(session.connection())
        with _open_output(output) as file:
            number = 0
            for line in _record_lines(export_records(session, kind), kind, form):
                file.write(line.encode())
                number += 1
    engine.dispose()
    print_message(f"{number - (form is FileFormat.CSV):,} {kind} exported")


def _record_lines(records: Iterator[str], kind: ExportKind, form: FileFormat) -> Iterator[str]:
    if form is FileFormat.NDJSON:
        yield from (f"{record}\n" for record in records)
        return
    table = CsvTable(kind.item_class, kind.included_parts, MACHINE_TIMES)
    yield table.render_header()
    yield from (table.render_rows([json.loads(record)]) for record in records)


@contextmanager
def _open_output(output: str) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete.

    Raises:
        CannotWrite: it cannot be written.
    """
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = Path(f"{output}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
        os.replace(unfinished, output)
    except OSError as error:
        raise CannotWrite(f"{output}: cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
