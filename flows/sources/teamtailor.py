"""Teamtailor: careers sites at {name}.teamtailor.com, {name}.na.teamtailor.com and on companies' own domains.

Feed: /jobs.rss of every careers site, described at https://support.teamtailor.com
A feed of 100 postings a page with their texts. It never gives pay, the terms of employment or the language of a posting;
`remoteStatus` says none both for on site and where nobody chose. The developers' API needs the employer's key and is
not used.
Terms and rate: public and meant for syndication, no documented limit; one request a second is ours.
Payload basis: transcribed from one board of 2026-10; paging from third parties' readers. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    country_code,
    distinct,
    id_text,
    link,
    once_each,
    prose,
    text,
    title_at,
)
from flows.sources.kit.xml import Element, read_item, xml_items
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
_PAGES_MAX = 50  # 5,000 postings: beyond the largest customer, and an end to a feed that never ends
_WORKPLACES = {"fully": "remote", "hybrid": "hybrid"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the feed, page by page, until a page is not full."""
    yield from once_each(Payload(_id_of(item), item) for item in _items(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one item of the feed."""
    job = read_item(payload.body)
    places = [place for group in job.every("tt:locations") for place in group.every("tt:location")]
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at({"title": job.first("title")}, "title"),
            employer=board.employer or text(job.first("company_name")),
            url=link(job.first("link")),
            department=text(job.first("tt:department")),
            locations=distinct(map(_place, places)),
            country_codes_stated=distinct(
                country_code(place.first("tt:country")) for place in places
            ),
            remote_stated=_WORKPLACES.get((job.first("remoteStatus") or "").strip()),
            posted_date=_rfc_date(job.first("pubDate")),
            description_html=prose(job.first("description")),
        )
    ]


def _items(board: Board, get: Get) -> Iterator[bytes]:
    is_hosted = "." not in board.slug or board.slug.endswith(".na")
    url = f"https://{board.slug}{'.teamtailor.com' if is_hosted else ''}/jobs.rss"
    before: list[bytes] = []
    for page in range(_PAGES_MAX):
        reply = get(
            url,
            params={"per_page": _PAGE, "offset": page * _PAGE},
            accept="application/rss+xml, text/xml",
        )
        items = xml_items(reply, "rss", "item")
        if items and items == before:
            raise SourceUnavailable(
                f"{reply.url}: the page before once more; what follows it cannot be had"
            )
        yield from items
        if len(items) < _PAGE:
            return
        before = items
    raise SourceUnavailable(
        f"{url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _id_of(item: bytes) -> str | None:
    """The item's guid; without one, the number in its address."""
    try:
        job = read_item(item)
    except PayloadChanged:
        return None
    number = re.search(r"/jobs/(\d+)", job.first("link") or "")
    return id_text((job.first("guid") or "").strip()) or (number[1] if number else None)


def _place(place: Element) -> str | None:
    parts = [place.first("tt:city"), place.first("tt:country")]
    return ", ".join(distinct(map(text, parts))) or text(place.first("tt:name"))


def _rfc_date(value: str | None) -> date | None:
    """The date of an RFC 2822 text, in the offset it was written in."""
    try:
        return parsedate_to_datetime(value or "").date()
    except (ValueError, TypeError, OverflowError):
        return None
