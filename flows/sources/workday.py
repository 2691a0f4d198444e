"""Workday: careers sites at {tenant}.wd{n}.myworkdayjobs.com/{site}, where most of the largest employers are.

API: undocumented; the one that every site's own page asks (https://www.workday.com, "candidate experience").
A board is host/tenant/site; the tenant may be left out where it is the host's first word, and a language ("en-US") as it
stands in an address is passed over. The list comes by POST, 20 rows a page, and is cut off at 2,000: beyond that the
board is asked once for each value of a facet (a job family, say). The text and the day a posting was published stand on
its own page; the list says "Posted 4 Days Ago", which only a clock could read. What changes by the day without the
posting changing (`postedOn`, similar jobs) is cut away, so that the same posting stays the same body. It never gives
pay, department or language in a field.
Terms and rate: public, no documented limit; one request a second is ours, so a board of 2,000 takes some 35 minutes. A
tenant's robots.txt names its sites, and closes some: then the API is left alone for them too. Workday's own terms forbid
robots on "our Sites", which names workday.com and not its customers' careers sites (read by others in 2026-10): the
employer's robots.txt is what is obeyed here. 400 answers more than 20 rows, 422 a tenant that is spelled otherwise.
Payload basis: details real (two tenants, 2025-12), list transcribed (2026-09), facets from third parties' readers. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from flows.errors import AccessRefused, BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.details import stamp_of, with_details
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    inner,
    iso_date,
    link,
    number,
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
_FACETS_DEEP_MAX = 3
_LANGUAGE = re.compile(r"[a-z]{2}-[A-Za-z]{2}")
# Of these every posting has at most one value, so that their counts add up to postings.
_AT_MOST_ONE = ("jobFamilyGroup", "jobFamily", "timeType", "workerSubType")


class _List(msgspec.Struct):
    total: int
    jobPostings: list[msgspec.Raw]  # noqa: N815 - the board's own name
    facets: Any = None


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
    """Yields every posting of the site with its own page; the list's row where that fails."""
    site = _site(board.slug)
    _require_open(site, get)
    listed = once_each(_listed(row, site) for row in _rows(site, get, {}))
    yield from with_details(listed, lambda payload: _detail(site, payload, get), get)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting's page; or, where that failed, its row of the list."""
    body = read_object(payload.body)
    info = body["jobPostingInfo"] if isinstance(body.get("jobPostingInfo"), dict) else body
    requisition = info.get("jobRequisitionLocation")
    # The tenant's name for a country field; the requisition's own place has its code.
    countries = [
        inner(info.get("country"), "descriptor"),
        inner(requisition, "country", "alpha2Code"),
    ]
    stated = distinct(map(country_code, countries))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(info, "title"),
            employer=board.employer or _employer(body),
            url=link(info.get("externalUrl")) or link(payload.url),
            locations=_locations(info),
            country_codes_stated=stated,
            remote_stated=workplace(info.get("remoteType")),
            employment_type=employment_type(info.get("timeType")),
            posted_date=iso_date(info.get("startDate")),
            description_html=prose(info.get("jobDescription")),
        )
    ]


def _site(slug: str) -> _Site:
    host, *path = slug.split("/")
    # A language, and the word that some addresses put before the tenant, are parts of an address, not of a board's name.
    names = [
        name for name in path if not _LANGUAGE.fullmatch(name) and name != "recruiting"
    ] or path[-1:]
    tenant, name = (names[-2], names[-1]) if len(names) > 1 else (host.split(".")[0], names[-1])
    is_shared = host.endswith(".myworkdaysite.com")
    pages = f"https://{host}/recruiting/{tenant}/{name}" if is_shared else f"https://{host}/{name}"
    return _Site(f"https://{host}/wday/cxs/{tenant}/{name}", pages)


def _require_open(site: _Site, get: Get) -> None:
    if not get.allows(f"{site.pages}/"):
        raise AccessRefused(f"{site.pages}: closed by its robots.txt, so its API is left alone too")


def _rows(site: _Site, get: Get, facets: dict[str, list[str]]) -> Iterator[bytes]:
    """Every row of the list under `facets`; where that is cut off, the rows under each value of one facet more."""
    first = _list(site, get, facets, 0)
    if first.total < _CUT_OFF:
        yield from _paged(site, get, facets, first)
        return
    counts = _counts(first.facets)
    name = _splitting(counts, facets)
    if len(facets) == _FACETS_DEEP_MAX or name is None:
        yield from _paged(site, get, facets, first)
        raise SourceUnavailable(
            f"{site.pages}: more than {_CUT_OFF} postings under {facets or 'no facet'}; the rest is cut off"
        )
    seen: set[bytes] = set()
    for value in counts[name]:
        for row in _rows(site, get, {**facets, name: [value]}):
            seen.add(row)
            yield row
    n_said = max(
        (sum(counts[single].values()) for single in _AT_MOST_ONE if single in counts), default=0
    )
    if len(seen) < n_said:
        raise SourceUnavailable(
            f"{site.pages}: {len(seen)} postings by {name} where its facets count {n_said:g}"
        )


