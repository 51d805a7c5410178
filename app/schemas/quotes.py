"""Quotes over the wire."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.extraction.types import Act, Method, Precision, QuoteKind, SpeakerKind
from app.models import Review
from app.schemas.common import (
    ArticleId,
    Confidence,
    CountryCode,
    CountryPair,
    MeetingId,
    Offsets,
    OffsetUnit,
    QuoteSpans,
    SearchText,
    ShortText,
    Since,
    Until,
)
from app.schemas.facets import FacetedQuery, Facets, QuoteFacet
from app.schemas.formats import QuoteFormat, QuoteListFormat


class QuoteInclude(StrEnum):
    """What a quote can show beyond its slim form."""

    SPANS = "spans"
    SELECTORS = "selectors"


class QuoteSort(StrEnum):
    """The order of a list of quotes; "-" puts the greatest first. Ties are settled, so that pages never overlap."""

    NEWEST = "-published_on"
    OLDEST = "published_on"
    LAST_SAID = "-said_on"
    FIRST_SAID = "said_on"
    SUREST = "-confidence"
    LEAST_SURE = "confidence"
    RELEVANCE = "relevance"
    POSITION = "position"


_SORT_HELP = (
    "`position` is the order of the article's text, and needs an article. `said_on` falls back to the day of "
    "publication. `relevance` needs `q`. It ranks the 10,000 quotes that were added "
    "last, then the 10,000 before them, and so on to the very first."
)


class QuoteFilters(BaseModel, extra="forbid"):
    """Which quotes: filters combine with AND, a repeated one means OR."""

    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="A speaker's id, or any name of theirs.")
    ]
    speaker_country: Annotated[list[CountryCode], Field(default_factory=list, description="The speaker's country.")]
    has_speaker: Annotated[
        bool | None, Field(description="Whether the speaker is known; unnamed sources have no speaker.")
    ] = None
    role: Annotated[
        list[ShortText], Field(default_factory=list, description="Words of the speaker's office, as in the article.")
    ]
    organisation: Annotated[
        list[ShortText],
        Field(default_factory=list, description="Words of the organisation of the speaker's office."),
    ]
    addressee: Annotated[list[ShortText], Field(default_factory=list, description="Words of the addressee.")]
    topic: Annotated[
        list[ShortText], Field(default_factory=list, description="A topic's slug; its narrower topics count as well.")
    ]
    country: Annotated[list[CountryCode], Field(default_factory=list, description="A country that the quote is about.")]
    between: Annotated[
        list[CountryPair],
        Field(
            default_factory=list,
            description="Two countries, such as `KH,US`: about both, or by a speaker of one about the other.",
        ),
    ]
    article: Annotated[list[ArticleId], Field(default_factory=list, description="An article's id.")]
    meeting: Annotated[
        list[MeetingId],
        Field(default_factory=list, description="A meeting's id: quotes of its participants in its article."),
    ]
    outlet: Annotated[list[ShortText], Field(default_factory=list, description="An outlet's name, as in the article.")]
    language: Annotated[
        list[ShortText], Field(default_factory=list, description="A BCP 47 language tag, as in the article.")
    ]
    medium: Annotated[list[ShortText], Field(default_factory=list, description="The medium: 'post', 'press release'.")]
    kind: Annotated[
        list[QuoteKind],
        Field(default_factory=list, description="Whether all, none or some of it stands in quotation marks."),
    ]
    review: Annotated[
        list[Review],
        Field(
            default_factory=list,
            description="The state of its review; `retracted` quotes are listed only if asked for.",
        ),
    ]
    min_confidence: Annotated[
        float | None, Field(ge=0, le=1, description="The least confidence in the speaker, 0 to 1.", examples=[0.9])
    ] = None
    not_speaker: Annotated[list[ShortText], Field(default_factory=list, description="Not by this speaker.")]
    not_speaker_country: Annotated[
        list[CountryCode], Field(default_factory=list, description="Not by a speaker of this country.")
    ]
    not_topic: Annotated[
        list[ShortText], Field(default_factory=list, description="Not on this topic or a narrower one.")
    ]
    not_country: Annotated[list[CountryCode], Field(default_factory=list, description="Not about this country.")]
    not_article: Annotated[list[ArticleId], Field(default_factory=list, description="Not from this article.")]
    not_outlet: Annotated[list[ShortText], Field(default_factory=list, description="Not from this outlet.")]
    not_language: Annotated[
        list[ShortText], Field(default_factory=list, description="Not from articles in this language.")
    ]
    not_medium: Annotated[list[ShortText], Field(default_factory=list, description="Not through this medium.")]
    not_kind: Annotated[list[QuoteKind], Field(default_factory=list, description="Not of this kind.")]
    not_review: Annotated[list[Review], Field(default_factory=list, description="Not in this state of review.")]
    said_since: Since = None
    said_until: Until = None
    published_since: Since = None
    published_until: Until = None
    q: SearchText = None


class QuoteQuery(FacetedQuery, QuoteFilters):
    """Filters, order and page of a list of quotes."""

    sort: Annotated[
        QuoteSort,
        Field(description=_SORT_HELP),
    ] = QuoteSort.NEWEST
    format: QuoteListFormat = None
    offsets: OffsetUnit = Offsets.CODE_POINTS
    facets: Facets[QuoteFacet]
    include: Annotated[list[QuoteInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class PositionQuery(QuoteQuery):
    """What somebody has said on a topic: all filters of quotes, the first said first."""

    topic: Annotated[
        list[ShortText], Field(min_length=1, description="A topic's slug; its narrower topics count as well.")
    ]
    sort: Annotated[
        QuoteSort,
        Field(description=_SORT_HELP),
    ] = QuoteSort.FIRST_SAID


class ArticleQuoteQuery(QuoteQuery):
    """What is said in one article: all filters of quotes, in the order of the text."""

    sort: Annotated[
        QuoteSort,
        Field(description=_SORT_HELP),
    ] = QuoteSort.POSITION


class QuoteOptions(BaseModel, extra="forbid"):
    """What a single quote takes."""

    format: QuoteFormat = None
    offsets: OffsetUnit = Offsets.CODE_POINTS
    include: Annotated[list[QuoteInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class QuotedSpeaker(BaseModel):
    """Who said it, as resolved."""

    id: Annotated[str, Field(description="The speaker's id.")]
    name: Annotated[str, Field(description="The name to show.")]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]


class QuotedRole(BaseModel):
    """The speaker's office as this article prints it."""

    title: Annotated[str | None, Field(description="The office; null if only its organisation is printed.")]
    organisation: Annotated[str | None, Field(description="The organisation; null if none is printed.")]
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]


