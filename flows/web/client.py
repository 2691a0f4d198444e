"""The one HTTP client: identifies itself, obeys robots.txt, spaces its requests, retries, and gives up in time.

Decides which addresses are not requested, what is retried and which redirects are followed. Leaves what is requested to
`flows.sources`, whose turn it is to `flows.web.turns`, which replies are read to `flows.web.replies`, and what an answer
means to `flows.web.look`. Boards are asked from several threads.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from flows.errors import AccessRefused, SourceUnavailable
from flows.settings import Settings
from flows.sources import Reply, Source
from flows.web.addresses import Address, Addresses
from flows.web.credentials import NO_KEYS, Keys, keys_of
from flows.web.replies import (
    ACCEPT_ENCODING,
    REDIRECT_STATUSES,
    RETRIED_STATUSES,
    RETRY_AFTER_MAX_S,
    Caps,
    read_body,
    retry_after_s,
)
from flows.web.robots import ALLOW_ALL, Robots, robots_of
from flows.web.transport import Deadlines, guard
from flows.web.turns import Host, Turns

log = logging.getLogger(__name__)

_N_TRIES = 4
_N_TRIES_UNCONNECTED = 3  # so that someone who is offline learns it within half a minute
_N_TRIES_IN_SILENCE = 2  # a timeout has waited long already
_BACKOFF_S = 1.0  # then 2 and 4: a host that stumbles is back within seconds or gone for longer
# Twice as long after the second refusal: limits of a host are mostly those of a minute.
_REST_S = 30.0
_LOOPBACK_BACKOFF_S = 0.02  # nobody shares a loopback mirror, so waiting there helps nobody
_LONG_S = 10.0  # of a wait that a person may wonder about
_JSON_CONTENT = {"Content-Type": "application/json"}
_REPEATED_POST_STATUSES = frozenset({307, 308})  # RFC 9110: any other redirect turns POST into GET
_MAX_REDIRECTS = 5  # as many as RFC 9309 asks for robots.txt
_ROBOTS_LAST_S = 24 * 3600.0  # RFC 9309 section 2.4; a first look at the wide panel takes longer
_DEADLINE_IN_TIMEOUTS = 4  # a whole reply may take four times as long as the wait for its next byte


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whose address is parsed and checked once."""

    address: Address
    headers: Mapping[str, str]
    content: bytes | None = None
    """The JSON body of a POST. None: the request is a GET."""
    min_delay_s: float = 0.0
    keys: Keys = NO_KEYS
    spend: Callable[[float], None] | None = None
    """Called with the seconds of each try, from asking to the last byte. Waits before it do not count."""

    @property
    def url(self) -> str:
        """The address as the source has it."""
        return self.address.url

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.content is None else "POST"

    def redirected(self, address: Address, status: int) -> Request:
        """The request that follows a redirect of `status` to `address`."""
        content = self.content if status in _REPEATED_POST_STATUSES else None
        return replace(self, address=address, content=content)


class _RedirectedTooOften(SourceUnavailable):
    """RFC 9309 takes a robots.txt behind too many redirects for one that is not there."""


