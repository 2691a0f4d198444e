"""Decides where a request may go: http(s) only, never to a private address, and through the mirror when one is set.

Board lists, redirects and sitemaps are written by strangers, so a URL of theirs must not reach this machine or its
network. Leaves to `flows.web.client` when to ask and what to do with the answer.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlencode, urljoin, urlsplit

from flows.errors import SourceUnavailable

# Names that mean this machine or this network without any look-up.
_LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")


def with_query(url: str, params: dict[str, str | int]) -> str:
    """`url` with `params` added to its query."""
    if not params:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"


def host_of(url: str) -> str:
    """Host and, when it is not the scheme's own, port of `url`, in lower case: what politeness is counted by.

    Raises:
        SourceUnavailable: not an http(s) address with a host.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise SourceUnavailable(
            f"{url[:200]!r}: not an address ({exc}); nothing was asked"
        ) from exc
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceUnavailable(f"{url[:200]!r}: not an http(s) address; nothing was asked")
    return parts.hostname if port is None else f"{parts.hostname}:{port}"


@dataclass
class Addresses:
    """Maps the addresses that sources use to those that are asked. `mirror` is a base URL or empty."""

    mirror: str = ""
    _is_public: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mirror = self.mirror.rstrip("/")

    def asked(self, url: str) -> str:
        """The address to send a request for `url` to.

        Raises:
            SourceUnavailable: not http(s), or it leads to a private address.
        """
        host = host_of(url)
        name = urlsplit(url).hostname or ""
        if not self._may_reach(name):
            raise SourceUnavailable(f"{url[:200]}: {name} is a private address; nothing was asked")
        if not self.mirror:
            return url
        parts = urlsplit(url)
        return f"{self.mirror}/{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"

    def redirected(self, url: str, location: str) -> str:
        """Where a redirect from `url` to `location` leads, seen from the board: a mirror's own addresses are mapped back."""
        target = urljoin(url, location)
        if self.mirror and target.startswith(f"{self.mirror}/"):
            return f"https://{target.removeprefix(self.mirror + '/')}"
        return target

    def _may_reach(self, name: str) -> bool:
        if name not in self._is_public:
            # A mirror is asked in the board's stead, so only what the name itself says can be judged.
            self._is_public[name] = not _is_local_name(name) and (
                bool(self.mirror) or _resolves_to_public(name)
            )
        return self._is_public[name]


def _is_local_name(name: str) -> bool:
    try:
        return not ip_address(name).is_global
    except ValueError:
        pass
    # A bare or all-numeric name ("2130706433", "0x7f.1") is another spelling of an address to some resolvers.
    labels = name.rstrip(".").split(".")
    return (
        len(labels) < 2
        or labels[-1] in _LOCAL_NAMES
        or not any(letter.isalpha() for letter in labels[-1])
    )


def _resolves_to_public(name: str) -> bool:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # An unknown name is the transport's to report; behind a proxy names may not resolve here at all.
        return True
    return all(is_public(str(entry[4][0])) for entry in found)


def is_public(address: str) -> bool:
    """Whether an IP address, as a look-up gives it, is one of the open net's; the zone behind a `%` says nothing."""
    return ip_address(address.partition("%")[0]).is_global
