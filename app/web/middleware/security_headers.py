"""The security headers: browsers do not guess types, run nothing and show no answer in foreign frames."""

from collections.abc import Iterable

from starlette.types import Scope

from app.web.middleware.proxy_headers import path_without_prefix

RawHeaders = Iterable[tuple[bytes, bytes]]

NOSNIFF = (b"x-content-type-options", b"nosniff")
_PAGE_POLICY = [
    b"default-src 'self'",
    b"img-src 'self' data:",
    b"object-src 'none'",
    b"base-uri 'none'",
    b"form-action 'self'",
    b"frame-ancestors 'none'",
]
# The pages of the documentation begin by a script of their own, write their styles, and hold nothing that anybody sent.
_DOCUMENTATION_PATHS = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc"})
_INLINE_POLICY = [b"script-src 'self' 'unsafe-inline'", b"style-src 'self' 'unsafe-inline'", b"worker-src 'self' blob:"]


def protective_headers(scope: Scope, headers: RawHeaders) -> list[tuple[bytes, bytes]]:
    """The headers to add to an answer; a page with its own policy keeps it."""
    given = dict(headers)
    kind = given.get(b"content-type", b"")
    if not kind.startswith(b"text/html") and b"xml" not in kind:
        return [NOSNIFF]
    needed = [NOSNIFF, (b"referrer-policy", b"no-referrer")]
    if b"content-security-policy" not in given:
        policy = [*_PAGE_POLICY, *(_INLINE_POLICY if path_without_prefix(scope) in _DOCUMENTATION_PATHS else ())]
        needed += [(b"content-security-policy", b"; ".join(policy)), (b"x-frame-options", b"DENY")]
    return needed
