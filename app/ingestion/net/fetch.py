"""Fetching a URL safely: only from public web servers, with limits on time and size.

A redirection is a new link and is checked like the first one.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx

from app.content_decoding import ACCEPT_ENCODING, ContentDecoder
from app.errors import NotFetched
from app.ingestion.net.guarded_client import (
    GuardedClient,
    IpAddress,
    Resolver,
    describe_failure,
    is_public,
    make_address_policy,
    parse_url,
    resolve_host,
)
from app.ingestion.readers.types import FetchedResource
from app.settings import Settings

# The first word is what robots.txt may name.
USER_AGENT = f"Chancery/{version('chancery')} (reads diplomatic news; obeys robots.txt for Chancery)"
_FETCHABLE_TYPES = re.compile(r"text/.*|application/(?:.*[+.-])?(?:xml|json|ndjson|jsonl|warc|gzip)")
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": ACCEPT_ENCODING,
    "Accept": "text/html, application/xml;q=0.9, */*;q=0.5",
}


def make_fetcher(settings: Settings) -> "Fetcher":
    """A fetcher for public addresses, and for the networks that the operator has named."""
    return Fetcher(settings.max_article_bytes, allowed=make_address_policy(settings))


class Fetcher:
    """Fetches one URL at a time. `allowed` says to which addresses it may connect."""

    def __init__(
        self,
        max_bytes: int,
        *,
        allowed: Callable[[IpAddress], bool] = is_public,
        resolve: Resolver = resolve_host,
        seconds: float = 30.0,
        redirections: int = 5,
    ) -> None:
        self._max_bytes = max_bytes
        self._targets = GuardedClient(allowed, resolve)
        self._seconds = seconds
        self._redirections = redirections

    def __call__(self, address: str, headers: Mapping[str, str] | None = None) -> FetchedResource:
        """What is at an address; with conditional headers, it may have nothing to say but its status, 304.

        Raises:
            NotFetched: it was refused, or not to be had; the message says why.
            TooLarge: there is more of it than the limit, packed or unpacked.
        """
        return asyncio.run(self._fetch_with_timeout(address, headers or {}))

    async def _fetch_with_timeout(self, address: str, headers: Mapping[str, str]) -> FetchedResource:
        """All of it, from the first name to the last byte, however slowly a server lets that drip."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow_redirects(address, headers)
        except TimeoutError as error:
            raise NotFetched(f"takes longer than {self._seconds:g} seconds", again=True) from error

    async def _follow_redirects(self, address: str, headers: Mapping[str, str]) -> FetchedResource:
        url = parse_url(address)
        for _ in range(self._redirections + 1):
            found = await self._request_once(url, headers)
            if isinstance(found, FetchedResource):
                return found
            url = found
        raise NotFetched(f"redirects more than {self._redirections} times")

    async def _request_once(self, url: httpx.URL, headers: Mapping[str, str]) -> FetchedResource | httpx.URL:
        """The answer of one server, or where it says to ask instead."""
        async with self._targets.open_client(self._seconds) as client:
            answer = await self._targets.send_request(client, "GET", url, {**_HEADERS, **headers})
            try:
                location = answer.headers.get("Location")
                if answer.is_redirect and location:
                    return parse_url(str(url.join(location)))
                return await self._read_response(answer, url)
            except httpx.HTTPError as error:
                raise describe_failure(error) from error
            finally:
                await answer.aclose()

    async def _read_response(self, answer: httpx.Response, url: httpx.URL) -> FetchedResource:
        if answer.status_code >= 300 and answer.status_code != 304:
            raise _server_refusal(answer)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and not _FETCHABLE_TYPES.fullmatch(kind):
            raise NotFetched(f"is {kind}; only pages, feeds and other text are fetched")
        unpacking = ContentDecoder(answer.headers.get("Content-Encoding", ""), self._max_bytes)
        async for data in answer.aiter_raw():
            unpacking.feed_bytes(data)
        return FetchedResource(
            str(url), unpacking.finish_decoding(), answer.charset_encoding, answer.headers, answer.status_code
        )


def _server_refusal(answer: httpx.Response) -> NotFetched:
    status = answer.status_code
    return NotFetched(
        f"is refused by its server: {status} {answer.reason_phrase}".rstrip(),
        answer=status,
        again=status in (408, 425, 429) or status >= 500,
        after=parse_retry_after(answer.headers.get("Retry-After")),
    )


def parse_retry_after(when: str | None) -> float | None:
    """How long a Retry-After says to wait."""
    if when is None:
        return None
    if when.strip().isdecimal():
        return float(when)
    try:
        return max(0.0, (parsedate_to_datetime(when) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
