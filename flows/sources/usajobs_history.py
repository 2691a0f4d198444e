"""USAJOBS history: every announcement of the United States' federal government since 2017, by the month in which it opened.

API: https://developer.usajobs.gov/api-reference/get-api-historicjoa (and its companion for the texts)
A census: each month is whole in itself. Asked for by occupational series: 1560 (data science, since 2021) and those in which
such work was advertised before it and still is. Two lists with the same question, one of fields and one of texts, a thousand
and fewer a page, each with a token for the next; an empty month is the text "204 No Content". Pay is in its own fields. It
never gives a remote policy or the language. An announcement is one posting, whatever number of places it names.
Terms and rate: public, no key, meant for bulk reading by the documentation's own words; two seconds between requests.
Payload basis: documented (the API's reference and readers that checked it live in 2026).
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from typing import Any

import msgspec

from flows.errors import LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
    iso_date,
    objects,
    once_each,
    prose,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from flows.sources.kit.two_parts import joined, parts
from flows.sources.usajobs import as_html
from transforms.posting import Posting

SOURCE = Source(
    name="usajobs_history",
    title="USAJOBS history",
    home="https://www.usajobs.gov",
    docs_url="https://developer.usajobs.gov/api-reference/get-api-historicjoa",
    slug_pattern=r"usajobs",
    address_patterns=(r"https?://data\.usajobs\.gov/api/historicjoa(?:[/?#]|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    hosts=("data.usajobs.gov",),
    never_gives=("remote_stated", "language_stated"),
    payload_basis="documented",
    min_delay_s=2.0,
    checked_on="2026-11-23",
)

_API = "https://data.usajobs.gov/api/historicjoa"
_SERIES = ("1560", "1550", "1530", "1515", "2210")
"""Data science; computer science, statistics, operations research and information technology, its homes before 2021."""

_FIRST_YEAR, _LAST_YEAR = 2017, 2099  # months to come are never asked for: a run knows its day
_PAGES_MAX = (
    100  # 50,000 announcements of one series in one month, and an end to a list that never ends
)
_ID = "usajobsControlNumber"
_PERIODS = {"per year": "year", "per month": "month", "per day": "day", "per hour": "hour"}
_NOTHING = (b"", b"204 No Content", b'"204 No Content"')
_TEXTS = {
    "summary": "Summary",
    "duties": "Duties",
    "requirementsQualifications": "Qualifications",
    "requirementsEducation": "Education",
}


class _Meta(msgspec.Struct):
    totalCount: int | None = None  # noqa: N815 - the API's own name
    continuationToken: str | None = None  # noqa: N815 - the API's own name


class _Paging(msgspec.Struct):
    metadata: _Meta = msgspec.field(default_factory=_Meta)


class _Page(msgspec.Struct):
    data: list[msgspec.Raw]
    paging: _Paging | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the announcements that opened in `board.period`, each with its text: of what the two lists say, joined."""
    if board.period is None:
        raise PayloadChanged(f"{_API}: asked without a month")
    yield from once_each(
        payload for series in _SERIES for payload in _of_series(series, board.period, get)
    )


def periods(get: Get) -> list[str]:
    """The months that the API holds, oldest first; those to come have nothing yet."""
    return [
        f"{year}-{month:02d}"
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1)
        for month in range(1, 13)
    ]


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one announcement: its fields, and its text where that was had."""
    job, own = parts(payload.body)
    places = objects(job.get("positionlocations") or job.get("positionLocations"))
    period = _PERIODS.get(str(job.get("salaryType")).strip().lower())
    pay = stated_pay(job.get("minimumSalary"), job.get("maximumSalary"), "USD", period)
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "positionTitle"),
            employer=text(job.get("hiringAgencyName"))
            or text(job.get("hiringDepartmentName"))
            or board.employer,
            url=f"https://www.usajobs.gov/job/{payload.external_id}",
            department=text(job.get("hiringSubelementName")),
            locations=distinct(map(_place, places)),
            country_codes_stated=distinct(
                country_code(place.get("positionLocationCountry")) for place in places
            ),
            employment_type=employment_type(
                f"{job.get('workSchedule')} {job.get('appointmentType')}"
            ),
            posted_date=iso_date(job.get("positionOpenDate")),
            description_html=as_html({title: prose(own.get(key)) for key, title in _TEXTS.items()}),
            pay_stated=(pay,) if pay else (),
        )
    ]


def _of_series(series: str, period: str, get: Get) -> Iterator[Payload]:
    """Announcements of one series with their texts. Without the texts they are kept as listed, and that is told."""
    listed = list(_rows(_API, series, period, get))
    texts: dict[str | None, bytes] = {}
    broken: LookError | None = None
    try:
        texts = (
            {id_of(row, _ID): row for row in _rows(f"{_API}/announcementtext", series, period, get)}
            if listed
            else {}
        )
    except LookError as exc:
        broken = exc
    for row in listed:
        number = id_of(row, _ID)
        own = texts.get(number) if number else None
        yield Payload(number, joined(row, own) if own else row)
    if broken is not None:
        raise SourceUnavailable(
            f"{series}: {len(listed)} announcements came without their texts; {broken}"
        )


def _rows(url: str, series: str, period: str, get: Get) -> Iterator[bytes]:
    year, month = int(period[:4]), int(period[5:7])
    params: dict[str, str | int] = {
        "PositionSeries": series,
        "StartPositionOpenDate": f"{period}-01",
        "EndPositionOpenDate": f"{period}-{monthrange(year, month)[1]}",
    }
    n_rows, total = 0, 0
    for _ in range(_PAGES_MAX):
        reply = get(url, params=params)
        if reply.body.strip() in _NOTHING:
            return
        page = reply_as(_Page, reply)
        yield from map(bytes, page.data)
        meta = page.paging.metadata if page.paging else _Meta()
        n_rows, total = n_rows + len(page.data), max(total, meta.totalCount or 0)
        if not page.data or not meta.continuationToken or n_rows >= total > 0:
            break
        params["continuationtoken"] = meta.continuationToken
    if n_rows < total:
        raise SourceUnavailable(f"{reply.url}: {n_rows} of {total} announcements were listed")


def _place(place: Object) -> str | None:
    keys = ("positionLocationCity", "positionLocationState", "positionLocationCountry")
    named: list[Any] = [place.get(key) for key in keys]
    # "Boulder, Colorado" is a city's whole name there, with the state once more beside it.
    city, state = text(named[0]), text(named[1])
    return (
        ", ".join(
            distinct(
                [city, None if city and state and city.endswith(state) else state, text(named[2])]
            )
        )
        or None
    )
