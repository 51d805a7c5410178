"""Tables of webhooks and their deliveries."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.base import utc_now


class Webhook(SQLModel, table=True):
    """An address that receives changes in order.

    `cursor` is the key of the last change that was delivered or did not match. Only the process with the `claim` sends,
    until `claimed_until` at the latest: several processes may serve one database. The secret signs messages, so it is
    stored in plain text.
    """

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    url: str
    secret: str
    kinds: list[str] = Field(sa_type=JSON)
    actions: list[str] = Field(sa_type=JSON)
    created_by: str
    created_at: datetime = Field(default_factory=utc_now)
    cursor: int
    failures: int = 0
    due_at: datetime | None = None
    disabled_at: datetime | None = None
    disabled_because: str | None = None
    claim: str | None = None
    claimed_until: datetime | None = None


class WebhookAttempt(SQLModel, table=True):
    """One request that was sent, or could not be; `change_key` is null for a trial."""

    __tablename__ = "webhook_attempt"

    key: int = Field(default=None, primary_key=True)
    webhook_key: int = Field(foreign_key="webhook.key", ondelete="CASCADE", index=True)
    change_key: int | None = Field(foreign_key="change.key")
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int
