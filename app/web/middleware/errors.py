"""The innermost layer: a bug becomes a 500 here, so that its answer gets the headers of all other layers."""

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
            # Nobody is left to answer.
            return
        except Exception:
            if started or scope["type"] != "http":
                # Too late for an answer: the server logs the bug and cuts the connection.
                raise
            _log.exception("a bug in the server", extra={"event": "bug"})
            await internal_error_response()(scope, receive, send)
