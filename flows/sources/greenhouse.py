"""Greenhouse: boards at boards.greenhouse.io and job-boards.greenhouse.io, and behind many companies' own careers pages.

API: https://developers.greenhouse.io/job-board.html
One reply is the whole board with its texts, and `meta.total` says how many jobs there are. `content` is HTML, escaped
once. Structured pay stands only in fields that employers made up, and other pay in the text. `application_deadline` is null in
every reply at hand. It is not read, since a board lists a job for as long as it can be answered.
Terms and rate: public, meant for showing jobs elsewhere, no documented limit. robots.txt closes /embed/ only.
Last checked: 2026-11, on recorded boards of 2025-12 and trimmed replies of 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
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

# Employers made these fields up for themselves. Only names that say what a field holds are read.
_WORKPLACE_FIELD = re.compile(
    r"workplace type|location type|working model|work model|remote", re.IGNORECASE
)
_TERMS_FIELD = re.compile(r"employment type|time type|commitment", re.IGNORECASE)
_PAY_FIELD = re.compile(r"\b(pay|salary|compensation|job post) (range|band|scale)\b", re.IGNORECASE)
# "Budgeted" is the employer's own planning, left open by accident. A field per country ("Job Post Range (Canada)") is
# filled from a template wherever the job is: 253 of MongoDB's 391 jobs carry one, in Dublin the American one.
_NOT_STATED = re.compile(r"budget|\(", re.IGNORECASE)
_PAY_WORDS = re.compile(
    r"\b(annual|base|hourly|yearly|pay|salary|compensation|job post|range|band|scale)\b|[:*()]",
    re.IGNORECASE,
)
_HOUR_MAX = 500.0  # nobody is paid 500 an hour on a board, nor 10,000 a year
_YEAR_MIN = 10_000.0


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the board. One request. Fewer jobs than `meta.total` make the look partial."""
    url = f"https://boards-api.greenhouse.io/v1/boards/{board.slug}/jobs"
    reply = get(url, params={"content": "true", "pay_transparency": "true"})
    yield from listing.whole(listing.read_page(reply, "jobs", total="meta.total"))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the board's list."""
    job = fields.read_object(payload.body)
    content = job.prose("content")
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company_name"),
            url=job.link("absolute_url"),
            department=job.first_text("departments", "name"),
            locations=_locations(job),
            remote_stated=_of_metadata(job, _WORKPLACE_FIELD, words.workplace),
            employment_type=_of_metadata(job, _TERMS_FIELD, words.employment_type),
            posted_date=job.date("first_published"),
            requisition_id=values.id_text(job.get("internal_job_id")),
            # A prospect post: people apply to the company, and no job stands behind it.
            is_prospect=True if job.value.get("internal_job_id", 0) is None else None,
            language_stated=job.text("language"),
            description_html=values.unescaped(unescape(content)) if content else None,
            pay_stated=(*_pay_ranges(job), *_pay_fields(job)),
        )
    ]


def _locations(job: fields.JsonObject) -> tuple[str, ...]:
    """Each place that the location names. Offices only without one: they name teams as often as places."""
    if named := job.text("location", "name"):
        return values.places(named)
    return values.distinct(map(_office, job.objects("offices")))


def _office(office: fields.JsonObject) -> str | None:
    return office.text("location") or office.text("name")


def _of_metadata(
    job: fields.JsonObject, named: re.Pattern[str], read: Callable[[Any], str | None]
) -> str | None:
    """What a made-up field says, when it holds one value and `read` knows it."""
    held = (values.only(said) for said in _held(job, named))
    return values.first(map(read, held))


def _held(job: fields.JsonObject, named: re.Pattern[str]) -> Iterator[list[Any]]:
    """The values of each made-up field with such a name."""
    for entry in job.objects("metadata"):
        if named.search(str(entry.get("name"))):
            yield fields.as_list(entry.get("value"))


def _pay_ranges(job: fields.JsonObject) -> Iterator[StatedPay]:
    """Pay transparency ranges, one a zone, in cents."""
    for part in job.objects("pay_input_ranges"):
        low, high = (values.number(part.get(name)) for name in ("min_cents", "max_cents"))
        yield from _range(
            None if low is None else low / 100,
            None if high is None else high / 100,
            part.get("currency_type"),
            part.text("title") or "",
        )


def _pay_fields(job: fields.JsonObject) -> Iterator[StatedPay]:
    """Ranges in fields whose name declares that they hold pay."""
    for entry in job.objects("metadata"):
        if _is_stated_pay(entry):
            held = map(entry.object("value").get, ("min_value", "max_value", "unit"))
            yield from _range(*held)


def _is_stated_pay(entry: fields.JsonObject) -> bool:
    name = str(entry.get("name"))
    is_range = entry.get("value_type") == "currency_range"
    return is_range and bool(_PAY_FIELD.search(name)) and not _NOT_STATED.search(name)


def _range(low: Any, high: Any, currency: Any, label: str = "") -> tuple[StatedPay, ...]:
    """A range under a label such as "NYC Salary Range", which holds the zone."""
    period = _period(label, values.number(high) or values.number(low))
    return words.stated_pay(low, high, currency, period, place=_PAY_WORDS.sub(" ", label))


def _period(label: str, amount: float | None) -> str | None:
    """The period that the label names, else the only one that fits the amount. No field says it."""
    if re.search(r"\bhour(ly)?\b", label, re.IGNORECASE):
        return "hour"
    if re.search(r"\b(annual|year|yearly)\b", label, re.IGNORECASE):
        return "year"
    return _usual_period(amount)


def _usual_period(amount: float | None) -> str | None:
    if amount is None or _HOUR_MAX <= amount < _YEAR_MIN:
        return None
    return "hour" if amount < _HOUR_MAX else "year"
