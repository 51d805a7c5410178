"""One HTTP connection: the limits on what a client sends before routing, and on the time it takes.

uvicorn's class reads requests and writes answers. This one limits what comes in and answers a refused request with a
problem; `close_expired_connections` closes idle connections. It relies on more of uvicorn than its public interface,
so pyproject.toml caps the version.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Collection
from heapq import nsmallest
from http import HTTPStatus
from typing import Any, NamedTuple, cast

import httptools
from starlette.types import Message
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.errors import ChanceryError, HeadersTooLarge, MalformedRequest, RequestTimeout, TooManyConnections, UriTooLong
from app.web.middleware.proxy_headers import client_network
from app.web.middleware.security_headers import NOSNIFF
from app.web.problems import error_response

MAX_HEAD_BYTES = 65_536
MAX_HEADER_FIELDS = 100
# Pipelined requests, sent before their answers.
MAX_PIPELINED = 100
# Bytes of a body in a second; a slower client runs out of time.
MIN_BODY_RATE = 500
# Seconds for a client to read a refusal: closed at once, the connection could lose it.
_LINGER_SECONDS = 2.0
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_log = logging.getLogger("chancery")


class ConnectionLimits(NamedTuple):
    """Seconds for the head of a request and as many more for its body to begin, and connections at a time."""

    request_seconds: float
    max_connections: int


class Connection(HttpToolsProtocol):
    """One connection of a client."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        # The times of the client's last data and of the start of its current limit.
        self.heard = self._since = self.loop.time()
        self._in_head = False
        # Bytes since the last parsed event, and bytes of the body.
        self._held = self._body = 0
        self._fault: ChanceryError | None = None
        self._refused = False
        # The size of the write buffer, and since when it has that size.
        self._unsent = (0, self._since)

    @property
    def client_name(self) -> str:
        return self.client[0] if self.client else "-"

    # Callbacks of the transport.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client and self.client[0].startswith("::ffff:"):
            # An IPv4 address as an IPv6 socket names it; logs and limits use the short form.
            self.client = (self.client[0].removeprefix("::ffff:"), self.client[1])
        if len(self.connections) > self._limits.max_connections and not make_room(
            open_connections(self.server_state) - {self}
        ):
            self._refuse_request(TooManyConnections("all connections are busy; try again later"), linger=False)

    def data_received(self, data: bytes) -> None:
        if self._refused or self.transport.is_closing():
            return
        self.heard = self.loop.time()
        self._held += len(data)
        super().data_received(data)
        if self._held > 2 * MAX_HEAD_BYTES and not self._refused:
            self._refuse_request(self._oversize_error())

    def send_400_response(self, _msg: str) -> None:
        """Answer data that the parser rejects."""
        if not self._refused:
            self._refuse_request(self._fault or MalformedRequest("the request is not HTTP/1.1"))

    # Callbacks of the parser.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._held, self._since = True, 0, self.loop.time()

    def on_headers_complete(self) -> None:
        self._in_head, self._held, self._body, self._since = False, 0, 0, self.loop.time()
        self._fault = self._find_head_fault()
        if self._fault is not None:
            raise self._fault
        super().on_headers_complete()
        # Trailers after a body are ignored: nothing checks them.
        self.headers = []
        if self.parser.get_http_version() == "1.0":
            _end_response_by_closing(self.cycle)

    def on_body(self, body: bytes) -> None:
        self._held = 0
        self._body += len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._in_head:
            self._since = self.loop.time()

    def _find_head_fault(self) -> ChanceryError | None:
        if len(self.pipeline) >= MAX_PIPELINED:
            return MalformedRequest(f"more than {MAX_PIPELINED} requests were pipelined")
        if len(self.url) >= MAX_HEAD_BYTES:
            return UriTooLong(f"the address has more than {MAX_HEAD_BYTES - 1:,} bytes")
        if len(self.headers) > MAX_HEADER_FIELDS:
            return HeadersTooLarge(f"the request has more than {MAX_HEADER_FIELDS} header fields")
        if sum([len(name) + len(value) + 4 for name, value in self.headers]) > MAX_HEAD_BYTES:
            return HeadersTooLarge(f"the header fields have more than {MAX_HEAD_BYTES:,} bytes")
        return self._find_host_fault()

    def _find_host_fault(self) -> ChanceryError | None:
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) > 1:
            return MalformedRequest("the request has more than one Host header")
        if not hosts and self.parser.get_http_version() != "1.0":
            return MalformedRequest("the request has no Host header")
        if hosts and not _HOST.fullmatch(hosts[0]):
            return MalformedRequest("the Host header is not the name or address of a server")
        if not self.url.startswith(b"/"):
            self._take_host_from_address()
        return None

    def _take_host_from_address(self) -> None:
        """The host of `GET http://host/path` overrides `Host` (RFC 9112, 3.2.2)."""
        url = httptools.parse_url(self.url)
        if url.host:
            host = b"[%b]" % url.host if b":" in url.host else url.host
            host += b":%d" % url.port if url.port else b""
            self.headers[:] = [(b"host", host), *(one for one in self.headers if one[0] != b"host")]
            self.url = (url.path or b"/") + (b"?%b" % url.query if url.query else b"")

    def _oversize_error(self) -> ChanceryError:
        if not self._in_head:
            return MalformedRequest("the data is neither a request nor the body of one")
        if not self.headers:
            return UriTooLong(f"the address has more than {MAX_HEAD_BYTES - 1:,} bytes")
        return HeadersTooLarge(f"the header fields have more than {MAX_HEAD_BYTES:,} bytes")

    # Closing.

    @property
    def is_answered(self) -> bool:
        """Whether a complete request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    @property
    def _is_awaiting_body(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body

    def close_for_another(self) -> None:
        """Close the connection to make room for another one."""
        if (self._in_head or self._is_awaiting_body) and not self._refused:
            self._refuse_request(
                TooManyConnections("the connection was needed for other clients; send the request again"), linger=False
            )
        else:
            self.transport.abort()

    def close_if_expired(self, now: float) -> None:
        """Close the connection if the client's time is over."""
        if self._is_stalled(now):
            _log.warning("closed the connection of %s, which does not read its answer", self.client_name)
            self.transport.abort()
        elif self._refused:
            if now - self._since > _LINGER_SECONDS and not self.is_answered:
                self.transport.abort()
        elif not self.transport.is_closing():
            self._close_if_slow(now)

    def _close_if_slow(self, now: float) -> None:
        waited, seconds = now - self._since, self._limits.request_seconds
        if self._in_head:
            if waited > seconds:
                self._refuse_request(RequestTimeout(f"the head of the request did not arrive within {seconds:g} s"))
        elif self._is_awaiting_body:
            if self.flow.read_paused or self.cycle.waiting_for_100_continue:
                # The application has to continue.
                self._since = now
            elif waited > seconds + self._body / MIN_BODY_RATE:
                self._refuse_request(RequestTimeout(f"the body of the request did not arrive within {waited:.0f} s"))
        elif not self.is_answered and waited > seconds:
            self.transport.close()

    def _is_stalled(self, now: float) -> bool:
        """Whether the client has read nothing of its answer for long."""
        size, since = self.transport.get_write_buffer_size(), self._unsent[1]
        if not size or size != self._unsent[0]:
            self._unsent = (size, now)
        return bool(size) and now - since > self._limits.request_seconds

    def _refuse_request(self, error: ChanceryError, *, linger: bool = True) -> None:
        """Answer with a problem, unless another answer has begun, and stop reading."""
        self._refused, self._since = True, self.loop.time()
        _log.warning("refused %s with %d: %s", self.client_name, error.status, error, extra={"event": "refused"})
        if self.cycle is not None and not self.cycle.response_complete:
            if not self.cycle.more_body:
                # The fault is in data after a request that is being answered.
                self.cycle.keep_alive = False
                return
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
                return
            # The reader of the body learns that it ends here.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        answer = error_response(error)
        headers = [*answer.raw_headers, NOSNIFF, (b"connection", b"close")]
        status = f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}"
        lines = [status.encode(), *(b": ".join(header) for header in headers)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(answer.body))
        if linger:
            self.transport.write_eof()
        else:
            self.transport.close()


