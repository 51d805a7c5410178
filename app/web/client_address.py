"""Whom a limit counts as one client."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_network


@lru_cache(maxsize=4096)
def client_network(address: str) -> str:
    """The address; of IPv6 its /64, all of which one client commands."""
    try:
        return str(ip_network((IPv6Address(address), 64), strict=False))
    except ValueError:
        return address