def _paged(site: _Site, get: Get, facets: dict[str, list[str]], first: _List) -> Iterator[bytes]:
    rows, n_rows = first.jobPostings, 0
    while rows:
        yield from map(bytes, rows)
        n_rows += len(rows)
        if n_rows >= min(first.total, _CUT_OFF):
            return
        # Later pages say a total of 0; only the first page's counts.
        rows = _list(site, get, facets, n_rows).jobPostings
    if n_rows < first.total:
        raise SourceUnavailable(
            f"{site.pages}: {n_rows} postings where $.total says {first.total}; the next run asks again"
        )


def _list(site: _Site, get: Get, facets: dict[str, list[str]], offset: int) -> _List:
    url = f"{site.api}/jobs"
    try:
        reply = get(
            url, json={"appliedFacets": facets, "limit": _PAGE, "offset": offset, "searchText": ""}
        )
    except SourceUnavailable as exc:
        if exc.http_status == 422:
            raise BoardMissing(
                f"{url}: 422, no such tenant or site; is it spelled as in its address?", 422
            ) from exc
        raise
    return reply_as(_List, reply)


def _counts(facets: Any) -> dict[str, dict[str, float]]:
    """Per facet, how many postings each of its values has."""
    found: dict[str, dict[str, float]] = {}
    for facet in _flat(objects(facets)):
        values = found.setdefault(str(facet.get("facetParameter")), {})
        for value in objects(facet.get("values")):
            if isinstance(value.get("id"), str):
                values[value["id"]] = number(value.get("count")) or 0
    return found


def _splitting(counts: dict[str, dict[str, float]], applied: dict[str, list[str]]) -> str | None:
    """The facet to split by: of those that hold enough, the one that holds most, single-valued ones before others."""
    able = [name for name, values in counts.items() if name not in applied and len(values) > 1]
    able = [name for name in able if sum(counts[name].values()) >= _CUT_OFF]
    return min(
        able,
        key=lambda name: (name not in _AT_MOST_ONE, -sum(counts[name].values()), name),
        default=None,
    )


def _flat(facets: list[Object]) -> Iterator[Object]:
    """Facets, and those that stand among another's values (places come in groups of facets)."""
    for facet in facets:
        yield facet
        yield from (value for value in objects(facet.get("values")) if "facetParameter" in value)


def _listed(row: bytes, site: _Site) -> Payload:
    """A row under its requisition's number ("R100200-1" is the second posting of R100200)."""
    try:
        job = read_object(row)
    except PayloadChanged:
        return Payload(None, row)
    path = text(job.get("externalPath"))
    if path is None or not re.fullmatch(r"/[^?#\\]*[^?#\\/]", path) or ".." in path:
        return Payload(None, row)
    # "Posted 4 Days Ago" is another text every day.
    words = msgspec.json.encode(
        {name: value for name, value in job.items() if name != "postedOn"}, order="sorted"
    )
    url = f"{site.pages}{quote(path, safe='/%')}"
    return Payload(_requisition(path, job.get("bulletFields")), row, url, stamp_of(words))


def _requisition(path: str, bullets: Any) -> str:
    """The number at the path's end; the path's whole last part, which has the title in it, when the row names none."""
    last = path.rpartition("/")[2]
    for bullet in bullets if isinstance(bullets, list) else ():
        if (
            isinstance(bullet, str)
            and any(letter.isdigit() for letter in bullet)
            and f"_{bullet}" in last
        ):
            return last[last.rindex(f"_{bullet}") + 1 :]
    return last


def _detail(site: _Site, payload: Payload, get: Get) -> bytes:
    if payload.external_id is None or payload.url is None:
        return payload.body
    url = f"{site.api}{payload.url.removeprefix(site.pages)}"
    reply = get(url, missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{url}: {reply.status}, though the list names it", reply.status)
    page = reply_as(_Page, reply)
    if "startDate" in page.jobPostingInfo:
        page.jobPostingInfo.pop("postedOn", None)
    return msgspec.json.encode(page)


def _employer(body: Object) -> str | None:
    # The legal entity, under its number in the books of some ("4711 Acme LLC").
    name = text(inner(body.get("hiringOrganization"), "name"))
    return re.sub(r"^\d+\s+(?=\S)", "", name) if name else None


def _locations(info: Object) -> tuple[str, ...]:
    more = info.get("additionalLocations")
    said = text(info.get("locationsText"))
    # "5 Locations" in a row of the list is a count, not a place.
    listed = None if said and re.fullmatch(r"\d+ \w+", said) else said
    return distinct(
        [text(info.get("location")), *map(text, more if isinstance(more, list) else []), listed]
    )
