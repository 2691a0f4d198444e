"""Himalayas: an aggregator of remote jobs of many employers, read through its public API.

API: https://himalayas.app/docs/remote-jobs-api
Twenty jobs a page, 95,000 in all. The board is a search (`machine-learning-engineer`, words parted by hyphens), whose
pages are numbered from 1, or `himalayas`, the newest of all by offset. A search answers with what is alike, and the newest
are the newest. Neither says what is gone, so no look is ever whole. `pubDate` is in seconds, whatever notes say. The newest
rows carry "name" for the employer's name, but their slug is right. It never gives the language.
Payload basis: real (three jobs of 2026-03), documented for the search and `salaryPeriod` (a reader of 2026-08).
Terms and rate: link back to the job on Himalayas and name it as the source. Two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting, StatedPay

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
    gathers=True,
    hosts=("himalayas.app",),
    never_gives=("language_stated",),
    min_delay_s=2.0,
    lists_all=False,
    lists_at_most=1_000,
    payload_basis="real",
    checked_on="2026-11-23",
)

_API = "https://himalayas.app/jobs/api"
_NEWEST = frozenset({"himalayas", "jobs"})
_PAGE = 20
_PAGES_MAX = 50  # the newest day or two, or far beyond where a search still fits its words


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the jobs of the search, or the newest, page by page."""
    yield from listing.every_row(
        lambda turn: _page(board, get, turn.n_pages), pages_max=_PAGES_MAX, beyond=None
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = fields.read_object(payload.body)
    places = job.items("locationRestrictions")
    return [
        Posting(
            title=job.title("title"),
            employer=_employer(job),
            url=job.link("applicationLink") or job.link("guid"),
            department=values.first(map(values.text, job.items("parentCategories"))),
            locations=values.distinct(map(values.text, places)),
            country_codes_stated=values.distinct(map(words.country_code, places)),
            remote_stated="remote",
            employment_type=job.employment_type("employmentType"),
            posted_date=values.epoch_date(job.get("pubDate")),
            apply_until_date=values.epoch_date(job.get("expiryDate")),
            description_html=job.prose("description"),
            pay_stated=_pay(job),
        )
    ]


def _page(board: Board, get: Get, number: int) -> listing.Page:
    if board.slug in _NEWEST:
        reply = get(_API, params={"limit": _PAGE, "offset": number * _PAGE})
    else:
        searched = board.slug.replace("-", " ")
        reply = get(f"{_API}/search", params={"q": searched, "limit": _PAGE, "page": number + 1})
    page = listing.read_page(reply, "jobs", "guid")
    return replace(page, is_last=len(page.rows) < _PAGE)


def _employer(job: fields.JsonObject) -> str | None:
    name, slug = job.text("companyName"), job.text("companySlug")
    return slug.replace("-", " ").title() if slug and name in (None, "name") else name


def _pay(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    # Before the API had a period, its documentation called the amounts yearly.
    period = words.pay_period(job.get("salaryPeriod") or "annual")
    return words.stated_pay(job.get("minSalary"), job.get("maxSalary"), job.get("currency"), period)