class SpeakerWithRole(QuotedSpeaker):
    """One of those who said it, with their office at that time."""

    role: QuotedRole | None


class Attribution(BaseModel):
    """The literal attribution: what the article printed, apart from who it was found to mean."""

    text: Annotated[str | None, Field(description="The source as printed: 'he', 'the post', 'a senior official'.")]
    cue: Annotated[str | None, Field(description="The reporting words as printed: 'stated', 'according to'.")]
    method: Annotated[Method, Field(description="The kind of source phrase that led to the speaker.")]
    role: Annotated[
        str | None,
        Field(
            description="What a source without a name is called, as printed; null if the speaker is known.",
            examples=["senior official"],
        ),
    ]


class QuotedArticle(BaseModel):
    """Where it was printed."""

    id: Annotated[str, Field(description="The article's id.")]
    title: Annotated[str, Field(description="The headline.")]
    outlet: Annotated[str | None, Field(description="The outlet; null if unknown.")]
    published_on: Annotated[date, Field(description="The day of publication.")]
    url: Annotated[str | None, Field(description="The URL of publication; null if unknown.")]


class Selector(BaseModel):
    """A W3C TextQuoteSelector and TextPositionSelector in one.

    Offsets count Unicode code points from 0, end exclusive.
    """

    exact: Annotated[str, Field(description="The words.", examples=["divergent views on democracy"])]
    prefix: Annotated[str, Field(description="The text just before the words.", examples=["the US still have "])]
    suffix: Annotated[str, Field(description="The text just after the words.", examples=[" and human rights"])]
    start: Annotated[int, Field(description="First code point, counted from 0.", examples=[96])]
    end: Annotated[int, Field(description="The code point after the last one.", examples=[124])]


class QuoteItem(BaseModel):
    """Who said what, about what, when, where, to whom, in which article, in exactly which words."""

    id: Annotated[str, Field(description="Stays the same when the article is read again.")]
    kind: QuoteKind
    act: Act
    text: Annotated[
        str, Field(description="The exact words at the content spans; ` … ` stands where other words part two of them.")
    ]
    speakers: Annotated[
        list[SpeakerWithRole],
        Field(description="Everybody whose words they are, in printed order; empty if the speakers are unknown."),
    ]
    attribution: Attribution
    addressee: Annotated[
        str | None,
        Field(description="The addressee as printed; null if the article does not say.", examples=["reporters"]),
    ]
    medium: Annotated[
        str | None,
        Field(description="The medium as printed; null if the article does not say."),
    ]
    relayed_by: Annotated[str | None, Field(description="The person who relayed the words, as printed; null if none.")]
    said_on: Annotated[
        date | None,
        Field(
            description="The day, or the first day of the period; null if the article does not say.",
            examples=["2024-02-27"],
        ),
    ]
    said_on_precision: Precision | None
    place: Annotated[
        str | None,
        Field(description="The place as printed; null if the article does not say.", examples=["Phnom Penh"]),
    ]
    topics: Annotated[list[str], Field(description="Slugs of the vocabulary, the strongest first.")]
    countries: Annotated[
        list[str], Field(description="ISO codes of the countries that it is about, the most mentioned first.")
    ]
    confidence: Confidence
    review: Annotated[Review, Field(description="The state of its review.")]
    withdrawn: Annotated[bool, Field(description="Whether a newer version of the article no longer has these words.")]
    article: QuotedArticle
    spans: Annotated[
        QuoteSpans | None,
        Field(description="With `include=spans`: the proof.", exclude_if=lambda value: value is None),
    ] = None
    selectors: Annotated[
        list[Selector] | None,
        Field(
            description="With `include=selectors`: the content spans for annotation tools.",
            exclude_if=lambda value: value is None,
        ),
    ] = None
