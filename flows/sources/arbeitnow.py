"""Arbeitnow: an aggregator of jobs of many employers, most of them in Germany, read through its public API.

API: https://www.arbeitnow.com/blog/job-board-api
Each page has the address of the next, and the last has none. There is no total. The text is HTML, escaped once more in
replies of 2026. `remote` false says no more than that nobody ticked it. It never gives pay (pay is in the text), a
country field or the language.
Payload basis: transcribed (two jobs of 2026-09, texts shortened), documented for the paging.
Terms and rate: free for everyone with a link back to the job on Arbeitnow. Two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="arbeitnow",
    title="Arbeitnow (aggregator)",
    home="https://www.arbeitnow.com",
    docs_url="https://www.arbeitnow.com/blog/job-board-api",
    slug_pattern=r"arbeitnow",
    address_patterns=(r"https?://(?:www\.)?arbeitnow\.com(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    gathers=True,
    hosts=("www.arbeitnow.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_API = "https://www.arbeitnow.com/api/job-board-api"
_PAGES_MAX = 100  # of 100 jobs each


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job, page by page."""
    yield from listing.every_row(lambda turn: _page(get, turn), pages_max=_PAGES_MAX)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = fields.read_object(payload.body)
    html, plain = values.html_or_plain(values.unescaped(job.prose("description")))
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company_name"),
            url=job.link("url"),
            department=values.first(map(values.text, job.items("tags"))),
            locations=values.distinct([job.text("location")]),
            remote_stated="remote" if job.get("remote") is True else None,
            employment_type=values.first(map(words.employment_type, job.items("job_types"))),
            posted_date=values.epoch_date(job.get("created_at")),
            description_html=html,
            description_plain=plain,
        )
    ]


def _page(get: Get, turn: listing.Turn) -> listing.Page:
    reply = get(_API, params={"page": turn.n_pages + 1})
    following = listing.value_at(reply, "links.next", str | None)
    return replace(listing.read_page(reply, "data", "slug"), is_last=not following)
