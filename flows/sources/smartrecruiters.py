"""SmartRecruiters: careers sites at careers.smartrecruiters.com/{name}, jobs at jobs.smartrecruiters.com.

API: https://developers.smartrecruiters.com/docs/posting-api
The list comes in pages of 100 with a total; the text stands on each posting's own page. An unknown name is answered as a
company without jobs. In 2026 the API's robots.txt closed it to all but one network's robots; then the careers site,
which is open to everyone, is asked instead: its list of further jobs (24 a page, as markup) and each job's page, which
describes the job by schema.org. By that way there is no remote policy, no department and no language.
Pay stands in `compensation`, in one of two shapes; employers also put it into fields that they name themselves.
Terms and rate: public, no documented limit; one request a second to each host is ours.
Payload basis: API list and details real in part (2026-06) and transcribed (2026-10); careers site from third parties'
readers that checked it live in 2026-10. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import quote

import msgspec

from flows.errors import AccessRefused, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.details import with_details
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
    stated_pay,
    text,
    title_at,
)
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.schema_org import read_job_posting
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="smartrecruiters",
    title="SmartRecruiters",
    home="https://www.smartrecruiters.com",
    docs_url="https://developers.smartrecruiters.com/docs/posting-api",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}",
    address_patterns=(
        r"https?://api\.smartrecruiters\.com/v1/companies/(?P<slug>[^/?#]+)",
        r"https?://jobs\.smartrecruiters\.com/my-applications/(?P<slug>[^/?#]+)",
        r"https?://jobs\.smartrecruiters\.com/oneclick-ui/company/(?P<slug>[^/?#]+)",
        r"https?://(?:careers|jobs)\.smartrecruiters\.com/(?!(?:my-applications|oneclick-ui|sr-jobs|external-referrals|api|static|public|ni)(?:[/?#]|$))(?P<slug>[^/?#]+)",
    ),
    hosts=("api.smartrecruiters.com", "careers.smartrecruiters.com", "jobs.smartrecruiters.com"),
    never_gives=(),
    payload_basis="transcribed",
    detail_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = (
    200  # 20,000 postings: beyond the largest employer, and an end to a list that never ends
)
_PERIODS = {
    "YEAR": "year",
    "ANNU": "year",
    "MONT": "month",
    "WEEK": "week",
    "DAY": "day",
    "DAIL": "day",
    "HOUR": "hour",
}
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_JOB_LINK = re.compile(
    r'<a\b[^>]{0,500}?\bhref="(https://jobs\.smartrecruiters\.com/[A-Za-z0-9_-]+/(\d{6,20})[^"\s<>]{0,300})"[^>]{0,500}>(.{0,5000}?)</a>',
    re.DOTALL,
)
# "Budgeted salary range" is the employer's own planning, left open by accident.
_PAY_FIELD = re.compile(
    r"^(?!.*budget).*\b(pay|salary|compensation)\b.*\b(range|band)\b", re.IGNORECASE
)
_PAY_TEXT = re.compile(
    r"\s*(\d[\d,]*(?:\.\d+)?)\s*[-–]\s*(\d[\d,]*(?:\.\d+)?)\s+([A-Z]{3})\s+(annual|yearly|monthly|weekly|daily|hourly)\s*",
    re.IGNORECASE,
)


class _Page(msgspec.Struct):
    content: list[msgspec.Raw]
    totalFound: int  # noqa: N815 - the board's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the company with its own page: by the API, or by the careers site where that is closed."""
    try:
        first = _page(board, get, 0)
    except AccessRefused as exc:
        if (
            exc.http_status is not None
        ):  # refused to us in person, not to robots in general: then nothing is asked
            raise
        yield from with_details(
            once_each(_on_site(board, get)), lambda payload: _job_page(payload, get), get
        )
        return
    listed = once_each(Payload(id_of(job), job) for job in _in_api(board, get, first))
    yield from with_details(listed, lambda payload: _detail(board, payload, get), get)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the API; or the schema.org description on a job's page."""
    job = read_object(payload.body)
    if "title" in job or "name" not in job:  # the API calls a title `name`
        return [read_job_posting(job, payload.external_id or "", board.employer, payload.url)]
    place = job.get("location")
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "name"),
            employer=board.employer or text(inner(job.get("company"), "name")),
            url=link(job.get("postingUrl")) or link(payload.url) or _address(board, payload),
            department=text(inner(job.get("department"), "label"))
            or text(inner(job.get("function"), "label")),
            locations=distinct([_location(place)]),
            country_codes_stated=distinct([country_code(inner(place, "country"))]),
            remote_stated=_remote(place),
            employment_type=employment_type(inner(job.get("typeOfEmployment"), "label")),
            posted_date=iso_date(job.get("releasedDate")),
            language_stated=text(inner(job.get("language"), "code")),
            description_html=_description(inner(job.get("jobAd"), "sections")),
            pay_stated=_pay(job),
        )
    ]


