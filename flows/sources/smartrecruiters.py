"""SmartRecruiters: careers sites at careers.smartrecruiters.com/{name}, jobs at jobs.smartrecruiters.com.

API: https://developers.smartrecruiters.com/docs/posting-api
The list comes in pages of 100 with a total. The text stands on each posting's own page. An unknown name is answered as a
company without jobs. In 2026 the API's robots.txt closed it to all but one network's robots. Then the careers site, which is
open to everyone, is asked instead: its list of further jobs (24 a page, as markup) and each job's page, which describes the
job by schema.org. The careers site has no remote policy, no department and no language.
Pay stands in `compensation`, in one of two shapes. Employers also put it into fields that they name themselves.
Terms and rate: public, no documented limit. One request a second to each host is ours.
Payload basis: API list and details real in part (2026-06) and transcribed (2026-10); careers site from third parties'
readers that checked it live in 2026-10. Last checked: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from urllib.parse import quote

import msgspec

from flows.errors import AccessRefused, PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values, words
from flows.sources.kit.schema_org import read_listed_job
from flows.sources.kit.two_parts import markup_of
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
    payload_basis="transcribed",
    detail_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 200  # 20,000 postings, beyond the largest employer
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
_JOB_LINK = re.compile(
    r'<a\b[^>]{0,500}?\bhref="(https://jobs\.smartrecruiters\.com/[A-Za-z0-9_-]+/(\d{6,20})[^"\s<>]{0,300})"[^>]{0,500}>(.{0,5000}?)</a>',
    re.DOTALL,
)
# Behind the last job comes no markup, or a piece of it. A whole page is about something else: a captcha, say.
_A_PAGE = re.compile(r"<(?:a|html|head|body|title|script|form)\b", re.IGNORECASE)
_HEADING = re.compile(r"<h4\b[^>]*>(.*?)</h4>", re.DOTALL)
# "Budgeted salary range" is the employer's own planning, left open by accident.
_PAY_FIELD = re.compile(
    r"^(?!.*budget).*\b(pay|salary|compensation)\b.*\b(range|band)\b", re.IGNORECASE
)
_PAY_TEXT = re.compile(
    r"\s*(\d[\d,]*(?:\.\d+)?)\s*[-–]\s*(\d[\d,]*(?:\.\d+)?)\s+([A-Z]{3})\s+(annual|yearly|monthly|weekly|daily|hourly)\s*",
    re.IGNORECASE,
)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the company with its own page: by the API, or by the careers site where that is closed."""
    try:
        first = _api_page(board, get, 0)
    except AccessRefused as exc:
        if exc.http_status is not None:  # refused to us in person, not to all robots: ask no more
            raise
        jobs = listing.every_row(
            lambda turn: _site_page(board, get, turn), pages_max=_PAGES_MAX, repeats_at_end=True
        )
        yield from details.with_details(jobs, lambda payload: _job_page(payload, get), get)
        return
    listed = listing.every_row(
        lambda turn: _api_page(board, get, turn.n_rows), pages_max=_PAGES_MAX, first=first
    )
    yield from details.with_details(listed, lambda payload: _detail(board, payload, get), get)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the API; or the schema.org description on a job's page."""
    job = fields.read_object(payload.body)
    if "title" in job.value or "name" not in job.value:  # the API calls a title `name`
        return [read_listed_job(job, payload.url)]
    name = quote(payload.external_id or "", safe="")
    parts = [job.object("jobAd", "sections", section) for section in _SECTIONS]
    return [
        Posting(
            title=job.title("name"),
            employer=job.text("company", "name"),
            url=job.link("postingUrl")
            or values.link(payload.url)
            or f"https://jobs.smartrecruiters.com/{board.slug}/{name}",
            department=job.text("department", "label") or job.text("function", "label"),
            locations=values.distinct([_location(job)]),
            country_codes_stated=job.countries("location", "country"),
            remote_stated=_remote(job),
            employment_type=job.employment_type("typeOfEmployment", "label"),
            posted_date=job.date("releasedDate"),
            requisition_id=values.id_text(job.get("refNumber")),
            language_stated=job.text("language", "code"),
            description_html=values.sections(
                *((part.text("title") or "", part.prose("text")) for part in parts)
            ),
            pay_stated=_pay(job),
        )
    ]


def _api(board: Board) -> str:
    return f"https://api.smartrecruiters.com/v1/companies/{board.slug}/postings"


def _api_page(board: Board, get: Get, offset: int) -> listing.Page:
    reply = get(_api(board), params={"limit": _PAGE, "offset": offset})
    listing.value_at(reply, "totalFound", int)  # without it, a list of one page looks whole
    return listing.read_page(reply, "content", total="totalFound")


def _detail(board: Board, payload: Payload, get: Get) -> bytes:
    url = f"{_api(board)}/{quote(payload.external_id or '', safe='')}"
    return details.own_body(details.own_page(get, url), payload, "id")


def _site_page(board: Board, get: Get, turn: listing.Turn) -> listing.Page:
    """Jobs of the careers site's list. Their bodies hold what the list says."""
    url = f"https://careers.smartrecruiters.com/{board.slug}/api/more"
    reply = get(url, params={"page": turn.n_pages}, accept="text/html")
    found = _JOB_LINK.findall(reply.text)
    if not found and _A_PAGE.search(reply.text):
        raise PayloadChanged(f"{reply.url}: html: a page without a link to a job", reply.status)
    rows = [Payload(job_id, _card(markup), unescape(url)) for url, job_id, markup in found]
    return listing.Page(reply.url, rows)


def _card(markup: str) -> bytes:
    heading = _HEADING.search(markup)
    title = unescape(re.sub(r"<[^>]*>", " ", heading[1] if heading else markup))
    return msgspec.json.encode({"@type": "JobPosting", "title": title})


def _job_page(payload: Payload, get: Get) -> bytes:
    return markup_of(details.own_page(get, payload.url or "", accept="text/html"))


def _location(job: fields.JsonObject) -> str | None:
    # "London, , United Kingdom": a region that nobody filled in leaves its commas.
    full = job.text("location", "fullLocation")
    parts = full.split(",") if full else [job.get("location", key) for key in ("city", "region")]
    return values.joined(map(values.text, parts))


def _remote(job: fields.JsonObject) -> str | None:
    if job.get("location", "hybrid") is True:
        return "hybrid"
    return "remote" if job.get("location", "remote") is True else None


def _pay(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    """The pay of its field. Else of a field that the employer named a pay range, when its text says all four parts."""
    fields_of_pay = map(_pay_of_field, job.objects("compensation"))
    worded = map(_pay_in_words, job.objects("customField"))
    return values.first(chain(fields_of_pay, worded)) or ()


def _pay_of_field(part: fields.JsonObject) -> tuple[StatedPay, ...]:
    stated = part.object("salary") if isinstance(part.get("salary"), dict) else part
    return stated.pay("min", "max", "currency", "period")


def _pay_in_words(entry: fields.JsonObject) -> tuple[StatedPay, ...]:
    label, text = (entry.text(name) or "" for name in ("fieldLabel", "valueLabel"))
    said = _PAY_TEXT.fullmatch(text) if _PAY_FIELD.search(label) else None
    if said is None:
        return ()
    return words.stated_pay(said[1], said[2], said[3], words.pay_period(said[4]))
