"""What is between two countries over the wire."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ServedPath


class RelatedCountry(BaseModel):
    """One of the two."""

    code: Annotated[str, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    name: Annotated[str, Field(description="Its English name.")]


class RelatedRecords(BaseModel):
    """How many records are between the two, and the list of them."""

    count: Annotated[int, Field(description="The number of records.")]
    url: Annotated[ServedPath, Field(description="The list of these records.")]


RelatedQuotes = Annotated[
    RelatedRecords, Field(description="Quotes about both, or by a speaker of one about the other.")
]
RelatedMeetings = Annotated[RelatedRecords, Field(description="Meetings in which a side of each takes part.")]
RelatedArticles = Annotated[RelatedRecords, Field(description="Articles that mention both.")]


class RelationCounts(BaseModel):
    """What is between two countries, by kind."""

    quotes: RelatedQuotes
    meetings: RelatedMeetings
    articles: RelatedArticles


class RelationMonth(BaseModel):
    """What was published in one month."""

    start_on: Annotated[date, Field(description="The first day of the month.")]
    quotes: RelatedQuotes
    meetings: RelatedMeetings
    articles: RelatedArticles


class Relation(BaseModel):
    """What is between two countries, by the month in which it was published; months without anything are left out."""

    countries: Annotated[list[RelatedCountry], Field(min_length=2, max_length=2, description="In the order of codes.")]
    totals: Annotated[RelationCounts, Field(description="The records that concern both countries.")]
    months: Annotated[list[RelationMonth], Field(description="The records by month, in order.")]
