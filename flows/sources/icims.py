"""iCIMS: careers sites at careers-{customer}.icims.com, and at other hosts of icims.com.

API: none for readers (https://developer-community.icims.com is for customers and partners).
The pages show their content in a frame. Asked with `in_iframe=1` they are plain HTML. The list's pages of cards are numbered
from 0 and say "Page 1 of 7". Title and place stand on the card. All else is schema.org JobPosting on the job's own page,
one request a posting. Places read "US-MA-Boston". It never gives pay (pay is in the text). Employers whose site is a
Jibe one (careers.acme.com) are read in fewer requests through `jibe`.
Payload basis: documented (two readers of such pages, 2026-09). The job pages are as `careers_page` knows them.
Terms and rate: robots.txt closes sign-in, referral and candidate pages only. Two seconds between requests.
Last checked: 2026-11, against those readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit import details, fields, listing, values, words
from flows.sources.kit.schema_org import read_listed_job
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

_PAGES_MAX = 200  # of 25 jobs each
_CARD_MAX_CHARS = 20_000
_CARD = "iCIMS_JobCardItem"
_LINK = re.compile(r'href="(https?://[^"\s]{1,300}?/jobs/(\d{1,12})/[^"\s]{1,300}?/job)[?"]')
_TITLE = re.compile(r"<h[23][^>]{0,300}>([^<]{1,600})</h[23]>")
_PLACE = re.compile(r"Job Locations\s*</span>\s*<span[^>]{0,300}>([^<]{1,600})</span>")
_N_PAGES = re.compile(r"Page\s+\d+\s+of\s+(\d+)")
_NO_JOBS = re.compile(
    r"iCIMS_NoResults|\bno\s+(?:\w+\s+){0,2}(?:jobs|results|openings|positions)\b", re.IGNORECASE
)
"""How a site says that it has none. Other pages without cards, such as a notice, say nothing of its jobs."""
_CODED_PLACE = re.compile(r"(?P<country>[A-Z]{2})-(?:(?P<region>[A-Z]{2})-)?(?P<city>.+)")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the list, each with its own page's markup: a request a page of the list, then one each."""
    host = SOURCE.host(board)
    yield from details.with_details(
        _listed(host, get), lambda payload: _with_page(payload, host, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of its own page where there is one, else of the list's card."""
    listed, own = parts(payload.body)
    codes = values.distinct(map(values.text, str(listed.get("location") or "").split("|")))
    card = Posting(
        title=listed.text("title") or "",
        url=payload.url,
        locations=values.distinct(map(_place, codes)),
        country_codes_stated=values.distinct(
            words.country_code(code[:2]) for code in codes if _CODED_PLACE.fullmatch(code)
        ),
    )
    if not own:
        return [replace(card, title=listed.title("title"))]
    job = own if isinstance(own.get("title"), str) else own | {"title": listed.get("title")}
    page = read_listed_job(job, payload.url)
    return [
        replace(
            page,
            department=page.department or _category(own),
            locations=page.locations or card.locations,
            country_codes_stated=page.country_codes_stated or card.country_codes_stated,
        )
    ]


def _listed(host: str, get: Get) -> Iterator[Payload]:
    return listing.every_row(
        lambda turn: _page(host, get, turn), pages_max=_PAGES_MAX, repeats_at_end=True
    )


def _page(host: str, get: Get, turn: listing.Turn) -> listing.Page:
    params = {"ss": 1, "in_iframe": 1, "pr": turn.n_pages}
    reply = get(f"https://{host}/jobs/search", params=params, accept="text/html")
    page = fields.as_text(reply.body)
    said = _N_PAGES.search(page)
    cards = _cards(page, reply)
    if not (cards or turn.n_pages or _NO_JOBS.search(page)):
        raise PayloadChanged(
            f"{reply.url}: html: neither jobs nor words that there are none", reply.status
        )
    return listing.Page(reply.url, cards, n_pages=int(said[1]) if said else None)


def _cards(page: str, reply: Reply) -> list[Payload]:
    if "iCIMS" not in page:
        raise PayloadChanged(f"{reply.url}: html: not a list of iCIMS", reply.status)
    cards = page.split(_CARD)[1:]
    if not cards and _LINK.search(page):
        raise PayloadChanged(
            f"{reply.url}: html: jobs are linked, but there is no {_CARD}", reply.status
        )
    return [_row(card[:_CARD_MAX_CHARS]) for card in cards]


def _row(card: str) -> Payload:
    link, title, place = _LINK.search(card), _TITLE.search(card), _PLACE.search(card)
    found = {
        "id": link[2] if link else None,
        "title": unescape(title[1]).strip() if title else None,
        "location": unescape(place[1]).strip() if place else None,
    }
    return Payload(found["id"], msgspec.json.encode(found), link[1] if link else None)


def _with_page(payload: Payload, host: str, get: Get) -> bytes:
    url = f"https://{host}/jobs/{payload.external_id}/job"
    reply = details.own_page(get, url, {"in_iframe": 1}, "text/html")
    return joined(payload.body, markup_of(reply))


def _place(code: str) -> str:
    found = _CODED_PLACE.fullmatch(code)
    parts = found.group("city", "region", "country") if found else (code,)
    return ", ".join(part for part in parts if part)


def _category(own: fields.JsonObject) -> str | None:
    found = own.text("occupationalCategory")
    return None if found == "UNAVAILABLE" else found
