"""One message to one address: nowhere but where it may go, within its time, and never further than the first answer."""

import asyncio
from datetime import UTC, datetime
from importlib.metadata import version
from ipaddress import ip_address
from time import monotonic

import httpx

from app.errors import NotFetched
from app.ingestion.net.fetch import seconds_until
from app.ingestion.net.guarded_client import Targets, interrupted, parsed
from app.services.webhooks import Outcome
from app.webhooks.messages import Message, Receiver

_HEADERS = {"User-Agent": f"Chancery-Webhooks/{version('chancery')}", "Accept": "*/*", "Accept-Encoding": "identity"}
# An answer that is read to its end leaves its connection for the next message.
_LONGEST_ANSWER = 65_536


class Sender:
    def __init__(self, targets: Targets, seconds: float = 15.0) -> None:
        self._targets = targets
        self._seconds = seconds

    def require_allowed(self, url: str) -> None:
        """Raises NotFetched where a URL's host is an address that nothing may be sent to; names are looked up later."""
        target = parsed(url)
        try:
            address = ip_address(target.host)
        except ValueError:
            return
        self._targets.require_allowed(target, [address])

    def client(self) -> httpx.AsyncClient:
        """For all messages to one webhook."""
        return self._targets.client(self._seconds)

    async def send(self, client: httpx.AsyncClient, receiver: Receiver, message: Message) -> Outcome:
        """What the webhook's address answered, or why it could not."""
        at, started = datetime.now(UTC), monotonic()
        headers = {**_HEADERS, **message.headers(receiver.secret, at)}
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._targets.ask(client, "POST", parsed(receiver.url), headers, message.body)
                await _hear_out(answer)
        except NotFetched as failure:
            return Outcome(at, monotonic() - started, error=str(failure))
        except TimeoutError:
            return Outcome(at, monotonic() - started, error=f"took longer than {self._seconds:g} seconds")
        seconds, status = monotonic() - started, answer.status_code
        if 200 <= status < 300:
            return Outcome(at, seconds, status)
        said = f"answered {status} {answer.reason_phrase}".rstrip()[:200]
        if answer.is_redirect:
            said += ", and redirections are not followed"
        return Outcome(at, seconds, status, said, seconds_until(answer.headers.get("Retry-After")))


async def _hear_out(answer: httpx.Response) -> None:
    """Raises NotFetched where the answer breaks off before its end."""
    heard = 0
    try:
        async for data in answer.aiter_raw():
            heard += len(data)
            if heard > _LONGEST_ANSWER:
                break
    except httpx.HTTPError as error:
        raise interrupted(error) from error
    finally:
        await answer.aclose()
