"""Jobicy: an aggregator of remote jobs of many employers, read through its public API.

API: https://jobicy.com/jobs-rss-feed
One reply of up to 100 newest jobs, without paging. The board is an industry as the API names it (`data-science`,
`engineering`), or `jobicy` for all. When a reply is full, there may be more than it shows, and the look is not whole. The
place is where applicants may live, several with two blanks between. It never gives the language.
Payload basis: transcribed (two jobs of 2026-09, texts shortened); older field names of the pay are documented.
Terms and rate: credit Jobicy with a link to the job there; a few looks a day.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.errors import ListedInPart
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
    iso_date,
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
    name="jobicy",
    title="Jobicy (aggregator)",
    home="https://jobicy.com",
    docs_url="https://jobicy.com/jobs-rss-feed",
    slug_pattern=r"[a-z0-9][a-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?:www\.)?jobicy\.com/(?:api/[^#]*[?&]industry=)(?P<slug>[a-z0-9-]+)",
    ),
    stands_behind_pages=False,
    hosts=("jobicy.com",),
    never_gives=("language_stated",),
    min_delay_s=5.0,
    lists_at_most=100,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_EVERYTHING = "jobicy"
_PAGE = 100
_PERIODS = {
    "yearly": "year",
    "annual": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}


class _Reply(msgspec.Struct):
    jobs: list[msgspec.Raw]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs of the industry; one request."""
    of_industry: dict[str, str | int] = (
        {} if board.slug == _EVERYTHING else {"industry": board.slug}
    )
    reply = get("https://jobicy.com/api/v2/remote-jobs", params={"count": _PAGE} | of_industry)
    found = reply_as(_Reply, reply)
    yield from once_each(Payload(id_of(job), job) for job in map(bytes, found.jobs))
    if len(found.jobs) >= _PAGE:
        raise ListedInPart(
            f"{reply.url}: shows the newest {_PAGE} only; what is not among them may be open still"
        )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = read_object(payload.body)
    places = (text(job.get("jobGeo")) or "").split(",")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "jobTitle"),
            employer=text(job.get("companyName")) or board.employer,
            url=link(job.get("url")),
            department=next(map(text, _listed(job.get("jobIndustry"))), None),
            locations=distinct(map(text, places)),
            country_codes_stated=distinct(map(country_code, places)),
            remote_stated="remote",
            employment_type=next(
                (terms for kind in _listed(job.get("jobType")) if (terms := employment_type(kind))),
                None,
            ),
            posted_date=iso_date(job.get("pubDate")),
            description_html=prose(job.get("jobDescription")),
            pay_stated=_pay(job),
        )
    ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _pay(job: Object) -> tuple[StatedPay, ...]:
    currency = job.get("salaryCurrency")
    said = str(job.get("salaryPeriod")).lower()
    period = _PERIODS.get(said, said if said in PERIODS else None)
    found = stated_pay(job.get("salaryMin"), job.get("salaryMax"), currency, period) or stated_pay(
        job.get("annualSalaryMin"), job.get("annualSalaryMax"), currency, "year"
    )
    return (found,) if found else ()
