"""What a list can be counted by."""

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

from app.schemas.common import SparseQuery, split_values

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


Facets = Annotated[
    list[FacetT],
    BeforeValidator(split_values),
    Field(
        default_factory=list,
        description="What to count the whole list by: several joined by `,` or repeated; only in JSON. A facet is "
        "counted without the filter of its own name, so that all choices are seen; a year within the days asked for.",
    ),
]


class FacetedQuery(SparseQuery):
    """What a list takes that can be counted by its values."""

    facet_limit: Annotated[int, Field(ge=1, le=500, description="Values of each facet at most.")] = 20
