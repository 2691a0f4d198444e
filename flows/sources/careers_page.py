"""Careers pages: any site that lists its jobs in a sitemap and describes each by schema.org JobPosting.

Documents: https://schema.org/JobPosting, https://www.sitemaps.org/protocol.html
The board is a host, with a path when only a part of it is meant: `jobs.example.com`, `example.com/careers`. The sitemaps
that robots.txt names are read, else /sitemap.xml. Then every page whose address looks like a job's. Sites leave out what
they like: pay and places are often missing, the department nearly always.
Terms and rate: each site's own. robots.txt is obeyed for every page, one request a second to a host.
Last checked: 2026-11, on seven recorded pages of five sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from flows.errors import AccessRefused, BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.page_ids import Read, named_jobs
from flows.sources.kit.schema_org import read_job_posting
from flows.sources.kit.sitemap import read_sitemap
from transforms.posting import Posting

SOURCE = Source(
    name="careers_page",
    title="Careers pages",
    home="https://schema.org",
    docs_url="https://schema.org/JobPosting",
    slug_pattern=r"(?!.*//)(?!.*\.\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+(?::\d{2,5})?(?:/[A-Za-z0-9._~%/-]{0,150})?",
    stands_behind_pages=False,
    host_template="{slug}",
    payload_basis="documented",
    detail_basis="real",
    checked_on="2026-11-23",
)

_SITEMAPS_MAX = 50
_PAGES_MAX = (
    2_000  # at one a second, half an hour. A larger site has a board that is read in fewer requests
)
_JOB_PATH = re.compile(
    r"/(?:jobs?|careers?|positions?|openings?|vacanc(?:y|ies)|opportunit(?:y|ies)|requisitions?|offers?|job-offers?"
    r"|stellen(?:angebote?)?|stellenanzeigen?|karriere|offres?(?:-emploi)?|emplois?|vacatures?|werken-bij|empleos?|trabajos?"
    r"|jobs?[-_][^/]+)(?:/|$)",
    re.IGNORECASE,
)
_TURNED_AWAY = (401, 403)
"""Many sites answer so after some hundred requests. Unlike robots.txt, it does not say that a page is closed to all robots."""
_JOB_HOSTS = ("jobs", "job", "careers", "career", "karriere", "apply")
_SITEMAP = "application/xml, text/xml, text/plain"


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every JobPosting on the job pages of the site's sitemaps. Pages that fail make the look partial.

    A job listed under two addresses (in two languages) is one job when it has an id of its own. Which ids belong to jobs is
    known only when all pages have been read.
    """
    site = f"https://{board.slug}"
    failures: list[LookError] = []
    pages = _job_pages(board, get, failures)
    asked = pages[:_PAGES_MAX]
    n_refused = 0
    elsewhere: list[BoardMissing] = []
    read: list[Read] = []
    for page in asked:
        try:
            read.append(Read(page, _jobs_on(page, get)))
        except AccessRefused as exc:
            n_refused += 1
            if n_refused == len(asked):
                raise AccessRefused(
                    f"{site}: all {n_refused} job pages are closed to us; the last: {exc}"
                ) from exc
            if exc.http_status in _TURNED_AWAY:
                failures.append(exc)
        except BoardMissing as exc:  # the page leads to a board of another kind, which has its job
            elsewhere.append(exc)
        except SourceUnavailable as exc:
            failures.append(exc)
        except PayloadChanged as exc:
            failures.append(PayloadChanged(f"{page}: {exc}"))
    if elsewhere and not read and not failures:
        raise elsewhere[0]
    jobs = list(named_jobs(read))
    yield from jobs
    _require_found(site, len(pages), len(jobs), failures)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one JobPosting."""
    return [read_job_posting(fields.read_object(payload.body), payload.url)]


def slug_of(host: str, path: str) -> str:
    """The board behind an address of a site: the host, with the path down to its part about jobs ("example.com/en/jobs").

    A host that is about nothing else ("jobs.example.com") needs no path. A path without a word for jobs says nothing.
    """
    found = None if _is_job_host(host) else _JOB_PATH.search(f"/{path.strip('/')}")
    return host if found is None else f"{host}{found.string[: found.end()].rstrip('/')}"


def is_about_jobs(host: str, path: str) -> bool:
    """Whether an address of a site is about its jobs: by its host's first word, or by a word of its path."""
    return _is_job_host(host) or _JOB_PATH.search(f"/{path.strip('/')}") is not None


def _is_job_host(host: str) -> bool:
    return host.split(".")[0] in _JOB_HOSTS


def _jobs_on(page: str, get: Get) -> list[bytes]:
    reply = get(page, accept="text/html", missing_ok=True)
    return list(job_postings(reply.body)) if reply.status == 200 else []


def _require_found(site: str, n_pages: int, n_found: int, failures: list[LookError]) -> None:
    if failures:
        raise SourceUnavailable(
            f"{site}: {len(failures)} of its pages and sitemaps failed; the first: {failures[0]}"
        )
    if n_found == 0:
        raise PayloadChanged(
            f"{site}: {n_pages} job pages, and no schema.org JobPosting on any of them"
        )
    if n_pages > _PAGES_MAX:
        raise SourceUnavailable(
            f"{site}: {n_pages} job pages; only the first {_PAGES_MAX} were read"
        )


def _job_pages(board: Board, get: Get, failures: list[LookError]) -> list[str]:
    """Addresses under the board's host and path that look like a job's, sorted.

    Raises:
        BoardMissing: the site has no sitemap.
        PayloadChanged: its sitemaps list no job page at all.
    """
    host, _, prefix = board.slug.partition("/")
    pages = _listed_pages(host, get, failures)
    jobs = sorted(page for page in pages if _is_job(page, host, prefix.strip("/")))
    if not jobs:
        raise PayloadChanged(
            f"https://{board.slug}: none of the {len(pages)} pages in its sitemaps looks like a job's"
        )
    return jobs


def _listed_pages(host: str, get: Get, failures: list[LookError]) -> dict[str, None]:
    """Every page that the site's sitemaps list. Sitemaps that are named but gone are `failures`."""
    usual = f"https://{host}/sitemap.xml"
    waiting = list(get.sitemaps(usual)) or [usual]
    read: list[str] = []
    pages: dict[str, None] = {}
    while waiting and len(read) < _SITEMAPS_MAX:
        address = waiting.pop(0)
        reply = get(address, accept=_SITEMAP, missing_ok=True)
        read.append(address)
        if reply.status == 200:
            sitemap = read_sitemap(address, reply.body)
            waiting += [new for new in sitemap.sitemaps if new not in read and new not in waiting]
            pages |= dict.fromkeys(sitemap.pages)
        elif address != usual:
            gone = f"{address}: {reply.status}, though the site names it"
            failures.append(SourceUnavailable(gone, reply.status))
    if waiting:
        raise SourceUnavailable(
            f"https://{host}: more than {_SITEMAPS_MAX} sitemaps; name a part of the site: {host}/careers"
        )
    if not pages:
        raise BoardMissing(
            f"https://{host}: no sitemap at {', '.join(read[:3])}; this site's jobs cannot be listed",
            404,
        )
    return pages


def _is_job(page: str, host: str, prefix: str) -> bool:
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    path = parts.path.strip("/")
    if parts.netloc.lower().removeprefix("www.") != host.removeprefix("www.") or not path:
        return False
    # On a host of its own (jobs.example.com) the path need not say it again.
    return path.startswith(f"{prefix}/") if prefix else is_about_jobs(host, path)
