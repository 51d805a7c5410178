"""What a webhook is sent, by the Standard Webhooks specification 1.0 (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from app.schemas.changes import ChangeItem
from app.schemas.webhooks import WebhookMessage

_SECRET_PREFIX = "whsec_"
_TRIAL_TYPE = "webhook.trial"


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """A webhook, as far as it takes to send to it."""

    id: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Message:
    """A body with its id, which is the same whenever the same is sent again."""

    id: str
    body: bytes

    def signed_headers(self, secret: str, at: datetime) -> dict[str, str]:
        """Those that prove where and when it was sent from."""
        second = str(int(at.timestamp()))
        return {
            "Content-Type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": second,
            "webhook-signature": f"v1,{self._sign_body(secret, second)}",
        }

    def _sign_body(self, secret: str, second: str) -> str:
        key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX))
        signed = f"{self.id}.{second}.".encode() + self.body
        return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def build_message(receiver: DeliveryTarget, change: ChangeItem) -> Message:
    """The message that tells a webhook of a change."""
    body = WebhookMessage(type=f"{change.kind}.{change.action}", timestamp=change.at, data=change)
    return Message(f"{receiver.id}-{change.id}", body.model_dump_json().encode())


def build_trial_message(receiver: DeliveryTarget) -> Message:
    """A message that tells of nothing."""
    body = WebhookMessage(type=_TRIAL_TYPE, timestamp=datetime.now(UTC), data=None)
    return Message(f"{receiver.id}-trial-{secrets.token_hex(8)}", body.model_dump_json().encode())
