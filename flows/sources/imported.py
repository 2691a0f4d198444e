"""Imported postings: what `rolecall import` took from a file, in the columns of its own that the README names.

Columns: https://github.com/rolecall/rolecall#postings-from-elsewhere
There is nothing to ask: a board is the name that was given to the import, and each import is one look at it. It never
gives more than the file held; remote policy, terms and countries are read from the words.
Terms and rate: those of whoever made the file.
Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    distinct,
    iso_date,
    link,
    prose,
    read_object,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="imported",
    title="Imported files",
    home="https://github.com/rolecall/rolecall",
    docs_url="https://github.com/rolecall/rolecall#postings-from-elsewhere",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}",
    stands_behind_pages=False,
    never_gives=("country_codes_stated", "remote_stated", "employment_type", "language_stated"),
    payload_basis="documented",
    checked_on="2026-11-23",
)

_PERIODS = {
    "year": "year", "yearly": "year", "annual": "year", "annually": "year", "per year": "year",
    "month": "month", "monthly": "month", "per month": "month", "week": "week", "weekly": "week", "per week": "week",
    "day": "day", "daily": "day", "per day": "day", "hour": "hour", "hourly": "hour", "per hour": "hour",
}  # fmt: skip


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Raises SourceUnavailable: an import is looked at when it is imported."""
    raise SourceUnavailable(
        f"{board.slug} comes from a file: `rolecall import FILE --source {board.slug}` looks again"
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one record."""
    job = read_object(payload.body)
    html = prose(job.get("html"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=text(job.get("company")),
            url=link(job.get("url")),
            department=text(job.get("department")),
            locations=_locations(job.get("location")),
            posted_date=iso_date(job.get("date")),
            description_html=html,
            description_plain=None if html else prose(job.get("text")),
            pay_stated=_pay(job),
        )
    ]


def _locations(value: Any) -> tuple[str, ...]:
    """One text that may name several places, or a list of such texts."""
    return distinct(text(each) for each in (value if isinstance(value, list) else [value]))


def _pay(job: dict[str, Any]) -> tuple[StatedPay, ...]:
    period = _PERIODS.get((text(job.get("period")) or "").lower())
    found = stated_pay(job.get("pay_min"), job.get("pay_max"), job.get("currency"), period)
    return (found,) if found else ()
