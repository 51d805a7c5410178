"""HEAD: the same answer as to GET, without its body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Lets every path that answers GET answer HEAD, which the framework leaves to each route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)
