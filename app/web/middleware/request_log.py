"""The middleware around all others that answer: gives every request an id, logs and counts it, and adds the
security headers.
"""

from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import request_id
from app.web.log_format import log_request
from app.web.metrics import Metrics
from app.web.middleware.security_headers import protective_headers

# nginx's status for a client that left before its answer; it is only logged and counted.
_CLIENT_CLOSED_REQUEST = 499


class RequestLogMiddleware:
    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = request_id.assign_request_id(Headers(scope=scope).get(request_id.REQUEST_ID_HEADER))
        header = (request_id.REQUEST_ID_HEADER.lower().encode(), name.encode())
        status = _CLIENT_CLOSED_REQUEST

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", ()))
                message = {**message, "headers": [*headers, header, *protective_headers(scope, headers)]}
            await send(message)

        started = perf_counter()
        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            seconds = perf_counter() - started
            log_request(scope, status, seconds)
            self._metrics.observe_request(scope, status, seconds)
