"""The rate limit for each client, with the header fields of draft-ietf-httpapi-ratelimit-headers.

The generic cell rate algorithm: a client has a bucket of requests that refills evenly over the period.
One number is kept for a client: when its bucket will be full.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection
from math import ceil
from time import monotonic
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import RateLimit
from app.web.middleware.proxy_headers import client_network, path_without_prefix
from app.web.problems import rate_limit_response

# The client that was idle longest is dropped first; this takes about 10 MB.
_MAX_CLIENTS = 50_000


class RateDecision(NamedTuple):
    """Whether a request may pass, how many more may follow at once, and the seconds until one more may."""

    allowed: bool
    remaining: int
    retry_seconds: int


class Buckets:
    """One bucket for each client, up to a number of clients."""

    def __init__(self, limit: RateLimit, clients: int = _MAX_CLIENTS, clock: Callable[[], float] = monotonic) -> None:
        self._period = float(limit.seconds)
        self._cost = limit.seconds / limit.requests
        self._clients = clients
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> RateDecision:
        """Take one request out of the client's bucket, if there is one in it."""
        now = self._clock()
        # The seconds until the bucket is full.
        missing = max(self._full_at.get(client, now) - now, 0.0)
        allowed = missing + self._cost <= self._period + 1e-9
        if allowed:
            missing += self._cost
            self._full_at[client] = now + missing
            self._full_at.move_to_end(client)
            if len(self._full_at) > self._clients:
                self._full_at.popitem(last=False)
        remaining = int((self._period - missing) / self._cost + 1e-9)
        until_next = missing - self._period + (remaining + 1) * self._cost
        return RateDecision(allowed, remaining, max(ceil(until_next - 1e-9), 1))


class RateLimitMiddleware:
    def __init__(self, app: ASGIApp, limit: RateLimit, exempt: Collection[str]) -> None:
        self._app = app
        self._exempt = exempt
        self._buckets = Buckets(limit)
        self._policy = f'"default";q={limit.requests};w={limit.seconds}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_without_prefix(scope) in self._exempt:
            await self._app(scope, receive, send)
            return
        decision = self._buckets.take(_request_client(scope))

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._policy
                headers["RateLimit"] = f'"default";r={decision.remaining};t={decision.retry_seconds}'
            await send(message)

        answer = self._app if decision.allowed else rate_limit_response(decision.retry_seconds)
        await answer(scope, receive, send_with_limits)


def _request_client(scope: Scope) -> str:
    return client_network(scope["client"][0]) if scope.get("client") else ""
