"""Topics over the wire."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ArticleId, CountryCode, Fields, SearchText, ShortText, SparseQuery
from app.schemas.formats import ListFormat


class TopicQuery(SparseQuery):
    """Filters of the list of topics: they combine with AND, a repeated one means OR.

    `speaker`, `country` and `article` hold for one and the same quote on the topic.
    """

    broader: Annotated[str | None, Field(min_length=1, max_length=200, description="Only the narrower ones of it.")] = (
        None
    )
    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="Who has spoken on it: a speaker's id or any name.")
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

    slug: Annotated[str, Field(description="Its name in links.")]
    label: Annotated[str, Field(description="Its name in words.")]
    description: Annotated[str, Field(description="What belongs under it.")]
    broader: Annotated[str | None, Field(description="The slug of the topic that this one is a part of.")]
    narrower: Annotated[
        list[str], Field(description="The slugs of its parts.", examples=[["human-rights", "democracy"]])
    ]
    iptc: Annotated[str | None, Field(description="The same subject among the IPTC Media Topics.")]
    wikidata: Annotated[str | None, Field(description="The same subject in Wikidata.")]
    articles: Annotated[int, Field(description="How many articles are about it.")]
    quotes: Annotated[int, Field(description="How many quotes are about it.")]
