"""The requests of one look: what the first one carries, how much time they have, and what the look's row records.

Decides what a final answer means for the look (unchanged, refused, another source's board), and when a board has used
up its time. Leaves turns, retries and redirects to `flows.web.client`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from flows.errors import BoardMissing, BoardUnchanged, SourceUnavailable
from flows.sources import Known, Reply, every_source
from flows.sources.kit.half_letters import mark_half_letters
from flows.sources.recognise import require_same_source
from flows.web.absence import absence_of
from flows.web.addresses import with_query
from flows.web.client import PoliteClient, Request
from flows.web.credentials import NO_KEYS, Keys
from flows.web.replies import refusal_of
from flows.web.robots import Robots

# The same reservation in a page as in the header: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
_RESERVED = re.compile(
    rb"<meta\b(?=[^<>]{0,200}\bname\s*=\s*[\"']?tdm-reservation\b)(?=[^<>]{0,200}\bcontent\s*=\s*[\"']?1\b)",
    re.IGNORECASE,
)
_HEAD_BYTES = 50_000
_A_REQUEST_S = 5.0  # slow boards answer within two seconds; a slow page is parsed within eight
_A_LOOK_S = 1_800.0  # 2,000 answers of a second each; all else of a weekly run is done by then


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last complete look at a board was answered with: its one request's address and tags."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> dict[str, str]:
        """Headers of a conditional request. Empty when the board is asked in another way than last time."""
        if url != self.url:
            return {}
        tags = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: tag for name, tag in tags.items() if tag and _is_sendable(tag)}


@dataclass
class TimeBudget:
    """The time that one look has used: for answers, and for the source's own work between them.

    Time we spend waiting out of politeness does not count.
    """

    first_s: float
    """Given to every look, whatever the number of its requests: the deadline of one."""
    clock: Callable[[], float] = time.monotonic
    spent_s: float = 0.0
    _since: float | None = None

    def require(self, url: str, n_requests: int) -> None:
        """Call before each request. Counts what the source did since the last answer.

        Raises:
            SourceUnavailable: the time of a look with so many requests so far is used up.
        """
        self._count_since_answer()
        if self.spent_s > min(self.first_s + _A_REQUEST_S * n_requests, _A_LOOK_S):
            took = f"{n_requests} requests to this board took {self.spent_s:.0f} s already"
            raise SourceUnavailable(f"{url}: not requested; {took}. The next run tries again")

    def _count_since_answer(self) -> None:
        if self._since is not None:
            self.spend(self.clock() - self._since)
            self._since = None

    def spend(self, seconds: float) -> None:
        """Counts seconds that the board took."""
        self.spent_s += seconds

    def answered(self) -> None:
        """Call after each request, answered or not."""
        self._since = self.clock()


@dataclass
class Getter:
    """A `Get` for one look at one board, which remembers what the look's row needs.

    `n_requests` counts calls, `n_bytes` bytes on the wire, both without robots.txt. `url`, `etag` and `last_modified` are
    of the first request. Keep them only when it was the only one.
    """

    client: PoliteClient
    min_delay_s: float = 0.0
    """The source's own floor between two requests to one host."""
    validators: Validators | None = None
    """Of the board's last complete look, when it was a single request."""
    keys: Keys = NO_KEYS
    memory: Callable[[str], Known | None] | None = None
    """What the last looks know of a posting, by its id."""
    source: str | None = None
    """The source asked. An answer from another source's board is refused. None: any answer will do."""
    n_requests: int = 0
    n_bytes: int = 0
    http_status: int | None = None
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    budget: TimeBudget = field(init=False)

    def __post_init__(self) -> None:
        self.budget = TimeBudget(self.client.deadline_s, self.client.clock)

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        """Asks for `url`. See `flows.sources.Get`."""
        url = with_query(url, params or {})
        # The answer to a POST depends on its body, so an address alone can never say that it is unchanged.
        is_first = self.n_requests == 0 and json is None
        conditions = self.validators.headers_for(url) if is_first and self.validators else {}
        content = None if json is None else msgspec.json.encode(json)
        reply = self._ask(url, {"Accept": accept} | conditions, content)
        if "json" in accept:
            reply = replace(reply, body=mark_half_letters(reply.body))
        if is_first:
            self.url, self.etag = url, _sendable(reply, "etag")
            self.last_modified = _sendable(reply, "last-modified")
        if reply.status == 304 and conditions:
            raise BoardUnchanged(f"{url}: nothing new since the last complete look", 304)
        self._require_usable(url, reply, missing_ok, accept)
        if (absence := self._absence(url, reply, accept)) is not None:
            raise absence
        return reply

    def known(self, external_id: str) -> Known | None:
        """What the last looks know of a posting."""
        return self.memory(external_id) if self.memory else None

    def allows(self, url: str) -> bool:
        """Whether robots.txt allows `url`."""
        return self._robots(url).allows(url)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt names."""
        return self._robots(url).sitemaps

    def _ask(self, url: str, headers: Mapping[str, str], content: bytes | None) -> Reply:
        self.n_requests += 1
        self.budget.require(url, self.n_requests - 1)
        try:
            address, spend = self.client.locate(url), self.budget.spend
            request = Request(address, headers, content, self.min_delay_s, self.keys, spend)
            reply, n_bytes = self.client.ask(request)
        finally:
            self.budget.answered()
        self.n_bytes += n_bytes
        self.http_status = reply.status
        return reply

    def _require_usable(self, url: str, reply: Reply, missing_ok: bool, accept: str) -> None:
        if self.source:
            require_same_source(self.source, url, reply.url)
        error = refusal_of(url, reply.status, reply.headers)
        if error is None and _RESERVED.search(reply.body[:_HEAD_BYTES]):
            error = refusal_of(url, reply.status, {"tdm-reservation": "1"})
        if error is not None and not (missing_ok and reply.status in (404, 410)):
            raise self._absence(url, reply, accept) or self.keys.explained(error)

    def _absence(self, url: str, reply: Reply, accept: str) -> BoardMissing | None:
        """The error for an answer that says in other words than 404 that there is no such board."""
        if not self.source or "text/html" in accept:
            return None
        why = absence_of(url, reply, every_source()[self.source].title)
        return BoardMissing(f"{url}: {why}; there is no such board", reply.status) if why else None

    def _robots(self, url: str) -> Robots:
        return self.client.robots_of(self.client.locate(url), self.budget.spend)


def _sendable(reply: Reply, name: str) -> str | None:
    """A header of a reply, when it can be sent back."""
    value = reply.headers.get(name)
    return value if value and _is_sendable(value) else None


def _is_sendable(value: str) -> bool:
    """Whether a header can hold it: ASCII without control characters. What a server sends may be anything."""
    return value.isascii() and value.isprintable()
