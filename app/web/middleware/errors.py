"""The innermost middleware: turns a bug into a 500, so that the answer gets the headers of all others."""

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.problems import internal_error_response

_log = logging.getLogger("chancery")


class UnhandledErrorMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note_start)
        except ClientDisconnect:
            # The client has gone.
            return
        except Exception:
            if started or scope["type"] != "http":
                # The answer has begun: the server logs the bug and closes the connection.
                raise
            _log.exception("a bug in the server", extra={"event": "bug"})
            await internal_error_response()(scope, receive, send)
