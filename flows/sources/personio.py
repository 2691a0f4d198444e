"""Personio: careers pages at {name}.jobs.personio.de (and .com, which answers the same), much used in Germany.

Feed: https://developer.personio.de/docs/integration-of-open-positions
One XML document is the whole board with its texts, in the language asked for. A position that is not written in that
language comes without a text. Then the board is asked once more in its own language. It never gives pay, countries, the
remote policy or the language. `createdAt` is the day a position was first written down.
Terms and rate: public, meant for companies' own sites, no documented limit, but it answers 429 early. Two seconds between
requests are ours. Tenants without a feed answer 404.
Payload basis: transcribed from one board of 2026 (trimmed), elements beyond it as documented. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flows.errors import LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit import listing, values, words, xml
from transforms.posting import Posting

SOURCE = Source(
    name="personio",
    title="Personio",
    home="https://www.personio.com",
    docs_url="https://developer.personio.de/docs/integration-of-open-positions",
    slug_pattern=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    address_patterns=(r"https?://(?P<slug>[a-z0-9-]+)\.jobs\.personio\.(?:de|com)(?:[/?#:]|$)",),
    hosts=("jobs.personio.de", "jobs.personio.com"),
    host_template="{slug}.jobs.personio.de",
    never_gives=("country_codes_stated", "remote_stated", "language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="transcribed",
    checked_on="2026-11-23",
)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every position of the board, with its English text where there is one. One request, or two."""
    site = f"https://{SOURCE.host(board)}"
    for position in _positions(f"{site}/xml", get):
        name = position.external_id or ""
        is_number = re.fullmatch("[0-9]+", name)
        yield replace(position, url=f"{site}/job/{name}") if is_number else position


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one position of the feed."""
    job = xml.read_item(payload.body)
    terms = f"{job.get('schedule')} {job.get('employmentType')}".replace("_", " ")
    return [
        Posting(
            title=job.title("name"),
            employer=job.text("subcompany"),
            url=payload.url,
            department=job.text("department") or job.text("recruitingCategory"),
            locations=values.distinct(
                [job.text("office"), *job.texts("additionalOffices", "office")]
            ),
            employment_type=words.employment_type(terms),
            posted_date=job.date("createdAt"),
            description_html=_description(job),
        )
    ]


def _positions(url: str, get: Get) -> Iterator[Payload]:
    """English positions with a text. If others have none, the board's own then, those with a text first."""
    site = url.removesuffix("/xml")
    english = _rows(
        listing.open_feed(get, url, f"{site}/", params={"language": "en"}, accept=xml.ACCEPT)
    )
    bare = [position for position in english if not _has_text(position)]
    yield from filter(_has_text, english)
    if not bare:
        return
    try:
        own = _rows(get(url, accept=xml.ACCEPT))
    except LookError as exc:
        yield from bare
        raise SourceUnavailable(
            f"{len(bare)} of {len(english)} positions came without a text; {exc}", exc.http_status
        ) from exc
    yield from sorted([*own, *bare], key=lambda position: not _has_text(position))


def _rows(reply: Reply) -> list[Payload]:
    return xml.xml_rows(reply, "workzag-jobs", "position", "id")


def _has_text(position: Payload) -> bool:
    try:
        return _description(xml.read_item(position.body)) is not None
    except PayloadChanged:
        return False


def _description(job: xml.Element) -> str | None:
    """The named parts of the text. Their names are the headings that a reader of the page sees."""
    parts = job.objects("jobDescriptions", "jobDescription")
    return values.sections(
        *((part.text("name") or "", (part.prose("value") or "").strip()) for part in parts)
    )
