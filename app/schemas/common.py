"""Shapes that every resource shares: pages, spans and the parameters of a list."""

import re
from calendar import monthrange
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from app.extraction.types import normalise_line

ItemT = TypeVar("ItemT")


def require_no_nul(value: str) -> str:
    """Raises ValueError for a text with a NUL, which no database column and no C library takes for a character."""
    if "\0" in value:
        raise ValueError("holds a NUL character")
    return value


def require_one_line(value: str) -> str:
    """A text as one line, without what shows nothing. Raises ValueError where that leaves nothing."""
    line = normalise_line(value)
    if not line:
        raise ValueError("is not a line of text")
    return line


def _require_iso_day(value: object) -> object:
    # Pydantic would also take a number, as seconds since 1970.
    if not isinstance(value, date) and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise ValueError("is not a day such as 2024-02-27")
    return value


Day = Annotated[date, BeforeValidator(_require_iso_day)]
ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(require_no_nul)]
Line = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(require_one_line)]
CountryCode = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2}([A-Za-z]{2})?$", examples=["KH"]), AfterValidator(lambda code: code.upper())
]


def _parse_country_pair(pair: str) -> str:
    one, other = sorted(pair.upper().split(","))
    if one == other:
        raise ValueError("names the same country twice")
    return f"{one},{other}"


ArticleId = Annotated[ShortText, Field(pattern="^art-")]
MeetingId = Annotated[ShortText, Field(pattern="^mee-")]
QuoteId = Annotated[ShortText, Field(pattern="^quo-")]
CountryPair = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2}([A-Za-z]{2})?,[A-Za-z]{2}([A-Za-z]{2})?$", examples=["KH,US"]),
    AfterValidator(_parse_country_pair),
]
SEARCH_HELP = (
    'Words that must all occur, in any form: `sanction` finds `sanctions`. `"sanction"` and `"a phrase"` match '
    "exactly; `trade OR aid`, `-not`, `prefix*`. Case and accents do not matter. Forms are those of English; names "
    "of speakers and countries have none."
)
SearchText = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=500,
        description=SEARCH_HELP,
        examples=["sovereignty"],
    ),
    AfterValidator(lambda value: None if value is None else require_no_nul(value)),
]


