"""The network under the client: calls the address that was checked, and stops reading at the deadline.

Resolved twice, a name could answer with a public address when it is checked and a private one when it is called (DNS
rebinding). With a timeout for the next byte alone, a server that sends one every half minute holds its worker for days.
Decides which addresses are called and when a read ends. Leaves names to a proxy where there is one: it resolves them.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from flows.errors import SourceUnavailable
from flows.web.addresses import is_public, look_up


class Deadlines:
    """The deadline of the request each thread is waiting for. Every read from the network checks it."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Ends reads inside the block with a timeout once `seconds` are over."""
        self._of_thread.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._of_thread.until = None

    def left(self, timeout: float | None) -> float | None:
        """The timeout for the next read. Raises httpcore.ReadTimeout when there is no time left."""
        until: float | None = getattr(self._of_thread, "until", None)
        if until is None:
            return timeout
        left = until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole reply took too long")
        return left if timeout is None else min(left, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections through `inner` that keep the deadlines. With `pins`, to public addresses only."""

    def __init__(
        self, inner: httpcore.NetworkBackend, deadlines: Deadlines, *, pins: bool = True
    ) -> None:
        self._inner, self._deadlines, self._pins = inner, deadlines, pins

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Calls the addresses of `host` in the order given, until one answers.

        Raises:
            SourceUnavailable: one of them is private. None was called.
            httpcore.ConnectError: the name has no address, or the last one does not answer.
        """
        failed: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in _checked(host, port) if self._pins else [host]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failed = exc
            else:
                return _Stream(stream, self._deadlines)
        raise failed or httpcore.ConnectError(f"{host} has no address")


def guard(client: httpx.Client, deadlines: Deadlines, *, pins: bool) -> None:
    """Puts the guarded backend under a client's connections, also those through a proxy, which are not pinned."""
    # httpx takes no network backend. Client(transport=...) would drop the proxies of the environment.
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            pool: Any = transport._pool
            is_direct = transport is client._transport
            pool._network_backend = GuardedBackend(
                pool._network_backend, deadlines, pins=pins and is_direct
            )


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadlines: Deadlines) -> None:
        self._inner, self._deadlines = inner, deadlines

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadlines.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(secured, self._deadlines)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _checked(host: str, port: int) -> list[str]:
    """The addresses of `host`, all of them public."""
    try:
        addresses = look_up(host, port)
    except (OSError, UnicodeError) as exc:
        raise httpcore.ConnectError(f"{host}: {exc}") from exc
    _require_public(host, addresses)
    return addresses


def _require_public(host: str, addresses: Iterable[str]) -> None:
    if private := next((each for each in addresses if not is_public(each)), None):
        raise SourceUnavailable(
            f"{host} leads to {private}, a private address; no request was sent"
        )
