"""The options that the commands share."""

from datetime import datetime
from typing import Annotated

import typer

from app.errors import BadInput
from app.ingestion.readers.encodings import known_encoding
from app.ingestion.readers.json_objects import FIELDS
from app.ingestion.readers.types import Format

Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Where the records are, such as sqlite:///chancery.db. [env: CHANCERY_DATABASE_URL]"
    ),
]
PublishedOn = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of publication, where a file gives none.")
]
Form = Annotated[
    Format | None, typer.Option("--format", help="The format, where it is not to be told by what a source begins with.")
]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=PATH", help="Where JSON or CSV has a field: --map text=content.body"),
]


def _encoding(name: str | None) -> str | None:
    if name is not None and not known_encoding(name):
        raise BadInput(f"--encoding names {name!r}, which is no encoding such as utf-8 or windows-1252")
    return name


Encoding = Annotated[str | None, typer.Option(callback=_encoding, help="The encoding, where it is not to be told.")]


def fields_of(maps: list[str] | None) -> dict[str, str]:
    """The paths of --map, by field.

    Raises:
        BadInput: one of them is none.
    """
    fields: dict[str, str] = {}
    for one in maps or ():
        field, equals, path = one.partition("=")
        if not equals or not path or field not in FIELDS:
            raise BadInput(f"--map {one}: is no FIELD=PATH with one of the fields {', '.join(FIELDS)}")
        fields[field] = path
    return fields
