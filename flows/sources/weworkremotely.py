"""We Work Remotely: an aggregator of remote jobs of many employers, read through its RSS feeds.

API: https://weworkremotely.com/remote-job-rss-feed
The board is a category as its addresses name it (`remote-programming-jobs`), or `weworkremotely` for the newest of all. A
feed shows the newest jobs of each category, so no look is ever whole. Titles read "Employer: Job". `region` is where
applicants may live; `state` is where the employer sits, and is not read. It never gives pay (it stands in the text) or the
language.
Payload basis: real (three items of 2026-03).
Terms and rate: feeds are public; link back to the job on We Work Remotely; two seconds between requests.
Last checked: 2026-11, on those items.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    country_code,
    distinct,
    employment_type,
    id_text,
    link,
    once_each,
    prose,
    text,
    title_at,
)
from flows.sources.kit.xml import read_item, xml_items
from transforms.posting import Posting

SOURCE = Source(
    name="weworkremotely",
    title="We Work Remotely (aggregator)",
    home="https://weworkremotely.com",
    docs_url="https://weworkremotely.com/remote-job-rss-feed",
    slug_pattern=r"[a-z0-9][a-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?:www\.)?weworkremotely\.com/categories/(?P<slug>[a-z0-9-]+?)(?:\.rss)?(?:[/?#]|$)",
    ),
    stands_behind_pages=False,
    hosts=("weworkremotely.com",),
    never_gives=("language_stated", "pay_stated"),
    min_delay_s=2.0,
    lists_all=False,
    payload_basis="real",
    checked_on="2026-11-23",
)

_EVERYTHING = "weworkremotely"


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs of the category; one request."""
    feed = "remote-jobs.rss" if board.slug == _EVERYTHING else f"categories/{board.slug}.rss"
    reply = get(
        f"https://weworkremotely.com/{feed}",
        accept="application/rss+xml, application/xml, text/xml",
    )
    yield from once_each(Payload(_id_of(item), item) for item in xml_items(reply, "rss", "item"))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one item of a feed."""
    item = read_item(payload.body)
    whole = title_at({"title": item.first("title")}, "title")
    employer, colon, title = whole.partition(": ")
    country = text(item.first("country"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title.strip() if colon and title.strip() else whole,
            employer=(text(employer) if colon and title.strip() else None) or board.employer,
            url=link((item.first("link") or item.first("guid") or "").strip()),
            department=text(item.first("category")),
            locations=distinct([text(item.first("region")), country]),
            country_codes_stated=distinct([country_code(country)]),
            remote_stated="remote",
            employment_type=employment_type(item.first("type")),
            posted_date=_day(item.first("pubDate")),
            description_html=prose(item.first("description")),
        )
    ]


def _id_of(item: bytes) -> str | None:
    try:
        found = read_item(item)
    except PayloadChanged:
        return None
    return id_text((found.first("guid") or found.first("link") or "").strip())


def _day(value: str | None) -> date | None:
    try:
        return parsedate_to_datetime(value.strip()).date() if value else None
    except (TypeError, ValueError, IndexError):
        return None
