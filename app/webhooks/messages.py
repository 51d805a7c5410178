"""The messages that webhooks receive, by the Standard Webhooks specification 1.0 (https://www.standardwebhooks.com)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

from app.schemas.changes import ChangeItem
from app.schemas.webhooks import WebhookMessage

_TRIAL_TYPE = "webhook.trial"


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """The part of a webhook that sending needs."""

    id: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Message:
    """A body with its id; the id stays the same when the message is sent again."""

    id: str
    body: bytes

    def signed_headers(self, secret: str, at: datetime) -> dict[str, str]:
        """The headers of a request at this time; the receiver verifies their signature."""
        return {
            "Content-Type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(self.id, at, self.body.decode()),
        }


def build_message(receiver: DeliveryTarget, change: ChangeItem) -> Message:
    """The message about a change."""
    body = WebhookMessage(type=f"{change.kind}.{change.action}", timestamp=change.at, data=change)
    return Message(f"{receiver.id}-{change.id}", body.model_dump_json().encode())


def build_trial_message(receiver: DeliveryTarget) -> Message:
    """A message without a change, to try the webhook."""
    body = WebhookMessage(type=_TRIAL_TYPE, timestamp=datetime.now(UTC), data=None)
    return Message(f"{receiver.id}-trial-{secrets.token_hex(8)}", body.model_dump_json().encode())
