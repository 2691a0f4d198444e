"""Jibe (iCIMS's product for careers sites): a site on the employer's own host, such as careers.example.com.

API: none documented (https://www.icims.com/products/attract/career-sites). The site's own list, /api/jobs, is public.
The board is the host. Pages are numbered from 1, with up to 100 jobs each, their texts and `totalCount`. Some sites hold
the whole text in `description`, some only its opening, with `responsibilities` and `qualifications` beside it. `tags1` to
`tags9` mean what each employer made of them. Only a tag that names a workplace is read. It never gives structured pay.
Payload basis: real (two pages of one employer, 2025-12, whose texts had lost their markup).
Terms and rate: each site's own. One request a second is ours.
Last checked: 2026-11, on those pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="jibe",
    title="Jibe (iCIMS career sites)",
    home="https://www.icims.com",
    docs_url="https://www.icims.com/products/attract/career-sites",
    slug_pattern=r"(?!.*\.\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]{1,63}){1,5}",
    # A careers host is recognised as Jibe's by its job pages. Any other address of it is a careers page like another.
    address_patterns=(r"https?://(?P<slug>[a-z0-9.-]+)/(?:careers-home|api)/jobs(?:[/?#]|$)",),
    host_template="{slug}",
    never_gives=("pay_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 200  # 20,000 jobs
_PARTS = ("responsibilities", "qualifications")
_TAGS = tuple(f"tags{number}" for number in range(1, 10))


class _Entry(msgspec.Struct):
    data: msgspec.Raw


class _Page(msgspec.Struct):
    jobs: list[_Entry]
    totalCount: int | None = None  # noqa: N815 - the site's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the site, page by page."""
    yield from listing.every_row(lambda turn: _page(board, get, turn), pages_max=_PAGES_MAX)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the site's list."""
    job = fields.read_object(payload.body)
    html, plain = values.html_or_plain(_text(job))
    slug = job.text("slug")
    places = [job, *job.objects("additional_locations")]
    countries = (place.get("country_code") or place.get("country") for place in places)
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("hiring_organization"),
            url=job.link("meta_data", "canonical_url")
            or (f"https://{board.slug}/jobs/{slug}" if slug else None),
            department=job.first_text("categories", "name"),
            locations=_locations(job),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            remote_stated=_workplace(job),
            employment_type=job.employment_type("employment_type"),
            posted_date=job.date("posted_date"),
            language_stated=job.text("language"),
            description_html=html,
            description_plain=plain,
        )
    ]


def _page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    params = {"page": turn.n_pages + 1, "limit": _PAGE}
    reply = get(f"https://{board.slug}/api/jobs", params=params)
    page = fields.reply_as(_Page, reply)
    jobs = listing.payloads((bytes(entry.data) for entry in page.jobs), "slug", "req_id")
    return listing.Page(reply.url, jobs, total=page.totalCount)


def _locations(job: fields.JsonObject) -> tuple[str, ...]:
    """Each place in full. The employer's own name for the site ("US-SFO-Main") only without one."""
    return values.places(job.text("full_location") or job.text("location_name") or "")


def _workplace(job: fields.JsonObject) -> str | None:
    said = values.distinct(words.workplace(tag) for name in _TAGS for tag in job.items(name))
    return values.only(said)


def _text(job: fields.JsonObject) -> str | None:
    """The description, with the parts that it does not hold. Of a description on one line the parts say where they begin."""
    whole = job.prose("description")
    parts = {name.capitalize(): part for name in _PARTS if (part := job.prose(name))}
    if whole and "<" not in whole and "\n" not in whole:
        for heading, part in parts.items():
            whole = whole.replace(part, f"\n\n{heading}\n{part}\n\n", 1)
    letters = values.letters(whole or "")
    beside = [it for it in parts.items() if values.letters(it[1])[:200] not in letters]
    return values.sections((None, whole), *beside) if beside else whole
