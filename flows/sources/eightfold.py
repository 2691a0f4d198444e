"""Eightfold: careers sites at {tenant}.eightfold.ai and on employers' own hosts (Netflix, Microsoft and others).

API: none documented for readers (https://eightfold.ai); the sites' own lists are public. There are two products with a list
each: /api/pcsx and /api/apply/v2. A site answers for the one that its owner has not bought with 404, or with 403 and a
message that says so; hence a 403 of the first (never a robots.txt) leads to the second. Both list ten positions a page with
`count` and without texts; the text is one more request a position. The board is a tenant or a host, with `/domain` behind it
when the employer's domain is not `tenant.com`: `nvidia`, `explore.jobs.netflix.net/netflix.com`.
It never gives pay (it stands in the text), terms or language. `work_location_option` said onsite of all 30 positions on
the real pages, 21 of them in "USA - Remote", so only its other words are read. `t_update` moves whenever anything is touched.
Payload basis: real for the lists of apply/v2 (three pages of 2025-12); documented for pcsx and the texts (two readers of 2026).
Terms and rate: each site's own; parallel requests are answered 429: one at a time, a second apart.
Last checked: 2026-11, on those pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from flows.errors import AccessRefused, BoardMissing, ListedInPart, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.details import with_details
from flows.sources.kit.fields import (
    Object,
    distinct,
    epoch_date,
    id_of,
    link,
    number,
    once_each,
    prose,
    reply_as,
    text,
    title_at,
)
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
_PAGES_MAX = 500  # 5,000 positions: an hour and a half with their texts, and an end to a list that never ends
_DOMAINS = {
    "explore.jobs.netflix.net": "netflix.com",
    "apply.careers.microsoft.com": "microsoft.com",
}
_WORKPLACES = {"hybrid": "hybrid", "remote": "remote", "remote_local": "remote"}
_MILLISECONDS_MIN = 1e11  # as seconds it would be the year 5138


class _Page(msgspec.Struct):
    positions: list[msgspec.Raw]
    count: int | None = None


class _PcsxPage(msgspec.Struct):
    data: _Page


class _PcsxDetail(msgspec.Struct):
    data: msgspec.Raw


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every position of the site, each with its own text: one request for ten of the list, then one each."""
    product, first = _first_page(board, get)
    positions = once_each(
        Payload(id_of(position), position) for position in _positions(board, get, product, first)
    )
    yield from with_details(
        positions, lambda payload: _with_text(payload, board, get, product), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one position: of either product's list, and of its own reply where that was had."""
    listed, own = parts(payload.body)
    host, _ = _site(board)
    workplaces = (listed.get("workLocationOption"), listed.get("work_location_option"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(listed, "name"),
            employer=board.employer,
            url=link(own.get("publicUrl"))
            or link(listed.get("canonicalPositionUrl"))
            or f"https://{host}/careers/job/{payload.external_id}",
            department=text(listed.get("department")),
            locations=distinct(
                map(text, _places(listed.get("locations")) or _places(listed.get("location")))
            ),
            remote_stated=next(
                (_WORKPLACES[said] for said in map(str, workplaces) if said in _WORKPLACES), None
            ),
            posted_date=epoch_date(
                _seconds(listed.get("postedTs")) or _seconds(listed.get("t_create"))
            ),
            description_html=_text(own) or _text(listed),
        )
    ]


def _first_page(board: Board, get: Get) -> tuple[str, _Page]:
    """The product that the site has, and the first page of its list."""
    try:
        return "pcsx", _page(board, get, "pcsx", 0)
    except BoardMissing:
        return "apply", _page(board, get, "apply", 0)
    except AccessRefused as exc:
        if exc.http_status != 403:
            raise
        return "apply", _page(board, get, "apply", 0)


def _positions(board: Board, get: Get, product: str, page: _Page) -> Iterator[bytes]:
    n_listed, count = 0, 0
    for n_pages in range(1, _PAGES_MAX + 1):
        yield from map(bytes, page.positions)
        n_listed, count = n_listed + len(page.positions), max(count, page.count or 0)
        if not page.positions or n_listed >= count or n_pages == _PAGES_MAX:
            break
        page = _page(board, get, product, n_listed)
    if n_pages == _PAGES_MAX and n_listed < count:
        raise ListedInPart(
            f"https://{_site(board)[0]}: {n_listed} of {count} positions; the others are not asked for"
        )
    if n_listed < count:
        raise SourceUnavailable(
            f"https://{_site(board)[0]}: {n_listed} of {count} positions were listed"
        )


def _page(board: Board, get: Get, product: str, start: int) -> _Page:
    host, domain = _site(board)
    params: dict[str, str | int] = {
        "domain": domain,
        "query": "",
        "start": start,
        "sort_by": "timestamp",
    }
    if product == "pcsx":
        return reply_as(_PcsxPage, get(f"https://{host}/api/pcsx/search", params=params)).data
    return reply_as(_Page, get(f"https://{host}/api/apply/v2/jobs", params=params | {"num": _PAGE}))


def _with_text(payload: Payload, board: Board, get: Get, product: str) -> bytes:
    host, domain = _site(board)
    position = payload.external_id
    if position is None or not position.isdecimal():
        return payload.body
    params: dict[str, str | int] = {"domain": domain}
    if product == "pcsx":
        url, params = (
            f"https://{host}/api/pcsx/position_details",
            params | {"position_id": position},
        )
    else:
        url = f"https://{host}/api/apply/v2/jobs/{position}"
    reply = get(url, params=params, missing_ok=True)
    if reply.status in (404, 410):  # closed since the list was read
        return payload.body
    return joined(
        payload.body, bytes(reply_as(_PcsxDetail, reply).data) if product == "pcsx" else reply.body
    )


def _site(board: Board) -> tuple[str, str]:
    """The board's host, and the employer's domain by which the list is asked."""
    tenant, _, domain = board.slug.lower().partition("/")
    host = tenant if "." in tenant else f"{tenant}.eightfold.ai"
    return host, domain or _DOMAINS.get(host) or f"{tenant.removesuffix('.eightfold.ai')}.com"


def _places(value: Any) -> list[Any]:
    """A list of places, sent as one, as a text, or as the text of a Python list: "['Denver, CO', 'Remote']"."""
    if isinstance(value, str) and value.startswith("["):
        return re.findall(r"'([^']*)'", value)
    return value if isinstance(value, list) else [value] if value else []


def _seconds(value: Any) -> float | None:
    found = number(value)
    return found / 1000 if found is not None and found >= _MILLISECONDS_MIN else found


def _text(position: Object) -> str | None:
    """The text, which some sites escape once more."""
    found = prose(position.get("jobDescription")) or prose(position.get("job_description"))
    return unescape(found) if found and "&lt;" in found and "<" not in found else found
