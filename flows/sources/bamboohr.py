"""BambooHR: hosted boards at {tenant}.bamboohr.com/careers, read through the JSON that their own pages load.

API: none documented for readers (https://documentation.bamboohr.com is for tenants with a key).
/careers/list is the whole board with its count; /careers/{id}/detail adds the text, the date and the pay, one request a
posting. Pay is free text: it is put below the description, to be read from there. It never gives the language, nor
amounts of their own. `isRemote` is null everywhere; `locationType` decides. A remote job's region stands in `atsLocation`.
A tenant that is gone redirects to BambooHR's own site.
Payload basis: documented (three readers' field lists of 2026); no reply was at hand.
Terms and rate: public pages, no documented limit; one request a second is ours.
Last checked: 2026-11, against those field lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from flows.errors import BoardMissing, SourceUnavailable
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
    once_each,
    prose,
    reply_as,
    text,
    title_at,
)
from flows.sources.kit.two_parts import joined, parts
from transforms.posting import Posting

SOURCE = Source(
    name="bamboohr",
    title="BambooHR",
    home="https://www.bamboohr.com",
    docs_url="https://documentation.bamboohr.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|help|documentation|partners|marketplace)\.)(?P<slug>[A-Za-z0-9-]+)\.bamboohr\.com(?:[/?#]|$)",
    ),
    host_template="{slug}.bamboohr.com",
    never_gives=("language_stated", "pay_stated"),
    payload_basis="documented",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_WORKPLACES = {"0": "onsite", "1": "remote", "2": "hybrid"}


class _Meta(msgspec.Struct):
    totalCount: int | None = None  # noqa: N815 - the board's own name


class _Listed(msgspec.Struct):
    result: list[msgspec.Raw]
    meta: _Meta = msgspec.field(default_factory=_Meta)


class _Opening(msgspec.Struct):
    jobOpening: msgspec.Raw  # noqa: N815 - the board's own name


class _Detail(msgspec.Struct):
    """A posting's own reply; the form for applicants beside the opening is left where it is."""

    result: _Opening


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every opening of the list, each with its own text: one request for the list, then one each."""
    yield from with_details(
        once_each(_listed(board, get)), lambda payload: _with_text(payload, board, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one opening: of the list, and of its own reply where that was had."""
    listed, own = parts(payload.body)
    ats, address = listed.get("atsLocation"), own.get("location") or listed.get("location")
    country = inner(address, "addressCountry") or inner(ats, "country")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(listed, "jobOpeningName"),
            employer=board.employer,
            url=link(own.get("jobOpeningShareUrl")) or payload.url,
            department=text(listed.get("departmentLabel")),
            locations=distinct([_place(address) or _place(ats)]),
            country_codes_stated=distinct([country_code(country)]),
            remote_stated=_WORKPLACES.get(str(listed.get("locationType"))),
            employment_type=employment_type(listed.get("employmentStatusLabel")),
            posted_date=iso_date(own.get("datePosted")),
            description_html=_text(own),
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    reply = get(f"{_site(board)}/careers/list")
    if urlsplit(reply.url).hostname != urlsplit(_site(board)).hostname:
        raise BoardMissing(
            f"{_site(board)}: leads to {reply.url[:200]}; there is no such tenant", reply.status
        )
    found = reply_as(_Listed, reply)
    for opening in map(bytes, found.result):
        number = id_of(opening)
        yield Payload(
            number, opening, f"{_site(board)}/careers/{quote(number, safe='')}" if number else None
        )
    if found.meta.totalCount is not None and found.meta.totalCount > len(found.result):
        raise SourceUnavailable(
            f"{reply.url}: lists {len(found.result)} of {found.meta.totalCount} openings"
        )


def _with_text(payload: Payload, board: Board, get: Get) -> bytes:
    if payload.external_id is None:
        return payload.body
    reply = get(
        f"{_site(board)}/careers/{quote(payload.external_id, safe='')}/detail", missing_ok=True
    )
    if reply.status in (404, 410):  # closed since the list was read
        return payload.body
    return joined(payload.body, bytes(reply_as(_Detail, reply).result.jobOpening))


def _site(board: Board) -> str:
    return f"https://{board.slug.lower()}.bamboohr.com"


def _place(address: Any) -> str | None:
    keys = ("city", "state", "province", "addressCountry", "country")
    return ", ".join(distinct(text(inner(address, key)) for key in keys)) or None


def _text(own: Object) -> str | None:
    description, pay = prose(own.get("description")), text(own.get("compensation"))
    if description and pay:
        return f"{description}\n<p>Compensation: {escape(pay)}</p>"
    return description or (f"<p>Compensation: {escape(pay)}</p>" if pay else None)
