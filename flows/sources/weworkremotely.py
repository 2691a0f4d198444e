"""We Work Remotely: an aggregator of remote jobs of many employers, read through its RSS feeds.

API: https://weworkremotely.com/remote-job-rss-feed
The board is a category as its addresses name it (`remote-programming-jobs`), or `weworkremotely` for the newest of all. A
feed shows the newest jobs of each category, so no look is ever whole. Titles read "Employer: Job". `region` is where
applicants may live. `state` is where the employer sits, and is not read. It never gives pay (pay is in the text) or
the language.
Payload basis: real (three items of 2026-03).
Terms and rate: feeds are public. Link back to the job on We Work Remotely. Two seconds between requests.
Last checked: 2026-11, on those items.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import values, xml
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
    gathers=True,
    hosts=("weworkremotely.com",),
    never_gives=("language_stated", "pay_stated"),
    min_delay_s=2.0,
    lists_all=False,
    payload_basis="real",
    checked_on="2026-11-23",
)

_EVERYTHING = "weworkremotely"


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest jobs of the category. One request."""
    feed = "remote-jobs.rss" if board.slug == _EVERYTHING else f"categories/{board.slug}.rss"
    accept = f"application/rss+xml, {xml.ACCEPT}"
    reply = get(f"https://weworkremotely.com/{feed}", accept=accept)
    yield from xml.xml_rows(reply, "rss", "item", "guid", "link")


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one item of a feed."""
    item = xml.read_item(payload.body)
    employer, title = _split_title(item.title("title"))
    return [
        Posting(
            title=title,
            employer=values.text(employer),
            url=values.link(item.get("link") or item.get("guid")),
            department=item.text("category"),
            locations=values.distinct([item.text("region"), item.text("country")]),
            country_codes_stated=item.countries("country"),
            remote_stated="remote",
            employment_type=item.employment_type("type"),
            posted_date=values.rfc_date(item.get("pubDate")),
            apply_until_date=values.rfc_date(item.get("expires_at")),
            description_html=item.prose("description"),
        )
    ]


def _split_title(whole: str) -> tuple[str | None, str]:
    employer, _, title = whole.partition(": ")
    return (employer, title.strip()) if title.strip() else (None, whole)
