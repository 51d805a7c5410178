"""The ledger over the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.extraction.types import QuoteKind
from app.models import Action, RecordKind, Review
from app.schemas.common import Confidence, ShortText, SparseQuery

ChangeFormat = Annotated[
    Literal["json", "ndjson"] | None,
    Field(description="Goes before `Accept`. `ndjson` holds all items and takes neither `limit` nor `count`."),
]


class HistoryQuery(SparseQuery):
    """A page of the history of one record."""

    format: ChangeFormat = None


class ChangeQuery(SparseQuery):
    """Which changes: those after `since` that pass all filters."""

    since: Annotated[
        int,
        Field(
            ge=0,
            lt=2**63,
            description="The id of the last change that you know; 0 for all changes.",
            examples=[0],
        ),
    ] = 0
    kind: Annotated[list[RecordKind], Field(default_factory=list, description="The kind of record.")]
    action: Annotated[list[Action], Field(default_factory=list, description="The kind of change.")]
    record: Annotated[list[ShortText], Field(default_factory=list, description="A record's id.")]
    format: ChangeFormat = None


class QuoteNow(BaseModel):
    """How a quote is to be shown at this moment: as somebody's own words or as a paraphrase, and how sure that is."""

    kind: QuoteKind
    confidence: Confidence
    review: Annotated[Review, Field(description="The state of its review.")]
    withdrawn: Annotated[bool, Field(description="Whether a newer version of the article no longer has these words.")]


class ChangeItem(BaseModel):
    """One change that was made, as it will always be read: nobody changes an entry. Only `quote` is of this moment."""

    id: Annotated[int, Field(description="Grows with time: the cursor for `since`.")]
    at: Annotated[datetime, Field(description="When it was made.")]
    by: Annotated[str, Field(description="The name of a key, or the command: `ingest` or `reextract`.")]
    action: Annotated[
        Action,
        Field(
            description="A `merged` or `withdrawn` record is gone from lists. A merged one's id leads to another; one "
            "that was taken down comes back `created`.",
            examples=["changed"],
        ),
    ]
    kind: RecordKind
    record: Annotated[str, Field(description="The record's id.")]
    quote: Annotated[QuoteNow | None, Field(description="What the quote is now; null for any other kind of record.")]
    reason: Annotated[str | None, Field(description="The reason given by the person; null for a command.")]
    before: Annotated[
        dict[str, Any] | None,
        Field(description="The changed fields before; null if there was nothing.", examples=[{"kind": "direct"}]),
    ]
    after: Annotated[
        dict[str, Any] | None, Field(description="The changed fields after.", examples=[{"kind": "mixed"}])
    ]
    undoes: Annotated[int | None, Field(description="The id of the change that this one undoes.")]
