"""Amazon, with AWS and its subsidiaries: amazon.jobs, by job category.

API: none documented; https://www.amazon.jobs answers its own search in JSON, each job with its full text, 100 a page with
`hits`. No search goes beyond 10,000 jobs, so the board is a job category as the site's addresses name it
(`machine-learning-science`, `data-science`, `software-development`); `amazon` is all of them, and never whole.
`locations` are JSON texts within the JSON. It never gives the language or structured pay (it stands in the text, by place).
Payload basis: documented (two readers that checked it against the live site in 2026).
Terms and rate: robots.txt closes /internal only; one request a second is ours.
Last checked: 2026-11, against those readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any

import msgspec

from flows.errors import ListedInPart, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
    iso_date,
    once_each,
    prose,
    read_object,
    reply_as,
    text,
    title_at,
)
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
_REACHED_MAX = 10_000
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_TEXTS = {
    "basic_qualifications": "Basic qualifications",
    "preferred_qualifications": "Preferred qualifications",
}


class _Page(msgspec.Struct):
    jobs: list[msgspec.Raw] | None = None
    hits: int | None = None
    error: str | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the category, newest first, page by page."""
    yield from once_each(Payload(id_of(job, "id_icims"), job) for job in _jobs(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the search."""
    job = read_object(payload.body)
    places = _places(job)
    path = text(job.get("job_path"))
    virtual = [place.get("type") == "VIRTUAL" for place in places]
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer or "Amazon",
            url=f"https://www.amazon.jobs{path}" if path and path.startswith("/") else None,
            department=text(job.get("job_category")),
            locations=distinct(
                text(place.get("normalizedLocation")) or text(place.get("location"))
                for place in places
            )
            or distinct([text(job.get("normalized_location")) or text(job.get("location"))]),
            country_codes_stated=distinct(
                country_code(place.get("countryIso2a")) for place in places
            ),
            remote_stated="remote" if virtual and all(virtual) else None,
            employment_type="intern"
            if job.get("is_intern") is True
            else employment_type(job.get("job_schedule_type")),
            posted_date=_posted(job.get("posted_date")),
            description_html=_text(job),
        )
    ]


def _jobs(board: Board, get: Get) -> Iterator[bytes]:
    of_category: dict[str, str | int] = (
        {} if board.slug == _EVERYTHING else {"category[]": board.slug}
    )
    n_listed, hits = 0, 0
    for offset in range(0, _REACHED_MAX, _PAGE):
        params = of_category | {"offset": offset, "result_limit": _PAGE, "sort": "recent"}
        reply = get("https://www.amazon.jobs/en/search.json", params=params)
        page = reply_as(_Page, reply)
        if page.error or page.jobs is None:
            raise PayloadChanged(f"{reply.url}: $.jobs: {page.error or 'missing'}", reply.status)
        yield from map(bytes, page.jobs)
        n_listed, hits = n_listed + len(page.jobs), max(hits, page.hits or 0)
        if not page.jobs or n_listed >= hits:
            break
    if n_listed >= _REACHED_MAX and n_listed < hits:
        raise ListedInPart(
            f"https://www.amazon.jobs: {n_listed} of {hits} jobs; no search shows more ({board.slug})"
        )
    if n_listed < hits:
        raise SourceUnavailable(
            f"https://www.amazon.jobs: {n_listed} of {hits} jobs were listed ({board.slug})"
        )


def _places(job: Object) -> list[Object]:
    values = job.get("locations")
    return (
        [place for value in values if (place := _place(value))] if isinstance(values, list) else []
    )


def _place(value: Any) -> Object | None:
    try:
        return (
            read_object(value.encode())
            if isinstance(value, str)
            else value
            if isinstance(value, dict)
            else None
        )
    except (PayloadChanged, UnicodeEncodeError):
        return None


def _posted(value: Any) -> date | None:
    """The day in "August 27, 2026"; the site pads single digits with a blank."""
    found = re.fullmatch(r"([a-z]{3})[a-z]*\s+(\d{1,2}),\s*(\d{4})", str(value).strip().lower())
    month = _MONTHS.find(found[1]) if found else -1
    return (
        iso_date(f"{found[3]}-{month // 3 + 1}-{found[2]}")
        if found and month >= 0 and month % 3 == 0
        else None
    )


def _text(job: Object) -> str | None:
    parts = [prose(job.get("description"))]
    parts += [
        f"<h3>{escape(title)}</h3>\n{body}"
        for key, title in _TEXTS.items()
        if (body := prose(job.get(key)))
    ]
    return "\n".join(part for part in parts if part) or None