class PoliteClient:
    """Sends requests to boards politely. A context manager, safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.clock = clock
        self.deadline_s = settings.timeout_s * _DEADLINE_IN_TIMEOUTS
        self._settings = settings
        self._is_paced = not settings.has_loopback_mirror
        self._pace_s = settings.pace_s if self._is_paced else 0.0
        self._caps = Caps(int(settings.max_reply_mb * 1e6), self.deadline_s)
        self._turns = Turns(clock, sleep, settings.max_requests_per_host)
        self._addresses = Addresses(settings.mirror)
        self._deadlines = Deadlines()
        self._http = _http_client(settings, transport)
        guard(self._http, self._deadlines, pins=not settings.mirror)

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def stop(self) -> None:
        """Aborts every wait and request, and refuses new ones: for a run that is interrupted."""
        self._turns.stopped.set()
        self._http.close()

    def keys_of(self, source: Source) -> Keys:
        """The keys that requests to `source` carry. Raises AccessRefused when one is not set."""
        return keys_of(source, self._settings)

    def n_requests_by_host(self) -> dict[str, int]:
        """How many requests each host got so far, robots.txt and retries included."""
        return self._turns.n_requests_by_host()

    def locate(self, url: str) -> Address:
        """The address of a request for `url`. Raises SourceUnavailable when it may not be asked."""
        return self._addresses.locate(url)

    def ask(self, request: Request) -> tuple[Reply, int]:
        """The final answer, whatever its status, and its bytes on the wire. Waits, retries and follows redirects.

        Raises:
            AccessRefused: robots.txt does not allow it.
            SourceUnavailable: no answer, an answer above the caps, or a redirect that leads nowhere good.
        """
        return self._follow(request, self._allowed_delay_s)

    def robots_of(self, address: Address, spend: Callable[[float], None] | None = None) -> Robots:
        """The robots.txt rules of an address's host. Asked for once a run, and again after a day."""
        host = self._turns.host(address.host)
        with host.reading_robots:
            if host.robots is None or self.clock() - host.robots_read_at > _ROBOTS_LAST_S:
                host.robots = self._ask_robots(address, spend)
                host.robots_read_at = self.clock()
            return host.robots

    def _ask_robots(self, address: Address, spend: Callable[[float], None] | None) -> Robots:
        located = self.locate(address.robots_url)
        request = Request(located, {"Accept": "text/plain"}, spend=spend)
        try:
            reply, _ = self._follow(request, lambda _: self._pace_s)
        except _RedirectedTooOften:
            return ALLOW_ALL
        return robots_of(reply)

    def _allowed_delay_s(self, request: Request) -> float:
        """How long the host rests after this request. Raises AccessRefused when its robots.txt forbids the request."""
        robots = self._allowing_robots(request)
        own = max(self._pace_s, request.min_delay_s) if self._is_paced else 0.0
        return max(own, robots.crawl_delay_s)

    def _allowing_robots(self, request: Request) -> Robots:
        robots = self.robots_of(request.address, request.spend)
        if not robots.allows(request.url):
            why = robots.refusal or "its robots.txt asks us not to"
            raise AccessRefused(f"{request.url}: {why}; left alone")
        return robots

    def _follow(self, request: Request, delay_s: Callable[[Request], float]) -> tuple[Reply, int]:
        """Asks, and goes where redirects lead. `delay_s` is called before each request."""
        seen, n_bytes = [request.url], 0
        while True:
            reply, n_more = self._answer(request, delay_s(request))
            n_bytes += n_more
            location = reply.headers.get("location", "")
            if reply.status not in REDIRECT_STATUSES or not location:
                return reply, n_bytes
            target = self._next(seen, location)
            located = self.locate(target)
            request.keys.require_same_host(request.address, located)
            request = request.redirected(located, reply.status)
            seen.append(target)

    def _next(self, seen: list[str], location: str) -> str:
        target = self._addresses.redirected(seen[-1], location)
        if target in seen:
            raise SourceUnavailable(f"{seen[0]}: redirects in a circle, by {target[:200]}")
        if len(seen) > _MAX_REDIRECTS:
            raise _RedirectedTooOften(
                f"{seen[0]}: more than {_MAX_REDIRECTS} redirects, the last to {target[:200]}"
            )
        return target

    def _answer(self, request: Request, delay_s: float) -> tuple[Reply, int]:
        """One answer from one address. When tries run out, the last status is the answer."""
        host = self._turns.host(request.address.host)
        for n_try in range(1, _N_TRIES + 1):
            try:
                reply, n_bytes, is_final = self._try(host, request, delay_s, n_try)
            except httpx.TransportError as exc:
                if n_try >= _most_tries(exc):
                    host.n_unanswered += 1
                    problem = f"{_reason(exc)}, {n_try} times; try again later"
                    raise SourceUnavailable(f"{request.url}: {problem}") from exc
                host.rest_until(self.clock() + self._backoff_s(n_try))
                continue
            if is_final:
                break
        return reply, n_bytes

    def _is_final(self, host: Host, status: int, headers: Mapping[str, str], n_try: int) -> bool:
        """Whether the same is not asked for again. A host that failed rests as long as it asks, whichever board is next."""
        host.n_unanswered = 0
        if status not in RETRIED_STATUSES:
            host.answered(status)
            return True
        asked_s = retry_after_s(headers)
        is_last = n_try == _N_TRIES or (asked_s or 0.0) > RETRY_AFTER_MAX_S
        wait_s = self._backoff_s(n_try)
        # Who asks for a long rest is tried no more, and has then said as much as by all tries.
        host.answered(status, asked_s, _N_TRIES if is_last and n_try == 1 else 1)
        if is_last:
            wait_s = _REST_S * (host.n_refused // _N_TRIES) if self._is_paced else 0.0
        wait_s = min(max(wait_s, asked_s or 0.0), RETRY_AFTER_MAX_S)
        if wait_s > _LONG_S:
            log.info("%s answered %d: it rests for %.0f s", host.name, status, wait_s)
        host.rest_until(self.clock() + wait_s)
        return is_last

    def _backoff_s(self, n_try: int) -> float:
        first = _BACKOFF_S if self._is_paced else _LOOPBACK_BACKOFF_S
        jitter = random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        return float(first * 2 ** (n_try - 1) * jitter)

    def _try(
        self, host: Host, request: Request, delay_s: float, n_try: int
    ) -> tuple[Reply, int, bool]:
        """A reply, its bytes on the wire, and whether it is final."""
        target, headers = request.keys.added(request.address, request.headers)
        if request.content is not None:
            headers |= _JSON_CONTENT
        sent = self._http.stream(request.method, target, headers=headers, content=request.content)
        caps = self._caps.of(headers.get("Accept", ""))
        with self._turns.take(host, request.url, delay_s), self._timed(request), sent as response:
            body, n_bytes = read_body(request.url, response, caps, self.clock)
            lowered = {name.lower(): value for name, value in response.headers.items()}
            # While the turn is ours: the next board must know of the rest before it asks.
            is_final = self._is_final(host, response.status_code, lowered, n_try)
        reply = Reply(request.url, response.status_code, lowered, body)
        return request.keys.cleared(reply), n_bytes, is_final

    @contextmanager
    def _timed(self, request: Request) -> Iterator[None]:
        """Sets the deadline of one try, and reports its seconds."""
        began = self.clock()
        try:
            with self._deadlines.within(self.deadline_s + self._settings.timeout_s):
                yield
        except httpx.InvalidURL as exc:
            raise SourceUnavailable(
                f"{request.url[:200]!r}: not an address ({exc}); no request was sent"
            ) from exc
        finally:
            if request.spend:
                request.spend(self.clock() - began)


def _http_client(settings: Settings, transport: httpx.BaseTransport | None) -> httpx.Client:
    return httpx.Client(
        headers={"User-Agent": settings.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
        timeout=settings.timeout_s,
        limits=httpx.Limits(max_connections=settings.n_workers + 2),
        transport=transport,
        # Send no cookies: no site is to follow us from look to look.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        # A proxy of the environment cannot reach this machine's mirror.
        trust_env=not settings.has_loopback_mirror,
    )


def _most_tries(exc: httpx.TransportError) -> int:
    if isinstance(exc, httpx.TimeoutException):
        return _N_TRIES_IN_SILENCE
    return _N_TRIES_UNCONNECTED if isinstance(exc, httpx.ConnectError) else _N_TRIES


def _reason(exc: httpx.TransportError) -> str:
    if isinstance(exc, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(exc, httpx.ConnectError):
        return "no connection"
    return f"connection broke ({str(exc)[:120] or type(exc).__name__})"
