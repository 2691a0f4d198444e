"""Arbeitnow: an aggregator of jobs of many employers, most of them in Germany, read through its public API.

API: https://www.arbeitnow.com/blog/job-board-api
Pages without a total, each with the address of the next; the last has none. The text is HTML, escaped once more in replies
of 2026. `remote` false says no more than that nobody ticked it. It never gives pay (it stands in the text), a country of
its own or the language.
Payload basis: transcribed (two jobs of 2026-09, texts shortened); documented for the paging.
Terms and rate: free for everyone with a link back to the job on Arbeitnow; two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    distinct,
    employment_type,
    epoch_date,
    id_of,
    link,
    once_each,
    prose,
    read_object,
    reply_as,
    text,
    title_at,
)
from transforms.posting import Posting

SOURCE = Source(
    name="arbeitnow",
    title="Arbeitnow (aggregator)",
    home="https://www.arbeitnow.com",
    docs_url="https://www.arbeitnow.com/blog/job-board-api",
    slug_pattern=r"arbeitnow",
    address_patterns=(r"https?://(?:www\.)?arbeitnow\.com(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    hosts=("www.arbeitnow.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_PAGES_MAX = 100  # 100 jobs a page; an end to a list that never ends


class _Links(msgspec.Struct):
    next: str | None = None


class _Page(msgspec.Struct):
    data: list[msgspec.Raw]
    links: _Links = msgspec.field(default_factory=_Links)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job, page by page."""
    yield from once_each(Payload(id_of(job, "slug"), job) for job in _jobs(get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = read_object(payload.body)
    html, plain = _text(job.get("description"))
    kinds = job.get("job_types")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=text(job.get("company_name")) or board.employer,
            url=link(job.get("url")),
            department=next((text(tag) for tag in _listed(job.get("tags")) if text(tag)), None),
            locations=distinct([text(job.get("location"))]),
            remote_stated="remote" if job.get("remote") is True else None,
            employment_type=next(
                (terms for kind in _listed(kinds) if (terms := employment_type(kind))), None
            ),
            posted_date=epoch_date(job.get("created_at")),
            description_html=html,
            description_plain=plain,
        )
    ]


def _jobs(get: Get) -> Iterator[bytes]:
    for number in range(1, _PAGES_MAX + 1):
        reply = get("https://www.arbeitnow.com/api/job-board-api", params={"page": number})
        page = reply_as(_Page, reply)
        yield from map(bytes, page.data)
        if not page.data or not page.links.next:
            return
    raise SourceUnavailable(
        f"{reply.url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> tuple[str | None, str | None]:
    found = prose(value)
    if found and "&lt;" in found and "<" not in found:
        found = unescape(found)
    return (found, None) if found and "<" in found else (None, found)
