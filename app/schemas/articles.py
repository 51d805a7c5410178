"""Articles over the wire."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import CountryCode, CountryPair, SearchText, ShortText, Since, Until
from app.schemas.facets import ArticleFacet, FacetedQuery, Facets
from app.schemas.formats import ListFormat


class ArticleInclude(StrEnum):
    """What an article can show beyond its slim form."""

    TEXT = "text"


class ArticleSort(StrEnum):
    """The order of a list of articles; "-" puts the greatest first. Ties are settled, so that pages never overlap."""

    NEWEST = "-published_on"
    OLDEST = "published_on"
    RELEVANCE = "relevance"


class ArticleQuery(FacetedQuery):
    """Filters of a list of articles: they combine with AND, a repeated one means OR.

    Those that tell of a speaker hold for one and the same quote.
    """

    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="A speaker quoted in it: an id or any name.")
    ]
    speaker_country: Annotated[
        list[CountryCode], Field(default_factory=list, description="The country of a speaker quoted in it.")
    ]
    role: Annotated[
        list[ShortText], Field(default_factory=list, description="Words of the office of a speaker quoted in it.")
    ]
    organisation: Annotated[
        list[ShortText], Field(default_factory=list, description="Words of the organisation of such an office.")
    ]
    topic: Annotated[
        list[ShortText], Field(default_factory=list, description="A topic's slug; its narrower topics count as well.")
    ]
    country: Annotated[
        list[CountryCode], Field(default_factory=list, description="A country that the article mentions.")
    ]
    between: Annotated[
        list[CountryPair], Field(default_factory=list, description="Two countries, such as `KH,US`: it mentions both.")
    ]
    outlet: Annotated[list[ShortText], Field(default_factory=list, description="An outlet's name, as in the article.")]
    language: Annotated[
        list[ShortText], Field(default_factory=list, description="A BCP 47 language tag, as in the article.")
    ]
    not_speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="This speaker is not quoted in it.")
    ]
    not_topic: Annotated[
        list[ShortText], Field(default_factory=list, description="Not on this topic or a narrower one.")
    ]
    not_country: Annotated[list[CountryCode], Field(default_factory=list, description="Does not mention this country.")]
    not_outlet: Annotated[list[ShortText], Field(default_factory=list, description="Not from this outlet.")]
    not_language: Annotated[list[ShortText], Field(default_factory=list, description="Not in this language.")]
    copies: Annotated[
        bool,
        Field(
            description="`false` leaves out copies: of articles with the same story, only the one read first is listed."
        ),
    ] = True
    published_since: Since = None
    published_until: Until = None
    q: SearchText = None
    sort: Annotated[
        ArticleSort,
        Field(
            description="`relevance` needs `q`. It ranks the 10,000 articles that were added last, then the 10,000 "
            "before them, and so on to the very first."
        ),
    ] = ArticleSort.NEWEST
    format: ListFormat = None
    facets: Facets[ArticleFacet]
    include: Annotated[list[ArticleInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class ArticleOptions(BaseModel, extra="forbid"):
    """What a single article takes."""

    include: Annotated[list[ArticleInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class ArticleItem(BaseModel):
    """An article, its provenance, and what it is about."""

    id: Annotated[str, Field(description="Stays the same for as long as the article is kept.")]
    title: Annotated[str, Field(description="The headline.")]
    outlet: Annotated[str | None, Field(description="The outlet; null if unknown.")]
    author: Annotated[str | None, Field(description="The byline; null if there is none.", examples=["Sao Phal Niseiy"])]
    published_on: Annotated[date, Field(description="The day of publication.")]
    dateline: Annotated[str | None, Field(description="The place of writing as printed; null if none is printed.")]
    url: Annotated[str | None, Field(description="The URL of publication; null if unknown.")]
    source: Annotated[str | None, Field(description="The file or feed that it came from, if it has no URL.")]
    language: Annotated[str, Field(description="BCP 47 tag.")]
    version: Annotated[int, Field(description="Counts the texts seen under this id, from 1.")]
    sha256: Annotated[str, Field(description="SHA-256 of the current version's text in UTF-8.")]
    topics: Annotated[list[str], Field(description="Slugs, the strongest first.")]
    countries: Annotated[list[str], Field(description="ISO codes, the most mentioned first.")]
    quotes: Annotated[int, Field(description="The number of its quotes.")]
    copies: Annotated[
        list[str],
        Field(description="Ids of its copies, the other articles with the same story, the oldest first."),
    ]
    created_at: Annotated[datetime, Field(description="When it was first read.")]
    updated_at: Annotated[datetime, Field(description="When it was last changed.")]
    text: Annotated[
        str | None,
        Field(
            description="With `include=text`: the normalised text that all offsets count in.",
            exclude_if=lambda value: value is None,
            examples=["“We agree on every point,” Foreign Minister Ana Lim told reporters."],
        ),
    ] = None
