"""Amazon, with AWS and its subsidiaries: amazon.jobs, by job category.

API: none documented. https://www.amazon.jobs answers its own search in JSON, 100 jobs a page with their full texts and
`hits`. No search goes beyond 10,000 jobs, so the board is a job category as the site's addresses name it
(`machine-learning-science`, `data-science`, `software-development`). `amazon` is all of them, and never whole. `locations`
are JSON texts within the JSON. It never gives the language or structured pay (pay is in the text, by place).
Payload basis: documented (two readers that checked it against the live site in 2026).
Terms and rate: robots.txt closes /internal only. One request a second is ours.
Last checked: 2026-11, against those readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flows.errors import ListedInPart, PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="amazon",
    title="Amazon",
    home="https://www.amazon.jobs",
    docs_url="https://www.amazon.jobs",
    slug_pattern=r"[a-z0-9][a-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?:www\.)?amazon\.jobs/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:job_categories|job_category)/(?P<slug>[a-z0-9-]+)",
        r"https?://(?:www\.)?amazon\.jobs/[^?#]*\?(?:[^#]*&)?category(?:\[\]|%5B%5D)=(?P<slug>[a-z0-9-]+)",
    ),
    stands_behind_pages=False,
    hosts=("www.amazon.jobs",),
    never_gives=("language_stated", "pay_stated"),
    lists_at_most=10_000,
    payload_basis="documented",
    checked_on="2026-11-23",
)

_EVERYTHING = "amazon"
_PAGE = 100
_PAGES_MAX = 100
_POSTED = re.compile(r"([a-z]{3})[a-z]*\s+(\d{1,2}),\s*(\d{4})")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the category, newest first, page by page."""
    yield from listing.every_row(
        lambda turn: _page(board, get, turn), pages_max=_PAGES_MAX, beyond=ListedInPart
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the search."""
    job = fields.read_object(payload.body)
    places = _places(job)
    path = job.text("job_path")
    is_remote = places and all(place.get("type") == "VIRTUAL" for place in places)
    terms = "intern" if job.get("is_intern") is True else job.employment_type("job_schedule_type")
    countries = (words.country_code(place.get("countryIso2a")) for place in places)
    return [
        Posting(
            title=job.title("title"),
            employer="Amazon",
            url=f"https://www.amazon.jobs{path}" if path and path.startswith("/") else None,
            department=job.text("job_category"),
            locations=values.distinct(
                place.text("normalizedLocation") or place.text("location") for place in places
            )
            or values.distinct([job.text("normalized_location") or job.text("location")]),
            country_codes_stated=values.distinct(countries),
            remote_stated="remote" if is_remote else None,
            employment_type=terms,
            posted_date=_posted(job.get("posted_date")),
            description_html=values.sections(
                (None, job.prose("description")),
                ("Basic qualifications", job.prose("basic_qualifications")),
                ("Preferred qualifications", job.prose("preferred_qualifications")),
            ),
        )
    ]


def _page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    params: dict[str, str | int] = {} if board.slug == _EVERYTHING else {"category[]": board.slug}
    params |= {"offset": turn.n_pages * _PAGE, "result_limit": _PAGE, "sort": "recent"}
    reply = get("https://www.amazon.jobs/en/search.json", params=params)
    if error := listing.value_at(reply, "error", str | None):
        raise PayloadChanged(f"{reply.url}: $.error: {error}", reply.status)
    return listing.read_page(reply, "jobs", "id_icims", total="hits")


def _places(job: fields.JsonObject) -> list[fields.JsonObject]:
    return [place for value in job.items("locations") if (place := _place(value))]


def _place(value: Any) -> fields.JsonObject | None:
    if isinstance(value, dict):
        return fields.JsonObject(value)
    try:
        return fields.read_object(str(value).encode())
    except (PayloadChanged, UnicodeEncodeError):
        return None


def _posted(value: Any) -> date | None:
    """The day in "August 27, 2026". The site pads single digits with a blank."""
    found = _POSTED.fullmatch(str(value).strip().lower())
    if found is None:
        return None
    return values.iso_date(f"{found[3]}-{values.month_number(found[1])}-{found[2]}")
