"""Asks for each posting's own page, for boards whose lists leave the text out.

Decides the order (the whole list first, then one page a posting, so that the list does not shift under a long look), which
pages need no asking (the list says what it said when the page was last read) and what a failure costs: the posting keeps the
body it had, or what the list said, and the look is partial. Leaves where the page is and what is taken from it to each
source, and what is remembered of a posting to `flows.lake.seen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b

from flows.errors import AccessRefused, LookError, SourceUnavailable
from flows.sources import Get, Known, Payload

_FAILURES_MAX = (
    20  # each may have been tried four times; beyond this the board is in trouble, not the posting
)


def with_details(
    listed: Iterable[Payload], detail: Callable[[Payload], bytes], get: Get
) -> Iterator[Payload]:
    """Each listed posting with the body that `detail` gives for it.

    A posting that the list tells of in the same words as when its page was last read keeps the body it had, unasked, until
    its page is due again. Where a page fails, or `detail` gives the list's own body back, it keeps the body it had too; a
    posting that never had one comes with the list's. A page that is refused ends the asking, as do twenty that fail.

    Args:
        listed: what the list tells of each posting. `stamp`: those of its words that count; null takes all of them.
        detail: asks for a posting's page and gives its body.
        get: knows what the last looks saw.

    Raises:
        LookError: what the list raised, after all that it gave before; else SourceUnavailable when a page failed.
    """
    found, broken = _drained(listed)
    failures: list[LookError] = []
    for payload in found:
        yield _detailed(
            payload,
            detail,
            get.known(payload.external_id) if payload.external_id else None,
            failures,
        )
    if broken is not None:
        raise broken
    if failures:
        more = "" if len(failures) < _FAILURES_MAX else " or more"
        raise SourceUnavailable(
            f"{len(failures)}{more} of {len(found)} postings came without their own page; the first: {failures[0]}",
            failures[0].http_status,
        )


def stamp_of(*words: bytes) -> str:
    """Names what a list says of a posting."""
    return blake2b(b"\0".join(words), digest_size=8).hexdigest()


def _detailed(
    payload: Payload,
    detail: Callable[[Payload], bytes],
    known: Known | None,
    failures: list[LookError],
) -> Payload:
    if payload.external_id is None or (known and known.is_forgotten):
        return payload
    stamp = payload.stamp or stamp_of(
        payload.body, (payload.url or "").encode("utf-8", "surrogatepass")
    )
    if known and known.stamp == stamp and not known.is_due:
        return Payload(payload.external_id, b"", payload.url, stamp, known.content_hash)
    body = payload.body
    if len(failures) < _FAILURES_MAX and not any(
        isinstance(failure, AccessRefused) for failure in failures
    ):
        try:
            body = detail(payload)
        except LookError as exc:
            failures.append(exc)
    if body != payload.body:
        return replace(payload, body=body, stamp=stamp)
    if known:
        return Payload(payload.external_id, b"", payload.url, None, known.content_hash)
    return replace(payload, stamp=None)


def _drained(listed: Iterable[Payload]) -> tuple[list[Payload], LookError | None]:
    found: list[Payload] = []
    try:
        for payload in listed:
            found.append(payload)
    except LookError as exc:
        return found, exc
    return found, None
