"""One look's own way of asking: what is sent along with its first request, and what is remembered for the look's row.

Decides what a final answer means for the look (unchanged, refused, another kind of board). Leaves turns, retries and
redirects to `flows.web.client`, whose requests these are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from flows.errors import BoardUnchanged
from flows.sources import Known, Reply
from flows.sources.recognise import require_same_kind
from flows.web.addresses import with_query
from flows.web.credentials import NO_KEYS, Keys
from flows.web.patience import Patience
from flows.web.replies import refusal_of

if TYPE_CHECKING:
    from flows.web.client import PoliteClient


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last complete look at a board was answered with: its one request's address and tags."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> dict[str, str]:
        """Headers of a conditional request; none when the board is asked in another way than last time."""
        if url != self.url:
            return {}
        tags = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: tag for name, tag in tags.items() if tag}


@dataclass
class Getter:
    """A `Get` for one look at one board, which remembers what the look's row needs.

    `n_requests` counts calls, `n_bytes` bytes on the wire, both without robots.txt. `url`, `etag`, `last_modified` are of
    the first request; keep them only when there was but one.
    """

    client: PoliteClient
    patience: Patience
    validators: Validators | None
    minimum_delay_s: float
    keys: Keys = NO_KEYS
    memory: Callable[[str], Known | None] | None = None
    kind: str | None = None
    n_requests: int = 0
    n_bytes: int = 0
    http_status: int | None = None
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        """Asks for `url`; see `flows.sources.Get`."""
        url = with_query(url, dict(params or {}))
        # The answer to a POST depends on its body, so an address alone can never say that it is unchanged.
        is_first = self.n_requests == 0 and json is None
        conditions = self.validators.headers_for(url) if is_first and self.validators else {}
        self.n_requests += 1
        content = None if json is None else msgspec.json.encode(json)
        headers = {"Accept": accept} | conditions
        reply, n_bytes = self._asked(url, headers, content)
        self.n_bytes += n_bytes
        self.http_status = reply.status
        if is_first:
            self.url, self.etag, self.last_modified = (
                url,
                reply.headers.get("etag"),
                reply.headers.get("last-modified"),
            )
        if reply.status == 304 and conditions:
            raise BoardUnchanged(f"{url}: nothing new since the last complete look", 304)
        if self.kind:
            require_same_kind(self.kind, url, reply.url)
        error = refusal_of(url, reply.status, reply.headers)
        if error is not None and not (missing_ok and reply.status in (404, 410)):
            raise self.keys.explained(error)
        return reply

    def _asked(
        self, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> tuple[Reply, int]:
        before_s = self.client.seconds_answered()
        self.patience.require(url, self.n_requests - 1)
        try:
            return self.client.ask(url, headers, self.minimum_delay_s, content, self.keys)
        finally:
            self.patience.answered(self.client.seconds_answered() - before_s)

    def known(self, external_id: str) -> Known | None:
        """What the last looks know of a posting; see `flows.sources.Get`."""
        return self.memory(external_id) if self.memory else None

    def allows(self, url: str) -> bool:
        """Whether robots.txt allows `url`; see `flows.sources.Get`."""
        return self.client.robots_of(url).allows(url)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt names; see `flows.sources.Get`."""
        return self.client.robots_of(url).sitemaps
