"""Speakers over the wire."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.extraction.records import SpeakerKind
from app.schemas.common import CountryCode, ListQuery, Search, Word
from app.schemas.formats import ListFormat
from app.schemas.quotes import QuotedRole


class SpeakerQuery(ListQuery):
    """Filters of a list of speakers."""

    name: Annotated[
        list[Word], Field(default_factory=list, description="Any name of theirs, whatever its case and accents.")
    ]
    kind: Annotated[list[SpeakerKind], Field(default_factory=list, description="Person or organisation.")]
    country: Annotated[list[CountryCode], Field(default_factory=list, description="The speaker's country.")]
    format: ListFormat = None
    q: Search = None


class SpeakerItem(BaseModel):
    """A person or organisation that is quoted."""

    id: str
    name: str
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.")]
    wikidata_id: Annotated[str | None, Field(description="Their item in Wikidata, where a reviewer has named it.")]
    names: Annotated[list[str], Field(description="Every name that an article printed or a reviewer added.")]
    roles: Annotated[list[QuotedRole], Field(description="Every office that an article printed beside a quote.")]
    quotes: Annotated[int, Field(description="How many quotes they have.")]
