"""JobTech: every advert of Sweden's public employment service since 2006, by the month in which it was published.

API: https://historical.api.jobtechdev.se (the archive of Platsbanken, of Arbetsförmedlingen)
A census: each month is whole in itself, and adverts that were taken down stay in the archive. Asked for by the field of
occupation Data/IT. A reply has at most 100 adverts, and none beyond the 2,100th, so a month is asked for in spans of days
that fit. A span may also list adverts that were only open in it: what was published in another month is left out, since its
own month has it. An advert is one posting, whatever number of vacancies it names. Contacts are never kept.
It never gives a remote policy, a language or structured pay: pay is a sentence, which stands in the text.
Terms and rate: CC0, no key. A month is about 70 requests.
Payload basis: documented (the API's reference and readers of 2026). Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="jobtech",
    title="JobTech archive",
    home="https://arbetsformedlingen.se",
    docs_url="https://historical.api.jobtechdev.se",
    slug_pattern=r"sweden",
    address_patterns=(r"https?://historical\.api\.jobtechdev\.se(?:[/?#]|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    gathers=True,
    hosts=("historical.api.jobtechdev.se",),
    never_gives=("remote_stated", "language_stated", "pay_stated"),
    payload_basis="documented",
    checked_on="2026-11-29",
)

_SEARCH = "https://historical.api.jobtechdev.se/search"
_DATA_IT = "apaJ_2ja_LuF"
"""The taxonomy's field Data/IT, which holds developers, data scientists and analysts alike."""

_FIRST_YEAR = 2006
_PAGE = 100
_REACHED = 2_100  # the last offset is 2,000
_PLACE = ("city", "municipality", "region", "country")


_KEPT: dict[str, tuple[str, ...]] = {
    "id": (),
    "headline": (),
    "description": ("text", "text_formatted"),
    "employer": ("name", "workplace"),
    "occupation": ("label",),
    "workplace_address": ("city", "municipality", "region", "country"),
    "number_of_vacancies": (),
    "salary_description": (),
    "employment_type": ("label",),
    "working_hours_type": ("label",),
    "publication_date": (),
    "webpage_url": (),
}
"""What is kept of an advert: fields, and of an object its own fields. The others name people and how to reach them."""

Advert = dict[str, Any]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the adverts that were published in `board.period`."""
    if board.period is None:
        raise PayloadChanged(f"{_SEARCH}: asked without a month")
    for row in _between(*values.days_of(board.period), get):
        kept = _kept(row)
        if kept is not None and _month_of(kept) in (board.period, None):
            yield replace(row, body=msgspec.json.encode(kept))


def periods(get: Get) -> list[str]:
    """The months that the archive holds, oldest first. Those to come have nothing yet."""
    return values.months_from(_FIRST_YEAR)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one advert."""
    job = fields.read_object(payload.body)
    html, pay = job.prose("description", "text_formatted"), job.prose("salary_description")
    parts = (job.prose("description", "text"), pay and f"Lön: {pay}")
    plain = "\n\n".join(part for part in parts if part)
    marked = values.sections((None, html), ("Lön", pay)) if html else None
    return [
        Posting(
            title=job.title("headline"),
            employer=job.text("employer", "name") or job.text("employer", "workplace"),
            url=job.link("webpage_url"),
            department=job.text("occupation", "label"),
            locations=values.distinct([_where(job)]),
            country_codes_stated=values.distinct([_country(job)]),
            employment_type=_terms(job),
            posted_date=job.date("publication_date"),
            description_html=marked,
            description_plain=None if marked else plain or None,
        )
    ]


def _between(first: date, last: date, get: Get) -> Iterator[Payload]:
    """The adverts of a span of days, halved until the archive gives all of it."""

    def ask(turn: listing.Turn) -> listing.Page:
        params: dict[str, str | int] = {
            "occupation-field": _DATA_IT,
            "historical-from": first.isoformat(),
            "historical-to": last.isoformat(),
            "offset": turn.n_pages * _PAGE,
            "limit": _PAGE,
        }
        return listing.read_page(get(_SEARCH, params=params), "hits", total="total.value")

    page = ask(listing.Turn())
    if (page.total or 0) > _REACHED and first < last:
        middle = first + timedelta(days=(last - first).days // 2)
        yield from _between(first, middle, get)
        yield from _between(middle + timedelta(days=1), last, get)
    else:
        yield from listing.every_row(ask, pages_max=_REACHED // _PAGE, first=page)


def _kept(row: Payload) -> Advert | None:
    """The advert without what is never kept. None: not a JSON object, so nothing of it may be kept."""
    try:
        advert = fields.read_object(row.body)
    except PayloadChanged:
        return None
    return {name: _only(advert.get(name), inner) for name, inner in _KEPT.items()}


def _only(value: Any, names: tuple[str, ...]) -> Any:
    if not names:
        return None if isinstance(value, (dict, list)) else value
    one = value[0] if isinstance(value, list) and value else value  # a list in some years
    return {name: one.get(name) for name in names} if isinstance(one, dict) else None


def _month_of(advert: Advert) -> str | None:
    published = values.text(advert["publication_date"])
    return published[:7] if published else None


def _where(job: fields.JsonObject) -> str | None:
    address = job.object("workplace_address")
    city, town, region, country = map(address.text, _PLACE)
    return values.joined([town or city, region, country])


def _country(job: fields.JsonObject) -> str | None:
    """The country, which is Sweden where a municipality is named and no country."""
    named = job.text("workplace_address", "country")
    if named is None and job.text("workplace_address", "municipality"):
        return "SE"
    return words.country_code(named)


def _terms(job: fields.JsonObject) -> str | None:
    return job.employment_type("working_hours_type", "label") or job.employment_type(
        "employment_type", "label"
    )
