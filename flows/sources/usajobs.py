"""USAJOBS: open announcements of the United States' federal government, read through its search API.

API: https://developer.usajobs.gov/api-reference/get-api-search
The board is an occupational series, with words to search for behind it: `1560` (data science), `2210-machine-learning`
(information technology). 500 announcements a page, with their texts when asked for in full, and 10,000 at most a search.
Amounts are texts. "Without compensation", biweekly and piece rates are no pay that compares. Telework is a day now and
then, not a policy: only `RemoteIndicator` says remote. It never gives the language.
Terms and rate: a key, and the e-mail address it was given to as User-Agent: ROLECALL_USAJOBS_KEY and ROLECALL_CONTACT. Whoever
asks for a key agrees to terms that restrict derived works: read them first. `usajobs_history` needs neither.
Payload basis: transcribed (one announcement of 2026-08, texts redacted).
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.errors import ListedInPart
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
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
    gathers=True,
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
_PERIODS = {"PA": "year", "PM": "month", "PD": "day", "PH": "hour"}


class _Item(msgspec.Struct):
    """What is kept of a result. Its rank is another at every search."""

    MatchedObjectId: Any = None
    MatchedObjectDescriptor: msgspec.Raw = msgspec.Raw(b"null")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every announcement of the series, page by page."""
    yield from listing.every_row(
        lambda turn: _page(board, get, turn), pages_max=_PAGES_MAX, beyond=ListedInPart
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one announcement."""
    job = fields.read_object(payload.body).object("MatchedObjectDescriptor")
    details = job.object("UserArea", "Details")
    terms = job.texts("PositionSchedule", "Name") + job.texts("PositionOfferingType", "Name")
    pay = (each for part in job.objects("PositionRemuneration") for each in _pay(part))
    return [
        Posting(
            title=job.title("PositionTitle"),
            employer=job.text("OrganizationName") or job.text("DepartmentName"),
            url=job.link("PositionURI") or f"https://www.usajobs.gov/job/{payload.external_id}",
            department=job.first_text("JobCategory", "Name"),
            locations=job.texts("PositionLocation", "LocationName")
            or values.distinct([job.text("PositionLocationDisplay")]),
            country_codes_stated=job.countries("PositionLocation", "CountryCode"),
            remote_stated="remote" if details.get("RemoteIndicator") is True else None,
            employment_type=words.employment_type(" ".join(terms)),
            posted_date=job.date("PublicationStartDate"),
            apply_until_date=job.date("ApplicationCloseDate"),
            description_html=_text(job, details),
            pay_stated=tuple(dict.fromkeys(pay)),
        )
    ]


def _page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    series, _, searched = board.slug.partition("-")
    params: dict[str, str | int] = {
        "JobCategoryCode": series,
        "Fields": "Full",
        "ResultsPerPage": _PAGE,
    }
    if searched:
        params["Keyword"] = searched.replace("-", " ")
    reply = get("https://data.usajobs.gov/api/search", params=params | {"Page": turn.n_pages + 1})
    items = listing.value_at(reply, "SearchResult.SearchResultItems", list[_Item])
    total = listing.value_at(reply, "SearchResult.SearchResultCountAll", int | None)
    rows = listing.payloads(map(msgspec.json.encode, items), "MatchedObjectId")
    return listing.Page(reply.url, rows, total=total)


def _text(job: fields.JsonObject, details: fields.JsonObject) -> str | None:
    """What the work is and what it asks. How to apply and the benefits are the same everywhere."""
    duties = map(values.prose, details.all("MajorDuties"))
    return values.sections(
        ("Summary", details.prose("JobSummary")),
        ("Duties", values.sections(*((None, duty) for duty in duties))),
        ("Qualifications", job.prose("QualificationSummary")),
        ("Education", details.prose("Education")),
    )


def _pay(part: fields.JsonObject) -> tuple[StatedPay, ...]:
    low, high = part.get("MinimumRange"), part.get("MaximumRange")
    return words.stated_pay(low, high, "USD", _period(part))


def _period(part: fields.JsonObject) -> str | None:
    code, said = str(part.get("RateIntervalCode")), part.get("Description")
    return _PERIODS.get(code) or words.pay_period(code) or words.pay_period(said)
