"""Meetings over the wire."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from app.extraction.types import Event, Precision, SpeakerKind
from app.schemas.common import (
    ArticleId,
    CountryCode,
    CountryPair,
    Offsets,
    OffsetUnit,
    SearchText,
    ShortText,
    Since,
    SpanItem,
    Until,
)
from app.schemas.facets import FacetedQuery, Facets, MeetingFacet
from app.schemas.formats import ListFormat
from app.schemas.quotes import QuotedArticle


class MeetingQuery(FacetedQuery):
    """Filters of a list of meetings: they combine with AND, a repeated one means OR."""

    participant: Annotated[list[ShortText], Field(default_factory=list, description="The name of a side.")]
    speaker: Annotated[
        list[ShortText],
        Field(default_factory=list, description="A side that the article quotes: an id or any name."),
    ]
    participant_country: Annotated[list[CountryCode], Field(default_factory=list, description="The country of a side.")]
    between: Annotated[
        list[CountryPair], Field(default_factory=list, description="Two countries, such as `KH,US`: both have a side.")
    ]
    event: Annotated[list[Event], Field(default_factory=list, description="The PLOVER 0.8 event type.")]
    country: Annotated[list[CountryCode], Field(default_factory=list, description="Where it was held.")]
    place: Annotated[list[ShortText], Field(default_factory=list, description="Words of the place, as in the article.")]
    article: Annotated[list[ArticleId], Field(default_factory=list, description="An article's id.")]
    topic: Annotated[
        list[ShortText],
        Field(default_factory=list, description="A topic of the article; narrower topics count as well."),
    ]
    outlet: Annotated[
        list[ShortText], Field(default_factory=list, description="The article's outlet, as in the article.")
    ]
    language: Annotated[
        list[ShortText],
        Field(default_factory=list, description="The article's language, a BCP 47 tag, as in the article."),
    ]
    since: Since = None
    until: Until = None
    published_since: Since = None
    published_until: Until = None
    q: Annotated[SearchText, Field(description="Words of the article that reports it, as `q` of `/articles`.")] = None
    format: ListFormat = None
    offsets: OffsetUnit = Offsets.CODE_POINTS
    facets: Facets[MeetingFacet]


class MeetingOptions(BaseModel, extra="forbid"):
    """What a single meeting takes."""

    offsets: OffsetUnit = Offsets.CODE_POINTS


class MeetingSide(BaseModel):
    """One side of a meeting."""

    name: Annotated[str, Field(description="The side's name, as printed.")]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    speaker: Annotated[str | None, Field(description="The speaker's id, where the article also quotes them.")]
    span: Annotated[SpanItem, Field(description="The span that names the side.")]


class MeetingItem(BaseModel):
    """Who met whom, where and when, with the sentence that says so."""

    id: Annotated[str, Field(description="Stays the same when the article is read again.")]
    event: Annotated[Event, Field(description="The PLOVER 0.8 event type.")]
    mode: Annotated[str, Field(description="How they met: meet, visit, phone, sign, coordinate.")]
    participants: Annotated[list[MeetingSide], Field(description="Who met.")]
    place: Annotated[str | None, Field(description="The place as printed; null if the article does not say.")]
    country: Annotated[str | None, Field(description="The country of the place.")]
    start_on: Annotated[date | None, Field(description="The day, or the first day of the period.")]
    end_on: Annotated[
        date | None, Field(description="The last day of a period; otherwise null.", examples=["2024-02-28"])
    ]
    precision: Annotated[Precision | None, Field(description="The precision of the days.")]
    evidence: Annotated[str, Field(description="The sentence that reports it.")]
    evidence_span: Annotated[SpanItem, Field(description="The span of that sentence.")]
    trigger_span: Annotated[SpanItem, Field(description="The word that names the event.")]
    article: QuotedArticle
