"""Authentication: API keys in `Authorization: Bearer`, checked against the database for each request."""

import re
from collections.abc import Collection
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from app.database.engine import open_session
from app.errors import ChanceryError, Forbidden, Unauthorized
from app.models import ApiKey, Scope
from app.services.keys import find_key
from app.web.middleware.proxy_headers import path_without_prefix
from app.web.openapi import SCHEME_NAME
from app.web.problems import logged_error_response

_BEARER = re.compile(r"bearer +([^ ]+) *", re.IGNORECASE)
# Other schemes may be meant for a proxy before the server.
_BEARER_SCHEME = re.compile(r"bearer\b", re.IGNORECASE)
_KEY_HINT = "send a key as 'Authorization: Bearer ...'; chancery keys create makes one"
# This only documents the scheme; the check below words its problems itself.
HTTP_BEARER = HTTPBearer(
    scheme_name=SCHEME_NAME,
    description="A key that `chancery keys create` printed.",
    bearerFormat="chancery_...",
    auto_error=False,
)


def authorize_key(session: Session, authorization: str, scope: Scope) -> ApiKey:
    """The key of a request that has this scope.

    Raises:
        Unauthorized: the key is missing or invalid.
        Forbidden: the key lacks the scope.
    """
    match = _BEARER.fullmatch(authorization)
    if match is None:
        raise Unauthorized(_KEY_HINT, invalid=bool(authorization))
    key = find_key(session, match[1])
    if key is None:
        raise Unauthorized("the key is unknown or revoked; " + _KEY_HINT, invalid=True)
    if not key.scope.includes_scope(scope):
        raise Forbidden(f"this needs a key with the scope {scope}; {key.name!r} has {key.scope}", scope)
    return key


def authenticate_request(engine: Engine, scope: AsgiScope, needed: Scope) -> str:
    """The name of the request's key; the log shows it too.

    Raises:
        Unauthorized, Forbidden: the key is missing or invalid, or lacks the scope.
    """
    with open_session(engine) as session:
        name = authorize_key(session, authorization_header(scope), needed).name
    scope["state"]["key_name"] = name
    return name


def authorization_header(scope: AsgiScope) -> str:
    return Headers(scope=scope).get("authorization", "")


def require_scope(scope: Scope) -> Any:
    """A dependency that requires a key with this scope, before the body is read."""

    def check_scope(request: Request, _scheme: Annotated[Any, Depends(HTTP_BEARER)]) -> None:
        # The answer is not cached for others: see app/web/middleware/etag.py.
        request.state.private = True
        authenticate_request(request.state.engine, request.scope, scope)

    return Depends(check_scope)


class AuthenticationMiddleware:
    """The layer that looks at the keys of those who read: where reading is open, no wrong key passes, and where it is
    not, nothing passes without one but what is exempt.

    It stands around the layer that answers 304 out of its memory.
    """

    def __init__(self, app: ASGIApp, exempt: Collection[str], open_reading: bool) -> None:
        self._app = app
        self._open_reading = open_reading
        # Paths, and folders, which end with a slash.
        self._exempt = frozenset(exempt)
        self._folders = tuple(path for path in exempt if path.endswith("/") and path != "/")

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_exempt(path_without_prefix(scope)):
            await self._app(scope, receive, send)
            return
        if self._open_reading and not _BEARER_SCHEME.match(authorization_header(scope)):
            await self._app(scope, receive, send)
            return
        try:
            await to_thread.run_sync(authenticate_request, scope["state"]["engine"], scope, Scope.READ)
        except ChanceryError as error:
            await logged_error_response(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_exempt(self, path: str) -> bool:
        return path in self._exempt or path.startswith(self._folders)