def _api(board: Board) -> str:
    return f"https://api.smartrecruiters.com/v1/companies/{board.slug}/postings"


def _page(board: Board, get: Get, offset: int) -> _Page:
    return reply_as(_Page, get(_api(board), params={"limit": _PAGE, "offset": offset}))


def _in_api(board: Board, get: Get, page: _Page) -> Iterator[bytes]:
    n_listed = 0
    for _ in range(_PAGES_MAX):
        yield from map(bytes, page.content)
        n_listed += len(page.content)
        if n_listed >= page.totalFound:
            return
        if not page.content:
            raise SourceUnavailable(
                f"{_api(board)}: {n_listed} postings where $.totalFound says {page.totalFound}"
            )
        page = _page(board, get, n_listed)
    raise SourceUnavailable(
        f"{_api(board)}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _detail(board: Board, payload: Payload, get: Get) -> bytes:
    url = f"{_api(board)}/{quote(payload.external_id or '', safe='')}"
    reply = get(url, missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{url}: {reply.status}, though the list names it", reply.status)
    if id_of(reply.body) != payload.external_id:
        raise PayloadChanged(
            f"{url}: $.id: another than {payload.external_id!r}, which was asked for", reply.status
        )
    return reply.body


def _on_site(board: Board, get: Get) -> Iterator[Payload]:
    """Jobs of the careers site's list, until a page adds none. Their bodies hold what the list says."""
    url = f"https://careers.smartrecruiters.com/{board.slug}/api/more"
    seen: set[str] = set()
    for number in range(_PAGES_MAX):
        reply = get(url, params={"page": number}, accept="text/html")
        found = _JOB_LINK.findall(reply.body.decode("utf-8", "replace"))
        if not found and reply.body.strip() and b"<a" in reply.body:
            raise PayloadChanged(f"{reply.url}: html: links, but none to a job", reply.status)
        new = [(address, job_id, markup) for address, job_id, markup in found if job_id not in seen]
        for address, job_id, markup in new:
            seen.add(job_id)
            title = re.search(r"<h4\b[^>]*>(.*?)</h4>", markup, re.DOTALL)
            shown = unescape(re.sub(r"<[^>]*>", " ", title[1] if title else markup))
            yield Payload(
                job_id,
                msgspec.json.encode({"@type": "JobPosting", "title": shown}),
                unescape(address),
            )
        if not new:
            return
    raise SourceUnavailable(
        f"{url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _job_page(payload: Payload, get: Get) -> bytes:
    url = payload.url or ""
    reply = get(url, accept="text/html", missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{url}: {reply.status}, though the list names it", reply.status)
    found = next(job_postings(reply.body), None)
    if found is None:
        raise PayloadChanged(
            f"{url}: html: no schema.org JobPosting on the job's page", reply.status
        )
    return found


def _address(board: Board, payload: Payload) -> str:
    return (
        f"https://jobs.smartrecruiters.com/{board.slug}/{quote(payload.external_id or '', safe='')}"
    )


def _location(place: Any) -> str | None:
    # "London, , United Kingdom": a region that nobody filled in leaves its commas.
    full = text(inner(place, "fullLocation"))
    parts = full.split(",") if full else [inner(place, "city"), inner(place, "region")]
    return ", ".join(distinct(map(text, parts))) or None


def _remote(place: Any) -> str | None:
    if inner(place, "hybrid") is True:
        return "hybrid"
    return "remote" if inner(place, "remote") is True else None


def _description(sections: Any) -> str | None:
    """The sections of the advert under their titles, in the order of the page."""
    parts = [inner(sections, name) for name in _SECTIONS]
    texts = [
        f"<h3>{escape(text(inner(part, 'title')) or '')}</h3>\n{found}"
        for part in parts
        if (found := prose(inner(part, "text")))
    ]
    return "\n".join(texts) or None


def _pay(job: Object) -> tuple[StatedPay, ...]:
    """The pay of its field; else of a field that the employer named a pay range, when its text says all four parts."""
    for part in objects(job.get("compensation")):
        stated = part["salary"] if isinstance(part.get("salary"), dict) else part
        period = _period(stated.get("period"))
        if found := stated_pay(
            stated.get("min"), stated.get("max"), stated.get("currency"), period
        ):
            return (found,)
    for entry in objects(job.get("customField")):
        is_pay = _PAY_FIELD.search(text(entry.get("fieldLabel")) or "")
        said = _PAY_TEXT.fullmatch(text(entry.get("valueLabel")) or "") if is_pay else None
        if said and (found := stated_pay(said[1], said[2], said[3], _period(said[4]))):
            return (found,)
    return ()


def _period(value: Any) -> str | None:
    word = str(value).upper()
    return next((period for start, period in _PERIODS.items() if word.startswith(start)), None)
