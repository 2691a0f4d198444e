"""Where a request may go: http(s) only, never to a private address, and through the mirror when one is set.

Strangers write board lists, redirects and sitemaps, so a URL of theirs must not reach this machine or its network.
Decides that for each address, which it parses once. Leaves when to ask, and what to do with the answer, to
`flows.web.client`.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from flows.errors import SourceUnavailable
from flows.settings import LOOPBACK_NAMES

# Last labels of names that mean this machine or this network, and of the infrastructure's own ("home.arpa").
_LOCAL_NAMES = frozenset(
    "localhost local localdomain internal intranet private corp home lan arpa onion".split()
)

# Addresses that stand for an IPv4 address, which may be this network's: NAT64 (RFC 6052, 8215), 6to4 and its relays.
_TRANSLATED = tuple(
    map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24"))
)
_UNICAST_V6 = ip_network("2000::/3")
"""The part of IPv6 that is assigned to hosts. The rest is local, reserved or an alias."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked."""

    url: str
    host: str
    """Lower case, with the port when it is not the scheme's own. Politeness is counted by it."""
    target: str
    """Where the request is sent: `url`, or its place on the mirror."""
    is_confidential: bool
    """Whether nobody but the host can read along: https, or this machine. A mirror elsewhere could."""
    is_mirrored: bool = False

    @property
    def robots_url(self) -> str:
        """Where the robots.txt of this address is."""
        return urljoin(self.url, "/robots.txt")


@dataclass
class Addresses:
    """Maps the addresses that sources use to those that are asked. `mirror` is a base URL or empty."""

    mirror: str = ""
    _is_public: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mirror = self.mirror.rstrip("/")
        self._mirror_is_here = urlsplit(self.mirror).hostname in LOOPBACK_NAMES

    def locate(self, url: str) -> Address:
        """The address of a request for `url`.

        Raises:
            SourceUnavailable: not http(s), or it leads to a private address.
        """
        parts = _split(url)
        name = parts.hostname or ""
        if not self._may_reach(name):
            raise SourceUnavailable(
                f"{url[:200]}: {name} is a private address; no request was sent"
            )
        host = name if parts.port is None else f"{name}:{parts.port}"
        if not self.mirror:
            return Address(url, host, url, _is_confidential(parts))
        query = f"?{parts.query}" if parts.query else ""
        target = f"{self.mirror}/{host}{parts.path or '/'}{query}"
        return Address(url, host, target, self._mirror_is_here, is_mirrored=True)

    def redirected(self, url: str, location: str) -> str:
        """Where a redirect from `url` to `location` leads. A mirror's own addresses are mapped back to the board's."""
        target = urljoin(url, location)
        if self.mirror and target.startswith(f"{self.mirror}/"):
            return f"https://{target.removeprefix(self.mirror + '/')}"
        return target

    def _may_reach(self, name: str) -> bool:
        if name not in self._is_public:
            # With a mirror we never resolve the host, so check only its name.
            self._is_public[name] = not _is_local_name(name) and (
                bool(self.mirror) or _resolves_to_public(name)
            )
        return self._is_public[name]


def with_query(url: str, params: Mapping[str, str | int]) -> str:
    """`url` with `params` added to its query."""
    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"


def is_public(address: str) -> bool:
    """Whether an IP address, as a look-up gives it, is one host's on the public internet. The zone behind a `%` says nothing."""
    found = ip_address(address.partition("%")[0])
    is_translated = any(found in network for network in _TRANSLATED)
    return _is_unicast(found) and found.is_global and not found.is_multicast and not is_translated


def _is_unicast(address: IPv4Address | IPv6Address) -> bool:
    is_v4 = isinstance(address, IPv4Address) or address.ipv4_mapped is not None
    return is_v4 or address in _UNICAST_V6


def look_up(host: str, port: int | None = None) -> list[str]:
    """The IP addresses of a host, in the order the resolver gives them.

    Raises:
        OSError or UnicodeError: the name has none, or is no name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError as exc:
        raise SourceUnavailable(
            f"{url[:200]!r}: not an address ({exc}); no request was sent"
        ) from exc
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceUnavailable(f"{url[:200]!r}: not an http(s) address; no request was sent")
    return parts


def _is_confidential(parts: SplitResult) -> bool:
    return parts.scheme == "https" or parts.hostname in LOOPBACK_NAMES


def _is_local_name(name: str) -> bool:
    try:
        return not is_public(name)
    except ValueError:
        return _is_local_word(name)


def _is_local_word(name: str) -> bool:
    # A bare or all-numeric name ("2130706433", "0x7f.1") is another spelling of an address to some resolvers.
    _, dot, last = name.rstrip(".").rpartition(".")
    has_letters = any(letter.isalpha() for letter in last)
    return not dot or last in _LOCAL_NAMES or not has_letters


def _resolves_to_public(name: str) -> bool:
    try:
        return all(map(is_public, look_up(name)))
    except (OSError, UnicodeError):
        # The transport reports an unknown name. Behind a proxy, names may not resolve here at all.
        return True
