"""The one HTTP client: identifies itself, asks robots.txt first, takes turns, tries again, and knows when to stop.

Decides how a board is asked: which addresses are left alone, how long to wait, when to give a host up. Leaves what is
asked to `flows.sources`, which replies are read to `flows.web.replies`, and what a look means to `flows.scrape`.

Boards are asked from several threads; each host sees one request at a time.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from urllib.parse import urlsplit

import httpx

from flows.errors import AccessRefused, SourceUnavailable
from flows.settings import Settings
from flows.sources import Known, Reply, Source
from flows.web.addresses import Addresses, host_of
from flows.web.credentials import NO_KEYS, Keys, keys_of
from flows.web.look import Getter, Validators
from flows.web.patience import Deadlines, Patience
from flows.web.replies import (
    ACCEPT_ENCODING,
    REDIRECT_STATUSES,
    RETRIED_STATUSES,
    Caps,
    read_body,
    retry_after_s,
)
from flows.web.robots import ALLOW_ALL, Robots, read_robots
from flows.web.transport import pin

_N_TRIES = 4
_N_TRIES_UNCONNECTED = 3  # someone who is not online is told so within half a minute
_N_TRIES_IN_SILENCE = 2  # a timeout has waited long already
_BACKOFF_S = 1.0  # then 2 and 4, each with jitter: a host that stumbles is back within seconds or gone for longer
_LOOPBACK_BACKOFF_S = 0.02  # nobody shares a loopback mirror, so waiting there helps nobody
_JSON_CONTENT = {"Content-Type": "application/json"}
_REPEATED_POST_STATUSES = frozenset(
    {307, 308}
)  # after any other redirect a POST goes on as a GET, as RFC 9110 has it
_MAX_REDIRECTS = 5  # as many as RFC 9309 asks for robots.txt
_ROBOTS_LAST_S = 24 * 3600.0  # RFC 9309 section 2.4; a first look at the wide panel takes longer
_GIVE_UP_AFTER = 3  # requests in a row that a host never answered, each tried several times
_DEADLINE_IN_TIMEOUTS = 4  # a whole reply may take four times as long as the wait for its next byte


@dataclass
class _Host:
    """What is known of one host in this run."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    reading_robots: threading.Lock = field(default_factory=threading.Lock)
    robots: Robots | None = None
    robots_read_at: float = 0.0
    next_at: float = 0.0
    n_unanswered: int = 0
    n_requests: int = 0


