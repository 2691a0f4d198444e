"""Eightfold: careers sites at {tenant}.eightfold.ai and on employers' own hosts (Netflix, Microsoft and others).

API: none documented for readers (https://eightfold.ai). The sites' own lists are public. There are two products with a list
each, /api/pcsx and /api/apply/v2. A site answers for the one that its owner has not bought with 404, or with 403 and a
message that says so. Hence a 403 of the first (never a robots.txt) leads to the second. Both list ten positions a page with
`count` and without texts. The text is one more request a position. The board is a tenant or a host, with `/domain` behind it
when the employer's domain is not `tenant.com`: `nvidia`, `explore.jobs.netflix.net/netflix.com`.
It never gives pay (pay is in the text), terms or language. `work_location_option` said onsite of all 30 positions on
the real pages, 21 of them in "USA - Remote", so only its other words are read. `t_update` moves whenever anything is touched.
Payload basis: real for the lists of apply/v2 (three pages of 2025-12), documented for pcsx and the texts (two readers of 2026).
Terms and rate: each site's own. Parallel requests are answered 429: one at a time, a second apart.
Last checked: 2026-11, on those pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from flows.errors import AccessRefused, BoardMissing, ListedInPart
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values
from flows.sources.kit.two_parts import joined, parts
from transforms.posting import Posting

SOURCE = Source(
    name="eightfold",
    title="Eightfold",
    home="https://eightfold.ai",
    docs_url="https://eightfold.ai",
    slug_pattern=r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9.-]{0,98}(?:/[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})?",
    address_patterns=(
        r"https?://(?!(?:www|app|static|docs)\.)(?P<slug>[A-Za-z0-9-]+)\.eightfold\.ai(?:[/?#]|$)",
        r"https?://(?P<slug>explore\.jobs\.netflix\.net|apply\.careers\.microsoft\.com)(?:[/?#]|$)",
    ),
    host_template="{slug}.eightfold.ai",
    never_gives=("country_codes_stated", "employment_type", "language_stated", "pay_stated"),
    lists_at_most=5_000,
    payload_basis="real",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGE = 10
_PAGES_MAX = 500  # 5,000 positions: an hour and a half with their texts
_PCSX, _APPLY = "pcsx", "apply"
_DOMAINS = {
    "explore.jobs.netflix.net": "netflix.com",
    "apply.careers.microsoft.com": "microsoft.com",
}
_WORKPLACES = {"hybrid": "hybrid", "remote": "remote", "remote_local": "remote"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every position of the site, each with its own text: one request for ten of the list, then one each."""
    product, first = _first_page(board, get)
    positions = listing.every_row(
        lambda turn: _page(board, get, product, turn.n_rows),
        pages_max=_PAGES_MAX,
        first=first,
        beyond=ListedInPart,
    )
    yield from details.with_details(
        positions, lambda payload: _with_text(payload, board, get, product), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one position: of either product's list, and of its own reply where there is one."""
    listed, own = parts(payload.body)
    workplaces = (str(listed.get(key)) for key in ("workLocationOption", "work_location_option"))
    posted = map(values.epoch_date, (listed.get("postedTs"), listed.get("t_create")))
    places = _places(listed.get("locations")) or _places(listed.get("location"))
    return [
        Posting(
            title=listed.title("name"),
            url=own.link("publicUrl")
            or listed.link("canonicalPositionUrl")
            or f"https://{SOURCE.host(board)}/careers/job/{payload.external_id}",
            department=listed.text("department"),
            locations=values.distinct(map(values.text, places)),
            remote_stated=values.first(map(_WORKPLACES.get, workplaces)),
            posted_date=values.first(posted),
            description_html=_text(own) or _text(listed),
        )
    ]


def _first_page(board: Board, get: Get) -> tuple[str, listing.Page]:
    """The product that the site has, and the first page of its list."""
    try:
        return _PCSX, _page(board, get, _PCSX)
    except BoardMissing:
        pass
    except AccessRefused as exc:
        if exc.http_status != 403:
            raise
    return _APPLY, _page(board, get, _APPLY)


def _page(board: Board, get: Get, product: str, start: int = 0) -> listing.Page:
    site = f"https://{SOURCE.host(board)}"
    params: dict[str, str | int] = {
        "domain": _domain(board),
        "query": "",
        "start": start,
        "sort_by": "timestamp",
    }
    if product == _PCSX:
        reply = get(f"{site}/api/pcsx/search", params=params)
        return listing.read_page(reply, "data.positions", total="data.count")
    reply = get(f"{site}/api/apply/v2/jobs", params=params | {"num": _PAGE})
    return listing.read_page(reply, "positions", total="count")


def _with_text(payload: Payload, board: Board, get: Get, product: str) -> bytes | None:
    position = payload.external_id or ""
    if not position.isdecimal():
        return None
    site, params = f"https://{SOURCE.host(board)}", {"domain": _domain(board)}
    if product == _PCSX:
        asked = params | {"position_id": position}
        reply = details.own_page(get, f"{site}/api/pcsx/position_details", asked)
    else:
        reply = details.own_page(get, f"{site}/api/apply/v2/jobs/{position}", params)
    is_wrapped = product == _PCSX
    own = bytes(listing.value_at(reply, "data", msgspec.Raw)) if is_wrapped else reply.body
    return joined(payload.body, own)


def _domain(board: Board) -> str:
    """The employer's domain, by which the list is asked."""
    tenant, _, domain = board.slug.lower().partition("/")
    known = _DOMAINS.get(SOURCE.host(board))
    return domain or known or f"{tenant.removesuffix('.eightfold.ai')}.com"


def _places(value: Any) -> list[Any]:
    """A list of places, sent as one, as a text, or as the text of a Python list: "['Denver, CO', 'Remote']"."""
    if isinstance(value, str) and value.startswith("["):
        return re.findall(r"'([^']*)'", value)
    return fields.as_list(value or None)


def _text(position: fields.JsonObject) -> str | None:
    return values.unescaped(position.prose("jobDescription") or position.prose("job_description"))
