"""The guard against server-side request forgery (SSRF): requests go to public addresses only.

The host name is resolved once, its addresses are checked, and the connection goes to one of the checked addresses. So
a name that resolves to another address a moment later (DNS rebinding) gains nothing.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from app.errors import NotFetched
from app.settings import Settings

IpAddress = IPv4Address | IPv6Address

# Translated to the IPv4 address in their last 32 bits, wherever a network does that (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IpAddress) -> bool:
    """Whether the address and the IPv4 address embedded in it, if any, are on the public internet."""
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        return is_public(embedded)
    return address.is_global and not nonpublic_kind(address)


def nonpublic_kind(address: IpAddress) -> str:
    """The kind of a non-public address; empty for a public one."""
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        return nonpublic_kind(embedded)
    kinds = {
        "unspecified": address.is_unspecified,
        "loopback": address.is_loopback,
        "link-local": address.is_link_local,
        "multicast": address.is_multicast,
        "private": address.is_private or (isinstance(address, IPv6Address) and address.is_site_local),
        "reserved": address.is_reserved or not address.is_global,
    }
    return next((kind for kind, holds in kinds.items() if holds), "")


def _embedded_ipv4(address: IpAddress) -> IPv4Address | None:
    """The IPv4 address that this IPv6 address stands for: mapped, 6to4 or NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


Resolver = Callable[[str, int], list[str]]


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def make_address_policy(settings: Settings) -> Callable[[IpAddress], bool]:
    """Whether an address is public, or in one of the networks that the operator has named."""

    def is_allowed(address: IpAddress) -> bool:
        return is_public(address) or any(address in network for network in settings.fetch_networks)

    return is_allowed


def parse_url(address: str) -> httpx.URL:
    """Raises NotFetched for what is no http(s) URL with a host."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NotFetched(f"is not an address: {error}") from error
    if url.scheme not in ("http", "https"):
        raise NotFetched(f"begins with {url.scheme or 'nothing'}: not with http: or https:")
    if not url.host:
        raise NotFetched("is an address without a host")
    return url


class GuardedClient:
    """`allowed` says to which addresses a connection may go."""

    def __init__(self, allowed: Callable[[IpAddress], bool] = is_public, resolve: Resolver = resolve_host) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._tls = ssl.create_default_context()

    def open_client(self, seconds: float) -> httpx.AsyncClient:
        """For requests to one host, whose connections it keeps."""
        return httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=seconds)

    async def send_request(
        self,
        client: httpx.AsyncClient,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str],
        content: bytes | None = None,
    ) -> httpx.Response:
        """The answer of the URL's server, whose body is still to be read, or a redirection, which is not followed.

        Raises:
            NotFetched: one of its addresses is not allowed, or it cannot be connected to.
        """
        for address in await self._resolve_allowed(url):
            request = client.build_request(
                method,
                url.copy_with(host=str(address), username="", password="", fragment=None),
                content=content,
                headers={**headers, "Host": url.netloc.decode("ascii")},
                # The certificate is checked for the name, though the connection goes to an address.
                extensions={"sni_hostname": url.host},
            )
            try:
                return await client.send(request, stream=True)
            except httpx.ConnectError as error:
                failure = error
            except httpx.HTTPError as error:
                raise describe_failure(error) from error
        raise NotFetched(f"cannot be connected to: {_root_cause(failure)}", again=True) from failure

    def require_allowed(self, url: httpx.URL, addresses: list[IpAddress]) -> None:
        """Raises NotFetched unless all are allowed: a name that is partly private is up to something."""
        for address in addresses:
            if not self._allowed(address):
                kind = nonpublic_kind(address) or "refused"
                raise NotFetched(f"is on {url.host} at {address}, a {kind} address; only public addresses are allowed")

    async def _resolve_allowed(self, url: httpx.URL) -> list[IpAddress]:
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        try:
            found = await asyncio.to_thread(self._resolve, url.host, port)
            addresses = [ip_address(one) for one in dict.fromkeys(found)]
        except (OSError, ValueError) as error:
            raise NotFetched(f"has the host {url.host!r}, which has no address", again=True) from error
        self.require_allowed(url, addresses)
        if not addresses:
            raise NotFetched(f"has the host {url.host!r}, which has no address", again=True)
        return addresses


def describe_failure(error: httpx.HTTPError) -> NotFetched:
    """A conversation that broke off."""
    if isinstance(error, httpx.TimeoutException):
        return NotFetched("does not answer in time", again=True)
    return NotFetched(f"fails: {_root_cause(error)}", again=True)


def _root_cause(error: BaseException) -> str:
    """What the operating system said, under all that libraries have put around it; otherwise what they say."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLError):
            break
        if isinstance(inner, OSError) and inner.errno:
            return os.strerror(inner.errno).lower()
        inner = inner.__cause__ or inner.__context__
    return str(error) or type(error).__name__
