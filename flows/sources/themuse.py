"""The Muse: an aggregator of jobs of many employers, read through its public API.

API: https://www.themuse.com/developers/api/v2
Twenty jobs a page, numbered from 0, and no page beyond 99: one question reaches 2,000 jobs at most. The board is one of
the API's categories (`data-and-analytics`). The API ignores names it does not know and serves everything, so only known
ones are asked for. Pages are in no order of time, and half of the postings are over a year old. It never gives pay, a
country field or the language. A remote job's place is "Flexible / Remote".
Payload basis: documented (the API's reference and a reader that checked it in 2026-08).
Terms and rate: 500 requests an hour without a key, and a link back. Eight seconds between requests keep within them.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.errors import ListedInPart
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, words
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
    gathers=True,
    hosts=("www.themuse.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=8.0,
    lists_at_most=2_000,
    payload_basis="documented",
    checked_on="2026-11-23",
)

_API = "https://www.themuse.com/api/public/jobs"
_PAGES_MAX = 100
_REMOTE = "Flexible / Remote"


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the jobs of the category, page by page."""
    yield from listing.every_row(
        lambda turn: _page(board, get, turn), pages_max=_PAGES_MAX, beyond=ListedInPart
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = fields.read_object(payload.body)
    places = job.texts("locations", "name")
    return [
        Posting(
            title=job.title("name"),
            employer=job.text("company", "name"),
            url=job.link("refs", "landing_page"),
            department=job.first_text("categories", "name"),
            locations=tuple(place for place in places if place != _REMOTE),
            remote_stated="remote" if _REMOTE in places else None,
            # `type` says whether the posting came from a partner. Only its level tells an internship.
            employment_type="intern" if _is_internship(job) else None,
            posted_date=job.date("publication_date"),
            description_html=job.prose("contents"),
        )
    ]


def _page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    reply = get(_API, params={"page": turn.n_pages, "category": _CATEGORIES[board.slug]})
    n_pages = listing.value_at(reply, "page_count", int | None)
    return replace(listing.read_page(reply, "results"), n_pages=n_pages or 1)


def _is_internship(job: fields.JsonObject) -> bool:
    return "intern" in map(words.employment_type, job.all("levels", "name"))
