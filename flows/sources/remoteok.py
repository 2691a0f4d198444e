"""Remote OK: an aggregator of remote jobs of many employers, read through its public feed.

API: https://remoteok.com/api
One reply is a bare array of some 100 newest jobs. Its first element is the terms. What leaves it may be open still, so no
look is ever whole. Amounts are dollars a year, 0 for unknown. Tags are noise made for search engines. Jobs tied to a
place ("Nashville, Tennessee") stand among the remote ones, so the board's name is no evidence of a workplace. It never
gives a department, the terms, a country field or the language.
Payload basis: transcribed (three jobs of 2026-07, texts shortened).
Terms and rate: link back to the job on Remote OK, without nofollow, and name it as the source. A few looks a day.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="remoteok",
    title="Remote OK (aggregator)",
    home="https://remoteok.com",
    docs_url="https://remoteok.com/api",
    slug_pattern=r"remoteok",
    address_patterns=(r"https?://(?:www\.)?remoteok\.(?:com|io)(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    gathers=True,
    hosts=("remoteok.com",),
    never_gives=(
        "department",
        "country_codes_stated",
        "remote_stated",
        "employment_type",
        "language_stated",
    ),
    min_delay_s=5.0,
    lists_all=False,
    lists_at_most=100,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)


class _Terms(msgspec.Struct):
    """What tells the terms from a job."""

    legal: Any = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs. One request."""
    page = listing.read_page(get(SOURCE.docs_url))
    yield from (row for row in page.rows if not _is_terms(row.body))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = fields.read_object(payload.body)
    return [
        Posting(
            title=job.title("position"),
            employer=job.text("company"),
            url=job.link("url") or job.link("apply_url"),
            locations=values.distinct([job.text("location")]),
            posted_date=job.date("date"),
            description_html=job.prose("description"),
            pay_stated=words.stated_pay(
                job.get("salary_min"), job.get("salary_max"), "USD", "year"
            ),
        )
    ]


def _is_terms(row: bytes) -> bool:
    try:
        return msgspec.json.decode(row, type=_Terms).legal is not None
    except fields.NOT_JSON:
        return False
