"""Workday: careers sites at {tenant}.wd{n}.myworkdayjobs.com/{site}, where most of the largest employers are.

API: undocumented. Every site's own page asks it (https://www.workday.com, "candidate experience").
A board is host/tenant/site. The tenant may be left out where it is the host's first word, and a language ("en-US") is
ignored. The list comes by POST, 20 rows a page, and is cut off at 2,000. Beyond that the board is asked once for each value
of a facet (a job family, say). The text and the day a posting was published stand on its own page. The list says "Posted 4
Days Ago", which only a clock could read. A page's `endDate` is not read: the list says at every look what is open, and a page is
read again within two weeks only. What changes by the day without the posting changing (`postedOn`, similar jobs) is
cut away, so that the same posting stays the same body. It never gives pay, department or language in a field.
Terms and rate: public, no documented limit. One request a second is ours, so a board of 2,000 takes some 35 minutes. A
tenant's robots.txt names its sites, and closes some. The API is left alone for those too. Workday's own terms forbid robots
on "our Sites", which names workday.com and not its customers' careers sites (read by others in 2026-10). What is obeyed here
is the employer's robots.txt. 400 answers more than 20 rows, 422 a tenant that is spelled otherwise.
Payload basis: details real (two tenants, 2025-12), list transcribed (2026-09), facets from third parties' readers. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import msgspec

from flows.errors import AccessRefused, BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit import details, facets, fields, listing, values, words
from transforms.posting import Posting

_HOST = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){2,4}"
_SEGMENT = r"[A-Za-z0-9_-]{1,100}"

SOURCE = Source(
    name="workday",
    title="Workday",
    home="https://www.workday.com",
    docs_url="https://www.workday.com",
    slug_pattern=rf"{_HOST}(?:/{_SEGMENT}){{1,4}}",
    address_patterns=(
        rf"https?://(?P<slug>[a-z0-9.-]+\.myworkdayjobs(?:-impl)?\.com/wday/cxs/{_SEGMENT}/{_SEGMENT})(?:[/?#]|$)",
        rf"https?://(?P<slug>[a-z0-9.-]+\.myworkdayjobs(?:-impl)?\.com(?:/[a-z]{{2}}-[A-Z]{{2}})?/(?!(?:wday|[a-z]{{2}}-[A-Z]{{2}})(?:[/?#]|$)){_SEGMENT})(?:[/?#]|$)",
        rf"https?://(?P<slug>[a-z0-9.-]+\.myworkdaysite\.com(?:/[a-z]{{2}}-[A-Z]{{2}})?/recruiting/{_SEGMENT}/{_SEGMENT})(?:[/?#]|$)",
    ),
    # A language; and the API's own path, whose tenant is the host's first word.
    address_noise=rf"/wday/cxs/{_SEGMENT}(?=/)|/[a-z]{{2}}-[A-Za-z]{{2}}(?=/)",
    host_template="{slug}",
    never_gives=("department", "language_stated", "pay_stated"),
    payload_basis="transcribed",
    detail_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 20  # the most that is answered
_CUT_OFF = 2_000  # the most that a list says it holds, however many there are
_LANGUAGE = re.compile(r"[a-z]{2}-[A-Za-z]{2}")
_PATH = re.compile(r"/[^?#\\]*[^?#\\/]")
# Of these every posting has at most one value, so that their counts add up to postings.
_AT_MOST_ONE = ("jobFamilyGroup", "jobFamily", "timeType", "workerSubType")


class _Page(msgspec.Struct):
    """What is kept of a posting's page. The employer is the legal entity."""

    jobPostingInfo: dict[str, msgspec.Raw]  # noqa: N815 - the board's own name
    hiringOrganization: Any = None  # noqa: N815 - the board's own name


