"""Rate limits: each host gets one request at a time, with a pause between two, and a maximum number per run.

Decides when a host may get a request, and when it gets none. Leaves the request itself, and retries, to
`flows.web.client`.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flows.errors import SourceUnavailable
from flows.web.robots import Robots

_SILENT_AFTER = 3  # requests in a row that a host never answered, each tried several times
_REFUSED_AFTER = 12  # answers in a row that are one of these: three boards, each tried four times, or many side by side
# "Too many requests" and "not now": of the host, not of one board.
_REFUSING = frozenset({429, 503})


@dataclass
class Host:
    """The state of one host in this run."""

    name: str
    robots: Robots | None = None
    robots_read_at: float = 0.0
    next_at: float = 0.0
    n_unanswered: int = 0
    n_refused: int = 0
    n_requests: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
    reading_robots: threading.Lock = field(default_factory=threading.Lock)

    def rest_until(self, moment: float) -> None:
        """No request goes to the host before `moment`, whichever board is next."""
        self.next_at = max(self.next_at, moment)

    def answered(self, status: int, asked_s: float | None = None, n_tries: int = 1) -> None:
        """Counts an answer, as so many tries. `asked_s`: the seconds that its Retry-After asks for, if it has one."""
        # With 0 the host says that it may be asked at once: one board is in trouble.
        is_refused = status in _REFUSING and asked_s != 0
        self.n_refused = self.n_refused + n_tries if is_refused else 0

    def require_answering(self, url: str) -> None:
        """Raises SourceUnavailable when the host has been silent, or asked to be left alone, too often."""
        if self.n_unanswered >= _SILENT_AFTER:
            why = f"{self.name} did not answer {self.n_unanswered} requests in a row"
            raise SourceUnavailable(f"{url}: {why}; no more requests in this run")
        if self.n_refused >= _REFUSED_AFTER:
            why = f"{self.name} answered with 429 or 503 again and again"
            raise SourceUnavailable(f"{url}: {why}; no more requests in this run")


@dataclass
class Turns:
    """The hosts of one run. Safe to share between threads."""

    clock: Callable[[], float]
    sleep: Callable[[float], object] | None
    """None: until the time is over or the run is stopped."""
    max_requests: int
    """Most requests to one host."""
    stopped: threading.Event = field(default_factory=threading.Event)
    _hosts: dict[str, Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def host(self, name: str) -> Host:
        """The host called `name`."""
        with self._lock:
            return self._hosts.setdefault(name, Host(name))

    def n_requests_by_host(self) -> dict[str, int]:
        """How many requests each host got so far, robots.txt and retries included."""
        with self._lock:
            hosts = sorted(self._hosts.values(), key=lambda host: host.name)
        return {host.name: host.n_requests for host in hosts if host.n_requests}

    @contextmanager
    def take(self, host: Host, url: str, delay_s: float) -> Iterator[None]:
        """Waits for the host's turn, holds it for the block, then lets the host rest for `delay_s` and some jitter.

        Raises:
            SourceUnavailable: the run was interrupted, or the host was asked often enough or in vain.
        """
        with host.turn:
            host.require_answering(url)
            self._await(host)
            self._require_turn(host, url)
            host.n_requests += 1
            try:
                yield
            finally:
                self._rest(host, delay_s)

    def _rest(self, host: Host, delay_s: float) -> None:
        jitter = random.uniform(1.0, 1.25)  # noqa: S311 - no secret
        host.rest_until(self.clock() + delay_s * jitter)

    def _await(self, host: Host) -> None:
        if (wait_s := host.next_at - self.clock()) > 0:
            (self.sleep or self.stopped.wait)(wait_s)

    def _require_turn(self, host: Host, url: str) -> None:
        if self.stopped.is_set():
            raise SourceUnavailable(f"{url}: not requested, because the run was interrupted")
        if host.n_requests >= self.max_requests:
            raise SourceUnavailable(
                f"{url}: not requested; {host.name} has had {host.n_requests:,} requests in this run, "
                "the most that ROLECALL_MAX_REQUESTS_PER_HOST allows. The next run tries again"
            )
