"""Ashby: hosted boards at jobs.ashbyhq.com, read through the public posting API.

API: https://developers.ashbyhq.com/docs/public-job-posting-api
One request gives the whole board with texts and pay; there are no pages. It never gives a closing date, a requisition
number or the language. Unlisted postings (`isListed` false) are in the reply but not on the board: they are not sighted.
Terms and rate: public, meant for showing jobs elsewhere, no documented limit; one request a second is ours.
Last checked: 2026-11, on 5,856 recorded postings of 2025-10 and two shapes of 2026 (which add `workplaceType`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    id_of,
    inner,
    iso_date,
    link,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="ashby",
    title="Ashby",
    home="https://www.ashbyhq.com",
    docs_url="https://developers.ashbyhq.com/docs/public-job-posting-api",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9 ._&+'-]{0,98}",
    address_patterns=(
        r"https?://jobs\.ashbyhq\.com/(?P<slug>[^/?#]+)",
        r"https?://api\.ashbyhq\.com/posting-api/job-board/(?P<slug>[^/?#]+)",
    ),
    hosts=("api.ashbyhq.com", "jobs.ashbyhq.com"),
    never_gives=("language_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

_EMPLOYMENT_TYPES = {
    "FullTime": "full_time",
    "PartTime": "part_time",
    "Intern": "intern",
    "Contract": "contract",
    "Temporary": "temporary",
}
_WORKPLACES = {"Remote": "remote", "Hybrid": "hybrid", "OnSite": "onsite"}
_INTERVALS = {
    "1 YEAR": "year",
    "1 MONTH": "month",
    "1 WEEK": "week",
    "1 DAY": "day",
    "1 HOUR": "hour",
    "1 TIME": "once",
}


class _Reply(msgspec.Struct):
    jobs: list[msgspec.Raw]


class _Listed(msgspec.Struct):
    """The one field that decides whether a posting is on the board; a wrong type counts as listed, and shows in parse."""

    isListed: Any = True  # noqa: N815 - the board's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every listed posting of the board; one request."""
    url = f"https://api.ashbyhq.com/posting-api/job-board/{quote(board.slug, safe='')}"
    reply = reply_as(_Reply, get(url, params={"includeCompensation": "true"}))
    listed = filter(_is_listed, map(bytes, reply.jobs))
    yield from once_each(Payload(id_of(job), job) for job in listed)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the posting API."""
    job = read_object(payload.body)
    places = [job, *objects(job.get("secondaryLocations"))]
    countries = [inner(place, "address", "postalAddress", "addressCountry") for place in places]
    html = prose(job.get("descriptionHtml"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer,
            url=link(job.get("jobUrl")),
            department=text(job.get("department")) or text(job.get("team")),
            locations=distinct(text(place.get("location")) for place in places),
            country_codes_stated=distinct(map(country_code, countries)),
            remote_stated=_remote(job),
            employment_type=_EMPLOYMENT_TYPES.get(str(job.get("employmentType"))),
            posted_date=iso_date(job.get("publishedAt")),
            description_html=html,
            description_plain=None if html else prose(job.get("descriptionPlain")),
            pay_stated=_pay(job.get("compensation")),
        )
    ]


def _is_listed(job: bytes) -> bool:
    try:
        return msgspec.json.decode(job, type=_Listed).isListed is not False
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return True


def _remote(job: Object) -> str | None:
    # isRemote is no evidence: of 19 labelled postings where it alone said remote, 2 were (their texts say hybrid or on site).
    return _WORKPLACES.get(str(job.get("workplaceType")))


def _pay(compensation: Any) -> tuple[StatedPay, ...]:
    """Salary of each tier (a zone, city or level); of the summary, which spans the tiers, only when there are none."""
    tiers = objects(inner(compensation, "compensationTiers"))
    ranges = [
        _salary(
            part, place=tier.get("title"), named=f"{part.get('summary')} {tier.get('tierSummary')}"
        )
        for tier in tiers
        for part in objects(tier.get("components"))
    ]
    found = [pay for pay in ranges if pay]
    if not found:
        summary = str(inner(compensation, "compensationTierSummary"))
        parts = objects(inner(compensation, "summaryComponents"))
        found = [pay for part in parts if (pay := _salary(part, place=None, named=summary))]
    return tuple(found)


def _salary(part: Object, place: Any, named: str) -> StatedPay | None:
    if part.get("compensationType") != "Salary":
        return None
    # "1 TIME" (a fee per piece) has no period that pay could be compared by.
    period = _INTERVALS.get(str(part.get("interval")))
    # Boards put on-target earnings into the salary field and say so only in its label.
    kind = "ote" if re.search(r"on[- ]target|\bOTE\b", named, re.IGNORECASE) else "base"
    return stated_pay(
        part.get("minValue"),
        part.get("maxValue"),
        part.get("currencyCode"),
        period,
        kind=kind,
        place=place,
    )
