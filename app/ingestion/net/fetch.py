"""A URL to its bytes, safely: whatever the link says, nothing but a public web server is asked, and not for too much.

A redirection is a new link and is checked like the first one.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx

from app.content_decoding import ACCEPTED, Unpacking
from app.errors import NotFetched
from app.ingestion.net.guarded_client import Resolve, Targets, interrupted, parsed, permitted_by, resolve
from app.ingestion.net.ip_rules import Address, is_public
from app.ingestion.readers.types import Fetched
from app.settings import Settings

# The first word is what robots.txt may name.
USER_AGENT = f"Chancery/{version('chancery')} (reads diplomatic news; obeys robots.txt for Chancery)"
_TYPES = re.compile(r"text/.*|application/(?:.*[+.-])?(?:xml|json|ndjson|jsonl|warc|gzip)")
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": ACCEPTED,
    "Accept": "text/html, application/xml;q=0.9, */*;q=0.5",
}


def make_fetcher(settings: Settings) -> "Fetcher":
    """A fetcher for public addresses, and for the networks that the operator has named."""
    return Fetcher(settings.max_article_bytes, allowed=permitted_by(settings))


class Fetcher:
    """Fetches one URL at a time. `allowed` says to which addresses it may connect."""

    def __init__(
        self,
        max_bytes: int,
        *,
        allowed: Callable[[Address], bool] = is_public,
        resolve: Resolve = resolve,
        seconds: float = 30.0,
        redirections: int = 5,
    ) -> None:
        self._max_bytes = max_bytes
        self._targets = Targets(allowed, resolve)
        self._seconds = seconds
        self._redirections = redirections

    def __call__(self, address: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """What is at an address; with conditional headers, it may have nothing to say but its status, 304.

        Raises:
            NotFetched: it was refused, or not to be had; the message says why.
            TooLarge: there is more of it than the limit, packed or unpacked.
        """
        return asyncio.run(self._within_time(address, headers or {}))

    async def _within_time(self, address: str, headers: Mapping[str, str]) -> Fetched:
        """All of it, from the first name to the last byte, however slowly a server lets that drip."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(address, headers)
        except TimeoutError as error:
            raise NotFetched(f"takes longer than {self._seconds:g} seconds", again=True) from error

    async def _follow(self, address: str, headers: Mapping[str, str]) -> Fetched:
        url = parsed(address)
        for _ in range(self._redirections + 1):
            found = await self._ask(url, headers)
            if isinstance(found, Fetched):
                return found
            url = found
        raise NotFetched(f"redirects more than {self._redirections} times")

    async def _ask(self, url: httpx.URL, headers: Mapping[str, str]) -> Fetched | httpx.URL:
        """The answer of one server, or where it says to ask instead."""
        async with self._targets.client(self._seconds) as client:
            answer = await self._targets.ask(client, "GET", url, {**_HEADERS, **headers})
            try:
                location = answer.headers.get("Location")
                if answer.is_redirect and location:
                    return parsed(str(url.join(location)))
                return await self._read(answer, url)
            except httpx.HTTPError as error:
                raise interrupted(error) from error
            finally:
                await answer.aclose()

    async def _read(self, answer: httpx.Response, url: httpx.URL) -> Fetched:
        if answer.status_code >= 300 and answer.status_code != 304:
            raise _refusal(answer)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and not _TYPES.fullmatch(kind):
            raise NotFetched(f"is {kind}; fetched are pages, feeds and other text")
        unpacking = Unpacking(answer.headers.get("Content-Encoding", ""), self._max_bytes)
        async for data in answer.aiter_raw():
            unpacking.add(data)
        return Fetched(str(url), unpacking.done(), answer.charset_encoding, answer.headers, answer.status_code)


def _refusal(answer: httpx.Response) -> NotFetched:
    status = answer.status_code
    return NotFetched(
        f"is refused by its server: {status} {answer.reason_phrase}".rstrip(),
        answer=status,
        again=status in (408, 425, 429) or status >= 500,
        after=seconds_until(answer.headers.get("Retry-After")),
    )


def seconds_until(when: str | None) -> float | None:
    """How long a Retry-After says to wait."""
    if when is None:
        return None
    if when.strip().isdecimal():
        return float(when)
    try:
        return max(0.0, (parsedate_to_datetime(when) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
