"""Asks for each posting's own page, for boards whose lists leave the text out.

Decides the order: first the whole list, then one page a posting, so that the list does not shift under a long look.
Decides which pages are skipped (those whose list row is unchanged), and what happens on a failure: the posting keeps the
body it had, and the look is partial. A page that is gone is no failure: its posting has closed since the list was read.
Leaves where a page is to each source, and what is known of a posting to `flows.lake.seen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from flows.errors import (
    AccessRefused,
    BoardMissing,
    LookError,
    PayloadChanged,
    SourceUnavailable,
)
from flows.sources import Get, Known, Payload, Reply, once_each
from flows.sources.kit.fields import id_of
from flows.sources.kit.listing import GONE

# Each may have been tried four times. With more, the trouble is the board's and not a posting's.
_FAILURES_MAX = 20
# So few may have closed at once. More, and as many as are there, are pages that have moved.
_CLOSED_MAX = 3


@dataclass
class _Asked:
    """How the pages that were asked for so far were answered."""

    n_read: int = 0
    failed: list[LookError] = field(default_factory=list)
    gone: list[LookError] = field(default_factory=list)

    @property
    def failures(self) -> list[LookError]:
        """What makes the look partial. Pages that are gone count when they are too many to be those of closed postings."""
        have_moved = len(self.gone) > _CLOSED_MAX and len(self.gone) >= self.n_read
        return [*self.failed, *self.gone] if have_moved else self.failed

    @property
    def is_over(self) -> bool:
        """Whether no further page is to be asked for."""
        is_refused = any(isinstance(failure, AccessRefused) for failure in self.failed)
        return is_refused or len(self.failures) >= _FAILURES_MAX

    def body(self, payload: Payload, detail: Callable[[Payload], bytes | None]) -> bytes | None:
        """The body that `detail` gives. None when it gives none, or is asked no more."""
        if self.is_over:
            return None
        try:
            found = detail(payload)
        except LookError as exc:
            is_gone = isinstance(exc, BoardMissing) or exc.http_status in GONE
            (self.gone if is_gone else self.failed).append(exc)
            return None
        self.n_read += found is not None
        return found


def with_details(
    listed: Iterable[Payload], detail: Callable[[Payload], bytes | None], get: Get
) -> Iterator[Payload]:
    """Each listed posting once, with the body that `detail` gives for it.

    If the list's row is unchanged since the posting's page was read, the stored body is reused until the page is due.
    If a page fails, or `detail` gives nothing, the posting keeps its stored body; without one it keeps the list's.
    A refused page ends the asking, and so do twenty that fail. A page that is gone (404, 410) is that of a posting that
    has closed since; more than three of them, and at least as many as were there, are failures.

    Args:
        listed: the rows of the list. `stamp` names the words that count; None takes all of them.
        detail: asks for a posting's page and gives its body; None when the list names no page for it.
        get: knows what the last looks saw.

    Raises:
        LookError: what the list raised, after all that it gave before. Else SourceUnavailable when a page failed.
    """
    found, broken = drained(once_each(listed))
    asked = _Asked()
    for payload in found:
        known = get.known(payload.external_id) if payload.external_id else None
        yield _detailed(payload, detail, known, asked)
    if broken is not None:
        raise broken
    if failures := asked.failures:
        more = " or more" if asked.is_over and len(failures) < len(found) else ""
        raise SourceUnavailable(
            f"{len(failures)}{more} of {len(found)} postings came without their own page; "
            f"the first: {failures[0]}",
            failures[0].http_status,
        )


def own_page(
    get: Get,
    url: str,
    params: Mapping[str, str | int] | None = None,
    accept: str = "application/json",
) -> Reply:
    """A posting's own page.

    Raises:
        SourceUnavailable: there is none, though the list names it.
    """
    reply = get(url, params=params, accept=accept, missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{url}: {reply.status}, though the list names it", reply.status)
    return reply


def own_body(reply: Reply, payload: Payload, key: str) -> bytes:
    """The body of a posting's own reply.

    Raises:
        PayloadChanged: it is another posting's.
    """
    if id_of(reply.body, key) != payload.external_id:
        raise PayloadChanged(
            f"{reply.url}: $.{key}: not {payload.external_id!r}, which was asked for", reply.status
        )
    return reply.body


def stamp_of(*words: bytes) -> str:
    """A short name for what a list says about a posting."""
    return blake2b(b"\0".join(words), digest_size=8).hexdigest()


def _detailed(
    payload: Payload,
    detail: Callable[[Payload], bytes | None],
    known: Known | None,
    asked: _Asked,
) -> Payload:
    if payload.external_id is None or (known and known.is_forgotten):
        return payload
    address = (payload.url or "").encode("utf-8", "surrogatepass")
    stamp = payload.stamp or stamp_of(payload.body, address)
    if known and known.stamp == stamp and not known.is_due:
        return Payload(payload.external_id, b"", payload.url, stamp, known.content_hash)
    body = asked.body(payload, detail)
    if body is not None and body != payload.body:
        return replace(payload, body=body, stamp=stamp)
    if known:
        return Payload(payload.external_id, b"", payload.url, None, known.content_hash)
    return replace(payload, stamp=None)


def drained(listed: Iterable[Payload]) -> tuple[list[Payload], LookError | None]:
    """The rows of a list, and the error that ended it, if any."""
    found: list[Payload] = []
    try:
        for payload in listed:
            found.append(payload)
    except LookError as exc:
        return found, exc
    return found, None
