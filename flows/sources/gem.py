"""Gem: hosted boards at jobs.gem.com, read through the public Job Board API.

API: https://api.gem.com/job_board/v0/reference
One reply is a bare array with the whole board and its texts. The address needs its last slash. It never gives
structured pay (pay is in the text) or the language.
Payload basis: documented (the vendor's reference, and field lists of readers that recorded replies in 2026-09).
Terms and rate: public, without a key, and meant for showing jobs elsewhere. One request a second.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values
from transforms.posting import Posting

SOURCE = Source(
    name="gem",
    title="Gem",
    home="https://www.gem.com",
    docs_url="https://api.gem.com/job_board/v0/reference",
    slug_pattern=r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}",
    address_patterns=(
        r"https?://jobs\.gem\.com/(?!api(?:/|$))(?P<slug>[^/?#]+)",
        r"https?://api\.gem\.com/job_board/v0/(?P<slug>[^/?#]+)/job_posts",
    ),
    hosts=("api.gem.com", "jobs.gem.com"),
    never_gives=("country_codes_stated", "language_stated", "pay_stated"),
    payload_basis="documented",
    checked_on="2026-11-23",
)

_WORKPLACES = {"remote": "remote", "hybrid": "hybrid", "in_office": "onsite", "onsite": "onsite"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every post of the board. One request."""
    reply = get(f"https://api.gem.com/job_board/v0/{board.slug}/job_posts/")
    yield from listing.read_page(reply).rows


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one post of the Job Board API."""
    post = fields.read_object(payload.body)
    html = post.prose("content")
    return [
        Posting(
            title=post.title("title"),
            url=post.link("absolute_url"),
            department=post.first_text("departments", "name"),
            locations=_locations(post),
            remote_stated=_WORKPLACES.get(str(post.get("location_type"))),
            employment_type=post.employment_type("employment_type"),
            posted_date=post.date("first_published_at"),
            description_html=html,
            description_plain=None if html else post.prose("content_plain"),
        )
    ]


def _locations(post: fields.JsonObject) -> tuple[str, ...]:
    """The location, then each office's. Both are sent as a text or as an object with a name."""
    offices = (_location(office) or office.text("name") for office in post.objects("offices"))
    return values.distinct([_location(post), *offices])


def _location(part: fields.JsonObject) -> str | None:
    return part.text("location", "name") or part.text("location")
