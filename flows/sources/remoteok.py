"""Remote OK: an aggregator of remote jobs of many employers, read through its public feed.

API: https://remoteok.com/api
A bare array of some 100 newest jobs without paging, whose first element is the terms. What leaves it may be open still, so
no look is ever whole. Amounts are dollars a year, 0 for unknown. Tags are noise made for search engines. Jobs tied to a
place ("Nashville, Tennessee") stand among the remote ones, so that the board's name is no evidence of a workplace.
It never gives a department, the terms, a country of its own or the language.
Payload basis: transcribed (three jobs of 2026-07, texts shortened).
Terms and rate: link back to the job on Remote OK, without nofollow, and name it as the source; a few looks a day.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    distinct,
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
from transforms.posting import Posting

SOURCE = Source(
    name="remoteok",
    title="Remote OK (aggregator)",
    home="https://remoteok.com",
    docs_url="https://remoteok.com/api",
    slug_pattern=r"remoteok",
    address_patterns=(r"https?://(?:www\.)?remoteok\.(?:com|io)(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
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


class _Kind(msgspec.Struct):
    """What tells the terms from a job."""

    legal: Any = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs; one request."""
    found = reply_as(list[msgspec.Raw], get(SOURCE.docs_url))
    yield from once_each(
        Payload(id_of(job), job) for job in map(bytes, found) if not _is_terms(job)
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = read_object(payload.body)
    pay = stated_pay(job.get("salary_min"), job.get("salary_max"), "USD", "year")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "position"),
            employer=text(job.get("company")) or board.employer,
            url=link(job.get("url")) or link(job.get("apply_url")),
            locations=distinct([text(job.get("location"))]),
            posted_date=iso_date(job.get("date")),
            description_html=prose(job.get("description")),
            pay_stated=(pay,) if pay else (),
        )
    ]


def _is_terms(job: bytes) -> bool:
    try:
        return msgspec.json.decode(job, type=_Kind).legal is not None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
