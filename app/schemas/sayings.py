"""Sayings over the wire: the same words by the same speaker, wherever they were printed."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.extraction.types import QuoteKind
from app.models import Review
from app.schemas.common import Confidence, CountryCode, QuoteId, SearchText, ShortText, Since, SparseQuery, Until
from app.schemas.formats import ListFormat
from app.schemas.quotes import QuotedArticle, QuotedSpeaker


class SayingSort(StrEnum):
    """The order of a list of sayings; "-" puts the greatest first. Ties are settled, so that pages never overlap."""

    NEWEST = "-first_seen"
    OLDEST = "first_seen"
    MOST_PRINTED = "-occurrences"


class SayingQuery(SparseQuery):
    """Filters of a list of sayings: they combine with AND, a repeated one means OR.

    All but `quote` hold for the quote that printed the saying first.
    """

    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="A speaker's id, or any name of theirs.")
    ]
    speaker_country: Annotated[list[CountryCode], Field(default_factory=list, description="The speaker's country.")]
    topic: Annotated[
        list[ShortText], Field(default_factory=list, description="A topic's slug; its narrower topics count as well.")
    ]
    country: Annotated[
        list[CountryCode], Field(default_factory=list, description="A country that the saying is about.")
    ]
    outlet: Annotated[list[ShortText], Field(default_factory=list, description="The outlet that printed it first.")]
    quote: Annotated[list[QuoteId], Field(default_factory=list, description="The id of any quote that prints it.")]
    min_occurrences: Annotated[
        int, Field(ge=1, le=1_000_000, description="The least number of stories that print it.")
    ] = 1
    first_since: Since = None
    first_until: Until = None
    q: SearchText = None
    sort: Annotated[
        SayingSort, Field(description="The order: by the day of the first printing, or by the number of printings.")
    ] = SayingSort.NEWEST
    format: ListFormat = None


class SayingItem(BaseModel):
    """The same words by the same speaker, in one article or in many.

    Words are the same whatever their case and punctuation. Fewer than four are no saying: they are said again by
    chance. A quote without a speaker is nobody's saying, and one that its article has withdrawn does not count.
    """

    id: Annotated[str, Field(description="Derived from the words and the speaker's id.")]
    kind: Annotated[
        QuoteKind, Field(description="Whether all, none or some of it stood in quotation marks when first printed.")
    ]
    text: Annotated[str, Field(description="The words as first printed.")]
    speakers: Annotated[list[QuotedSpeaker], Field(description="Whose words they are.")]
    first_seen: Annotated[date, Field(description="The day of the first printing.")]
    last_seen: Annotated[date, Field(description="The day of the last printing.")]
    occurrences: Annotated[int, Field(description="The number of stories that print it; copies count once.")]
    first_quote: Annotated[str, Field(description="The id of the quote that printed it first.")]


class Occurrence(BaseModel):
    """One quote that prints a saying."""

    quote: Annotated[str, Field(description="The quote's id.")]
    kind: QuoteKind
    confidence: Confidence
    review: Annotated[Review, Field(description="The state of its review.")]
    text: Annotated[str, Field(description="The words as printed there.")]
    first: Annotated[
        bool, Field(description="Whether it is the first printing; of one day, the one that was read first.")
    ]
    copied: Annotated[
        bool, Field(description="Whether it is a copy of an earlier one in this list; copies are not counted.")
    ]
    article: QuotedArticle


class Saying(SayingItem):
    """A saying with all that print it."""

    printed: Annotated[list[Occurrence], Field(description="Every quote that prints it, the first one first.")]
