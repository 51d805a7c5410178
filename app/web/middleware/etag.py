"""Conditional requests (RFC 9110, 13): every complete answer to a GET has an ETag; a client that sends it gets a 304.

An ETag is the hash of the bytes that are sent, so it changes when the answer does and at no other time, and each format
and encoding has its own. A stream has none: its end is not known when its header is sent.

Most answers depend on the request and the database alone. Their ETags are cached, each with
the database's version from before the answer was read. While the version is still that one, nothing has been committed
since, so the answer is the same: the client gets its 304 without another read.

A client that changes a record may send its ETag as `If-Match`. It is compared with the ETag of a GET of the record
while nobody else can write.
"""

import hashlib
import re
from collections import OrderedDict
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The `responses` of what is read by GET.
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The `ETag` sent as `If-None-Match` is still current."}
}
_MAX_CACHED_ETAGS = 4_096
_MAX_KEY_LENGTH = 2_000
# Weak and strong tags are compared alike, by what is in the quotation marks.
ETAG_PATTERN = re.compile(r'"[^"]*"')
_CACHE_CONTROL = "no-cache"
_VARY = "Accept, Accept-Encoding"


async def set_no_store(response: Response) -> None:
    """A dependency for answers that must not be stored."""
    response.headers["Cache-Control"] = "no-store"


class _CachedETag(NamedTuple):
    version: int
    etag: str
    route: Any


class ETagMiddleware:
    """The middleware. It goes around the one that compresses, because it hashes what is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._known: OrderedDict[tuple[str | bytes, ...], _CachedETag] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            if scope["type"] == "http":
                scope["state"]["present_tag"] = partial(self._current_etag, scope)
                scope["state"]["present_tags"] = partial(self._current_etags, scope)
            await self._app(scope, receive, send)
            return
        state = scope["state"]
        # Before the answer is read, so that a commit in between makes the cached version outdated.
        version = state["data_version"].read_current()
        exchange = _ConditionalResponse(Headers(scope=scope), send)
        key = (scope["scheme"], scope["path"], scope["query_string"], *exchange.depends_on, *_today_if_relative(scope))
        known = self._known.get(key)
        if known is not None and known.version == version and exchange.is_known_to_client(known.etag):
            self._known.move_to_end(key)
            # It is counted under its route, though nothing is routed.
            scope["route"] = known.route
            await exchange.send_not_modified(known.etag, _CACHE_CONTROL)
            return
        await self._app(scope, receive, exchange.send_buffered)
        is_public = state.get("from_database") and not state.get("private")
        if exchange.etag is not None and version is not None and is_public:
            self._cache_etag(key, _CachedETag(version, exchange.etag, scope.get("route")))

    async def _current_etags(self, scope: Scope) -> set[str]:
        """The current ETags of a GET of the same URL, in every encoding."""
        encodings = {Headers(scope=scope).get("accept-encoding", ""), "identity", "gzip"}
        tags = [await self._current_etag(scope, encoding) for encoding in encodings]
        return {tag for tag in tags if tag is not None}

    async def _current_etag(self, scope: Scope, encoding: str | None = None) -> str | None:
        """The current ETag in one encoding, by default the client's."""
        sent = Headers(scope=scope)
        encoding = sent.get("accept-encoding", "") if encoding is None else encoding
        # The host is in links, and there are records that nobody reads without a key.
        told = {name: sent.get(name) for name in ("host", "authorization")}
        told |= {"accept": "application/json", "accept-encoding": encoding}
        headers = [(name.encode(), value.encode("latin-1")) for name, value in told.items() if value is not None]
        asked = {**scope, "method": "GET", "headers": headers, "state": dict(scope["state"])}
        answer = _ConditionalResponse(Headers(scope=asked), _discard_message)
        await self._app(asked, _receive_empty_body, answer.send_buffered)
        return answer.etag

    def _cache_etag(self, key: tuple[str | bytes, ...], known: _CachedETag) -> None:
        if sum(map(len, key)) <= _MAX_KEY_LENGTH:
            self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > _MAX_CACHED_ETAGS:
                self._known.popitem(last=False)


class _ConditionalResponse:
    """One request: what the client has, and its answer on the way out."""

    def __init__(self, headers: Headers, send: Send) -> None:
        # The host is in links.
        self.depends_on = [",".join(headers.getlist(name)) for name in ("host", "accept", "accept-encoding")]
        self.etag: str | None = None
        self._has = ",".join(headers.getlist("if-none-match"))
        self._send = send
        self._start: Message | None = None

    def is_known_to_client(self, etag: str) -> bool:
        return self._has.strip() == "*" or etag in ETAG_PATTERN.findall(self._has)

    async def send_buffered(self, message: Message) -> None:
        """Hold the response start back until the body is known to be complete."""
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            start, self._start = self._start, None
            await self._send_complete(start, message)

    async def _send_complete(self, start: Message, message: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        headers.setdefault("Cache-Control", _CACHE_CONTROL)
        headers["Vary"] = _VARY
        if _is_complete(start, message) and "ETag" not in headers:
            etag = headers["ETag"] = f'"{hashlib.sha256(message["body"]).hexdigest()[:32]}"'
            # What tells of this very moment is not remembered.
            if headers["Cache-Control"] == _CACHE_CONTROL:
                self.etag = etag
            if self.is_known_to_client(etag):
                await self.send_not_modified(etag, headers["Cache-Control"])
                return
        await self._send(start)
        await self._send(message)

    async def send_not_modified(self, etag: str, cache_control: str) -> None:
        headers = MutableHeaders({"ETag": etag, "Cache-Control": cache_control, "Vary": _VARY})
        await self._send({"type": "http.response.start", "status": 304, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": b""})


async def _discard_message(_message: Message) -> None:
    """Discard a message: only the ETag of the answer is needed."""


async def _receive_empty_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _today_if_relative(scope: Scope) -> tuple[str, ...]:
    """Today, where the query may name a day by how long ago it was: that is another list tomorrow."""
    query: bytes = scope["query_string"]
    # A name that is written with escapes may be one of these too.
    may_be_relative = any(part in query for part in (b"since", b"until", b"%"))
    return (datetime.now(UTC).date().isoformat(),) if may_be_relative else ()


def _is_complete(start: Message, message: Message) -> bool:
    """Whether this is the whole of a successful answer."""
    return start["status"] == 200 and message["type"] == "http.response.body" and not message.get("more_body", False)
