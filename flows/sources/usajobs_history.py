"""USAJOBS history: every announcement of the United States' federal government since 2017, by the month in which it opened.

API: https://developer.usajobs.gov/api-reference/get-api-historicjoa (and its companion for the texts)
A census: each month is whole in itself. Asked for by occupational series: 1560 (data science, since 2021) and those in which
such work was advertised before it and still is. Two lists answer the same question, one of fields and one of texts. A page
has a thousand rows or fewer and a token for the next. An empty month is the text "204 No Content". Pay is in its own fields.
It never gives a remote policy or the language. An announcement is one posting, whatever number of places it names.
Terms and rate: public, no key, meant for bulk reading by the documentation's own words. Two seconds between requests.
Payload basis: documented (the API's reference and readers that checked it live in 2026).
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.errors import LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from flows.sources.kit.two_parts import joined, parts
from transforms.posting import Posting

SOURCE = Source(
    name="usajobs_history",
    title="USAJOBS history",
    home="https://www.usajobs.gov",
    docs_url="https://developer.usajobs.gov/api-reference/get-api-historicjoa",
    slug_pattern=r"usajobs",
    address_patterns=(r"https?://data\.usajobs\.gov/api/historicjoa(?:[/?#]|$)(?P<slug>(?!))?",),
    stands_behind_pages=False,
    gathers=True,
    hosts=("data.usajobs.gov",),
    never_gives=("remote_stated", "language_stated"),
    payload_basis="documented",
    min_delay_s=2.0,
    checked_on="2026-11-23",
)

_API = "https://data.usajobs.gov/api/historicjoa"
_SERIES = ("1560", "1550", "1530", "1515", "2210")
"""Data science. Computer science, statistics, operations research and information technology were its homes before 2021."""

_FIRST_YEAR = 2017
_PAGES_MAX = 100  # 50,000 announcements of one series in one month
_ID = "usajobsControlNumber"
_PLACE = ("positionLocationCity", "positionLocationState", "positionLocationCountry")
_NOTHING = (b"", b"204 No Content", b'"204 No Content"')
_TEXTS = {
    "summary": "Summary",
    "duties": "Duties",
    "requirementsQualifications": "Qualifications",
    "requirementsEducation": "Education",
}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the announcements that opened in `board.period`, each with its text: what the two lists say, joined."""
    if board.period is None:
        raise PayloadChanged(f"{_API}: asked without a month")
    for series in _SERIES:
        yield from _of_series(series, board.period, get)


def periods(get: Get) -> list[str]:
    """The months that the API holds, oldest first. Those to come have nothing yet."""
    return values.months_from(_FIRST_YEAR)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one announcement: its fields, and its text where there is one."""
    job, own = parts(payload.body)
    places = job.objects("positionlocations") or job.objects("positionLocations")
    countries = (place.get("positionLocationCountry") for place in places)
    terms = f"{job.get('workSchedule')} {job.get('appointmentType')}"
    period = words.pay_period(job.get("salaryType"))
    return [
        Posting(
            title=job.title("positionTitle"),
            employer=job.text("hiringAgencyName")
            or job.text("hiringDepartmentName")
            or board.employer,
            url=f"https://www.usajobs.gov/job/{payload.external_id}",
            department=job.text("hiringSubelementName"),
            locations=values.distinct(map(_place, places)),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            employment_type=words.employment_type(terms),
            posted_date=job.date("positionOpenDate"),
            description_html=values.sections(
                *((title, own.prose(key)) for key, title in _TEXTS.items())
            ),
            pay_stated=words.stated_pay(
                job.get("minimumSalary"), job.get("maximumSalary"), "USD", period
            ),
        )
    ]


def _of_series(series: str, period: str, get: Get) -> Iterator[Payload]:
    """Announcements of one series with their texts. Without the texts they are kept as listed, and the look is partial."""
    listed = list(_rows(_API, series, period, get))
    texts: dict[str | None, bytes] = {}
    broken: LookError | None = None
    try:
        if listed:
            found = _rows(f"{_API}/announcementtext", series, period, get)
            texts = {row.external_id: row.body for row in found}
    except LookError as exc:
        broken = exc
    for row in listed:
        own = texts.get(row.external_id) if row.external_id else None
        yield replace(row, body=joined(row.body, own)) if own else row
    if broken is not None:
        raise SourceUnavailable(
            f"{series}: {len(listed)} announcements came without their texts; {broken}"
        )


def _rows(url: str, series: str, period: str, get: Get) -> Iterator[Payload]:
    first, last = values.days_of(period)
    params: dict[str, str | int] = {
        "PositionSeries": series,
        "StartPositionOpenDate": str(first),
        "EndPositionOpenDate": str(last),
    }
    yield from listing.every_row(lambda turn: _page(url, params, turn, get), pages_max=_PAGES_MAX)


def _page(url: str, params: dict[str, str | int], turn: listing.Turn, get: Get) -> listing.Page:
    reply = get(url, params=params | ({"continuationtoken": turn.cursor} if turn.cursor else {}))
    if reply.body.strip() in _NOTHING:
        return listing.Page(reply.url, ())
    cursor = "paging.metadata.continuationToken"
    page = listing.read_page(reply, "data", _ID, total="paging.metadata.totalCount", cursor=cursor)
    return replace(page, total=page.total or None, is_last=None if page.cursor else True)


def _place(place: fields.JsonObject) -> str | None:
    # "Boulder, Colorado" is a city's whole name there, with the state once more beside it.
    city, state, country = map(place.text, _PLACE)
    is_named = city and state and city.endswith(state)
    return values.joined([city, None if is_named else state, country])
