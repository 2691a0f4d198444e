"""Personio: careers pages at {name}.jobs.personio.de (and .com, which answers the same), much used in Germany.

Feed: https://developer.personio.de/docs/integration-of-open-positions
One XML document holds the whole board with its texts; there are no pages. The texts come in the language asked for, and
a position that is not written in it comes without one: then the board is asked once more in its own language. It never
gives pay, countries, the remote policy or the language; `createdAt` is the day a position was first written down.
Terms and rate: public and meant for companies' own sites, no documented limit, but it answers 429 early; two seconds
between requests are ours. Tenants without a feed answer 404.
Payload basis: transcribed from one board of 2026 (trimmed), elements beyond it as documented. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from flows.errors import LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    distinct,
    employment_type,
    id_text,
    iso_date,
    once_each,
    text,
    title_at,
)
from flows.sources.kit.xml import Element, read_item, xml_items
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
    """Yields every position of the board, in English where there is a text in English; one request, or two."""
    positions = _positions(f"https://{board.slug}.jobs.personio.de/xml", get)
    yield from once_each(
        Payload(_id_of(position), position, _page(board, position)) for position in positions
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one position of the feed."""
    job = read_item(payload.body)
    offices = [
        job.first("office"),
        *(name.text for part in job.every("additionalOffices") for name in part.every("office")),
    ]
    terms = f"{job.first('schedule')} {job.first('employmentType')}".replace("_", " ")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at({"name": job.first("name")}, "name"),
            employer=board.employer or text(job.first("subcompany")),
            url=payload.url,
            department=text(job.first("department")) or text(job.first("recruitingCategory")),
            locations=distinct(map(text, offices)),
            employment_type=employment_type(terms),
            posted_date=iso_date(job.first("createdAt")),
            description_html=_description(job),
        )
    ]


def _positions(url: str, get: Get) -> Iterator[bytes]:
    """English ones with a text; then, when others have none, the board's own, of which those with a text come first."""
    accept = "application/xml, text/xml"
    english = xml_items(
        get(url, params={"language": "en"}, accept=accept), "workzag-jobs", "position"
    )
    bare = [position for position in english if not _has_text(position)]
    yield from filter(_has_text, english)
    if not bare:
        return
    try:
        own = xml_items(get(url, accept=accept), "workzag-jobs", "position")
    except LookError as exc:
        yield from bare
        raise SourceUnavailable(
            f"{len(bare)} of {len(english)} positions came without a text; {exc}", exc.http_status
        ) from exc
    yield from sorted([*own, *bare], key=lambda position: not _has_text(position))


def _has_text(position: bytes) -> bool:
    try:
        return _description(read_item(position)) is not None
    except PayloadChanged:
        return False


def _id_of(position: bytes) -> str | None:
    try:
        return id_text(read_item(position).first("id"))
    except PayloadChanged:
        return None


def _page(board: Board, position: bytes) -> str | None:
    external_id = _id_of(position)
    is_number = external_id is not None and external_id.isascii() and external_id.isdigit()
    return f"https://{board.slug}.jobs.personio.de/job/{external_id}" if is_number else None


def _description(job: Element) -> str | None:
    """The named parts of the text under their names, which are the headings that a reader of the page sees."""
    parts = [
        part for group in job.every("jobDescriptions") for part in group.every("jobDescription")
    ]
    texts = [
        f"<h3>{escape(text(part.first('name')) or '')}</h3>\n{value.strip()}"
        for part in parts
        if (value := part.first("value")) and value.strip()
    ]
    return "\n".join(texts) or None
