"""The options that the commands share."""

from datetime import datetime
from typing import Annotated

import typer

from app.errors import BadInput
from app.ingestion.readers.encodings import is_known_encoding
from app.ingestion.readers.json_objects import MAPPABLE_FIELDS
from app.ingestion.readers.types import Format

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Where the records are, such as sqlite:///chancery.db. [env: CHANCERY_DATABASE_URL]"
    ),
]
PublishedOnOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of publication of files that name none.")
]
FormatOption = Annotated[Format | None, typer.Option("--format", help="The format, if the content does not show it.")]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=PATH", help="The place of a field in JSON or CSV: --map text=content.body"),
]


def _validate_encoding(name: str | None) -> str | None:
    if name is not None and not is_known_encoding(name):
        raise BadInput(f"--encoding names {name!r}, which is not a known encoding such as utf-8 or windows-1252")
    return name


EncodingOption = Annotated[
    str | None, typer.Option(callback=_validate_encoding, help="The encoding, if it cannot be detected.")
]


def parse_field_maps(maps: list[str] | None) -> dict[str, str]:
    """The paths of --map, by field.

    Raises:
        BadInput: one of them is not FIELD=PATH.
    """
    fields: dict[str, str] = {}
    for one in maps or ():
        field, equals, path = one.partition("=")
        if not equals or not path or field not in MAPPABLE_FIELDS:
            raise BadInput(f"--map {one}: is not FIELD=PATH with one of the fields {', '.join(MAPPABLE_FIELDS)}")
        fields[field] = path
    return fields
