"""Teamtailor: careers sites at {name}.teamtailor.com, {name}.na.teamtailor.com and on companies' own domains.

Feed: /jobs.rss of every careers site, described at https://support.teamtailor.com
A page of the feed has 100 postings with their texts. It never gives pay, the terms of employment or the language.
`remoteStatus` says none both for on site and where nobody chose. The developers' API needs the employer's key and is not
used.
Terms and rate: public, meant for syndication, no documented limit. One request a second is ours.
Payload basis: transcribed from one board of 2026-10, paging from third parties' readers. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import listing, values, xml
from transforms.posting import Posting

SOURCE = Source(
    name="teamtailor",
    title="Teamtailor",
    home="https://www.teamtailor.com",
    docs_url="https://support.teamtailor.com",
    # The name before .teamtailor.com (in America "acme.na"), or the whole host of a site on a domain of its own.
    slug_pattern=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,4}",
    address_patterns=(
        r"https?://(?!(?:www|api|app|docs|support|partner|tt)\.)(?P<slug>[a-z0-9-]+(?:\.na)?)\.teamtailor\.com(?:[/?#:]|$)",
    ),
    hosts=("teamtailor.com", "app.teamtailor.com"),
    host_template="{slug}.teamtailor.com",
    own_host=r"\.(?!na$)",  # "acme.na" is a tenant in North America
    never_gives=("employment_type", "language_stated", "pay_stated"),
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 50  # 5,000 postings, beyond the largest customer
_WORKPLACES = {"fully": "remote", "hybrid": "hybrid"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the feed, page by page, until a page is not full."""
    yield from listing.every_row(lambda turn: _page(board, get, turn), pages_max=_PAGES_MAX)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one item of the feed."""
    job = xml.read_item(payload.body)
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company_name"),
            url=job.link("link"),
            department=job.text("tt:department"),
            locations=values.distinct(map(_place, job.objects("tt:locations", "tt:location"))),
            country_codes_stated=job.countries("tt:locations", "tt:location", "tt:country"),
            remote_stated=_WORKPLACES.get((job.get("remoteStatus") or "").strip()),
            posted_date=values.rfc_date(job.get("pubDate")),
            description_html=job.prose("description"),
        )
    ]


def _page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    params: dict[str, str | int] = {"per_page": _PAGE, "offset": turn.n_pages * _PAGE}
    site = f"https://{SOURCE.host(board)}/"
    accept = "application/rss+xml, text/xml"
    reply = listing.open_feed(get, f"{site}jobs.rss", site, params=params, accept=accept)
    items = xml.xml_items(reply, "rss", "item")
    rows = [Payload(_id_of(item), item) for item in items]
    return listing.Page(reply.url, rows, is_last=len(rows) < _PAGE)


def _id_of(item: bytes) -> str | None:
    """The item's guid. Without one, the number in its address."""
    try:
        job = xml.read_item(item)
    except PayloadChanged:
        return None
    number = re.search(r"/jobs/(\d+)", job.get("link") or "")
    return values.id_text(job.get("guid")) or (number[1] if number else None)


def _place(place: xml.Element) -> str | None:
    named = values.joined(map(place.text, ("tt:city", "tt:country")))
    return named or place.text("tt:name")
