"""Request ids: taken from the client or proxy if valid, else new."""

import re
import secrets
from contextvars import ContextVar

REQUEST_ID_HEADER = "X-Request-ID"
# It goes into log lines, headers and a URN: nothing that could break out of any of them, and no more than a line.
_VALID_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@=+/-]{0,127}")

_current_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def assign_request_id(given: str | None) -> str:
    """Set the id of the request that this task answers."""
    name = given if given is not None and _VALID_ID.fullmatch(given) else secrets.token_hex(8)
    # Never reset: the server runs each request in a context of its own, and logs in it after the application is done.
    _current_id.set(name)
    return name


def current_request_id() -> str | None:
    """The id of the current request, if there is one."""
    return _current_id.get()
