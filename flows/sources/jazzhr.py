"""JazzHR: hosted boards at {tenant}.applytojob.com, read through the XML feed for employers' own careers pages.

API: https://help.jazzhr.com ("Integrate JazzHR with Your Career Page: Advanced Methods")
One reply is the whole board with its texts. The vendor renews it once a day. A job's id begins with the moment it was
first opened, which is the date that its page shows. Jobs whose status is not Open are in the feed but not on the board.
It never gives pay (pay is in the text), where the work is done, or the language.
Payload basis: documented (the vendor's help and field lists of readers that recorded feeds in 2026).
Terms and rate: public, "subject to rate limiting" by the vendor's own words. Two seconds between requests.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import values, xml
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
    """Yields every open job of the feed. One request."""
    reply = get(f"https://app.jazz.co/feeds/export/jobs/{board.slug}", accept=xml.ACCEPT)
    yield from filter(_is_open, xml.xml_rows(reply, "jobs", "job", "id"))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = xml.read_item(payload.body)
    html, plain = values.html_or_plain(values.unescaped(job.prose("description")))
    return [
        Posting(
            title=job.title("title"),
            url=job.link("url"),
            department=job.text("department"),
            locations=values.distinct([values.joined(map(job.text, ("city", "state", "country")))]),
            country_codes_stated=job.countries("country"),
            employment_type=job.employment_type("type"),
            posted_date=job.date("original_open_date") or _opened(job.get("id")),
            description_html=html,
            description_plain=plain,
        )
    ]


def _is_open(job: Payload) -> bool:
    try:
        status = xml.read_item(job.body).text("status")
    except PayloadChanged:
        return True  # what cannot be read is counted, not dropped
    return status is None or status.lower() == "open"


def _opened(job_id: str | None) -> date | None:
    """The day in an id such as job_20260605135030_AB12CD."""
    found = _OPENED.search(job_id or "")
    return values.iso_date("-".join(found.groups())) if found else None
