"""Lever: hosted boards at jobs.lever.co and, for European customers, jobs.eu.lever.co.

API: https://github.com/lever/postings-api
A bare array, 100 postings a page, no total. It never gives the language or a date of last publication: `createdAt` is
the day a posting was first written, years ago for evergreen ones. The text comes in parts that belong together
(opening and body, lists, closing); `descriptionPlain` alone lacks the requirements.
Terms and rate: public and meant for showing jobs elsewhere; its robots.txt asks for one second between requests.
Last checked: 2026-11, on recorded boards of 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    epoch_date,
    id_of,
    inner,
    link,
    number,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
    workplace,
)
from transforms.posting import PERIODS, Posting, StatedPay

SOURCE = Source(
    name="lever",
    title="Lever",
    home="https://www.lever.co",
    docs_url="https://github.com/lever/postings-api",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9._&+-]{0,98}",
    address_patterns=(
        r"https?://jobs\.(?:eu\.)?lever\.co/(?P<slug>[^/?#]+)",
        r"https?://api\.(?:eu\.)?lever\.co/v0/postings/(?P<slug>[^/?#]+)",
    ),
    hosts=("api.lever.co", "api.eu.lever.co"),
    never_gives=("language_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 200  # 20,000 postings: five times the largest board known, and an end to a board that never ends


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board, page by page; a board that is not in America is looked for in Europe."""
    yield from once_each(Payload(id_of(posting), posting) for posting in _postings(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the postings API."""
    job = read_object(payload.body)
    categories = job.get("categories")
    html, plain = _texts(job)
    created = number(job.get("createdAt"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "text"),
            employer=board.employer,
            url=link(job.get("hostedUrl")),
            department=text(inner(categories, "department")) or text(inner(categories, "team")),
            locations=_locations(categories),
            country_codes_stated=distinct([country_code(job.get("country"))]),
            remote_stated=workplace(job.get("workplaceType")),
            employment_type=employment_type(inner(categories, "commitment")),
            posted_date=epoch_date(created / 1000) if created is not None else None,
            description_html=html,
            description_plain=plain,
            pay_stated=_pay(job.get("salaryRange")),
        )
    ]


def _postings(board: Board, get: Get) -> Iterator[bytes]:
    host = "api.lever.co"
    reply = _page(host, board, get, 0, missing_ok=True)
    if reply.status in (404, 410):
        host = "api.eu.lever.co"
        reply = _page(host, board, get, 0)
    for page in range(1, _PAGES_MAX + 1):
        postings = reply_as(list[msgspec.Raw], reply)
        yield from map(bytes, postings)
        if len(postings) < _PAGE:
            return
        reply = _page(host, board, get, page * _PAGE)
    raise SourceUnavailable(
        f"{reply.url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _page(host: str, board: Board, get: Get, skip: int, missing_ok: bool = False) -> Reply:
    url = f"https://{host}/v0/postings/{board.slug}"
    return get(url, params={"mode": "json", "skip": skip, "limit": _PAGE}, missing_ok=missing_ok)


def _locations(categories: Any) -> tuple[str, ...]:
    every = inner(categories, "allLocations")
    places = every if isinstance(every, list) else []
    return distinct(map(text, [inner(categories, "location"), *places]))


def _texts(job: Object) -> tuple[str | None, str | None]:
    """The whole text as HTML; as plain text when the board sent no markup at all."""
    lists = "".join(
        f"<h3>{escape(text(part.get('text')) or '')}</h3><ul>{part['content']}</ul>"
        for part in objects(job.get("lists"))
        if prose(part.get("content"))
    )
    parts = [
        _markup(job, "description"),
        lists,
        _markup(job, "additional"),
        _markup(job, "salaryDescription"),
    ]
    has_markup = lists or any(
        prose(job.get(name)) for name in ("description", "additional", "salaryDescription")
    )
    if has_markup:
        return "\n".join(part for part in parts if part), None
    plain = [
        prose(job.get(name))
        for name in ("descriptionPlain", "additionalPlain", "salaryDescriptionPlain")
    ]
    return None, "\n\n".join(part for part in plain if part) or None


def _markup(job: Object, name: str) -> str | None:
    if html := prose(job.get(name)):
        return html
    plain = prose(job.get(f"{name}Plain"))
    return escape(plain).replace("\n", "<br>") if plain else None


def _pay(stated: Any) -> tuple[StatedPay, ...]:
    interval = str(inner(stated, "interval")).lower().removeprefix("per-").partition("-")[0]
    period = interval if interval in PERIODS else None
    found = stated_pay(
        inner(stated, "min"), inner(stated, "max"), inner(stated, "currency"), period
    )
    return (found,) if found else ()
