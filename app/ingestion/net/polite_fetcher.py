"""Polite fetching: robots.txt is obeyed, with a pause between two requests to a server."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from app.errors import NotFetched, TooLarge
from app.ingestion.net.fetch import USER_AGENT, Fetcher
from app.ingestion.readers.types import FetchedResource

# RFC 9309 lets nobody use a robots.txt longer than this.
_RULES_LIFETIME = 86_400.0
_ROBOT_NAME = USER_AGENT.partition("/")[0]
# Nobody waits longer than this between two pages, whatever a Crawl-delay says.
_MAX_CRAWL_DELAY = 60.0


@dataclass(slots=True)
class _SiteRules:
    """A server's robots.txt rules or the reason for their absence, their expiry, and the time of the next request."""

    rules: Protego | NotFetched
    expires_at: float
    next_request_at: float = 0.0


class PoliteFetcher:
    """Fetches what robots.txt allows, with a pause between two requests to a server."""

    def __init__(self, fetch: Fetcher, *, pause: float = 1.0, wait: Callable[[float], object] = time.sleep) -> None:
        self._fetch = fetch
        self._pause = pause
        self._wait = wait
        self._sites: dict[str, _SiteRules] = {}

    def __call__(self, address: str, headers: Mapping[str, str] | None = None) -> FetchedResource:
        """What is at an address.

        Raises:
            NotFetched: robots.txt or the fetcher refuses it; the message says why.
            TooLarge: there is more of it than the limit.
        """
        site = self._rules_for(address)
        if isinstance(site.rules, NotFetched):
            raise site.rules
        if not site.rules.can_fetch(address, _ROBOT_NAME):
            raise NotFetched("may not be fetched: the server's robots.txt forbids it")
        if (pause := site.next_request_at - time.monotonic()) > 0:
            self._wait(pause)
        try:
            return self._fetch(address, headers)
        finally:
            delay = min(float(site.rules.crawl_delay(_ROBOT_NAME) or 0), _MAX_CRAWL_DELAY)
            site.next_request_at = time.monotonic() + max(self._pause, delay)

    def _rules_for(self, address: str) -> _SiteRules:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        site = self._sites.get(origin)
        if site is None or site.expires_at < time.monotonic():
            site = self._sites[origin] = self._read_rules(origin)
        return site

    def _read_rules(self, origin: str) -> _SiteRules:
        """A server's robots.txt. Without one everything is allowed, with one that fails nothing (RFC 9309, 2.3.1)."""
        try:
            text = self._fetch(f"{origin}/robots.txt").data.decode("utf-8", "replace")
        except TooLarge as error:
            return _SiteRules(
                NotFetched(f"is on a server whose robots.txt {error}"), time.monotonic() + _RULES_LIFETIME
            )
        except NotFetched as error:
            if error.again:
                return _SiteRules(_rules_unavailable(error), time.monotonic() + self._pause)
            if error.answer is None:
                raise
            text = ""
        return _SiteRules(Protego.parse(text), time.monotonic() + _RULES_LIFETIME)


def _rules_unavailable(error: NotFetched) -> NotFetched:
    """The error for a robots.txt that cannot be read; an unreachable server is reported as such."""
    if error.answer is None:
        return error
    told = f"is on a server whose robots.txt cannot be read now: it {error}"
    return NotFetched(told, again=True, after=error.after)
