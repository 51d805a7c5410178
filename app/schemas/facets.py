"""What a list can be counted by."""

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

FacetT = TypeVar("FacetT", bound=StrEnum)


class QuoteFacet(StrEnum):
    """What a list of quotes can be counted by."""

    SPEAKER = "speaker"
    TOPIC = "topic"
    COUNTRY = "country"
    OUTLET = "outlet"
    LANGUAGE = "language"
    KIND = "kind"
    MEDIUM = "medium"
    REVIEW = "review"
    YEAR = "year"


class ArticleFacet(StrEnum):
    """What a list of articles can be counted by."""

    SPEAKER = "speaker"
    TOPIC = "topic"
    COUNTRY = "country"
    OUTLET = "outlet"
    LANGUAGE = "language"
    YEAR = "year"


class MeetingFacet(StrEnum):
    """What a list of meetings can be counted by."""

    PARTICIPANT = "participant"
    EVENT = "event"
    COUNTRY = "country"
    OUTLET = "outlet"
    YEAR = "year"


def _split(value: object) -> object:
    """`facets=speaker,topic` is `facets=speaker&facets=topic`; one that is named twice is counted once."""
    if not isinstance(value, list):
        return value
    return list(dict.fromkeys(name for one in value for name in str(one).split(",")))


Facets = Annotated[
    list[FacetT],
    BeforeValidator(_split),
    Field(
        default_factory=list,
        description="What to count the whole list by: several joined by `,` or repeated; only in JSON. A facet is "
        "counted without the filter of its own name, so that all choices are seen; a year within the days asked for.",
    ),
]
