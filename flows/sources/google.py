"""Google, with YouTube and DeepMind: every open job worldwide, from the XML feed that its careers site publishes.

API: https://www.google.com/about/careers/applications/jobs/feed.xml
One reply of some 20 MB is the whole board with texts. A country is a name or a code, so that "CA" beside a Canadian
province is Canada; the region beside it is a name or a code as well. It never gives structured pay (it stands in the text,
one line a country) or the language.
Payload basis: documented (field lists of four readers of the feed, 2026).
Terms and rate: published for job sites; one request a look.
Last checked: 2026-11, against those field lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    country_code,
    distinct,
    employment_type,
    id_text,
    iso_date,
    link,
    once_each,
    prose,
    text,
    title_at,
)
from flows.sources.kit.xml import Element, read_item, xml_items
from transforms.posting import Posting

SOURCE = Source(
    name="google",
    title="Google",
    home="https://www.google.com/about/careers/applications",
    docs_url="https://www.google.com/about/careers/applications/jobs/feed.xml",
    slug_pattern=r"google",
    address_patterns=(
        r"https?://(?:www\.)?google\.com/about/careers(?:/|$)(?P<slug>(?!))?",
        r"https?://careers\.google\.com(?:/|$)(?P<slug>(?!))?",
    ),
    stands_behind_pages=False,
    hosts=("www.google.com",),
    never_gives=("language_stated", "pay_stated"),
    payload_basis="documented",
    checked_on="2026-11-23",
)

_UNSPECIFIED = "JOB_CATEGORY_UNSPECIFIED"
_REMOTE = frozenset({"yes", "true", "remote"})


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the feed; one request."""
    reply = get(SOURCE.docs_url, accept="application/xml, text/xml")
    yield from once_each(Payload(_id_of(job), job) for job in xml_items(reply, "jobs", "job"))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = read_item(payload.body)
    places = [place for within in job.every("locations") for place in within.every("location")]
    html = _text(job)
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at({"title": job.first("title")}, "title"),
            employer=text(job.first("employer")) or board.employer or "Google",
            url=link((job.first("url") or "").strip()),
            department=_category(job),
            locations=distinct(map(_place, places)),
            country_codes_stated=distinct(country_code(place.first("country")) for place in places),
            remote_stated="remote"
            if (job.first("isRemote") or "").strip().lower() in _REMOTE
            else None,
            employment_type=employment_type((job.first("jobtype") or "").replace("_", " ")),
            posted_date=iso_date(job.first("published")),
            description_html=html,
        )
    ]


def _id_of(job: bytes) -> str | None:
    try:
        return id_text((read_item(job).first("jobid") or "").strip())
    except PayloadChanged:
        return None


def _place(place: Element) -> str | None:
    country = text(place.first("country"))
    named = [text(place.first("city")), text(place.first("state"))]
    if any(named) and country and re.fullmatch("[A-Z]{2}", country) and country != "US":
        # "Alberta, CA" would read as California; the code is told in `country_codes_stated`.
        country = None
    return ", ".join(distinct([*named, country])) or None


def _category(job: Element) -> str | None:
    """The first category, a code such as SOFTWARE_ENGINEERING."""
    codes = [
        category.text.strip()
        for within in job.every("categories")
        for category in within.every("category")
    ]
    return next(
        (text(code.replace("_", " ").title()) for code in codes if code and code != _UNSPECIFIED),
        None,
    )


def _text(job: Element) -> str | None:
    found = prose(job.first("description"))
    return unescape(found) if found and "&lt;" in found and "<" not in found else found
