"""How long a board may keep a worker: the deadline of one request, and the time that one look is given.

A timeout for the next byte alone is no end: a server that sends a byte every half minute, in its headers or its body, would
hold its worker for days. Decides when enough is enough; leaves to `flows.web.client` what is asked and what is tried again.
Waits that are our own politeness (pace, turns, Retry-After) are never held against a board.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from flows.errors import SourceUnavailable

_A_REQUEST_S = 5.0  # slow boards answer within two seconds; a page that keeps its parser busy to the limit takes eight
_A_LOOK_S = 1_800.0  # 2,000 answers of a second each; in that time all else of a weekly run is done


@dataclass
class Patience:
    """What one look has spent of the time it is given: answers, and the source's own work between them."""

    first_s: float
    """Given to every look, whatever the number of its requests: the deadline of one."""
    clock: Callable[[], float] = time.monotonic
    spent_s: float = 0.0
    _since: float | None = None

    def require(self, url: str, n_requests: int) -> None:
        """Call before each request; counts what the source did since the last answer.

        Raises:
            SourceUnavailable: the time of a look with so many requests so far is used up.
        """
        if self._since is not None:
            self.spent_s += self.clock() - self._since
            self._since = None
        if self.spent_s > min(self.first_s + _A_REQUEST_S * n_requests, _A_LOOK_S):
            raise SourceUnavailable(
                f"{url}: not asked; {n_requests} requests to this board took {self.spent_s:.0f} s already: given up for this run"
            )

    def answered(self, seconds: float) -> None:
        """Call after each request, answered or not, with the seconds it took without the waits before it."""
        self.spent_s += seconds
        self._since = self.clock()


class Deadlines:
    """The deadline of the request that each thread is at, minded by every read from the network."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Reads inside the block end with a timeout once so many seconds are over."""
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

    def mind(self, client: httpx.Client) -> None:
        """Makes the client's connections, also those by a proxy, read within the deadlines."""
        # httpx hands no network backend on to httpcore, which takes one; a test sees to it that this goes on to work.
        for transport in (client._transport, *client._mounts.values()):
            if isinstance(transport, httpx.HTTPTransport):
                pool: Any = transport._pool
                pool._network_backend = _Backend(pool._network_backend, self)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend, deadlines: Deadlines) -> None:
        self._inner, self._deadlines = inner, deadlines

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._deadlines)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.connect_unix_socket(path, timeout, socket_options), self._deadlines
        )

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


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
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadlines
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
