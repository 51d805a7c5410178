"""Which addresses are the public internet's: the only ones that a fetcher may be led to by a stranger's link."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

IpAddress = IPv4Address | IPv6Address

# Translated to the IPv4 address in their last 32 bits, wherever a network does that (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IpAddress) -> bool:
    """Whether it is reachable from anywhere, and what it embeds is as well."""
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        return is_public(embedded)
    return address.is_global and not nonpublic_kind(address)


def nonpublic_kind(address: IpAddress) -> str:
    """What it is, if it is no public address; empty if it is one."""
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
