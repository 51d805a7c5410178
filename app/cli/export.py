"""`chancery export`: all records, out of the database and into a file."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.cli.messages import say
from app.cli.options import Database
from app.database.engine import open_reader, session_on
from app.database.schema import require_current
from app.errors import CannotWrite
from app.formats.table import Table
from app.queries.export import MACHINE_TIMES, Kind, export_records
from app.settings import read_settings


class Form(StrEnum):
    """The forms that a file of records can take."""

    NDJSON = "ndjson"
    CSV = "csv"


def export(
    kind: Annotated[Kind, typer.Argument(help="Which records.", show_choices=True)] = Kind.QUOTES,
    form: Annotated[Form, typer.Option("--format", help="A JSON object a line, or a table.")] = Form.NDJSON,
    output: Annotated[str, typer.Option(metavar="FILE", help="Where to, or - for standard output.")] = "-",
    database: Database = None,
) -> None:
    """Write all quotes, articles, speakers or meetings, whatever their number, as the API shows them.

    Quotes come with their spans, withdrawn and retracted ones too, articles with their text. Records stand in the order
    of their ids, without the times at which this database got them, so that the same records are always the same bytes.
    """
    engine = open_reader(read_settings(database_url=database).database_url)
    with session_on(engine) as session:
        require_current(session.connection())
        with _opened(output) as file:
            number = 0
            for line in _written(export_records(session, kind), kind, form):
                file.write(line.encode())
                number += 1
    engine.dispose()
    say(f"{number - (form is Form.CSV):,} {kind} exported")


def _written(records: Iterator[str], kind: Kind, form: Form) -> Iterator[str]:
    if form is Form.NDJSON:
        yield from (f"{record}\n" for record in records)
        return
    table = Table(kind.item, kind.include, MACHINE_TIMES)
    yield table.header()
    yield from (table.rows([json.loads(record)]) for record in records)


@contextmanager
def _opened(output: str) -> Iterator[BinaryIO]:
    """A file that has its name only when it is complete.

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
