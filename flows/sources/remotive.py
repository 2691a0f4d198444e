"""Remotive: an aggregator of remote jobs of many employers, read through its public API.

API: https://github.com/remotive-com/remote-jobs-api
One reply is all that the free API shows (some 30 jobs of the many on the site, a day late), with `total-job-count`; its
filters do nothing. What leaves it may be open still, so no look is ever whole. Pay is free text ("$50-$75 /hour"): it is put
below the description, to be read from there. The place is where applicants may live. It never gives a country of its own or
the language.
Payload basis: transcribed (three jobs of 2026-07, texts shortened).
Terms and rate: at most four requests a day, a link back to the job on Remotive, and no reposting to job sites.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_of,
    iso_date,
    link,
    once_each,
    prose,
    read_object,
    reply_as,
    text,
    title_at,
)
from transforms.posting import Posting

SOURCE = Source(
    name="remotive",
    title="Remotive (aggregator)",
    home="https://remotive.com",
    docs_url="https://github.com/remotive-com/remote-jobs-api",
    slug_pattern=r"remotive",
    address_patterns=(r"https?://(?:www\.)?remotive\.(?:com|io)(?:/|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    hosts=("remotive.com",),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    min_delay_s=5.0,
    lists_all=False,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)


class _Reply(msgspec.Struct):
    jobs: list[msgspec.Raw]
    total: int | None = msgspec.field(default=None, name="total-job-count")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job that the free API shows; one request."""
    reply = reply_as(_Reply, get("https://remotive.com/api/remote-jobs"))
    yield from once_each(Payload(id_of(job), job) for job in map(bytes, reply.jobs))
    if len(reply.jobs) < (reply.total or 0):
        raise SourceUnavailable(
            f"https://remotive.com: {len(reply.jobs)} of {reply.total} jobs were listed"
        )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the API."""
    job = read_object(payload.body)
    places = text(job.get("candidate_required_location"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=text(job.get("company_name")) or board.employer,
            url=link(job.get("url")),
            department=text(job.get("category")),
            locations=distinct(map(text, places.split(","))) if places else (),
            remote_stated="remote",
            employment_type=employment_type(job.get("job_type")),
            posted_date=iso_date(job.get("publication_date")),
            description_html=_text(job),
        )
    ]


def _text(job: Object) -> str | None:
    pay = text(job.get("salary"))
    parts = [prose(job.get("description")), f"<p>Salary: {escape(pay)}</p>" if pay else None]
    return "\n".join(part for part in parts if part) or None
