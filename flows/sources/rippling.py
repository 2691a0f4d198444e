"""Rippling: job boards at ats.rippling.com/{name}/jobs.

API: undocumented; the one that the board's own page at https://ats.rippling.com asks.
The list comes in pages of 100 rows, one row for each place of a posting, all with the same id; the text, the pay and
the dates stand on each posting's own page. A body is both: the rows under `listed`, the page under `detail`, each as
sent. The language is the one the board is shown in. Pay is per place, and most postings have none.
Terms and rate: public, undocumented, no known limit; one request a second is ours.
Payload basis: the list transcribed from one board of 2026-09; the page's field names from third parties' readers that
checked them live in 2026. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from flows.errors import LookError, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.details import with_details
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
    inner,
    iso_date,
    link,
    objects,
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
    name="rippling",
    title="Rippling",
    home="https://www.rippling.com",
    docs_url="https://ats.rippling.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}",
    address_patterns=(
        r"https?://ats\.rippling\.com/api/v2/board/(?P<slug>[^/?#]+)",
        r"https?://api\.rippling\.com/platform/api/ats/v1/board/(?P<slug>[^/?#]+)",
        r"https?://ats(?:\.[a-z]{2}\d)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?(?!api(?:/|$)|[a-z]{2}-[A-Z]{2}(?:/|$))(?P<slug>[^/?#]+)",
    ),
    hosts=("ats.rippling.com",),
    never_gives=(),
    payload_basis="transcribed",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 100  # 10,000 rows, and an end to a board that never ends
_PERIODS = {
    "YEAR": "year",
    "ANNU": "year",
    "MONT": "month",
    "WEEK": "week",
    "DAY": "day",
    "DAIL": "day",
    "HOUR": "hour",
}
_TERMS = {"FT": "full_time", "PT": "part_time"}


class _Page(msgspec.Struct):
    items: list[msgspec.Raw]
    totalItems: int | None = None  # noqa: N815 - the board's own name
    totalPages: int | None = None  # noqa: N815 - the board's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board: its rows of the list, and its own page."""
    url = f"https://ats.rippling.com/api/v2/board/{quote(board.slug, safe='')}/jobs"
    yield from with_details(_listed(url, get), lambda payload: _detailed(url, payload, get), get)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting: what its page says, and what only the rows of the list say."""
    body = read_object(payload.body)
    detail = body["detail"] if isinstance(body.get("detail"), dict) else {}
    rows = objects(body.get("listed"))
    job: Object = {**(rows[0] if rows else {}), **detail}
    places = [place for row in rows for place in objects(row.get("locations"))]
    named = detail.get("workLocations")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "name"),
            employer=board.employer or text(job.get("companyName")),
            url=link(job.get("url")),
            department=text(inner(job.get("department"), "name")),
            locations=distinct(text(place.get("name")) for place in places)
            or distinct(map(text, named if isinstance(named, list) else [])),
            country_codes_stated=distinct(
                country_code(place.get("countryCode") or place.get("country")) for place in places
            ),
            remote_stated=_remote(places),
            employment_type=_terms(job.get("employmentType")),
            posted_date=iso_date(job.get("createdOn")),
            language_stated=text(job.get("language")),
            description_html=_description(job.get("description")),
            pay_stated=_pay(job.get("payRangeDetails")),
        )
    ]


def _listed(url: str, get: Get) -> Iterator[Payload]:
    """Every posting with all of its rows. The rows that came before an error are kept."""
    rows: dict[str, list[msgspec.Raw]] = {}
    nameless: list[msgspec.Raw] = []
    broken: LookError | None = None
    try:
        for row in _rows(url, get):
            external_id = id_of(bytes(row))
            (rows.setdefault(external_id, []) if external_id else nameless).append(row)
    except LookError as exc:
        broken = exc
    for external_id, own in rows.items():
        # Sorted, so that rows in another order are not another content.
        yield Payload(external_id, msgspec.json.encode({"listed": sorted(own, key=bytes)}))
    for row in nameless:
        yield Payload(None, msgspec.json.encode({"listed": [row]}))
    if broken is not None:
        raise broken


def _rows(url: str, get: Get) -> Iterator[msgspec.Raw]:
    n_rows = 0
    for number in range(_PAGES_MAX):
        page = reply_as(_Page, get(url, params={"page": number, "pageSize": _PAGE}))
        yield from page.items
        n_rows += len(page.items)
        n_pages = (
            page.totalPages
            if page.totalPages is not None
            else number + 1 + (len(page.items) == _PAGE)
        )
        if not page.items or number + 1 >= n_pages:
            if page.totalItems is not None and n_rows < page.totalItems:
                raise SourceUnavailable(
                    f"{url}: {n_rows} rows where $.totalItems says {page.totalItems}"
                )
            return
    raise SourceUnavailable(
        f"{url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _detailed(url: str, payload: Payload, get: Get) -> bytes:
    if payload.external_id is None:
        return payload.body
    own = f"{url}/{quote(payload.external_id, safe='')}"
    reply = get(own, missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{own}: {reply.status}, though the list names it", reply.status)
    listed = msgspec.json.decode(payload.body, type=dict[str, msgspec.Raw])
    return msgspec.json.encode({**listed, "detail": reply_as(dict[str, msgspec.Raw], reply)})


def _remote(places: list[Object]) -> str | None:
    """The policy of the places, when they agree on one."""
    said = {workplace(str(place.get("workplaceType")).replace("_", " ")) for place in places}
    return said.pop() if len(said) == 1 else None


def _terms(value: Any) -> str | None:
    # `id` holds the words ("Salaried, full-time"), `label` the code (SALARIED_FT).
    words = employment_type(inner(value, "id")) or employment_type(inner(value, "label"))
    return words or _TERMS.get(str(inner(value, "label")).rpartition("_")[2])


def _description(value: Any) -> str | None:
    """The company's words and the role's, in the order of the page; any further parts after them."""
    if not isinstance(value, dict):
        return prose(value)
    parts = [prose(value.get(name)) for name in dict.fromkeys(("company", "role", *value))]
    return "\n".join(part for part in parts if part) or None


def _pay(stated: Any) -> tuple[StatedPay, ...]:
    ranges = [
        stated_pay(
            part.get("rangeStart"),
            part.get("rangeEnd"),
            part.get("currency"),
            next(
                (
                    period
                    for start, period in _PERIODS.items()
                    if str(part.get("frequency")).upper().startswith(start)
                ),
                None,
            ),
            place=part.get("location"),
        )
        for part in objects(stated)
    ]
    return tuple(dict.fromkeys(pay for pay in ranges if pay))
