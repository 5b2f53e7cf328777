"""Internet addresses and ranges of them, as limits count and blocks compare them."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

type Network = IPv4Network | IPv6Network


@lru_cache(maxsize=1_000)
def read(text: str) -> Network:
    """The range that an address or a range in CIDR notation stands for; ValueError if it is neither. Of IPv6 it is at
    least a /64, because one connection has 2^64 addresses and changes them by itself; an IPv4 address that is written
    as one of IPv6 is that of IPv4."""
    address, _, length = text.strip().partition("/")
    found = ip_network("/".join(filter(None, (address.partition("%")[0], length))), strict=False)
    if not isinstance(found, IPv6Network):
        return found
    mapped = found.network_address.ipv4_mapped
    if mapped and found.prefixlen >= 96:
        return IPv4Network((mapped, found.prefixlen - 96), strict=False)
    return found.supernet(new_prefix=64) if found.prefixlen > 64 else found


def written(network: Network) -> str:
    """A range as people write it: a single address without its length."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def is_within(place: Network, network: Network) -> bool:
    """Whether a range contains another one."""
    return place.version == network.version and place.subnet_of(network)  # type: ignore[arg-type]  # of one version
