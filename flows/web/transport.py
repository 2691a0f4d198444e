"""Connects to the address that was checked: a name is looked up once, judged, and that very address is called.

Without it a name could answer with a public address when it is judged and with a private one when it is called (DNS
rebinding). Decides which of a name's addresses are called; TLS and the Host header keep the name. Leaves the judgement of
names and addresses to `flows.web.addresses`, and connections through a proxy, which looks names up itself, to the proxy.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

import httpcore
import httpx

from flows.errors import SourceUnavailable
from flows.web.addresses import is_public


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections through `inner`, to public addresses only."""

    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Calls the addresses of `host` in the order in which they were given, until one answers.

        Raises:
            SourceUnavailable: one of them is private; none was called.
            httpcore.ConnectError: the name has no address, or the last one does not answer.
        """
        failed: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in _addresses(host, port):
            try:
                return self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failed = exc
        raise failed or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Never: boards are not files of this machine."""
        raise SourceUnavailable(f"{path[:200]!r} is a socket of this machine; nothing was asked")

    def sleep(self, seconds: float) -> None:
        """Waits between tries of the pool's own."""
        self._inner.sleep(seconds)


def pin(client: httpx.Client) -> None:
    """Makes a client call the addresses that were checked. A client with a transport of another kind stays as it is."""
    # httpx lets nobody name a backend; what is given to Client(transport=...) would do away with the proxies of the environment.
    transport = client._transport
    if isinstance(transport, httpx.HTTPTransport):
        pool = transport._pool
        pool._network_backend = CheckedBackend(pool._network_backend)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise httpcore.ConnectError(f"{host}: {exc}") from exc
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if private := [address for address in addresses if not is_public(address)]:
        raise SourceUnavailable(
            f"{host} leads to {private[0]}, a private address; nothing was asked"
        )
    return addresses
