"""gzip for large answers."""

import re

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_MIN_BYTES = 1_000
# A sixth of the time of the highest level, for an eighth more bytes.
_LEVEL = 3
_GZIP_ACCEPTED = re.compile(r"gzip(?!\s*;\s*q\s*=\s*0(\.0*)?\s*(,|$))", re.IGNORECASE)


class CompressionMiddleware(GZipMiddleware):
    """Starlette's middleware with respect for `gzip;q=0`."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=_MIN_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and _GZIP_ACCEPTED.search(Headers(scope=scope).get("accept-encoding", ""))
        await (super().__call__ if wanted else self.app)(scope, receive, send)
