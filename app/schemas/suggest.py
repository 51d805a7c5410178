"""Suggestions over the wire: names and topics as one types."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.common import ServedPath, ShortText


class SuggestedKind(StrEnum):
    """What can be suggested."""

    SPEAKER = "speaker"
    TOPIC = "topic"


class SuggestQuery(BaseModel):
    """What has been typed so far."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        ShortText,
        Field(
            description="The beginnings of any words of a name, in any order; case and accents do not matter.",
            examples=["krit dan"],
        ),
    ]
    kind: Annotated[list[SuggestedKind], Field(default_factory=list, description="Only these kinds.")]
    limit: Annotated[int, Field(ge=1, le=50, description="Suggestions at most.")] = 10


class Suggestion(BaseModel):
    """A speaker or a topic that what was typed may mean."""

    kind: SuggestedKind
    id: Annotated[str, Field(description="The speaker's id or the topic's slug.")]
    label: Annotated[str, Field(description="The speaker's name or the topic's label.")]
    matched: Annotated[str, Field(description="The name that matches: the label or an alias.")]
    country: Annotated[str | None, Field(description="The speaker's country, to tell namesakes apart.")]
    quotes: Annotated[int, Field(description="The number of quotes.")]
    url: Annotated[ServedPath, Field(description="Its address.")]


class Suggestions(BaseModel):
    """The best first: fewest typing errors, then most quotes."""

    items: Annotated[list[Suggestion], Field(description="The best first.")]