@dataclass(frozen=True)
class _Site:
    """Where a board is: its API, and its pages."""

    api: str
    pages: str


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the site with its own page, or with the list's row where that fails."""
    site = _site(board.slug)
    if not get.allows(f"{site.pages}/"):
        raise AccessRefused(f"{site.pages}: closed by its robots.txt, so its API is left alone too")
    listed = facets.CutOffList(
        site.pages,
        lambda applied, offset: _ask(site, get, applied, offset),
        lambda reply: _page(site, reply),
        _CUT_OFF,
        _AT_MOST_ONE,
    )
    yield from details.with_details(
        listed.every_row({}), lambda payload: _detail(site, payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting's page; or, where that failed, its row of the list."""
    body = fields.read_object(payload.body)
    info = body.object("jobPostingInfo") or body
    # The tenant's name for a country field; the requisition's own place has its code.
    requisition = info.get("jobRequisitionLocation", "country", "alpha2Code")
    countries = [info.get("country", "descriptor"), requisition]
    return [
        Posting(
            title=info.title("title"),
            employer=_employer(body),
            url=info.link("externalUrl") or values.link(payload.url),
            locations=_locations(info),
            country_codes_stated=values.distinct(map(words.country_code, countries)),
            remote_stated=info.workplace("remoteType"),
            employment_type=info.employment_type("timeType"),
            posted_date=info.date("startDate"),
            description_html=info.prose("jobDescription"),
        )
    ]


def _site(slug: str) -> _Site:
    host, *path = slug.split("/")
    # A language, and the word that some addresses put before the tenant, are no parts of a board's name.
    names = [name for name in path if not _LANGUAGE.fullmatch(name) and name != "recruiting"]
    *tenants, name = names or path[-1:]
    tenant = tenants[-1] if tenants else host.split(".")[0]
    is_shared = host.endswith(".myworkdaysite.com")
    pages = f"https://{host}/recruiting/{tenant}/{name}" if is_shared else f"https://{host}/{name}"
    return _Site(f"https://{host}/wday/cxs/{tenant}/{name}", pages)


def _ask(site: _Site, get: Get, applied: facets.Applied, offset: int) -> Reply:
    url = f"{site.api}/jobs"
    asked = {"appliedFacets": applied, "limit": _PAGE, "offset": offset, "searchText": ""}
    try:
        return get(url, json=asked)
    except SourceUnavailable as exc:
        if exc.http_status == 422:
            raise BoardMissing(
                f"{url}: 422, no such tenant or site; is it spelled as in its address?", 422
            ) from exc
        raise


def _page(site: _Site, reply: Reply) -> listing.Page:
    page = listing.read_page(reply, "jobPostings")
    # Later pages say a total of 0. The first page's, which is larger, counts.
    total = min(listing.value_at(reply, "total", int), _CUT_OFF)
    return replace(page, rows=[_row(row.body, site) for row in page.rows], total=total)


def _row(row: bytes, site: _Site) -> Payload:
    """A row under its requisition's number ("R100200-1" is the second posting of R100200)."""
    try:
        job = fields.read_object(row)
    except PayloadChanged:
        return Payload(None, row)
    path = job.text("externalPath")
    if path is None or not _PATH.fullmatch(path) or ".." in path:
        return Payload(None, row)
    # "Posted 4 Days Ago" is another text every day.
    said = {name: value for name, value in job.value.items() if name != "postedOn"}
    stamp = details.stamp_of(msgspec.json.encode(said, order="sorted"))
    url = f"{site.pages}{quote(path, safe='/%')}"
    return Payload(_requisition(path, job.all("bulletFields")), row, url, stamp)


def _requisition(path: str, bullets: list[Any]) -> str:
    """The number at the path's end. When the row names none, the path's last part, which has the title in it."""
    last = path.rpartition("/")[2]
    for bullet in bullets:
        if _is_number(bullet) and f"_{bullet}" in last:
            return last[last.rindex(f"_{bullet}") + 1 :]
    return last


def _is_number(bullet: Any) -> bool:
    return isinstance(bullet, str) and any(letter.isdigit() for letter in bullet)


def _detail(site: _Site, payload: Payload, get: Get) -> bytes | None:
    if payload.url is None:
        return None
    reply = details.own_page(get, f"{site.api}{payload.url.removeprefix(site.pages)}")
    page = fields.reply_as(_Page, reply)
    if "startDate" in page.jobPostingInfo:
        page.jobPostingInfo.pop("postedOn", None)
    return msgspec.json.encode(page)


def _employer(body: fields.JsonObject) -> str | None:
    # The legal entity, under its number in the books of some ("4711 Acme LLC").
    name = body.text("hiringOrganization", "name")
    return re.sub(r"^\d+\s+(?=\S)", "", name) if name else None


def _locations(info: fields.JsonObject) -> tuple[str, ...]:
    more = map(values.text, info.items("additionalLocations"))
    return values.distinct([info.text("location"), *more, _listed_location(info)])


def _listed_location(info: fields.JsonObject) -> str | None:
    said = info.text("locationsText")
    # "5 Locations" in a row of the list is a count, not a place.
    is_count = said and re.fullmatch(r"\d+ \w+", said)
    return None if is_count else said
