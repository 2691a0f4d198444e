"""Jibe (iCIMS's product for careers sites): a site on the employer's own host, such as careers.example.com.

API: none documented (https://www.icims.com/products/attract/career-sites); the site's own list, /api/jobs, is public.
The board is the host. Pages are numbered from 1, up to 100 jobs each, with texts and `totalCount`. Some sites hold the
whole text in `description`, some only its opening, with `responsibilities` and `qualifications` beside it. `tags1` to
`tags9` mean what each employer made of them; only a tag that names a workplace is read. It never gives structured pay.
Payload basis: real (two pages of one employer, 2025-12, whose texts had lost their markup).
Terms and rate: each site's own; one request a second is ours.
Last checked: 2026-11, on those pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
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
    workplace,
)
from transforms.posting import Posting

SOURCE = Source(
    name="jibe",
    title="Jibe (iCIMS career sites)",
    home="https://www.icims.com",
    docs_url="https://www.icims.com/products/attract/career-sites",
    slug_pattern=r"(?!.*\.\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]{1,63}){1,5}",
    # A careers host is recognised as Jibe's by its job pages; any other address of it is a careers page like another.
    address_patterns=(r"https?://(?P<slug>[a-z0-9.-]+)/(?:careers-home|api)/jobs(?:[/?#]|$)",),
    host_template="{slug}",
    never_gives=("pay_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 200  # 20,000 jobs, and an end to a list that never ends
_TAGS = tuple(f"tags{number}" for number in range(1, 10))


class _Entry(msgspec.Struct):
    data: msgspec.Raw


class _Page(msgspec.Struct):
    jobs: list[_Entry]
    totalCount: int | None = None  # noqa: N815 - the site's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the site, page by page."""
    yield from once_each(
        Payload(id_of(job, "slug") or id_of(job, "req_id"), job) for job in _jobs(board, get)
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the site's list."""
    job = read_object(payload.body)
    html, plain = _text(job)
    slug = text(job.get("slug"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer or text(job.get("hiring_organization")),
            url=link(inner(job.get("meta_data"), "canonical_url"))
            or (f"https://{board.slug}/jobs/{slug}" if slug else None),
            department=next(
                (
                    name
                    for part in objects(job.get("categories"))
                    if (name := text(part.get("name")))
                ),
                None,
            ),
            locations=_locations(job),
            country_codes_stated=distinct(
                country_code(place.get("country_code") or place.get("country"))
                for place in (job, *objects(job.get("additional_locations")))
            ),
            remote_stated=_workplace(job),
            employment_type=employment_type(job.get("employment_type")),
            posted_date=iso_date(job.get("posted_date")),
            language_stated=text(job.get("language")),
            description_html=html,
            description_plain=plain,
        )
    ]


def _jobs(board: Board, get: Get) -> Iterator[bytes]:
    n_listed, total = 0, 0
    for number in range(1, _PAGES_MAX + 1):
        reply = get(f"https://{board.slug}/api/jobs", params={"page": number, "limit": _PAGE})
        page = reply_as(_Page, reply)
        yield from (bytes(entry.data) for entry in page.jobs)
        n_listed, total = n_listed + len(page.jobs), max(total, page.totalCount or 0)
        if not page.jobs or n_listed >= total:
            break
    if n_listed < total:
        raise SourceUnavailable(f"https://{board.slug}: {n_listed} of {total} jobs were listed")


def _locations(job: Object) -> tuple[str, ...]:
    """Each place in full; the employer's own name for the site ("US-SFO-Main") only when there is nothing better."""
    full = text(job.get("full_location")) or text(job.get("location_name"))
    return distinct(map(text, re.split(r"[;|]", full))) if full else ()


def _workplace(job: Object) -> str | None:
    tags = [tag for key in _TAGS if isinstance(values := job.get(key), list) for tag in values]
    said = distinct(workplace(tag) for tag in tags)
    return said[0] if len(said) == 1 else None


def _text(job: Object) -> tuple[str | None, str | None]:
    """The description, with the parts that it does not hold, as HTML or as plain text."""
    found = [prose(job.get("description")) or ""]
    for key in ("responsibilities", "qualifications"):
        part = prose(job.get(key))
        if part and _letters(part)[:200] not in _letters("".join(found)):
            found.append(f"<h3>{key.capitalize()}</h3>\n{part if '<' in part else escape(part)}")
    whole = "\n".join(part for part in found if part)
    return (whole, None) if "<" in whole else (None, whole or None)


def _letters(markup: str) -> str:
    return re.sub(r"<[^<>]*>|[^\w]+", "", markup)
