"""Speakers over the wire."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.extraction.types import SpeakerKind
from app.schemas.common import ArticleId, CountryCode, SearchText, ShortText, Since, SparseQuery, Until
from app.schemas.formats import ListFormat
from app.schemas.quotes import QuotedRole


class SpeakerSort(StrEnum):
    """The order of a list of speakers; "-" puts the greatest first. Ties are settled, so that pages never overlap."""

    NAME = "name"
    MOST_QUOTES = "-quotes"


class SpeakerQuery(SparseQuery):
    """Filters of a list of speakers: they combine with AND, a repeated one means OR.

    `topic`, `role`, `organisation`, `article`, `outlet` and the days hold for one and the same quote.
    """

    name: Annotated[
        list[ShortText], Field(default_factory=list, description="Any of their names; case and accents do not matter.")
    ]
    kind: Annotated[list[SpeakerKind], Field(default_factory=list, description="Person or organisation.")]
    country: Annotated[list[CountryCode], Field(default_factory=list, description="The speaker's country.")]
    topic: Annotated[
        list[ShortText],
        Field(default_factory=list, description="A topic of their quotes; its narrower topics count as well."),
    ]
    role: Annotated[list[ShortText], Field(default_factory=list, description="Words of an office, as in an article.")]
    organisation: Annotated[
        list[ShortText], Field(default_factory=list, description="Words of the organisation of an office.")
    ]
    article: Annotated[
        list[ArticleId], Field(default_factory=list, description="The id of an article that quotes them.")
    ]
    outlet: Annotated[list[ShortText], Field(default_factory=list, description="An outlet that quotes them.")]
    published_since: Since = None
    published_until: Until = None
    q: Annotated[SearchText, Field(description='Words of one of their names; `"a phrase"`, `-not`, `prefix*`.')] = None
    sort: Annotated[SpeakerSort, Field(description="The order: by name, or by the number of quotes.")] = (
        SpeakerSort.NAME
    )
    format: ListFormat = None


class SpeakerItem(BaseModel):
    """A person or organisation that is quoted."""

    id: Annotated[str, Field(description="A slug of the name, with a number if another speaker has it.")]
    name: Annotated[str, Field(description="The name to show.")]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    wikidata_id: Annotated[
        str | None, Field(description="Their item in Wikidata, if a reviewer has named it.", examples=["Q29032"])
    ]
    names: Annotated[list[str], Field(description="Every name that an article printed or a reviewer added.")]
    roles: Annotated[list[QuotedRole], Field(description="Every office that an article printed beside a quote.")]
    quotes: Annotated[int, Field(description="How many quotes they have.")]
