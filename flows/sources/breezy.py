"""Breezy HR: hosted boards at {tenant}.breezy.hr.

API: https://developer.breezy.hr (with a key); the board's own list, /json, is public.
A bare array without texts, in one reply; each job's own page carries it as schema.org JobPosting, one request a posting.
Pay is free text ("$90,000 – $110,000 / year"): it is put below the text, to be read from there. It never gives the
language. `is_remote` false is often only unset, and says nothing. A tenant that is gone redirects to Breezy's own site.
Payload basis: transcribed (two jobs of 2026-09); the pages are as `careers_page` knows them.
Terms and rate: public, no documented limit, but bursts are answered 403: two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from flows.errors import BoardMissing, PayloadChanged
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
    once_each,
    read_object,
    reply_as,
    text,
    title_at,
)
from flows.sources.kit.schema_org import read_job_posting
from flows.sources.kit.two_parts import joined, markup_of, parts
from transforms.posting import Posting

SOURCE = Source(
    name="breezy",
    title="Breezy HR",
    home="https://breezy.hr",
    docs_url="https://developer.breezy.hr",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|developer|help)\.)(?P<slug>[A-Za-z0-9-]+)\.breezy\.hr(?:[/?#]|$)",
    ),
    host_template="{slug}.breezy.hr",
    never_gives=("language_stated",),
    min_delay_s=2.0,
    payload_basis="transcribed",
    detail_basis="documented",
    checked_on="2026-11-23",
)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the list, each with its own page's markup: one request for the list, then one each."""
    yield from with_details(
        once_each(_listed(board, get)), lambda payload: _with_page(payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of the list, and of its own page where that was had."""
    listed, own = parts(payload.body)
    title = title_at(listed, "name")
    # The page repeats what the list says, in fewer fields: of it only the text and the pay are taken.
    page = read_job_posting(own | {"title": title}, payload.external_id or "", None, None)
    places = [listed.get("location"), *objects(listed.get("locations"))]
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title,
            employer=board.employer or text(inner(listed.get("company"), "name")),
            url=link(listed.get("url")),
            department=text(listed.get("department")),
            locations=distinct(map(_place, places)),
            country_codes_stated=distinct(
                country_code(inner(place, "country", "id")) for place in places
            ),
            remote_stated="remote" if inner(listed.get("location"), "is_remote") is True else None,
            employment_type=employment_type(inner(listed.get("type"), "name")),
            posted_date=iso_date(listed.get("published_date")),
            **_text(page, listed),
            pay_stated=page.pay_stated,
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    site = f"https://{board.slug.lower()}.breezy.hr"
    reply = get(f"{site}/json")
    if urlsplit(reply.url).hostname != urlsplit(site).hostname:
        raise BoardMissing(
            f"{site}: leads to {reply.url[:200]}; there is no such board", reply.status
        )
    for job in map(bytes, reply_as(list[msgspec.Raw], reply)):
        yield Payload(id_of(job), job, _page_of(site, job))


def _page_of(site: str, job: bytes) -> str | None:
    """The job's own page, on the board's own host whatever the list says."""
    try:
        name = text(read_object(job).get("friendly_id"))
    except PayloadChanged:
        return None
    return f"{site}/p/{name}" if name and re.fullmatch(r"[\w-]{1,200}", name, re.ASCII) else None


def _with_page(payload: Payload, get: Get) -> bytes:
    if payload.url is None:
        return payload.body
    reply = get(payload.url, accept="text/html", missing_ok=True)
    if reply.status in (404, 410):  # closed since the list was read
        return payload.body
    return joined(payload.body, markup_of(reply))


def _place(place: Any) -> str | None:
    parts = (inner(place, "city"), inner(place, "state", "name"), inner(place, "country", "name"))
    return text(inner(place, "name")) or ", ".join(distinct(map(text, parts))) or None


def _text(page: Posting, listed: Object) -> dict[str, str | None]:
    """The page's text, with the list's pay below it unless the page states its own."""
    pay = text(listed.get("salary")) if not page.pay_stated else None
    html, plain = page.description_html, page.description_plain
    if pay and plain:
        plain = f"{plain}\n\nSalary: {pay}"
    elif pay:
        html = f"{html or ''}\n<p>Salary: {escape(pay)}</p>".strip()
    return {"description_html": html, "description_plain": plain}
