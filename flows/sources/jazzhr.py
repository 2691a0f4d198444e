"""JazzHR: hosted boards at {tenant}.applytojob.com, read through the XML feed meant for employers' own careers pages.

API: https://help.jazzhr.com ("Integrate JazzHR with Your Career Page: Advanced Methods")
One reply is the whole board with texts; the vendor renews it once a day. A job's id begins with the moment it was first
opened, which is the date its page shows. Jobs whose status is not Open are in the feed but not on the board. It never gives
pay (it stands in the text), where the work is done, or the language.
Payload basis: documented (the vendor's help and field lists of readers that recorded feeds in 2026).
Terms and rate: public, "subject to rate limiting" by the vendor's own words: two seconds between requests.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    country_code,
    distinct,
    employment_type,
    id_text,
    iso_date,
    link,
    once_each,
    prose,
    text,
    title_at,
)
from flows.sources.kit.xml import Element, read_item, xml_items
from transforms.posting import Posting

SOURCE = Source(
    name="jazzhr",
    title="JazzHR",
    home="https://www.jazzhr.com",
    docs_url="https://help.jazzhr.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|help)\.)(?P<slug>[A-Za-z0-9-]+)\.applytojob\.com(?:[/?#]|$)",
        r"https?://app\.jazz\.co/feeds/export/jobs/(?P<slug>[^/?#]+)",
    ),
    hosts=("app.jazz.co",),
    never_gives=("remote_stated", "language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="documented",
    checked_on="2026-11-23",
)

_OPENED = re.compile(r"job_(\d{4})(\d\d)(\d\d)\d{6}_")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every open job of the feed; one request."""
    reply = get(
        f"https://app.jazz.co/feeds/export/jobs/{board.slug}", accept="application/xml, text/xml"
    )
    yield from once_each(
        Payload(_id_of(job), job) for job in xml_items(reply, "jobs", "job") if _is_open(job)
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = read_item(payload.body)
    country = text(job.first("country"))
    html, plain = _text(job)
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at({"title": job.first("title")}, "title"),
            employer=board.employer,
            url=link((job.first("url") or "").strip()),
            department=text(job.first("department")),
            locations=distinct(
                [", ".join(distinct([text(job.first("city")), text(job.first("state")), country]))]
            ),
            country_codes_stated=distinct([country_code(country)]),
            employment_type=employment_type(job.first("type")),
            posted_date=iso_date(job.first("original_open_date")) or _opened(job.first("id")),
            description_html=html,
            description_plain=plain,
        )
    ]


def _id_of(job: bytes) -> str | None:
    try:
        return id_text((read_item(job).first("id") or "").strip())
    except PayloadChanged:
        return None


def _is_open(job: bytes) -> bool:
    try:
        status = text(read_item(job).first("status"))
    except PayloadChanged:
        return True  # what cannot be read is counted, not dropped
    return status is None or status.lower() == "open"


def _opened(number: str | None) -> date | None:
    """The day in an id such as job_20260605135030_AB12CD."""
    found = _OPENED.search(number or "")
    return iso_date("-".join(found.groups())) if found else None


def _text(job: Element) -> tuple[str | None, str | None]:
    """The description as HTML or plain; escaped twice in feeds that have no CDATA."""
    found = prose(job.first("description"))
    if found and "<" not in found and "&lt;" in found:
        found = unescape(found)
    return (found, None) if found and "<" in found else (None, found)
