"""iCIMS: careers sites at careers-{customer}.icims.com, and at other hosts of icims.com.

API: none for readers (https://developer-community.icims.com is for customers and partners).
The pages show their content in a frame; asked with `in_iframe=1` they are plain HTML: a list of cards a page, numbered from
0, whose count stands in "Page 1 of 7"; and a page for each job with schema.org JobPosting, which is where all but title and
place come from, one request a posting. Places read "US-MA-Boston". It never gives pay (it stands in the text). Employers
whose site is a Jibe one (careers.acme.com) are read in fewer requests through `jibe`.
Payload basis: documented (two readers of such pages, 2026-09); the job pages are as `careers_page` knows them.
Terms and rate: robots.txt closes sign-in, referral and candidate pages only; two seconds between requests.
Last checked: 2026-11, against those readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import msgspec

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit.details import with_details
from flows.sources.kit.fields import WINDOWS_1252, country_code, distinct, once_each, text, title_at
from flows.sources.kit.schema_org import read_job_posting
from flows.sources.kit.two_parts import joined, markup_of, parts
from transforms.posting import Posting

SOURCE = Source(
    name="icims",
    title="iCIMS",
    home="https://www.icims.com",
    docs_url="https://developer-community.icims.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.icims\.com)?",
    address_patterns=(
        r"https?://careers-(?P<slug>[A-Za-z0-9-]+)\.icims\.com(?:[/?#]|$)",
        r"https?://(?!(?:www|api|login|app|admin|static|developer-community)\.)(?P<slug>[A-Za-z0-9-]+\.icims\.com)(?:[/?#]|$)",
    ),
    host_template="careers-{slug}.icims.com",
    never_gives=("pay_stated",),
    min_delay_s=2.0,
    payload_basis="documented",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGES_MAX = 200  # 25 a page; an end to a list that never ends
_CARD_MAX_CHARS = 20_000
_CARD = "iCIMS_JobCardItem"
_LINK = re.compile(r'href="(https?://[^"\s]{1,300}?/jobs/(\d{1,12})/[^"\s]{1,300}?/job)[?"]')
_TITLE = re.compile(r"<h[23][^>]{0,300}>([^<]{1,600})</h[23]>")
_PLACE = re.compile(r"Job Locations\s*</span>\s*<span[^>]{0,300}>([^<]{1,600})</span>")
_N_PAGES = re.compile(r"Page\s+\d+\s+of\s+(\d+)")
_CODED_PLACE = re.compile(r"(?P<country>[A-Z]{2})-(?:(?P<region>[A-Z]{2})-)?(?P<city>.+)")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the list, each with its own page's markup: a request a page of the list, then one each."""
    yield from with_details(
        once_each(_listed(board, get)), lambda payload: _with_page(payload, board, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of its own page where that was had, else of the list's card."""
    listed, own = parts(payload.body)
    codes = [
        place
        for place in (text(place) for place in str(listed.get("location") or "").split("|"))
        if place
    ]
    places = distinct(map(_place, codes))
    countries = distinct(country_code(code[:2]) for code in codes if _CODED_PLACE.fullmatch(code))
    if not own:
        title = title_at(listed, "title")
        url = payload.url
        return [
            Posting(payload.external_id or "", title, board.employer, url, None, places, countries)
        ]
    job = own if isinstance(own.get("title"), str) else own | {"title": listed.get("title")}
    posting = read_job_posting(job, payload.external_id or "", board.employer, payload.url)
    return [
        replace(
            posting,
            department=posting.department or _category(own.get("occupationalCategory")),
            locations=posting.locations or places,
            country_codes_stated=posting.country_codes_stated or countries,
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    seen: set[str | None] = set()
    n_pages, n_pages_said, number = 1, 0, 0
    while number < n_pages:
        if number == _PAGES_MAX:
            raise SourceUnavailable(
                f"https://{_host(board)}: more than {_PAGES_MAX} pages; the rest was not asked for"
            )
        params: dict[str, str | int] = {"ss": 1, "in_iframe": 1, "pr": number}
        reply = get(f"https://{_host(board)}/jobs/search", params=params, accept="text/html")
        page = reply.body.decode("utf-8", WINDOWS_1252)
        every, said = list(_cards(page, reply)), _N_PAGES.search(page)
        if not every and number and n_pages_said:
            raise SourceUnavailable(
                f"{reply.url}: an empty page, where {n_pages_said} pages were announced"
            )
        cards = [card for card in every if card.external_id not in seen]
        if not cards:
            return
        yield from cards
        seen.update(card.external_id for card in cards)
        n_pages_said = int(said[1]) if said else n_pages_said
        # Where the count is not said, the pages go on until one brings nothing new.
        n_pages = n_pages_said or number + 2
        number += 1


def _cards(page: str, reply: Reply) -> Iterator[Payload]:
    if "iCIMS" not in page:
        raise PayloadChanged(f"{reply.url}: html: not a list of iCIMS", reply.status)
    cards = page.split(_CARD)[1:]
    if not cards and _LINK.search(page):
        raise PayloadChanged(
            f"{reply.url}: html: jobs are linked, but there is no {_CARD}", reply.status
        )
    for card in cards:
        card = card[:_CARD_MAX_CHARS]
        link, title, place = _LINK.search(card), _TITLE.search(card), _PLACE.search(card)
        found = {
            "id": link[2] if link else None,
            "title": unescape(title[1]).strip() if title else None,
            "location": unescape(place[1]).strip() if place else None,
        }
        yield Payload(
            link[2] if link else None, msgspec.json.encode(found), link[1] if link else None
        )


def _with_page(payload: Payload, board: Board, get: Get) -> bytes:
    if payload.external_id is None:
        return payload.body
    url = f"https://{_host(board)}/jobs/{payload.external_id}/job"
    reply = get(url, params={"in_iframe": 1}, accept="text/html", missing_ok=True)
    if reply.status in (404, 410):  # closed since the list was read
        return payload.body
    return joined(payload.body, markup_of(reply))


def _host(board: Board) -> str:
    return board.slug.lower() if "." in board.slug else f"careers-{board.slug.lower()}.icims.com"


def _place(code: str) -> str | None:
    found = _CODED_PLACE.fullmatch(code)
    return (
        ", ".join(part for part in (found["city"], found["region"], found["country"]) if part)
        if found
        else code
    )


def _category(value: Any) -> str | None:
    found = text(value)
    return None if found == "UNAVAILABLE" else found
