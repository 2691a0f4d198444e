"""Greenhouse: boards at boards.greenhouse.io and job-boards.greenhouse.io, and behind many companies' own careers pages.

API: https://developers.greenhouse.io/job-board.html
One request gives the whole board with texts; there are no pages, and `meta.total` says how many postings there are. It
never gives structured pay in the list (it stands in the text, or in metadata fields that the employer made up), nor a
closing date. `content` is HTML escaped once.
Terms and rate: public, meant for showing jobs elsewhere, no documented limit; robots.txt closes only /embed/.
Last checked: 2026-11, on recorded boards of 2025-12 and trimmed replies of 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_of,
    inner,
    iso_date,
    link,
    number,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
    workplace,
)
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="greenhouse",
    title="Greenhouse",
    home="https://www.greenhouse.com",
    docs_url="https://developers.greenhouse.io/job-board.html",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}",
    address_patterns=(
        r"https?://(?:job-)?boards(?:\.eu)?\.greenhouse\.io/embed/job_(?:board|app)(?:/js)?\?(?:[^#]*&)?for=(?P<slug>[^&#]+)",
        r"https?://boards-api\.greenhouse\.io/v1/boards/(?P<slug>[^/?#]+)",
        r"https?://(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?!embed(?:[/?]|$))(?P<slug>[^/?#]+)",
    ),
    hosts=("boards-api.greenhouse.io",),
    never_gives=("country_codes_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

# Fields that employers made up for themselves: only names that say what they hold are read.
_WORKPLACE_FIELD = re.compile(r"workplace type|working model|work model|remote", re.IGNORECASE)
_TERMS_FIELD = re.compile(r"employment type|time type|commitment", re.IGNORECASE)
_PAY_FIELD = re.compile(r"\b(pay|salary|compensation|job post) (range|band|scale)\b", re.IGNORECASE)
_HOUR_MAX = 500.0  # nobody is paid 500 an hour on a board, nor 10,000 a year
_YEAR_MIN = 10_000.0


class _Meta(msgspec.Struct):
    total: int | None = None


class _Reply(msgspec.Struct):
    jobs: list[msgspec.Raw]
    meta: _Meta | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the board; one request. Fewer jobs than `meta.total` make the look partial."""
    url = f"https://boards-api.greenhouse.io/v1/boards/{board.slug}/jobs"
    reply = reply_as(_Reply, get(url, params={"content": "true"}))
    yield from once_each(Payload(id_of(job), job) for job in map(bytes, reply.jobs))
    total = reply.meta.total if reply.meta else None
    if total is not None and total > len(reply.jobs):
        raise SourceUnavailable(
            f"{url}: {len(reply.jobs)} jobs where $.meta.total says {total}; the next run asks again"
        )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the board's list."""
    job = read_object(payload.body)
    content = prose(job.get("content"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer or text(job.get("company_name")),
            url=link(job.get("absolute_url")),
            department=next(
                (
                    name
                    for group in objects(job.get("departments"))
                    if (name := text(group.get("name")))
                ),
                None,
            ),
            locations=_locations(job),
            remote_stated=_of_metadata(job, _WORKPLACE_FIELD, workplace),
            employment_type=_of_metadata(job, _TERMS_FIELD, employment_type),
            posted_date=iso_date(job.get("first_published")),
            language_stated=text(job.get("language")),
            description_html=unescape(content) if content else None,
            pay_stated=_pay(job),
        )
    ]


def _locations(job: Object) -> tuple[str, ...]:
    """The location's text, one entry a place; the offices only when it has none (they name teams as often as places)."""
    named = text(inner(job.get("location"), "name"))
    if named:
        return distinct(map(text, re.split(r"[;|]", named)))
    offices = objects(job.get("offices"))
    return distinct(text(office.get("location")) or text(office.get("name")) for office in offices)


def _of_metadata(job: Object, field: re.Pattern[str], read: Any) -> str | None:
    """What the one value of a made-up field says; None when there are several or none that `read` knows."""
    for entry in objects(job.get("metadata")):
        value = entry.get("value")
        values = value if isinstance(value, list) else [value]
        if field.search(str(entry.get("name"))) and len(values) == 1 and (found := read(values[0])):
            return str(found)
    return None


def _pay(job: Object) -> tuple[StatedPay, ...]:
    """Pay transparency ranges (in cents, one a zone) where a reply carries them, and ranges that a field's name declares."""
    ranges = [
        _range(
            _whole(part.get("min_cents")),
            _whole(part.get("max_cents")),
            part.get("currency_type"),
            part.get("title"),
        )
        for part in objects(job.get("pay_input_ranges"))
    ]
    for entry in objects(job.get("metadata")):
        value = entry.get("value")
        if entry.get("value_type") == "currency_range" and _is_stated_pay(str(entry.get("name"))):
            ranges.append(
                _range(
                    inner(value, "min_value"), inner(value, "max_value"), inner(value, "unit"), None
                )
            )
    return tuple(pay for pay in ranges if pay)


def _is_stated_pay(name: str) -> bool:
    # "Budgeted" is the employer's own planning, left open by accident. A field per country ("Job Post Range (Canada)") is
    # filled from a template wherever the job is: 253 of MongoDB's 391 jobs carry one, in Dublin the American one.
    return bool(_PAY_FIELD.search(name)) and "budget" not in name.lower() and "(" not in name


def _whole(cents: Any) -> float | None:
    found = number(cents)
    return found / 100 if found is not None else None


def _range(low: Any, high: Any, currency: Any, label: Any) -> StatedPay | None:
    named = text(label) or ""
    return stated_pay(
        low, high, currency, _period(named, number(high) or number(low)), place=_place(named)
    )


def _period(label: str, amount: float | None) -> str | None:
    """The period that a range's label names; else the one its size leaves no doubt of. There is no field for it."""
    if re.search(r"\bhour(ly)?\b", label, re.IGNORECASE):
        return "hour"
    if re.search(r"\b(annual|year|yearly)\b", label, re.IGNORECASE):
        return "year"
    if amount is None or _HOUR_MAX <= amount < _YEAR_MIN:
        return None
    return "hour" if amount < _HOUR_MAX else "year"


def _place(label: str) -> str | None:
    """The zone in a label such as "NYC Salary Range" or "Salary Range (Canada)"."""
    words = re.sub(
        r"(?i)\b(annual|base|hourly|yearly|pay|salary|compensation|job post|range|band|scale)\b|[:*()]",
        " ",
        label,
    )
    return text(words)
