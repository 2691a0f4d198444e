"""USAJOBS: open announcements of the United States' federal government, read through its search API.

API: https://developer.usajobs.gov/api-reference/get-api-search
The board is an occupational series, with words to search for behind it: `1560` (data science), `2210-machine-learning`
(information technology). 500 announcements a page with their texts when asked for in full, 10,000 at most a search. Amounts
are texts; "without compensation", biweekly and piece rates are no pay that compares. Telework is a day now and then, not a
policy: only `RemoteIndicator` says remote. It never gives the language.
Terms and rate: a key, and the e-mail address it was given to as User-Agent: ROLECALL_USAJOBS_KEY and ROLECALL_CONTACT. Whoever
asks for a key agrees to terms that restrict derived works: read them first. `usajobs_history` needs neither.
Payload basis: transcribed (one announcement of 2026-08, texts redacted).
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from flows.errors import ListedInPart, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_text,
    inner,
    iso_date,
    link,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="usajobs",
    title="USAJOBS",
    home="https://www.usajobs.gov",
    docs_url="https://developer.usajobs.gov/api-reference/get-api-search",
    slug_pattern=r"\d{4}(?:-[a-z0-9]{1,30}){0,6}",
    address_patterns=(
        r"https?://(?:www\.)?usajobs\.gov/search/results/?\?(?:[^#]*&)?j=(?P<slug>\d{4})(?:[&#]|$)",
        r"https?://data\.usajobs\.gov/api/search\?(?:[^#]*&)?JobCategoryCode=(?P<slug>\d{4})(?:[&#]|$)",
    ),
    stands_behind_pages=False,
    hosts=("data.usajobs.gov",),
    never_gives=("language_stated",),
    lists_at_most=10_000,
    secret_headers={"Authorization-Key": "usajobs_key", "User-Agent": "contact"},
    keys_from="https://developer.usajobs.gov/apirequest",
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_PAGE = 500
_PAGES_MAX = 20
_TERMS = ("PositionSchedule", "PositionOfferingType")
_PERIODS = {"PA": "year", "PM": "month", "PD": "day", "PH": "hour"}
_PERIODS_IN_WORDS = {"per year": "year", "per month": "month", "per day": "day", "per hour": "hour"}


class _Item(msgspec.Struct):
    """What is kept of a result; its rank is another at every search."""

    MatchedObjectId: Any = None
    MatchedObjectDescriptor: msgspec.Raw = msgspec.Raw(b"null")


class _Result(msgspec.Struct):
    SearchResultItems: list[_Item]
    SearchResultCountAll: int | None = None


class _Reply(msgspec.Struct):
    SearchResult: _Result


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every announcement of the series, page by page."""
    items = _items(board, get)
    yield from once_each(
        Payload(id_text(item.MatchedObjectId), msgspec.json.encode(item)) for item in items
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one announcement."""
    found = read_object(payload.body).get("MatchedObjectDescriptor")
    job: Object = found if isinstance(found, dict) else {}
    places = objects(job.get("PositionLocation"))
    details = inner(job.get("UserArea"), "Details")
    terms = (text(inner(part, "Name")) or "" for key in _TERMS for part in objects(job.get(key)))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "PositionTitle"),
            employer=text(job.get("OrganizationName"))
            or text(job.get("DepartmentName"))
            or board.employer,
            url=link(job.get("PositionURI"))
            or f"https://www.usajobs.gov/job/{payload.external_id}",
            department=next(
                (text(kind.get("Name")) for kind in objects(job.get("JobCategory"))), None
            ),
            locations=distinct(text(place.get("LocationName")) for place in places)
            or distinct([text(job.get("PositionLocationDisplay"))]),
            country_codes_stated=distinct(
                country_code(place.get("CountryCode")) for place in places
            ),
            remote_stated="remote" if inner(details, "RemoteIndicator") is True else None,
            employment_type=employment_type(" ".join(terms)),
            posted_date=iso_date(job.get("PublicationStartDate")),
            description_html=_text(job, details),
            pay_stated=_pay(job.get("PositionRemuneration")),
        )
    ]


def _items(board: Board, get: Get) -> Iterator[_Item]:
    series, _, words = board.slug.partition("-")
    params: dict[str, str | int] = {
        "JobCategoryCode": series,
        "Fields": "Full",
        "ResultsPerPage": _PAGE,
    }
    if words:
        params["Keyword"] = words.replace("-", " ")
    n_listed, total = 0, 0
    for number in range(1, _PAGES_MAX + 1):
        reply = get("https://data.usajobs.gov/api/search", params=params | {"Page": number})
        page = reply_as(_Reply, reply).SearchResult
        yield from page.SearchResultItems
        n_listed, total = (
            n_listed + len(page.SearchResultItems),
            max(total, page.SearchResultCountAll or 0),
        )
        if not page.SearchResultItems or n_listed >= total:
            break
    if n_listed < total and number == _PAGES_MAX:
        raise ListedInPart(
            f"{reply.url}: {n_listed} of {total} announcements; no search shows more"
        )
    if n_listed < total:
        raise SourceUnavailable(f"{reply.url}: {n_listed} of {total} announcements were listed")


def _text(job: Object, details: Any) -> str | None:
    """The parts that say what the work is and what it asks; how to apply and the benefits are the same everywhere."""
    duties = inner(details, "MajorDuties")
    parts = {
        "Summary": prose(inner(details, "JobSummary")),
        "Duties": "\n".join(part for duty in duties if (part := prose(duty)))
        if isinstance(duties, list)
        else prose(duties),
        "Qualifications": prose(job.get("QualificationSummary")),
        "Education": prose(inner(details, "Education")),
    }
    return as_html(parts)


def as_html(parts: dict[str, str | None]) -> str | None:
    """Parts of an announcement under their titles; plain ones are escaped, their lines kept."""
    texts = [
        f"<h3>{title}</h3>\n{part if '<' in part else '<p>' + escape(part).replace(chr(10), '<br>') + '</p>'}"
        for title, part in parts.items()
        if part
    ]
    return "\n".join(texts) or None


def _pay(stated: Any) -> tuple[StatedPay, ...]:
    ranges = [
        stated_pay(part.get("MinimumRange"), part.get("MaximumRange"), "USD", _period(part))
        for part in objects(stated)
    ]
    return tuple(dict.fromkeys(pay for pay in ranges if pay))


def _period(part: Object) -> str | None:
    code, words = str(part.get("RateIntervalCode")), str(part.get("Description"))
    return (
        _PERIODS.get(code)
        or _PERIODS_IN_WORDS.get(code.lower())
        or _PERIODS_IN_WORDS.get(words.lower())
    )
