"""The forms that an answer can take, and the parameter that asks for one."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field


class Format(StrEnum):
    """What `format=` may say; each has the media type that `Accept` says instead."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    JSONLD = "jsonld"
    ATOM = "atom"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
    Format.CSV: "text/csv",
    Format.JSONLD: "application/ld+json",
    Format.ATOM: "application/atom+xml",
}
# All of a list from the cursor on, however long; the others hold one page or one record.
STREAMED_FORMATS = frozenset({Format.NDJSON, Format.CSV})

LIST_FORMATS = (Format.JSON, Format.NDJSON, Format.CSV)
QUOTE_LIST_FORMATS = (*LIST_FORMATS, Format.JSONLD, Format.ATOM)
TIMELINE_FORMATS = (Format.JSON, Format.CSV)
QUOTE_FORMATS = (Format.JSON, Format.JSONLD)

_FORMAT_HELP = "Goes before `Accept`."
_STREAM_HELP = "`ndjson` and `csv` hold all items from the cursor on and take neither `limit` nor `count`."
ListFormat = Annotated[Literal["json", "ndjson", "csv"] | None, Field(description=f"{_FORMAT_HELP} {_STREAM_HELP}")]
QuoteListFormat = Annotated[
    Literal["json", "ndjson", "csv", "jsonld", "atom"] | None, Field(description=f"{_FORMAT_HELP} {_STREAM_HELP}")
]
QuoteFormat = Annotated[Literal["json", "jsonld"] | None, Field(description=_FORMAT_HELP)]
TimelineFormat = Annotated[Literal["json", "csv"] | None, Field(description=_FORMAT_HELP)]