def _end_response_by_closing(cycle: RequestResponseCycle) -> None:
    """End an answer of unknown length with its connection: HTTP/1.0 has no chunks."""
    send, measured = cycle.send, False

    async def send_unchunked(message: Message) -> None:
        nonlocal measured
        if message["type"] == "http.response.start":
            measured = any(name.lower() == b"content-length" for name, _ in message["headers"])
            if not measured:
                cycle.chunked_encoding = False
        elif not measured:
            cycle.expected_content_length = len(message.get("body", b""))
        await send(message)  # type: ignore[arg-type]

    cycle.send = send_unchunked  # type: ignore[method-assign,assignment]


def open_connections(state: ServerState) -> set[Connection]:
    """All open connections; the server makes no others."""
    return cast(set[Connection], state.connections)


def make_room(connections: Collection[Connection]) -> bool:
    """Close a few idle connections; False if none is idle.

    Those of the clients with most connections go first, and of these the longest idle ones.
    """
    held = Counter(client_network(one.client_name) for one in connections)
    waiting = [one for one in connections if not one.is_answered]
    # Several at a time, so that under a flood not every new connection has to search them all.
    dropped = nsmallest(
        1 + len(connections) // 50, waiting, key=lambda one: (-held[client_network(one.client_name)], one.heard)
    )
    for one in dropped:
        one.close_for_another()
    return bool(dropped)


async def close_expired_connections(connections: Collection[Connection]) -> None:
    """Close expired connections, once a second."""
    loop = asyncio.get_running_loop()
    before = loop.time()
    while True:
        await asyncio.sleep(1)
        now = loop.time()
        # After a delay the loop has not yet read what has arrived.
        if now - before < 2:
            for one in list(connections):
                try:
                    one.close_if_expired(now)
                except Exception:
                    # An error in one connection must not end the supervision of the others.
                    _log.exception("a bug in the supervision of connections", extra={"event": "bug"})
                    one.transport.abort()
        before = now
