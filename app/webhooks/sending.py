"""Sending one message to one address: only to allowed addresses, with a time limit, without redirects."""

import asyncio
from datetime import UTC, datetime
from importlib.metadata import version
from ipaddress import ip_address
from time import monotonic

import httpx

from app.errors import NotFetched
from app.ingestion.net.fetch import parse_retry_after
from app.ingestion.net.guarded_client import GuardedClient, describe_failure, parse_url
from app.services.webhooks import DeliveryOutcome
from app.webhooks.messages import DeliveryTarget, Message

_HEADERS = {"User-Agent": f"Chancery-Webhooks/{version('chancery')}", "Accept": "*/*", "Accept-Encoding": "identity"}
# An answer that is read to its end leaves the connection open for the next message.
_MAX_RESPONSE_BYTES = 65_536


class MessageSender:
    def __init__(self, targets: GuardedClient, seconds: float = 15.0) -> None:
        self._targets = targets
        self._seconds = seconds

    def require_allowed(self, url: str) -> None:
        """Raises NotFetched if a URL's host is a forbidden address; names are resolved later."""
        target = parse_url(url)
        try:
            address = ip_address(target.host)
        except ValueError:
            return
        self._targets.require_allowed(target, [address])

    def open_client(self) -> httpx.AsyncClient:
        """A client for all messages to one webhook."""
        return self._targets.open_client(self._seconds)

    async def send_message(
        self, client: httpx.AsyncClient, receiver: DeliveryTarget, message: Message
    ) -> DeliveryOutcome:
        """Send a message and return the answer or the failure."""
        at, started = datetime.now(UTC), monotonic()
        headers = {**_HEADERS, **message.signed_headers(receiver.secret, at)}
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._targets.send_request(
                    client, "POST", parse_url(receiver.url), headers, message.body
                )
                await _drain_response(answer)
        except NotFetched as failure:
            return DeliveryOutcome(at, monotonic() - started, error=str(failure))
        except TimeoutError:
            return DeliveryOutcome(at, monotonic() - started, error=f"took longer than {self._seconds:g} seconds")
        seconds, status = monotonic() - started, answer.status_code
        if 200 <= status < 300:
            return DeliveryOutcome(at, seconds, status)
        said = f"answered {status} {answer.reason_phrase}".rstrip()[:200]
        if answer.is_redirect:
            said += "; redirections are not followed"
        return DeliveryOutcome(at, seconds, status, said, parse_retry_after(answer.headers.get("Retry-After")))


async def _drain_response(answer: httpx.Response) -> None:
    """Raises NotFetched if the answer ends too early."""
    heard = 0
    try:
        async for data in answer.aiter_raw():
            heard += len(data)
            if heard > _MAX_RESPONSE_BYTES:
                break
    except httpx.HTTPError as error:
        raise describe_failure(error) from error
    finally:
        await answer.aclose()
