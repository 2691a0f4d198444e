"""Pinpoint: hosted boards at {tenant}.pinpointhq.com.

API: https://developers.pinpointhq.com (with a key); the board's own list, /postings.json, is public.
One reply is the whole board with texts, in up to four parts under headings of the employer's own. It never gives a date of
publication, a country or the language. Amounts are there even when `compensation_visible` is false: the employer did not
mean to publish those, and they are not read.
Payload basis: transcribed (two postings of 2026, texts shortened).
Terms and rate: public, no documented limit; one request a second is ours.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_of,
    inner,
    link,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
    workplace,
)
from transforms.posting import PERIODS, Posting, StatedPay

SOURCE = Source(
    name="pinpoint",
    title="Pinpoint",
    home="https://www.pinpointhq.com",
    docs_url="https://developers.pinpointhq.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|developers|help)\.)(?P<slug>[A-Za-z0-9-]+)\.pinpointhq\.com(?:[/?#]|$)",
    ),
    host_template="{slug}.pinpointhq.com",
    never_gives=("posted_date", "country_codes_stated", "language_stated"),
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_TEXTS = ("key_responsibilities", "skills_knowledge_expertise", "benefits")
_PERIODS = {
    "yearly": "year",
    "annually": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}


class _Reply(msgspec.Struct):
    data: list[msgspec.Raw]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board; one request."""
    reply = reply_as(_Reply, get(f"https://{board.slug.lower()}.pinpointhq.com/postings.json"))
    yield from once_each(Payload(id_of(posting), posting) for posting in map(bytes, reply.data))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the list."""
    job = read_object(payload.body)
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer,
            url=link(job.get("url")),
            department=text(inner(job.get("job"), "department", "name")),
            locations=distinct([_place(job.get("location"))]),
            remote_stated=workplace(job.get("workplace_type")),
            employment_type=employment_type(job.get("employment_type")),
            description_html=_text(job),
            pay_stated=_pay(job),
        )
    ]


def _place(location: Any) -> str | None:
    # The name is the employer's own and often "Remote" or "HQ"; city and province are places.
    named = ", ".join(distinct(text(inner(location, key)) for key in ("city", "province")))
    return named or text(inner(location, "name"))


def _text(job: Object) -> str | None:
    parts = [prose(job.get("description"))]
    for key in _TEXTS:
        if body := prose(job.get(key)):
            heading = text(job.get(f"{key}_header"))
            parts.append(f"<h3>{escape(heading)}</h3>\n{body}" if heading else body)
    return "\n".join(part for part in parts if part) or None


def _pay(job: Object) -> tuple[StatedPay, ...]:
    if job.get("compensation_visible") is not True:
        return ()
    said = str(job.get("compensation_frequency")).lower()
    period = _PERIODS.get(said, said if said in PERIODS else None)
    found = stated_pay(
        job.get("compensation_minimum"),
        job.get("compensation_maximum"),
        job.get("compensation_currency"),
        period,
    )
    return (found,) if found else ()
