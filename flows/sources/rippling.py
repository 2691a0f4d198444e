"""Rippling: job boards at ats.rippling.com/{name}/jobs.

API: undocumented. It is the one that the board's own page at https://ats.rippling.com asks.
The list comes in pages of 100 rows, one row for each place of a posting, all with the same id. The text, the pay and the
dates stand on each posting's own page. A body is both: the rows under `listed`, the page under `detail`, each as sent. The
language is the one the board is shown in. Pay is per place, and most postings have none.
Terms and rate: public, undocumented, no known limit. One request a second is ours.
Payload basis: the list transcribed from one board of 2026-09; the page's field names from third parties' readers that
checked them live in 2026. Last checked: 2026-11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values, words
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
        r"https?://ats(?:\.[a-z]{2}\d)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?(?!(?:api|jobs|[a-z]{2}-[A-Z]{2})(?:/|$))(?P<slug>[^/?#]+)",
    ),
    hosts=("ats.rippling.com",),
    payload_basis="transcribed",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 100  # 10,000 rows
_TERMS = {"FT": "full_time", "PT": "part_time"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board: its rows of the list, and its own page."""
    url = f"https://ats.rippling.com/api/v2/board/{quote(board.slug, safe='')}/jobs"
    yield from details.with_details(
        _listed(url, get), lambda payload: _with_page(url, payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting: what its page says, and what only the rows of the list say."""
    body = fields.read_object(payload.body)
    rows, detail = body.objects("listed"), body.object("detail")
    job = (rows[0] if rows else fields.JsonObject({})) | detail.value
    places = body.objects("listed", "locations")
    countries = (place.get("countryCode") or place.get("country") for place in places)
    return [
        Posting(
            title=job.title("name"),
            employer=job.text("companyName"),
            url=job.link("url"),
            department=job.text("department", "name"),
            locations=body.texts("listed", "locations", "name")
            or values.distinct(map(values.text, detail.items("workLocations"))),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            remote_stated=_remote(places),
            employment_type=_terms(job),
            posted_date=job.date("createdOn"),
            language_stated=job.text("language"),
            description_html=_description(job),
            pay_stated=tuple(
                dict.fromkeys(pay for part in job.objects("payRangeDetails") for pay in _pay(part))
            ),
        )
    ]


def _listed(url: str, get: Get) -> Iterator[Payload]:
    """Every posting with all of its rows. The rows that came before an error are kept."""
    listed, broken = details.drained(_every_row(url, get))
    rows: dict[str | None, list[bytes]] = defaultdict(list)
    for row in listed:
        rows[row.external_id or None].append(row.body)
    nameless = rows.pop(None, [])
    # Sorted, so that rows in another order are not another content.
    yield from (Payload(name, _body(sorted(own))) for name, own in rows.items())
    yield from (Payload(None, _body([row])) for row in nameless)
    if broken is not None:
        raise broken


def _every_row(url: str, get: Get) -> Iterator[Payload]:
    return listing.every_row(
        lambda turn: _page(url, get, turn),
        pages_max=_PAGES_MAX,
        row_key=lambda row: (row.external_id, row.body),  # a posting has a row for each place
    )


def _body(rows: list[bytes]) -> bytes:
    return msgspec.json.encode({"listed": [msgspec.Raw(row) for row in rows]})


def _page(url: str, get: Get, turn: listing.Turn) -> listing.Page:
    reply = get(url, params={"page": turn.n_pages, "pageSize": _PAGE})
    page = listing.read_page(reply, "items", total="totalItems")
    n_pages = listing.value_at(reply, "totalPages", int | None)
    is_last = len(page.rows) < _PAGE if n_pages is None else turn.n_pages + 1 >= n_pages
    return replace(page, is_last=is_last)


def _with_page(url: str, payload: Payload, get: Get) -> bytes:
    reply = details.own_page(get, f"{url}/{quote(payload.external_id or '', safe='')}")
    listed = msgspec.json.decode(payload.body, type=dict[str, msgspec.Raw])
    own = fields.reply_as(dict[str, msgspec.Raw], reply)
    return msgspec.json.encode({**listed, "detail": own})


def _remote(places: list[fields.JsonObject]) -> str | None:
    """The policy of the places, when they agree on one."""
    said = {words.workplace(str(place.get("workplaceType")).replace("_", " ")) for place in places}
    return said.pop() if len(said) == 1 else None


def _terms(job: fields.JsonObject) -> str | None:
    # `id` holds the words ("Salaried, full-time"), `label` the code (SALARIED_FT).
    code = str(job.get("employmentType", "label"))
    return (
        job.employment_type("employmentType", "id")
        or words.employment_type(code)
        or _TERMS.get(code.rpartition("_")[2])
    )


def _description(job: fields.JsonObject) -> str | None:
    """The company's words and the role's, in the order of the page. Any further parts come after them."""
    parts = job.object("description")
    names = dict.fromkeys(("company", "role", *parts.value))
    return job.prose("description") or values.sections(*((None, parts.prose(it)) for it in names))


def _pay(part: fields.JsonObject) -> tuple[StatedPay, ...]:
    place = part.get("location")
    return part.pay("rangeStart", "rangeEnd", "currency", "frequency", place=place)
