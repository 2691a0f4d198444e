"""Asks for each posting's own page, for boards whose lists leave the text out.

Decides the order (the whole list first, then one page a posting, so that the list does not shift under a long look) and
what a failure costs: the posting keeps what the list said, and the look is partial. Leaves where the page is and what
is taken from it to each source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from flows.errors import AccessRefused, LookError, SourceUnavailable
from flows.sources import Payload

_FAILURES_MAX = 20  # each may have been tried four times; beyond this the board is in trouble, not the posting


def with_details(listed: Iterable[Payload], detail: Callable[[Payload], bytes]) -> Iterator[Payload]:
    """Each listed posting with the body that `detail` gives for it; with the list's own where that fails.

    A page that is refused ends the asking, as do twenty that fail.

    Raises:
        LookError: what the list raised, after all that it gave before; else SourceUnavailable when a page failed.
    """
    found, broken = _drained(listed)
    failures: list[LookError] = []
    for payload in found:
        if len(failures) < _FAILURES_MAX and not any(isinstance(failure, AccessRefused) for failure in failures):
            try:
                payload = replace(payload, body=detail(payload))
            except LookError as exc:
                failures.append(exc)
        yield payload
    if broken is not None:
        raise broken
    if failures:
        more = "" if len(failures) < _FAILURES_MAX else " or more"
        raise SourceUnavailable(
            f"{len(failures)}{more} of {len(found)} postings came without their own page; the first: {failures[0]}",
            failures[0].http_status,
        )


def _drained(listed: Iterable[Payload]) -> tuple[list[Payload], LookError | None]:
    found: list[Payload] = []
    try:
        for payload in listed:
            found.append(payload)
    except LookError as exc:
        return found, exc
    return found, None
