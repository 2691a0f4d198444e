"""Pinpoint: hosted boards at {tenant}.pinpointhq.com.

API: https://developers.pinpointhq.com needs a key. The board's own list, /postings.json, is public.
One reply is the whole board. The texts come in up to four parts, under headings of the employer's own. It never gives a
date of publication, a country or the language. Amounts are there even when `compensation_visible` is false. The employer
did not mean to publish those, so they are not read.
Payload basis: transcribed (two postings of 2026, texts shortened).
Terms and rate: public, no documented limit. One request a second is ours.
Last checked: 2026-11, on that reply.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="pinpoint",
    title="Pinpoint",
    home="https://www.pinpointhq.com",
    docs_url="https://developers.pinpointhq.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|developers|help)\.)(?P<slug>[A-Za-z0-9-]+)\.pinpointhq\.com(?:[/?#]|$)",
    ),
    host_template="{slug}.pinpointhq.com",
    never_gives=("posted_date", "country_codes_stated", "language_stated"),
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

_TEXTS = ("key_responsibilities", "skills_knowledge_expertise", "benefits")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board. One request."""
    reply = get(f"https://{SOURCE.host(board)}/postings.json")
    yield from listing.read_page(reply, "data").rows


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the list."""
    job = fields.read_object(payload.body)
    parts = [(job.text(f"{name}_header"), job.prose(name)) for name in _TEXTS]
    return [
        Posting(
            title=job.title("title"),
            url=job.link("url"),
            department=job.text("job", "department", "name"),
            locations=values.distinct([_place(job)]),
            remote_stated=job.workplace("workplace_type"),
            employment_type=job.employment_type("employment_type"),
            description_html=values.sections((None, job.prose("description")), *parts),
            pay_stated=_pay(job),
        )
    ]


def _place(job: fields.JsonObject) -> str | None:
    # The name is the employer's own and often "Remote" or "HQ". City and province are places.
    city, province = job.text("location", "city"), job.text("location", "province")
    return values.joined([city, province]) or job.text("location", "name")


def _pay(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    if job.get("compensation_visible") is not True:
        return ()
    parts = (f"compensation_{part}" for part in ("minimum", "maximum", "currency", "frequency"))
    return job.pay(*parts)
