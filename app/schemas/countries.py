"""Countries over the wire."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ListQuery
from app.schemas.formats import ListFormat


class CountryQuery(ListQuery):
    """What the list of countries takes."""

    format: ListFormat = None


class CountryItem(BaseModel):
    """A country that articles mention."""

    code: Annotated[str, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    alpha3: str | None
    name: str
    articles: Annotated[int, Field(description="How many articles mention it.")]
    quotes: Annotated[int, Field(description="How many quotes mention it.")]
    speakers: Annotated[int, Field(description="How many speakers are of it.")]
