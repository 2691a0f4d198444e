"""Ashby: hosted boards at jobs.ashbyhq.com, read through the public posting API.

API: https://developers.ashbyhq.com/docs/public-job-posting-api
One reply is the whole board with its texts and pay. It never gives a closing date, a requisition number or the
language. Unlisted postings (`isListed` false) are in the reply but not on the board, so they are left out.
Terms and rate: public, meant for showing jobs elsewhere, no documented limit. One request a second is ours.
Last checked: 2026-11, on 5,856 recorded postings of 2025-10 and two shapes of 2026 (which add `workplaceType`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
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
_ONCE = "1 TIME"  # a fee for a piece of work
_OTE = re.compile(r"on[- ]target|\bOTE\b", re.IGNORECASE)
# At the start of a salary's own label. Further on it names the package that the salary is a part of.
_TOTAL = re.compile(r"(?:the )?(?:yearly |annual )?total (?:\w+ )?comp", re.IGNORECASE)


class _Listed(msgspec.Struct):
    """The one field that says whether a posting is on the board. A wrong type counts as listed."""

    isListed: Any = True  # noqa: N815 - the board's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every listed posting of the board. One request."""
    url = f"https://api.ashbyhq.com/posting-api/job-board/{quote(board.slug, safe='')}"
    reply = get(url, params={"includeCompensation": "true"})
    yield from (row for row in listing.read_page(reply, "jobs").rows if _is_listed(row.body))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the posting API."""
    job = fields.read_object(payload.body)
    places = [job, *job.objects("secondaryLocations")]
    countries = [country for place in places for country in _countries(place)]
    html = job.prose("descriptionHtml")
    return [
        Posting(
            title=job.title("title"),
            url=job.link("jobUrl"),
            department=job.text("department") or job.text("team"),
            locations=values.distinct(map(_place, places)),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            # isRemote is no evidence: of 19 labelled postings where it alone said remote, 2 were.
            remote_stated=_WORKPLACES.get(str(job.get("workplaceType"))),
            employment_type=_EMPLOYMENT_TYPES.get(str(job.get("employmentType"))),
            posted_date=job.date("publishedAt"),
            description_html=html,
            description_plain=None if html else job.prose("descriptionPlain"),
            pay_stated=() if _is_pay_hidden(job) else _tiers(job) or _summary(job),
        )
    ]


def _is_listed(job: bytes) -> bool:
    try:
        return msgspec.json.decode(job, type=_Listed).isListed is not False
    except fields.NOT_JSON:
        return True


def _place(place: fields.JsonObject) -> str | None:
    """The location, with its town behind it where it is an office's name ("Rideau Centre"), and no place that is known."""
    named = place.text("location")
    if not named or words.workplace(named) or words.is_place(named):
        return named
    address = place.object("address", "postalAddress")
    return values.joined([named, address.text("addressLocality"), address.text("addressRegion")])


def _countries(place: fields.JsonObject) -> tuple[Any, Any]:
    # Real replies hold the address in `postalAddress`. The documentation has it in `address` itself.
    address = place.object("address")
    return address.get("postalAddress", "addressCountry"), address.get("addressCountry")


def _is_pay_hidden(job: fields.JsonObject) -> bool:
    """Whether the employer does not show pay on its postings. The API sends it all the same."""
    return job.get("shouldDisplayCompensationOnJobPostings") is False


def _tiers(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    """The salary of each tier: a zone, a city or a level."""
    return tuple(
        pay
        for tier in job.objects("compensation", "compensationTiers")
        for part in tier.objects("components")
        for pay in _salary(part, str(part.get("summary")), str(tier.get("tierSummary")), tier)
    )


def _summary(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    """The summary spans the tiers, so it counts only where there are none."""
    label = str(job.get("compensation", "compensationTierSummary"))
    parts = job.objects("compensation", "summaryComponents")
    return tuple(pay for part in parts for pay in _salary(part, label, label, None))


def _salary(
    part: fields.JsonObject, own: str, whole: str, tier: fields.JsonObject | None
) -> tuple[StatedPay, ...]:
    """A salary. `own`: its label. `whole`: that of its tier."""
    if part.get("compensationType") != "Salary":
        return ()
    interval = str(part.get("interval"))
    return words.stated_pay(
        part.get("minValue"),
        part.get("maxValue"),
        part.get("currencyCode"),
        "once" if interval == _ONCE else words.pay_period(interval),
        kind=_kind(own, whole),
        place=tier.get("title") if tier else None,
    )


def _kind(own: str, whole: str) -> str:
    """What an amount is. Boards put on-target earnings and whole packages into the salary field and say so only in its label."""
    if _OTE.search(f"{own} {whole}"):
        return "ote"
    return "total" if _TOTAL.match(own) else "base"
