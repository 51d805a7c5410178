"""The outermost middleware: restores client, scheme, host and path prefix of a request that came through proxies.

Only trusted proxies may name them by headers; the settings name them for proxies that send none.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.schemas.common import set_mount_prefix
from app.settings import ROOT_PATH_PATTERN

# Of the characters that a host may have, those that names and addresses really have.
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


class TrustedProxyMiddleware:
    def __init__(self, app: ASGIApp, trusted: str, root_path: str | None) -> None:
        # It reads X-Forwarded-For and X-Forwarded-Proto.
        self._app = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]
        self._trusts = _make_trust_check(trusted)
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            told = _parse_forwarded(scope) if self._trusts(scope["client"][0] if scope.get("client") else "") else {}
            if host := told.get(b"x-forwarded-host"):
                _set_host(scope, host)
            prefix = told.get(b"x-forwarded-prefix", "") if self._root_path is None else self._root_path
            if prefix:
                _mount_under(scope, prefix)
        await self._app(scope, receive, send)  # type: ignore[arg-type]


def path_without_prefix(scope: Scope) -> str:
    """The path of a request without the prefix that the server is mounted under."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _make_trust_check(trusted: str) -> Callable[[str], bool]:
    """A check whether an address is a trusted proxy."""
    if trusted == "*":
        return lambda _address: True
    networks = [ip_network(one) for one in trusted.split(",") if one]

    @lru_cache(maxsize=1024)
    def is_trusted(address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in networks)
        except ValueError:
            return False

    return is_trusted


def _parse_forwarded(scope: Scope) -> dict[bytes, str]:
    """The host and the prefix that the nearest proxy names, if valid."""
    told: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name == b"x-forwarded-host":
            host = value.decode("latin-1").rpartition(",")[2].strip()
            if _HOST.fullmatch(host):
                told[name] = host
        elif name == b"x-forwarded-prefix":
            prefix = value.decode("latin-1").strip().rstrip("/")
            if ROOT_PATH_PATTERN.fullmatch(prefix):
                told[name] = prefix
    return told


def _set_host(scope: Scope, host: str) -> None:
    others = [header for header in scope["headers"] if header[0] != b"host"]
    scope["headers"] = [(b"host", host.encode()), *others]


def _mount_under(scope: Scope, prefix: str) -> None:
    """Mount the request under the prefix, whether the proxy has kept it in the path or not."""
    path: str = scope["path"]
    if path == prefix:
        scope["path"], scope["raw_path"] = f"{path}/", f"{prefix}/".encode()
    elif not path.startswith(f"{prefix}/"):
        scope["path"], scope["raw_path"] = prefix + path, prefix.encode() + scope["raw_path"]
    scope["root_path"] = prefix
    set_mount_prefix(prefix)


@lru_cache(maxsize=4096)
def client_network(address: str) -> str:
    """What limits count as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        return str(ip_network((IPv6Address(address), 64), strict=False))
    except ValueError:
        return address
