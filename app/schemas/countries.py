"""Countries over the wire."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ArticleId, Fields, SearchText, ShortText, SparseQuery
from app.schemas.formats import ListFormat


class CountryQuery(SparseQuery):
    """Filters of the list of countries: they combine with AND, a repeated one means OR.

    `speaker`, `topic` and `article` hold for one and the same quote about the country.
    """

    speaker: Annotated[
        list[ShortText], Field(default_factory=list, description="A speaker of a quote about it: an id or any name.")
    ]
    topic: Annotated[
        list[ShortText],
        Field(default_factory=list, description="The topic, or a narrower one, of a quote about it."),
    ]
    article: Annotated[
        list[ArticleId], Field(default_factory=list, description="An article with a quote about it, by id.")
    ]
    format: ListFormat = None
    fields: Annotated[Fields, Field(examples=[["code"]])]
    q: Annotated[SearchText, Field(description='Words of its name; `"a phrase"`, `-not`, `prefix*`.')] = None


class CountryItem(BaseModel):
    """A country that articles mention."""

    code: Annotated[str, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    alpha3: Annotated[str | None, Field(description="ISO 3166-1 alpha-3; null for a former state.")]
    name: Annotated[str, Field(description="Its English name.")]
    articles: Annotated[int, Field(description="How many articles mention it.")]
    quotes: Annotated[int, Field(description="How many quotes mention it.")]
    speakers: Annotated[int, Field(description="The number of speakers of this country.")]
