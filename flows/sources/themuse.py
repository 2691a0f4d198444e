"""The Muse: an aggregator of jobs of many employers, read through its public API.

API: https://www.themuse.com/developers/api/v2
Twenty jobs a page, numbered from 0, and no page beyond 99: 2,000 jobs are the most that one question reaches. The board is
one of the API's categories (`data-and-analytics`); the API ignores names it does not know and serves everything, so only
those are asked. Pages are in no order of time, and postings are over a year old by half. It never gives pay, a country of
its own, or the language; a remote job's place is "Flexible / Remote".
Payload basis: documented (the API's reference and a reader that checked it in 2026-08).
Terms and rate: 500 requests an hour without a key, and a link back: eight seconds between requests keep within them.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flows.errors import ListedInPart, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_of,
    inner,
    iso_date,
    link,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    text,
    title_at,
)
from transforms.posting import Posting

_CATEGORIES = {
    "business-operations": "Business Operations",
    "data-and-analytics": "Data and Analytics",
    "product-management": "Product Management",
    "project-management": "Project Management",
    "science-and-engineering": "Science and Engineering",
    "software-engineering": "Software Engineering",
}
"""Of the API's twenty categories those in which the roles of this field are found."""

SOURCE = Source(
    name="themuse",
    title="The Muse (aggregator)",
    home="https://www.themuse.com",
    docs_url="https://www.themuse.com/developers/api/v2",
    slug_pattern="|".join(_CATEGORIES),
    stands_behind_pages=False,
    hosts=("www.themuse.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=8.0,
    lists_at_most=2_000,
    payload_basis="documented",
    checked_on="2026-11-23",
)

_PAGES_MAX = 100
_REMOTE = "Flexible / Remote"


class _Page(msgspec.Struct):
    results: list[msgspec.Raw]
    page_count: int | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the jobs of the category, page by page."""
    yield from once_each(Payload(id_of(job), job) for job in _jobs(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = read_object(payload.body)
    places = _names(job, "locations")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "name"),
            employer=text(inner(job.get("company"), "name")) or board.employer,
            url=link(inner(job.get("refs"), "landing_page")),
            department=next(iter(_names(job, "categories")), None),
            locations=tuple(place for place in places if place != _REMOTE),
            remote_stated="remote" if _REMOTE in places else None,
            employment_type=_terms(job),
            posted_date=iso_date(job.get("publication_date")),
            description_html=prose(job.get("contents")),
        )
    ]


def _jobs(board: Board, get: Get) -> Iterator[bytes]:
    url = "https://www.themuse.com/api/public/jobs"
    for number in range(_PAGES_MAX):
        page = reply_as(
            _Page, get(url, params={"page": number, "category": _CATEGORIES[board.slug]})
        )
        yield from map(bytes, page.results)
        if number + 1 >= (page.page_count or 0):
            return
        if not page.results:
            raise SourceUnavailable(
                f"{url}: {page.page_count} pages, of which {number} could be read"
            )
    raise ListedInPart(
        f"{url}: {page.page_count} pages, of which the API shows the first {_PAGES_MAX}"
    )


def _names(job: Object, key: str) -> tuple[str, ...]:
    return distinct(text(part.get("name")) for part in objects(job.get(key)))


def _terms(job: Object) -> str | None:
    # `type` says whether the posting came from a partner; only its level tells an internship.
    return (
        "intern"
        if any(employment_type(level) == "intern" for level in _names(job, "levels"))
        else None
    )
