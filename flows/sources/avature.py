"""Avature: careers sites at {customer}.avature.net and on employers' own hosts (Bloomberg and others).

API: none for readers (https://www.avature.net). The site's own search pages are public HTML, twelve jobs a page with title
and place, and the number of all ("118 results"). A job's own page has schema.org JobPosting on some sites. On the others it
has labelled fields, and the text in fields without a label. One request a page of the list, then one a job.
The board is a customer (whose portal is /careers) or a host with its portal: `acme.avature.net/en_US/jobs`.
It never gives the language. Pay, country and workplace come only where the page has JobPosting.
Payload basis: real for the list (one page of 2025-12), documented for the job pages (two readers of 2026).
Terms and rate: each site's own. robots.txt closes addresses with `qtvc=`, which are never asked. Some sites answer 406 to
anything that is no browser, and are left alone. Two seconds between requests.
Last checked: 2026-11, on that page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit import details, fields, listing, values, words
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.schema_org import read_listed_job
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
    """Yields every job of the search pages, each with its own page: a request for twelve of the list, then one each."""
    yield from details.with_details(
        _listed(board, get), lambda payload: _with_page(payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job: of its own page's markup or fields where there are any, else of the list."""
    listed, own = parts(payload.body)
    title, places = listed.title("title"), values.distinct([listed.text("location")])
    if "fields" not in own.value:
        marked = read_listed_job(own | {"title": title}, payload.url)
        return [replace(marked, locations=marked.locations or places)]
    pairs = _pairs(own)
    labelled = {
        label.lower(): unescape(_TAG.sub(" ", value)) for label, value in reversed(pairs) if label
    }
    return [
        Posting(
            title=title,
            url=payload.url,
            department=values.text(_first_of(labelled, _DEPARTMENTS)),
            locations=places or values.distinct([values.text(labelled.get("location"))]),
            employment_type=words.employment_type(_first_of(labelled, _TERMS)),
            posted_date=values.iso_date(_first_of(labelled, _DATES)),
            description_html=values.sections(
                *(
                    (label or None, value)
                    for label, value in pairs
                    if not label or _OF_THE_TEXT.search(label)
                )
            ),
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    portal = f"https://{board.slug}"
    if "/" not in board.slug:
        portal = f"https://{SOURCE.host(board)}/careers"
    return listing.every_row(
        lambda turn: _page(portal, get, turn), pages_max=_PAGES_MAX, repeats_at_end=True
    )


def _page(portal: str, get: Get, turn: listing.Turn) -> listing.Page:
    params: dict[str, str | int] = {"jobOffset": turn.n_rows, "jobRecordsPerPage": _PAGE}
    reply = get(f"{portal}/SearchJobs/", params=params, accept="text/html")
    page = fields.as_text(reply.body)
    jobs = [job for card in page.split("<article")[1:] if (job := _row(card, portal))]
    said = _N_JOBS.search(page)
    total = int(said[1]) if said else None
    if not jobs and not turn.n_pages and total != 0:
        raise PayloadChanged(
            f"{reply.url}: html: no link to a JobDetail page, nor a count of results", reply.status
        )
    return listing.Page(reply.url, jobs, total=total or None)


def _row(card: str, portal: str) -> Payload | None:
    """The job of a card. Its link carries the title and ends in its number."""
    card = card[:_CARD_MAX_CHARS]
    link, place = _LINK.search(card), _PLACE.search(card)
    if link is None:
        return None
    address = urljoin(f"{portal}/", unescape(link[1]))
    # A job is asked for on the board's own host, whatever its link says.
    is_own = urlsplit(address).hostname == urlsplit(portal).hostname
    location = unescape(place[1]).strip() if place else None
    found = {"title": unescape(link[3]).strip(), "location": location}
    return Payload(link[2], msgspec.json.encode(found), address if is_own else None)


def _with_page(payload: Payload, get: Get) -> bytes | None:
    if payload.url is None:
        return None
    reply = details.own_page(get, payload.url, accept="text/html")
    return joined(payload.body, _described(reply))


def _described(reply: Reply) -> bytes:
    """The job as its page describes it by schema.org, else by fields."""
    return next(job_postings(reply.body), None) or _fields(reply)


def _fields(reply: Reply) -> bytes:
    """The labelled and unlabelled fields of a job's page, as [label, markup] in their order."""
    parts = _FIELD.split(fields.as_text(reply.body))[1:]
    found = [pair for part in parts if (pair := _field(part))]
    if not found:
        raise PayloadChanged(
            f"{reply.url}: html: no JobPosting and no field on the job's page", reply.status
        )
    return msgspec.json.encode({"fields": found})


def _field(part: str) -> tuple[str, str] | None:
    value = _VALUE.search(part[:_CARD_MAX_CHARS])
    # The tags that close what was opened around the field are no part of it.
    return (_label(part), _without_closing(part[value.end() :])) if value else None


def _label(part: str) -> str:
    found = _LABEL.search(part[:_CARD_MAX_CHARS])
    return unescape(found[1]).strip(" :\r\n\t") if found else ""


def _without_closing(markup: str) -> str:
    markup = markup.partition("</article>")[0]
    end = len(markup.rstrip())
    while markup.endswith("</div>", 0, end):
        end -= len("</div>")
        while end and markup[end - 1].isspace():
            end -= 1
    return markup[:end].lstrip()


def _pairs(own: fields.JsonObject) -> list[tuple[str, str]]:
    return [(pair[0], pair[1]) for pair in own.items("fields") if _is_pair(pair)]


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(it, str) for it in value)


def _first_of(labelled: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((labelled[name] for name in names if name in labelled), None)
