"""Himalayas: an aggregator of remote jobs of many employers, read through its public API.

API: https://himalayas.app/docs/remote-jobs-api
Twenty jobs a page, 95,000 in all. The board is a search (`machine-learning-engineer`, words parted by hyphens), whose pages
are numbered from 1, or `himalayas`, the newest of all by offset. A search answers with what is alike, and the newest are
the newest: neither says what is gone, so no look is ever whole. `pubDate` is seconds, whatever notes say. The newest rows
carry "name" for the employer's name; their slug is right. It never gives the language.
Payload basis: real (three jobs of 2026-03); documented for the search and `salaryPeriod` (a reader of 2026-08).
Terms and rate: link back to the job on Himalayas and name it as the source; two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    epoch_date,
    id_of,
    link,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import PERIODS, Posting, StatedPay

SOURCE = Source(
    name="himalayas",
    title="Himalayas (aggregator)",
    home="https://himalayas.app",
    docs_url="https://himalayas.app/docs/remote-jobs-api",
    slug_pattern=r"[a-z0-9][a-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?:www\.)?himalayas\.app/jobs/(?!api(?:[/?]|$)|countries/)(?P<slug>[a-z0-9-]+)",
        r"https?://(?:www\.)?himalayas\.app/(?P<slug>jobs)/?$",
    ),
    stands_behind_pages=False,
    hosts=("himalayas.app",),
    never_gives=("language_stated",),
    min_delay_s=2.0,
    lists_all=False,
    lists_at_most=1_000,
    payload_basis="real",
    checked_on="2026-11-23",
)

_NEWEST = frozenset({"himalayas", "jobs"})
_PAGE = 20
_PAGES_MAX = (
    50  # 1,000 jobs: the newest day or two, or far beyond where a search still fits its words
)
_PERIODS = {
    "annual": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}


class _Page(msgspec.Struct):
    jobs: list[msgspec.Raw]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the jobs of the search, or the newest, page by page."""
    yield from once_each(Payload(id_of(job, "guid"), job) for job in _jobs(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = read_object(payload.body)
    places = job.get("locationRestrictions")
    named = places if isinstance(places, list) else []
    categories = job.get("parentCategories")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=_employer(job) or board.employer,
            url=link(job.get("applicationLink")) or link(job.get("guid")),
            department=next(map(text, categories), None) if isinstance(categories, list) else None,
            locations=distinct(map(text, named)),
            country_codes_stated=distinct(map(country_code, named)),
            remote_stated="remote",
            employment_type=employment_type(job.get("employmentType")),
            posted_date=epoch_date(job.get("pubDate")),
            description_html=prose(job.get("description")),
            pay_stated=_pay(job),
        )
    ]


def _jobs(board: Board, get: Get) -> Iterator[bytes]:
    for number in range(_PAGES_MAX):
        url = "https://himalayas.app/jobs/api"
        params: dict[str, str | int] = {"limit": _PAGE, "offset": number * _PAGE}
        if board.slug not in _NEWEST:
            url, params = (
                f"{url}/search",
                {"q": board.slug.replace("-", " "), "limit": _PAGE, "page": number + 1},
            )
        page = reply_as(_Page, get(url, params=params))
        yield from map(bytes, page.jobs)
        if len(page.jobs) < _PAGE:
            return


def _employer(job: Object) -> str | None:
    named, slug = text(job.get("companyName")), text(job.get("companySlug"))
    return slug.replace("-", " ").title() if slug and named in (None, "name") else named


def _pay(job: Object) -> tuple[StatedPay, ...]:
    # Before the API had a period, its documentation called the amounts yearly.
    said = str(job.get("salaryPeriod") or "annual").lower()
    period: Any = _PERIODS.get(said, said if said in PERIODS else None)
    found = stated_pay(job.get("minSalary"), job.get("maxSalary"), job.get("currency"), period)
    return (found,) if found else ()
