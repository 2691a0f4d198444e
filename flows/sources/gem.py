"""Gem: hosted boards at jobs.gem.com, read through the public Job Board API.

API: https://api.gem.com/job_board/v0/reference
A bare array of the whole board with texts, in one reply; the address needs its last slash. It never gives structured pay
(it stands in the text) or the language.
Payload basis: documented (the vendor's reference, and field lists of readers that recorded replies in 2026-09).
Terms and rate: public and without a key by the vendor's own words, meant for showing jobs elsewhere; one request a second.
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_of,
    inner,
    iso_date,
    link,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    text,
    title_at,
)
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
    """Yields every post of the board; one request."""
    reply = get(f"https://api.gem.com/job_board/v0/{board.slug}/job_posts/")
    yield from once_each(
        Payload(id_of(post), post) for post in map(bytes, reply_as(list[msgspec.Raw], reply))
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one post of the Job Board API."""
    post = read_object(payload.body)
    html = prose(post.get("content"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(post, "title"),
            employer=board.employer,
            url=link(post.get("absolute_url")),
            department=next(
                (
                    name
                    for part in objects(post.get("departments"))
                    if (name := text(part.get("name")))
                ),
                None,
            ),
            locations=_locations(post),
            remote_stated=_WORKPLACES.get(str(post.get("location_type"))),
            employment_type=employment_type(post.get("employment_type")),
            posted_date=iso_date(post.get("first_published_at")),
            description_html=html,
            description_plain=None if html else prose(post.get("content_plain")),
        )
    ]


def _locations(post: Object) -> tuple[str, ...]:
    """The location; each office's beside it."""
    offices = objects(post.get("offices"))
    return distinct(
        [
            _named(post.get("location")),
            *(_named(office.get("location")) or _named(office) for office in offices),
        ]
    )


def _named(value: Any) -> str | None:
    return text(inner(value, "name")) if isinstance(value, dict) else text(value)