class PoliteClient:
    """Asks boards politely. A context manager; safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._pace_s = 0.0 if settings.has_loopback_mirror else settings.pace_s
        self._is_paced = not settings.has_loopback_mirror
        self._backoff_s = _BACKOFF_S if self._is_paced else _LOOPBACK_BACKOFF_S
        self._caps = Caps(
            int(settings.max_reply_mb * 1e6), settings.timeout_s * _DEADLINE_IN_TIMEOUTS
        )
        self._stopped = threading.Event()
        self._deadlines, self._spent = Deadlines(), threading.local()
        self._clock, self._sleep = clock, sleep or self._stopped.wait
        self._addresses = Addresses(settings.mirror)
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = threading.Lock()
        self._http = httpx.Client(
            headers={"User-Agent": settings.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=settings.timeout_s,
            limits=httpx.Limits(max_connections=settings.n_workers + 2),
            transport=transport,
            cookies=CookieJar(
                DefaultCookiePolicy(allowed_domains=())
            ),  # nobody is to follow us from look to look
            trust_env=not settings.has_loopback_mirror,  # a proxy of the environment cannot reach this machine's mirror
        )
        self._deadlines.mind(self._http)
        if not settings.mirror:
            pin(self._http)

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def stop(self) -> None:
        """Ends every wait and request under way, and answers no more: for a run that is interrupted."""
        self._stopped.set()
        self._http.close()

    def getter(
        self,
        validators: Validators | None = None,
        minimum_delay_s: float = 0.0,
        keys: Keys = NO_KEYS,
        memory: Callable[[str], Known | None] | None = None,
        kind: str | None = None,
    ) -> Getter:
        """A `Get` for one look.

        Args:
            validators: of the board's last complete look, when it was a single request.
            minimum_delay_s: the source's own floor between two requests to one host.
            keys: what the source's requests carry.
            memory: what the last looks know of a posting, by its id.
            kind: the kind of board asked, whose answers no other kind may give; None: whoever answers is right.
        """
        patience = Patience(self._caps.seconds, self._clock)
        return Getter(self, patience, validators, minimum_delay_s, keys, memory, kind)

    def keys_of(self, source: Source) -> Keys:
        """What requests of `source` carry. Raises AccessRefused when a key it needs is not set."""
        return keys_of(source, self._settings)

    def n_requests_by_host(self) -> dict[str, int]:
        """How often each host was asked so far, robots.txt and repeated tries included."""
        with self._hosts_lock:
            return {
                name: host.n_requests
                for name, host in sorted(self._hosts.items())
                if host.n_requests
            }

    def seconds_answered(self) -> float:
        """How long this thread has been at requests so far, from asking to the last byte; without the waits before them."""
        seconds: float = getattr(self._spent, "seconds", 0.0)
        return seconds

    def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        minimum_delay_s: float = 0.0,
        content: bytes | None = None,
        keys: Keys = NO_KEYS,
    ) -> tuple[Reply, int]:
        """The final answer for `url`, whatever its status, after turns, retries and redirects; and its bytes on the wire.

        `content` is the JSON body of a POST; None asks by GET.

        Raises:
            AccessRefused: robots.txt does not allow it.
            SourceUnavailable: no answer, an answer above the caps, or a redirect that leads nowhere good.
        """
        seen, n_bytes = [url], 0
        while True:
            robots = self.robots_of(seen[-1])
            if not robots.allows(seen[-1]):
                raise AccessRefused(
                    f"{seen[-1]}: {robots.refusal or 'its robots.txt asks us not to'}; left alone"
                )
            reply, n_more = self._answered(
                seen[-1], headers, self._delay_s(robots, minimum_delay_s), content, keys
            )
            n_bytes += n_more
            location = reply.headers.get("location", "")
            if reply.status not in REDIRECT_STATUSES or not location:
                return reply, n_bytes
            self._follow(seen, location)
            content = content if reply.status in _REPEATED_POST_STATUSES else None

    def robots_of(self, url: str) -> Robots:
        """The robots.txt rules of `url`'s host, asked for once a run, and again in a run that takes more than a day."""
        host = self._host(url)
        with host.reading_robots:
            if host.robots is None or self._clock() - host.robots_read_at > _ROBOTS_LAST_S:
                host.robots, host.robots_read_at = self._asked_robots(url), self._clock()
            return host.robots

    def _asked_robots(self, url: str) -> Robots:
        parts = urlsplit(url)
        seen = [f"{parts.scheme}://{parts.netloc}/robots.txt"]
        while True:
            reply, _ = self._answered(seen[-1], {"Accept": "text/plain"}, self._pace_s)
            location = reply.headers.get("location", "")
            if reply.status in REDIRECT_STATUSES and location:
                if len(seen) > _MAX_REDIRECTS:
                    return ALLOW_ALL  # RFC 9309 section 2.3.1.2: as if there were none
                self._follow(seen, location)
            elif 200 <= reply.status < 300:
                return read_robots(reply.body)
            elif reply.status >= 500 or reply.status == 429:
                return Robots(
                    refusal=f"its robots.txt answered {reply.status}, which asks everyone to stay away for now"
                )
            else:
                return ALLOW_ALL

    def _follow(self, seen: list[str], location: str) -> None:
        target = self._addresses.redirected(seen[-1], location)
        if target in seen:
            raise SourceUnavailable(f"{seen[0]}: redirects in a circle, by {target[:200]}")
        if len(seen) > _MAX_REDIRECTS:
            raise SourceUnavailable(
                f"{seen[0]}: more than {_MAX_REDIRECTS} redirects, the last to {target[:200]}"
            )
        self._addresses.asked(target)
        seen.append(target)

    def _delay_s(self, robots: Robots, minimum_delay_s: float) -> float:
        own = max(self._pace_s, minimum_delay_s) if self._is_paced else 0.0
        return max(own, robots.crawl_delay_s)

    def _host(self, url: str) -> _Host:
        with self._hosts_lock:
            return self._hosts.setdefault(host_of(url), _Host())

    def _answered(
        self,
        url: str,
        headers: Mapping[str, str],
        delay_s: float,
        content: bytes | None = None,
        keys: Keys = NO_KEYS,
    ) -> tuple[Reply, int]:
        """One answer to one address, tried up to `_N_TRIES` times. A retried status is returned when tries run out."""
        host, asked = self._host(url), self._addresses.asked(url)
        n_try = 0
        while True:
            n_try += 1
            if host.n_unanswered >= _GIVE_UP_AFTER:
                raise SourceUnavailable(
                    f"{url}: {host_of(url)} did not answer {host.n_unanswered} times; given up for this run"
                )
            wait_s = self._backoff_s * 2 ** (n_try - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, no secret
            try:
                reply, n_bytes = self._once(host, url, asked, headers, delay_s, content, keys)
            except httpx.TransportError as exc:
                if n_try >= _n_tries(exc):
                    host.n_unanswered += 1
                    raise SourceUnavailable(
                        f"{url}: {_reason(exc)}, {n_try} times; try again later"
                    ) from exc
            else:
                host.n_unanswered = 0
                if reply.status not in RETRIED_STATUSES or n_try == _N_TRIES:
                    return reply, n_bytes
                wait_s = max(wait_s, retry_after_s(reply.headers) or 0.0)
            # The host is asked to rest, not only this board: whoever is next waits for it too.
            host.next_at = max(host.next_at, self._clock() + wait_s)

    def _once(
        self,
        host: _Host,
        url: str,
        asked: str,
        headers: Mapping[str, str],
        delay_s: float,
        content: bytes | None,
        keys: Keys,
    ) -> tuple[Reply, int]:
        method, headers = (
            ("GET", dict(headers)) if content is None else ("POST", {**headers, **_JSON_CONTENT})
        )
        asked, headers = keys.added(url, asked, headers)
        with host.turn:
            if (wait_s := host.next_at - self._clock()) > 0:
                self._sleep(wait_s)
            if self._stopped.is_set():
                raise SourceUnavailable(f"{url}: not asked, the run was interrupted")
            if host.n_requests >= self._settings.max_requests_per_host:
                raise SourceUnavailable(
                    f"{url}: not asked; {host_of(url)} was asked {host.n_requests:,} times in this run, the most that "
                    f"ROLECALL_MAX_REQUESTS_PER_HOST allows. The next run asks again"
                )
            host.n_requests += 1
            began = self._clock()
            try:
                with (
                    self._deadlines.within(self._caps.seconds + self._settings.timeout_s),
                    self._http.stream(method, asked, headers=headers, content=content) as response,
                ):
                    body, n_bytes = read_body(
                        url, response, self._caps.of(headers.get("Accept", "")), self._clock
                    )
            except httpx.InvalidURL as exc:
                raise SourceUnavailable(
                    f"{url[:200]!r}: not an address ({exc}); nothing was asked"
                ) from exc
            finally:
                self._spent.seconds = self.seconds_answered() + self._clock() - began
                jitter = random.uniform(1.0, 1.25)  # noqa: S311 - no secret
                host.next_at = max(host.next_at, self._clock() + delay_s * jitter)
        lowered = {key.lower(): value for key, value in response.headers.items()}
        return keys.cleared(Reply(url, response.status_code, lowered, body)), n_bytes


def _n_tries(exc: httpx.TransportError) -> int:
    if isinstance(exc, httpx.TimeoutException):
        return _N_TRIES_IN_SILENCE
    return _N_TRIES_UNCONNECTED if isinstance(exc, httpx.ConnectError) else _N_TRIES


def _reason(exc: httpx.TransportError) -> str:
    if isinstance(exc, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(exc, httpx.ConnectError):
        return "no connection"
    return f"connection broke ({str(exc)[:120] or type(exc).__name__})"
