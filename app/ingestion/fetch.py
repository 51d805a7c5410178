"""A URL to its bytes, safely: whatever the link says, nothing but a public web server is asked, and not for too much.

The name is resolved once, its addresses are checked, and the connection goes to one of those: what the name stands for
a moment later does not matter. A redirection is a new link and goes the same way.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from ipaddress import ip_address

import httpx

from app.errors import NotFetched
from app.ingestion.addresses import Address, is_public, kind_of
from app.ingestion.readers.reading import Fetched
from app.ingestion.unpacking import ACCEPTED, Unpacking
from app.settings import Settings

# The first word is what robots.txt may name.
USER_AGENT = f"Chancery/{version('chancery')} (reads diplomatic news; obeys robots.txt for Chancery)"
_TYPES = re.compile(r"text/.*|application/(?:.*[+.-])?(?:xml|json|ndjson|jsonl|warc|gzip)")
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": ACCEPTED,
    "Accept": "text/html, application/xml;q=0.9, */*;q=0.5",
}

Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def make_fetcher(settings: Settings) -> "Fetcher":
    """A fetcher for public addresses, and for the networks that the operator has named."""

    def allowed(address: Address) -> bool:
        return is_public(address) or any(address in network for network in settings.fetch_networks)

    return Fetcher(settings.max_article_bytes, allowed=allowed)


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
        self._allowed = allowed
        self._resolve = resolve
        self._seconds = seconds
        self._redirections = redirections
        self._tls = ssl.create_default_context()

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
        url = _parsed(address)
        for _ in range(self._redirections + 1):
            found = await self._ask(url, headers)
            if isinstance(found, Fetched):
                return found
            url = found
        raise NotFetched(f"redirects more than {self._redirections} times")

    async def _ask(self, url: httpx.URL, headers: Mapping[str, str]) -> Fetched | httpx.URL:
        """The answer of one server, or where it says to ask instead."""
        addresses = await self._addresses(url)
        async with httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=self._seconds) as client:
            for address in addresses:
                try:
                    return await self._get(client, url, address, headers)
                except httpx.ConnectError as error:
                    failure = error
                except httpx.HTTPError as error:
                    raise NotFetched(f"cannot be fetched: {error or type(error).__name__}", again=True) from error
        raise NotFetched(f"cannot be connected to: {failure}", again=True) from failure

    async def _get(
        self, client: httpx.AsyncClient, url: httpx.URL, address: Address, headers: Mapping[str, str]
    ) -> Fetched | httpx.URL:
        request = client.build_request(
            "GET",
            url.copy_with(host=str(address), username="", password="", fragment=None),
            headers={**_HEADERS, **headers, "Host": url.netloc.decode("ascii")},
            # The certificate is checked for the name, though the connection goes to an address.
            extensions={"sni_hostname": url.host},
        )
        answer = await client.send(request, stream=True)
        try:
            location = answer.headers.get("Location")
            if answer.is_redirect and location:
                return _parsed(str(url.join(location)))
            return await self._read(answer, url)
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

    async def _addresses(self, url: httpx.URL) -> list[Address]:
        """Those of the URL's host, all of which must be allowed: a name that is partly private is up to something."""
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        try:
            found = await asyncio.to_thread(self._resolve, url.host, port)
            addresses = [ip_address(one) for one in dict.fromkeys(found)]
        except (OSError, ValueError) as error:
            raise NotFetched(f"names the host {url.host!r}, which has no address", again=True) from error
        for address in addresses:
            if not self._allowed(address):
                kind = kind_of(address) or "refused"
                raise NotFetched(f"is on {url.host} at {address}, a {kind} address; only public ones are fetched from")
        if not addresses:
            raise NotFetched(f"names the host {url.host!r}, which has no address", again=True)
        return addresses


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NotFetched(f"is no address: {error}") from error
    if url.scheme not in ("http", "https"):
        raise NotFetched(f"begins with {url.scheme or 'nothing'}: and not with http: or https:")
    if not url.host:
        raise NotFetched("is an address without a host")
    return url


def _refusal(answer: httpx.Response) -> NotFetched:
    status = answer.status_code
    return NotFetched(
        f"is refused by its server: {status} {answer.reason_phrase}".rstrip(),
        answer=status,
        again=status in (408, 425, 429) or status >= 500,
        after=_seconds_until(answer.headers.get("Retry-After")),
    )


def _seconds_until(when: str | None) -> float | None:
    """How long a Retry-After says to wait."""
    if when is None:
        return None
    if when.strip().isdecimal():
        return float(when)
    try:
        return max(0.0, (parsedate_to_datetime(when) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
