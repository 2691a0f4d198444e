"""Breezy HR: hosted boards at {tenant}.breezy.hr.

API: https://developer.breezy.hr needs a key. The board's own list, /json, is public.
One reply is a bare array of the whole board, without texts. Each job's own page carries the text as schema.org JobPosting,
one request a posting. Pay is free text ("$90,000 – $110,000 / year"). It is put below the text, to be read from there.
`is_remote` false is often only unset, and says nothing. It never gives the language. A tenant that is gone redirects to
Breezy's own site.
Payload basis: transcribed (two jobs of 2026-09). The pages are as `careers_page` knows them.
Terms and rate: public, no documented limit, but bursts are answered 403. Two seconds between requests.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values, words
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

_PAGE_NAME = re.compile(r"[\w-]{1,200}", re.ASCII)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the list, each with its own page's markup: one request for the list, then one each."""
    yield from details.with_details(
        _listed(board, get), lambda payload: _with_page(payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of the list, and of its own page where there is one."""
    listed, own = parts(payload.body)
    title = listed.title("name")
    # The page repeats what the list says, in fewer fields. Only its text and its pay are taken.
    page = read_job_posting(own | {"title": title}, None)
    places = [*listed.objects("location"), *listed.objects("locations")]
    countries = (place.get("country", "id") for place in places)
    html, plain = _texts(page, listed)
    return [
        Posting(
            title=title,
            employer=listed.text("company", "name"),
            url=listed.link("url"),
            department=listed.text("department"),
            locations=values.distinct(map(_place, places)),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            remote_stated="remote" if listed.get("location", "is_remote") is True else None,
            employment_type=listed.employment_type("type", "name"),
            posted_date=listed.date("published_date"),
            description_html=html,
            description_plain=plain,
            pay_stated=page.pay_stated,
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    host = SOURCE.host(board)
    reply = get(f"https://{host}/json")
    listing.require_host(reply, host)
    for row in listing.read_page(reply).rows:
        # A job is asked for on the board's own host, whatever the list says.
        name = _page_name(row.body)
        yield replace(row, url=f"https://{host}/p/{name}") if name else row


def _page_name(row: bytes) -> str | None:
    try:
        name = fields.read_object(row).text("friendly_id")
    except PayloadChanged:
        return None
    return name if name and _PAGE_NAME.fullmatch(name) else None


def _with_page(payload: Payload, get: Get) -> bytes | None:
    if payload.url is None:
        return None
    reply = details.own_page(get, payload.url, accept="text/html")
    return joined(payload.body, markup_of(reply))


def _place(place: fields.JsonObject) -> str | None:
    named = [place.text("city"), place.text("state", "name"), place.text("country", "name")]
    return place.text("name") or values.joined(named)


def _texts(page: Posting, listed: fields.JsonObject) -> tuple[str | None, str | None]:
    """The page's text, with the list's pay below it unless the page states its own."""
    pay = None if page.pay_stated else listed.text("salary")
    text = page.description_html or page.description_plain
    return values.html_or_plain(values.with_paragraph(text, "Salary", pay))
