"""Remotive: an aggregator of remote jobs of many employers, read through its public API.

API: https://github.com/remotive-com/remote-jobs-api
One reply is all that the free API shows: some 30 jobs of the many on the site, a day late, with `total-job-count`. Its
filters do nothing. What leaves it may be open still, so no look is ever whole. Pay is free text ("$50-$75 /hour"). It is
put below the description, to be read from there. The place is where applicants may live. It never gives a country field
or the language.
Payload basis: transcribed (three jobs of 2026-07, texts shortened).
Terms and rate: at most four requests a day, a link back to the job on Remotive, and no reposting to job sites.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values
from transforms.posting import Posting

SOURCE = Source(
    name="remotive",
    title="Remotive (aggregator)",
    home="https://remotive.com",
    docs_url="https://github.com/remotive-com/remote-jobs-api",
    slug_pattern=r"remotive",
    address_patterns=(r"https?://(?:www\.)?remotive\.(?:com|io)(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    gathers=True,
    hosts=("remotive.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=5.0,
    lists_all=False,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job that the free API shows. One request."""
    reply = get("https://remotive.com/api/remote-jobs")
    yield from listing.whole(listing.read_page(reply, "jobs", total="total-job-count"))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = fields.read_object(payload.body)
    places = (job.text("candidate_required_location") or "").split(",")
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company_name"),
            url=job.link("url"),
            department=job.text("category"),
            locations=values.distinct(map(values.text, places)),
            remote_stated="remote",
            employment_type=job.employment_type("job_type"),
            posted_date=job.date("publication_date"),
            description_html=values.sections(
                (None, job.prose("description")),
                (None, values.paragraph("Salary", job.text("salary"))),
            ),
        )
    ]
