"""Webhooks over the wire: how they are asked for, and what they are sent."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from app.models import Action, RecordKind
from app.schemas.changes import ChangeItem
from app.schemas.common import ListQuery, require_no_nul

Url = Annotated[
    str,
    Field(
        max_length=2_000,
        pattern=r"^https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:\d{1,5})?([/?#]\S*)?$",
        description="The address to send to: http or https, without user name and password.",
        examples=["https://hooks.example/chancery"],
    ),
    AfterValidator(require_no_nul),
]
Kinds = Annotated[list[RecordKind], Field(max_length=20, description="The kinds of record; empty for all.")]
Actions = Annotated[list[Action], Field(max_length=20, description="The kinds of change; empty for all.")]


class WebhookRequest(BaseModel, extra="forbid"):
    """Who is to be told of what."""

    url: Url
    kinds: Kinds = []
    actions: Actions = []
    since: Annotated[
        int | None,
        Field(
            strict=True,
            ge=0,
            lt=2**63,
            description="The id of the last change that the receiver knows; by default the latest.",
            examples=[332],
        ),
    ] = None


class WebhookChange(BaseModel, extra="forbid"):
    """Whether a webhook is to send."""

    enabled: Annotated[bool, Field(strict=True, description="`true` resumes at once where it stopped; `false` pauses.")]


class WebhookItem(BaseModel):
    """A webhook and how it fares."""

    id: Annotated[str, Field(description="The identifier, used in links.")]
    url: Annotated[str, Field(description="The address that it sends to.")]
    kinds: Kinds
    actions: Actions
    enabled: Annotated[bool, Field(description="Whether it is enabled.")]
    disabled_because: Annotated[
        str | None, Field(description="The reason if it is not enabled.", examples=["answered 410"])
    ]
    last_change: Annotated[int, Field(description="The id of the last change that was delivered or did not match.")]
    failures: Annotated[int, Field(description="The number of failed tries for the next change.")]
    next_attempt_at: Annotated[
        datetime | None,
        Field(description="The time of the next try; null if it is due.", examples=["2026-11-24T09:05:00Z"]),
    ]
    created_by: Annotated[str, Field(description="The name of the key that made it.")]
    created_at: Annotated[datetime, Field(description="When it was made.")]


class NewWebhook(WebhookItem):
    """A webhook with its secret, which is shown this once."""

    secret: Annotated[
        str, Field(description="The secret that verifies signatures, for the Standard Webhooks libraries.")
    ]


class AttemptQuery(ListQuery):
    """A page of what was sent to a webhook."""


class AttemptItem(BaseModel):
    """One request that was sent to a webhook, or could not be sent."""

    change: Annotated[
        int | None, Field(description="The id of the delivered change; null for a trial.", examples=[332])
    ]
    at: Annotated[datetime, Field(description="When it was sent.")]
    delivered: Annotated[bool, Field(description="Whether the status of the answer was 200 to 299.")]
    status: Annotated[int | None, Field(description="The status of the answer; null if there was none.")]
    error: Annotated[str | None, Field(description="What went wrong.")]
    duration_ms: Annotated[int, Field(description="How long the answer took, in milliseconds.")]


class WebhookMessage(BaseModel):
    """The body of what a webhook is sent."""

    type: Annotated[str, Field(examples=["quote.created"], description="The kind of record and the kind of change.")]
    timestamp: Annotated[datetime, Field(description="The time of the change.", examples=["2026-11-24T09:00:00Z"])]
    data: Annotated[ChangeItem | None, Field(description="The change, as in `/changes`; null for a trial.")]
