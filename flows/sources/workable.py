"""Workable: careers pages at apply.workable.com/{name}.

API: https://workable.readme.io/reference/jobs-1 (public jobs of an account, as the widget on companies' own sites asks)
One request gives the whole board with its texts. Where an account has switched the widget off, the list of its careers
page is asked instead (ten postings a page, by POST) and each posting's own page for the text. It never gives pay in a
field or the language; `published_on` is the last publication, which a repost renews.
Terms and rate: public and meant for careers sites; 429 comes early, so two seconds between requests are ours. Its
robots.txt closes nothing of this to us and adds a content signal against training models on it, which nobody does here.
Payload basis: documented; field names confirmed by third parties' readers, no reply captured. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.details import with_details
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
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
    name="workable",
    title="Workable",
    home="https://www.workable.com",
    docs_url="https://workable.readme.io/reference/jobs-1",
    slug_pattern=r"[A-Za-z0-9-][A-Za-z0-9_-]{0,98}",
    address_patterns=(
        r"https?://apply\.workable\.com/api/v[123]/(?:widget/)?accounts/(?P<slug>[^/?#]+)",
        # /j/SHORTCODE alone names a job but no account.
        r"https?://apply\.workable\.com/(?!(?:api|j)(?:[/?#]|$))(?P<slug>[^/?#]+)",
        r"https?://(?!(?:www|apply|jobs|help|resources|careers|api)\.)(?P<slug>[a-z0-9-]+)\.workable\.com(?:[/?#:]|$)",
    ),
    hosts=("apply.workable.com",),
    never_gives=("language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="documented",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGES_MAX = 500  # of ten postings: 5,000, and an end to a list that never ends
_EVERYTHING: dict[str, object] = {
    "query": "",
    "department": [],
    "location": [],
    "workplace": [],
    "worktype": [],
}
_TYPES = {"full": "full_time", "part": "part_time"}


class _Widget(msgspec.Struct):
    jobs: list[msgspec.Raw]


class _Page(msgspec.Struct):
    results: list[msgspec.Raw]
    total: int | None = None
    nextPage: str | None = None  # noqa: N815 - the board's own name


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the account's widget; of its careers page where it has none. Each with its text."""
    account = f"accounts/{quote(board.slug, safe='')}"
    url = f"https://apply.workable.com/api/v1/widget/{account}"
    reply = get(url, params={"details": "true"}, missing_ok=True)
    if reply.status == 200:
        jobs = map(bytes, reply_as(_Widget, reply).jobs)
        yield from once_each(Payload(id_of(job, "shortcode"), job) for job in jobs)
        return
    pages = _pages(f"https://apply.workable.com/api/v3/{account}/jobs", get)
    listed = once_each(Payload(id_of(job, "shortcode"), job) for job in pages)
    yield from with_details(
        listed,
        lambda payload: _detail(f"https://apply.workable.com/api/v2/{account}", payload, get),
        get,
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the widget or of the careers page; the two name some things differently."""
    job = read_object(payload.body)
    places = [place for place in objects(job.get("locations")) if place.get("hidden") is not True]
    places = places or objects(job.get("location")) or [job]
    code = payload.external_id or ""
    return [
        Posting(
            external_id=code,
            title=title_at(job, "title"),
            employer=board.employer,
            url=link(job.get("url"))
            or f"https://apply.workable.com/{quote(board.slug, safe='')}/j/{quote(code, safe='')}/",
            department=_department(job.get("department")),
            locations=distinct(map(_place, places)),
            country_codes_stated=distinct(country_code(_country(place)) for place in places),
            remote_stated=_remote(job),
            employment_type=employment_type(job.get("employment_type")) or _type(job.get("type")),
            posted_date=iso_date(job.get("published_on"))
            or iso_date(job.get("published"))
            or iso_date(job.get("created_at")),
            description_html=_description(job),
        )
    ]


def _pages(url: str, get: Get) -> Iterator[bytes]:
    token: str | None = None
    seen: set[str | None] = set()
    n_listed = 0
    for _ in range(_PAGES_MAX):
        seen.add(token)
        page = reply_as(_Page, get(url, json={**_EVERYTHING, "token": token}))
        yield from map(bytes, page.results)
        n_listed += len(page.results)
        token = page.nextPage
        if not token or not page.results:
            if page.total is not None and n_listed < page.total:
                raise SourceUnavailable(
                    f"{url}: {n_listed} jobs where $.total says {page.total}; the next run asks again"
                )
            return
        if token in seen:
            raise SourceUnavailable(
                f"{url}: $.nextPage leads back to a page that was read; what follows cannot be had"
            )
    raise SourceUnavailable(
        f"{url}: still more after {_PAGES_MAX} pages; the rest was not asked for"
    )


def _detail(account_url: str, payload: Payload, get: Get) -> bytes:
    url = f"{account_url}/jobs/{quote(payload.external_id or '', safe='')}"
    reply = get(url, missing_ok=True)
    if reply.status != 200:
        raise SourceUnavailable(f"{url}: {reply.status}, though the list names it", reply.status)
    if id_of(reply.body, "shortcode") != payload.external_id:
        raise PayloadChanged(
            f"{url}: $.shortcode: another than {payload.external_id!r}, which was asked for",
            reply.status,
        )
    return reply.body


def _department(value: Any) -> str | None:
    names = value if isinstance(value, list) else [value]
    return next(iter(distinct(map(text, names))), None)


def _place(place: Object) -> str | None:
    parts = [place.get("city"), place.get("region", place.get("state")), place.get("country")]
    return ", ".join(distinct(map(text, parts))) or None


def _country(place: Object) -> Any:
    return place.get("countryCode") or place.get("country_code") or place.get("country")


def _remote(job: Object) -> str | None:
    if found := workplace(str(job.get("workplace")).replace("_", " ")):
        return found
    # False says "not flagged remote", which is hybrid as often as on site.
    return "remote" if True in (job.get("telecommuting"), job.get("remote")) else None


def _type(value: Any) -> str | None:
    return _TYPES.get(str(value)) or employment_type(value)


def _description(job: Object) -> str | None:
    """The text; a posting's own page has it in three parts, the widget in one."""
    parts = [prose(job.get("description"))]
    for name in ("requirements", "benefits"):
        if part := prose(job.get(name)):
            parts.append(f"<h3>{escape(name.capitalize())}</h3>\n{part}")
    return "\n".join(part for part in parts if part) or None
