"""HEAD: the answer to GET without its body. OPTIONS: the methods of a path."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadMiddleware:
    """Answers HEAD for every path with GET, and OPTIONS for every path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await self.app(scope, receive, _wrap_options_send(send))
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


def _wrap_options_send(send: Send) -> Send:
    """No route takes OPTIONS, but the 405 names the methods of the path."""
    refused = False

    async def send_methods(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and message["status"] == 405:
            refused = True
            allow = [header for header in message["headers"] if header[0] == b"allow"]
            message = {**message, "status": 204, "headers": allow}
        elif refused:
            message = {**message, "body": b""}
        await send(message)

    return send_methods
