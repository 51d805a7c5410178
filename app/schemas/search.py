"""One search over everything, over the wire."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.extraction.types import QuoteKind, SpeakerKind
from app.models import Review
from app.schemas.common import SEARCH_HELP, Confidence, Offsets, OffsetUnit, ServedPath, SpanItem, require_no_nul
from app.schemas.quotes import QuotedArticle, QuotedSpeaker

HitT = TypeVar("HitT")


class SearchKind(StrEnum):
    """The sections of an answer."""

    QUOTES = "quotes"
    ARTICLES = "articles"
    SPEAKERS = "speakers"
    TOPICS = "topics"


class SearchQuery(BaseModel):
    """What to look for, and where."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            description=SEARCH_HELP,
            examples=["sovereignty"],
        ),
        AfterValidator(require_no_nul),
    ]
    kind: Annotated[list[SearchKind], Field(default_factory=list, description="Only these sections.")]
    limit: Annotated[int, Field(ge=1, le=50, description="Hits in a section at most.")] = 5
    offsets: OffsetUnit = Offsets.CODE_POINTS


class Snippet(BaseModel):
    """Plain text, to be escaped like any other, and where the words that were looked for stand in it."""

    text: Annotated[str, Field(description="The words around the hit; an ellipsis stands for omitted words.")]
    marks: Annotated[
        list[SpanItem],
        Field(description="The parts to highlight, in Unicode code points of this `text`, `end` exclusive."),
    ]


class Hit(BaseModel):
    """What every kind of hit has."""

    score: Annotated[
        float, Field(description="The BM25 score, higher is better; compare it within a section only.", examples=[7.31])
    ]
    snippet: Snippet
    url: Annotated[ServedPath, Field(description="Its address.", examples=["/quotes/quo-7kteltjhjf7m"])]


class QuoteHit(Hit):
    """A quote whose words were found: somebody's own, or a paraphrase."""

    id: Annotated[str, Field(description="The quote's id.")]
    kind: QuoteKind
    confidence: Confidence
    review: Annotated[Review, Field(description="The state of its review.")]
    speakers: Annotated[list[QuotedSpeaker], Field(description="Empty if the source is unnamed or in doubt.")]
    article: QuotedArticle


class ArticleHit(Hit):
    """An article found by its title or its text; the snippet is of the text."""

    id: Annotated[str, Field(description="The article's id.")]
    title: Annotated[str, Field(description="The headline.")]
    outlet: Annotated[str | None, Field(description="The outlet; null if unknown.")]
    published_on: Annotated[date, Field(description="The day of publication.")]


class SpeakerHit(Hit):
    """A speaker found by a name; the snippet is the name that was found, which may be an alias."""

    id: Annotated[str, Field(description="The speaker's id.", examples=["seun-sam"])]
    name: Annotated[str, Field(description="The name to show.", examples=["Seun Sam"])]
    kind: SpeakerKind
    country: Annotated[
        str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.", examples=["KH"])
    ]
    quotes: Annotated[int, Field(description="How many quotes they have.", examples=[5])]


class TopicHit(Hit):
    """A topic found by its label or its description."""

    slug: Annotated[str, Field(description="The topic's slug.")]
    label: Annotated[str, Field(description="Its name.")]
    quotes: Annotated[int, Field(description="How many quotes are about it.")]


class Section(BaseModel, Generic[HitT]):
    """The best hits of one kind, and the address of all of them."""

    model_config = ConfigDict(
        json_schema_extra={"description": "The best hits of one kind, and the address of all of them."}
    )

    items: Annotated[list[HitT], Field(description="The best hits, the best first.")]
    more: Annotated[
        ServedPath | None,
        Field(
            description="The URL of the list with all hits; null if these are all.",
            examples=["/quotes?q=human+rights&sort=relevance"],
        ),
    ]


class SearchAnswer(BaseModel):
    """A section for each kind; where `kind` is given, only for those."""

    quotes: Annotated[
        Section[QuoteHit] | None,
        Field(description="Quotes whose words were found.", exclude_if=lambda value: value is None),
    ] = None
    articles: Annotated[
        Section[ArticleHit] | None,
        Field(description="Articles whose title or text was found.", exclude_if=lambda value: value is None),
    ] = None
    speakers: Annotated[
        Section[SpeakerHit] | None,
        Field(description="Speakers one of whose names was found.", exclude_if=lambda value: value is None),
    ] = None
    topics: Annotated[
        Section[TopicHit] | None,
        Field(description="Topics whose label or description was found.", exclude_if=lambda value: value is None),
    ] = None
