"""Avature: careers sites at {customer}.avature.net and on employers' own hosts (Bloomberg and others).

API: none for readers (https://www.avature.net); the site's own search pages are public HTML, twelve jobs a page with title
and place, and how many there are ("118 results"). A job's own page has schema.org JobPosting on some sites; on the others
its labelled fields, and the text in fields without a label. One request a page of the list, then one a job.
The board is a customer (whose portal is /careers) or a host with its portal: `acme.avature.net/en_US/jobs`.
It never gives the language; pay, country and workplace only where the page has JobPosting.
Payload basis: real for the list (one page of 2025-12); documented for the job pages (two readers of 2026).
Terms and rate: each site's own; robots.txt closes addresses with `qtvc=`, which are never asked. Some sites answer 406 to
anything that is no browser: they are left alone. Two seconds between requests.
Last checked: 2026-11, on that page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import msgspec

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit.details import with_details
from flows.sources.kit.fields import (
    WINDOWS_1252,
    Object,
    distinct,
    employment_type,
    iso_date,
    once_each,
    prose,
    text,
    title_at,
)
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.schema_org import read_job_posting
from flows.sources.kit.two_parts import joined, parts
from transforms.posting import Posting

SOURCE = Source(
    name="avature",
    title="Avature",
    home="https://www.avature.net",
    docs_url="https://www.avature.net",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:(?:\.[A-Za-z0-9-]{1,63}){1,4}(?:/[A-Za-z0-9_-]{1,60}){1,2})?",
    address_patterns=(
        r"https?://(?!www\.)(?P<slug>[A-Za-z0-9-]+)\.avature\.net(?:/?$|/careers(?:[/?#]|$))",
        r"https?://(?P<slug>[A-Za-z0-9.-]+(?:/[a-z]{2}_[a-z]{2})?/[A-Za-z0-9_-]+)/(?:SearchJobs|JobDetail)(?:[/?#]|$)",
    ),
    host_template="{slug}.avature.net",
    never_gives=("language_stated",),
    min_delay_s=2.0,
    payload_basis="real",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_PAGE = 12
_PAGES_MAX = 200
_CARD_MAX_CHARS = 20_000
_LINK = re.compile(
    r'href="([^"\s?]{1,500}/JobDetail/(?:[^"\s?/]{1,400}/)?(\d{1,12}))/?["?][^>]{0,500}>([^<]{1,600})<'
)
_PLACE = re.compile(
    r'class="[^"]{0,200}location[^"]{0,200}"[^>]{0,300}>([^<]{1,600})<', re.IGNORECASE
)
_N_JOBS = re.compile(r"(?:aria-label=\"|\bof\s+)(\d{1,6})\s+results?\b", re.IGNORECASE)
_FIELD = re.compile(
    r'<div[^>]{0,200}?class="article__content__view__field(?:\s[^"]{0,200})?"[^>]{0,200}>'
)
_LABEL = re.compile(
    r'class="article__content__view__field__label[^"]{0,200}"[^>]{0,200}>([^<]{1,300})<'
)
_VALUE = re.compile(r'class="article__content__view__field__value[^"]{0,200}"[^>]{0,200}>')
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DEPARTMENTS = ("department", "business area", "career area", "category", "job family", "function")
_DATES = ("date posted", "posted date", "posting date", "date published")
_TERMS = ("employment type", "employment class", "contract type", "working time")
_OF_THE_TEXT = re.compile(
    r"description|requirement|responsibilit|qualification|about the (?:role|job)", re.IGNORECASE
)


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the search pages, each with its own page: one request for twelve of the list, then one each."""
    yield from with_details(
        once_each(_listed(board, get)), lambda payload: _with_page(payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of its own page's markup or fields where they were had, else of the list."""
    listed, own = parts(payload.body)
    title = title_at(listed, "title")
    places = distinct([text(listed.get("location"))])
    if "fields" not in own:
        marked = read_job_posting(
            own | {"title": title}, payload.external_id or "", board.employer, payload.url
        )
        return [_with_places(marked, places)]
    labelled = _labelled(own)
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title,
            employer=board.employer,
            url=payload.url,
            department=next(
                (text(labelled[name]) for name in _DEPARTMENTS if name in labelled), None
            ),
            locations=places or distinct([text(labelled.get("location"))]),
            employment_type=next(
                (employment_type(labelled[name]) for name in _TERMS if name in labelled), None
            ),
            posted_date=next(
                (iso_date(labelled[name]) for name in _DATES if name in labelled), None
            ),
            description_html=_text(own),
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    seen: set[str | None] = set()
    total = 0
    for _ in range(_PAGES_MAX):
        params: dict[str, str | int] = {"jobOffset": len(seen), "jobRecordsPerPage": _PAGE}
        reply = get(f"{_portal(board)}/SearchJobs/", params=params, accept="text/html")
        page = reply.body.decode("utf-8", WINDOWS_1252)
        jobs = [job for job in _cards(page, _portal(board)) if job.external_id not in seen]
        said = _N_JOBS.search(page)
        total = max(total, int(said[1]) if said else 0)
        if not jobs:
            break
        yield from jobs
        seen.update(job.external_id for job in jobs)
        if 0 < total <= len(seen):
            break
    if not seen and (not said or total):
        raise PayloadChanged(
            f"{reply.url}: html: no link to a JobDetail page, nor a count of results", reply.status
        )
    if len(seen) < total:
        raise SourceUnavailable(f"{_portal(board)}: {len(seen)} of {total} jobs were listed")


def _cards(page: str, portal: str) -> Iterator[Payload]:
    """The jobs of a page of the list, each in an <article>; a job's link carries its title and ends in its number."""
    host = urlsplit(portal).hostname
    for card in page.split("<article")[1:]:
        card = card[:_CARD_MAX_CHARS]
        link, place = _LINK.search(card), _PLACE.search(card)
        if link is None:
            continue
        address = urljoin(f"{portal}/", unescape(link[1]))
        found = {
            "title": unescape(link[3]).strip(),
            "location": unescape(place[1]).strip() if place else None,
        }
        # A job is asked for on the board's own host whatever its link says.
        yield Payload(
            link[2],
            msgspec.json.encode(found),
            address if urlsplit(address).hostname == host else None,
        )


def _with_page(payload: Payload, get: Get) -> bytes:
    if payload.url is None:
        return payload.body
    reply = get(payload.url, accept="text/html", missing_ok=True)
    if reply.status in (404, 410):  # closed since the list was read
        return payload.body
    return joined(payload.body, next(job_postings(reply.body), None) or _fields(reply))


def _fields(reply: Reply) -> bytes:
    """The labelled and unlabelled fields of a job's page, as [label, markup] in their order."""
    page = reply.body.decode("utf-8", WINDOWS_1252)
    found = []
    for field in _FIELD.split(page)[1:]:
        label, value = (
            _LABEL.search(field[:_CARD_MAX_CHARS]),
            _VALUE.search(field[:_CARD_MAX_CHARS]),
        )
        if value:
            markup = _without_closing(field[value.end() :].partition("</article>")[0])
            found.append([unescape(label[1]).strip(" :\r\n\t") if label else "", markup])
    if not found:
        raise PayloadChanged(
            f"{reply.url}: html: no JobPosting and no field on the job's page", reply.status
        )
    return msgspec.json.encode({"fields": found})


def _without_closing(markup: str) -> str:
    """A field's markup without the tags that close what was opened around it."""
    end = len(markup.rstrip())
    while markup.endswith("</div>", 0, end):
        end -= len("</div>")
        while end and markup[end - 1].isspace():
            end -= 1
    return markup[:end].lstrip()


def _portal(board: Board) -> str:
    return (
        f"https://{board.slug}"
        if "/" in board.slug
        else f"https://{board.slug.lower()}.avature.net/careers"
    )


def _pairs(own: Object) -> list[tuple[str, str]]:
    fields = own.get("fields")
    pairs = (
        [field for field in fields if isinstance(field, list) and len(field) == 2]
        if isinstance(fields, list)
        else []
    )
    return [
        (label, value)
        for label, value in pairs
        if isinstance(label, str) and isinstance(value, str)
    ]


def _labelled(own: Object) -> dict[str, str]:
    """The fields with a label, in lower case, as text; of two with one label the first."""
    return {
        label.lower(): unescape(_TAG.sub(" ", value))
        for label, value in reversed(_pairs(own))
        if label
    }


def _text(own: Object) -> str | None:
    texts = [
        (f"<h3>{escape(label)}</h3>\n" if label else "") + value
        for label, value in _pairs(own)
        if not label or _OF_THE_TEXT.search(label)
    ]
    return prose("\n".join(texts))


def _with_places(posting: Posting, places: tuple[str, ...]) -> Posting:
    return posting if posting.locations else replace(posting, locations=places)
