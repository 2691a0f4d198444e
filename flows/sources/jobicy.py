"""Jobicy: an aggregator of remote jobs of many employers, read through its public API.

API: https://jobicy.com/jobs-rss-feed
One reply has up to 100 newest jobs, and there are no pages. The board is an industry as the API names it
(`data-science`, `engineering`), or `jobicy` for all. When a reply is full there may be more, and the look is not whole.
The place is where applicants may live. Several places are parted by commas. It never gives the language.
Payload basis: transcribed (two jobs of 2026-09, texts shortened). Older field names of the pay are documented.
Terms and rate: credit Jobicy with a link to the job there. A few looks a day.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.errors import ListedInPart
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting, StatedPay

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
    gathers=True,
    hosts=("jobicy.com",),
    never_gives=("language_stated",),
    min_delay_s=5.0,
    lists_at_most=100,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_EVERYTHING = "jobicy"
_PAGE = 100


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs of the industry. One request."""
    url = "https://jobicy.com/api/v2/remote-jobs"
    page = listing.read_page(get(url, params=_asked(board)), "jobs")
    yield from page.rows
    if len(page.rows) >= _PAGE:
        raise ListedInPart(
            f"{page.url}: shows the newest {_PAGE} only; what is not among them may be open still"
        )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = fields.read_object(payload.body)
    places = (job.text("jobGeo") or "").split(",")
    return [
        Posting(
            title=job.title("jobTitle"),
            employer=job.text("companyName"),
            url=job.link("url"),
            department=job.first_text("jobIndustry"),
            locations=values.distinct(map(values.text, places)),
            country_codes_stated=values.distinct(map(words.country_code, places)),
            remote_stated="remote",
            employment_type=values.first(map(words.employment_type, job.all("jobType"))),
            posted_date=job.date("pubDate"),
            description_html=job.prose("jobDescription"),
            pay_stated=_pay(job),
        )
    ]


def _asked(board: Board) -> dict[str, str | int]:
    asked: dict[str, str | int] = {"count": _PAGE}
    return asked if board.slug == _EVERYTHING else asked | {"industry": board.slug}


def _pay(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    own = job.pay("salaryMin", "salaryMax", "salaryCurrency", "salaryPeriod")
    yearly = job | {"period": "year"}
    return own or yearly.pay("annualSalaryMin", "annualSalaryMax", "salaryCurrency", "period")
