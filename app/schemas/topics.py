"""Topics over the wire."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ArticleId, CountryCode, Fields, SearchText, ShortText, SparseQuery
from app.schemas.formats import ListFormat


class TopicQuery(SparseQuery):
    """Filters of the list of topics: they combine with AND, a repeated one means OR.

    `speaker`, `country` and `article` hold for one and the same quote on the topic.
    """

    broader: Annotated[
        str | None, Field(min_length=1, max_length=200, description="Only narrower topics of this one.")
    ] = None
    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="A speaker of a quote on it: an id or any name.")
    ]
    country: Annotated[
        list[CountryCode], Field(default_factory=list, description="A country that a quote on it is about.")
    ]
    article: Annotated[list[ArticleId], Field(default_factory=list, description="An article with a quote on it.")]
    format: ListFormat = None
    fields: Annotated[Fields, Field(examples=[["slug"]])]
    q: SearchText = None


class TopicItem(BaseModel):
    """A topic of the vocabulary."""

    slug: Annotated[str, Field(description="The identifier, used in links.")]
    label: Annotated[str, Field(description="The name.")]
    description: Annotated[str, Field(description="A description of its scope.")]
    broader: Annotated[str | None, Field(description="The slug of the broader topic.")]
    narrower: Annotated[
        list[str], Field(description="The slugs of its narrower topics.", examples=[["human-rights", "democracy"]])
    ]
    iptc: Annotated[str | None, Field(description="The same subject among the IPTC Media Topics.")]
    wikidata: Annotated[str | None, Field(description="The same subject in Wikidata.")]
    articles: Annotated[int, Field(description="How many articles are about it.")]
    quotes: Annotated[int, Field(description="How many quotes are about it.")]
