"""Google, with YouTube and DeepMind: every open job worldwide, from the XML feed of its careers site.

API: https://www.google.com/about/careers/applications/jobs/feed.xml
One reply of some 20 MB is the whole board with its texts. A country is a name or a code, and so is the region beside it:
"CA" beside a Canadian province is Canada. It never gives the language or structured pay (pay is in the text, one line
a country).
Payload basis: documented (field lists of four readers of the feed, 2026).
Terms and rate: published for job sites. One request a look.
Last checked: 2026-11, against those field lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import values, words, xml
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
    """Yields every job of the feed. One request."""
    yield from xml.xml_rows(get(SOURCE.docs_url, accept=xml.ACCEPT), "jobs", "job", "jobid")


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the feed."""
    job = xml.read_item(payload.body)
    is_remote = (job.get("isRemote") or "").strip().lower() in _REMOTE
    terms = (job.get("jobtype") or "").replace("_", " ")
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("employer") or "Google",
            url=job.link("url"),
            department=_category(job),
            locations=values.distinct(map(_place, job.objects("locations", "location"))),
            country_codes_stated=job.countries("locations", "location", "country"),
            remote_stated="remote" if is_remote else None,
            employment_type=words.employment_type(terms),
            posted_date=job.date("published"),
            description_html=values.unescaped(job.prose("description")),
        )
    ]


def _place(place: xml.Element) -> str | None:
    country, named = place.text("country"), [place.text("city"), place.text("state")]
    if any(named) and country and re.fullmatch("[A-Z]{2}", country) and country != "US":
        # "Alberta, CA" would read as California. `country_codes_stated` has the code.
        country = None
    return values.joined([*named, country])


def _category(job: xml.Element) -> str | None:
    """The first category, a code such as SOFTWARE_ENGINEERING."""
    codes = (code.strip() for code in job.all("categories", "category"))
    code = values.first(code for code in codes if code != _UNSPECIFIED)
    return values.text(code.replace("_", " ").title()) if code else None