def _parse_relative_day(value: object) -> object:
    """`30d`, `2w`, `6m` or `1y` is the day so long before today, in UTC."""
    back = re.fullmatch(r"(\d{1,4})([dwmy])", value) if isinstance(value, str) else None
    if back is None:
        return value
    number, today = int(back[1]), datetime.now(UTC).date()
    if back[2] in "dw":
        return max(date.min, today - timedelta(days=min(number * (7 if back[2] == "w" else 1), today.toordinal() - 1)))
    year, month = divmod(today.year * 12 + today.month - 1 - number * (12 if back[2] == "y" else 1), 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


_DAY_SCHEMA = WithJsonSchema(
    {"type": "string", "anyOf": [{"format": "date"}, {"pattern": r"^[0-9]{1,4}[dwmy]$"}], "examples": ["2024-02-01"]}
)
_DAY_FORMATS = "YYYY-MM-DD, or a time before today: `30d`, `2w`, `6m`, `1y`."
_AbsoluteOrRelativeDay = Annotated[Day, BeforeValidator(_parse_relative_day), _DAY_SCHEMA]
Since = Annotated[_AbsoluteOrRelativeDay | None, Field(description=f"This day or later: {_DAY_FORMATS}")]
Until = Annotated[_AbsoluteOrRelativeDay | None, Field(description=f"This day or earlier: {_DAY_FORMATS}")]
Confidence = Annotated[
    float,
    Field(ge=0, le=1, description="The confidence in the speaker, 0 to 1; 1 if a person has decided."),
]


class ListQuery(BaseModel):
    """What every list takes. An unknown parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="Items on a page.")] = 50
    cursor: Annotated[
        str | None,
        Field(
            max_length=4_000,
            description="Where the page starts: take it from `next`, do not build it.",
            examples=["WyJxdW90ZXMiLCIyMDI0LTAzLTA4Iiw0Ml0"],
        ),
    ] = None
    count: Annotated[bool, Field(description="Whether to count all items into `total`.")] = False


def split_values(value: object) -> object:
    """`a,b` is the two values `a` and `b`, as if they were repeated; one that is named twice counts once."""
    if not isinstance(value, list):
        return value
    return list(dict.fromkeys(name for one in value for name in str(one).split(",")))


Fields = Annotated[
    list[ShortText],
    BeforeValidator(split_values),
    Field(
        default_factory=list,
        max_length=100,
        description="Only these fields of each item, joined by `,` or repeated; in JSON, NDJSON, CSV. The others are "
        "left out, also those that the schema requires. A field that `include` adds needs no `include`.",
    ),
]


class SparseQuery(ListQuery):
    """What a list takes whose items can be cut down to some of their fields."""

    fields: Annotated[Fields, Field(examples=[["id"]])]


class Offsets(StrEnum):
    """What the offsets of spans count."""

    CODE_POINTS = "code-points"
    UTF16 = "utf16"


OffsetUnit = Annotated[
    Offsets,
    Field(
        description="What `start` and `end` of spans count: Unicode code points, or units of UTF-16, as JavaScript, "
        "Java and C# count. In JSON, NDJSON and CSV."
    ),
]


class NoQuery(BaseModel):
    """Takes no parameter at all, and says so instead of ignoring one."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[ItemT]):
    """One page of a list."""

    model_config = ConfigDict(json_schema_extra={"description": "One page of a list."})

    items: Annotated[list[ItemT], Field(description="The items of this page, in the order of the list.")]
    next: Annotated[
        str | None,
        Field(
            description="The next page's URL, null on the last.",
            examples=["/quotes?limit=2&cursor=WyJxdW90ZXMiLCIyMDI0LTAzLTA4Iiw0Ml0"],
        ),
    ]
    total: Annotated[
        int | None,
        Field(
            description="All items on all pages; only with `count=true`.",
            exclude_if=lambda value: value is None,
            examples=[224],
        ),
    ] = None


class FacetValue(BaseModel):
    """One value that narrows a list, and how many items that leaves."""

    value: Annotated[str, Field(description="The value, as the filter with the facet's name takes it.")]
    label: Annotated[str, Field(description="The value in words.")]
    count: Annotated[int, Field(description="How many items of the list have it.")]
    url: Annotated[str, Field(description="The list with this value, whose `total` is `count`.")]


class FacetedPage(Page[ItemT], Generic[ItemT]):
    """One page of a list that can be counted by its values."""

    model_config = ConfigDict(
        json_schema_extra={"description": "One page of a list that can be counted by its values."}
    )

    facets: Annotated[
        dict[str, list[FacetValue]] | None,
        Field(
            description="With `facets=`: the most frequent values of each, the most frequent first; how many, "
            "`facet_limit` says.",
            exclude_if=lambda value: value is None,
        ),
    ] = None


class SpanItem(BaseModel):
    """A stretch of the article's text in Unicode code points from 0, half-open: `text[start:end]`."""

    start: Annotated[int, Field(strict=True, ge=0, description="First code point, counted from 0.")]
    end: Annotated[int, Field(strict=True, ge=1, description="The code point after the last one.")]


class QuoteSpans(BaseModel):
    """Where the article's text proves the quote. Offsets count Unicode code points from 0, `end` is exclusive."""

    content: Annotated[
        list[SpanItem],
        Field(min_length=1, description="The words that were said; several spans if other words part them."),
    ]
    cue: Annotated[list[SpanItem], Field(description="The words that report it: 'stated', 'according to'.")]
    source: Annotated[list[SpanItem], Field(description="Who said it, as printed: 'he', 'the embassy'.")]


_mount_prefix: ContextVar[str] = ContextVar("prefix", default="")

ServedPath = Annotated[str, PlainSerializer(lambda path: _mount_prefix.get() + path, return_type=str)]


def set_mount_prefix(prefix: str) -> None:
    """Let all paths in the answer to the request of this task begin so; every request has a task of its own."""
    _mount_prefix.set(prefix)
