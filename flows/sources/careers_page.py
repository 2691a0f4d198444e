"""Careers pages: any site that lists its jobs in a sitemap and describes each by schema.org JobPosting.

Documents: https://schema.org/JobPosting, https://www.sitemaps.org/protocol.html
The board is a host, with a path when only a part of it is meant: `jobs.example.com`, `example.com/careers`. The sitemaps
that robots.txt names are read, else /sitemap.xml; then every page whose address looks like a job's. Sites leave out what
they like: pay and places are often missing, the department nearly always.
Terms and rate: each site's own; robots.txt is obeyed for every page, one request a second to a host.
Last checked: 2026-11, on seven recorded pages of five sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from flows.errors import AccessRefused, BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import once_each, read_object
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.schema_org import identifier_of, read_job_posting
from flows.sources.kit.sitemap import read_sitemap
from transforms.posting import Posting

SOURCE = Source(
    name="careers_page",
    title="Careers pages",
    home="https://schema.org",
    docs_url="https://schema.org/JobPosting",
    slug_pattern=r"(?!.*//)(?!.*\.\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+(?::\d{2,5})?(?:/[A-Za-z0-9._~%/-]{0,150})?",
    address_patterns=(),
    stands_behind_pages=False,
    host_template="{slug}",
    never_gives=(),
    payload_basis="documented",
    detail_basis="real",
    checked_on="2026-11-23",
)

_SITEMAPS_MAX = 50
_PAGES_MAX = 2_000  # at one a second, half an hour; a larger site has a board of a kind that is read in fewer requests
_JOB_PATH = re.compile(
    r"/(?:jobs?|careers?|positions?|openings?|vacanc(?:y|ies)|opportunit(?:y|ies)|requisitions?|offers?|job-offers?"
    r"|stellen(?:angebote?)?|stellenanzeigen?|karriere|offres?(?:-emploi)?|emplois?|vacatures?|werken-bij|empleos?|trabajos?"
    r"|jobs?[-_][^/]+)(?:/|$)",
    re.IGNORECASE,
)
_JOB_HOSTS = ("jobs", "job", "careers", "career", "karriere", "apply")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every JobPosting on the job pages of the site's sitemaps; pages that fail make the look partial.

    A job met again under another address (in another language) is one job when it has an id of its own.
    """
    yield from once_each(_found(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one JobPosting."""
    return [
        read_job_posting(
            read_object(payload.body), payload.external_id or "", board.employer, payload.url
        )
    ]


def slug_of(host: str, path: str) -> str:
    """The board behind an address of a site: the host, with the path down to its part about jobs ("example.com/en/jobs").

    A host that is about nothing else ("jobs.example.com") needs no path; a path without a word for jobs says nothing.
    """
    found = None if host.split(".")[0] in _JOB_HOSTS else _JOB_PATH.search(f"/{path.strip('/')}")
    return host if found is None else f"{host}{found.string[: found.end()].rstrip('/')}"


def is_about_jobs(host: str, path: str) -> bool:
    """Whether an address of a site is about its jobs: by its host's first word, or by a word of its path."""
    return host.split(".")[0] in _JOB_HOSTS or _JOB_PATH.search(f"/{path.strip('/')}") is not None


def _found(board: Board, get: Get) -> Iterator[Payload]:
    failures: list[LookError] = []
    pages = _job_pages(board, get, failures)
    n_refused = n_found = 0
    for page in pages[:_PAGES_MAX]:
        try:
            reply = get(page, accept="text/html", missing_ok=True)
            found = list(_payloads(page, reply.body)) if reply.status == 200 else []
        except AccessRefused as exc:
            n_refused += 1
            if n_refused == len(pages):
                raise AccessRefused(
                    f"https://{board.slug}: all {len(pages)} job pages are closed to us; the first: {exc}"
                ) from exc
        except SourceUnavailable as exc:
            failures.append(exc)
        except PayloadChanged as exc:
            failures.append(PayloadChanged(f"{page}: {exc}"))
        else:
            n_found += len(found)
            yield from found
    if failures:
        raise SourceUnavailable(
            f"https://{board.slug}: {len(failures)} of its pages and sitemaps failed; the first: {failures[0]}"
        )
    if n_found == 0:
        raise PayloadChanged(
            f"https://{board.slug}: {len(pages)} job pages, and no schema.org JobPosting on any of them"
        )
    if len(pages) > _PAGES_MAX:
        raise SourceUnavailable(
            f"https://{board.slug}: {len(pages)} job pages; only the first {_PAGES_MAX} were read"
        )


def _job_pages(board: Board, get: Get, failures: list[LookError]) -> list[str]:
    """Addresses under the board's host and path that look like a job's, sorted. Sitemaps named but gone are `failures`.

    Raises:
        BoardMissing: the site has no sitemap.
        PayloadChanged: its sitemaps list no job page at all.
    """
    host, _, prefix = board.slug.partition("/")
    usual = f"https://{host}/sitemap.xml"
    waiting = list(get.sitemaps(usual)) or [usual]
    read: list[str] = []
    pages: dict[str, None] = {}
    while waiting and len(read) < _SITEMAPS_MAX:
        address = waiting.pop(0)
        reply = get(address, accept="application/xml, text/xml, text/plain", missing_ok=True)
        read.append(address)
        if reply.status == 200:
            sitemap = read_sitemap(address, reply.body)
            waiting += [
                further
                for further in sitemap.sitemaps
                if further not in read and further not in waiting
            ]
            pages |= dict.fromkeys(sitemap.pages)
        elif address != usual:
            failures.append(
                SourceUnavailable(
                    f"{address}: {reply.status}, though the site names it", reply.status
                )
            )
    if waiting:
        raise SourceUnavailable(
            f"https://{host}: more than {_SITEMAPS_MAX} sitemaps; name a part of the site: {host}/careers"
        )
    if not pages:
        raise BoardMissing(
            f"https://{host}: no sitemap at {', '.join(read[:3])}; this site's jobs cannot be listed",
            404,
        )
    jobs = sorted(page for page in pages if _is_job(page, host, prefix.strip("/")))
    if not jobs:
        raise PayloadChanged(
            f"https://{board.slug}: none of the {len(pages)} pages in its sitemaps looks like a job's"
        )
    return jobs


def _is_job(page: str, host: str, prefix: str) -> bool:
    try:
        parts = urlsplit(page)
    except ValueError:
        return False
    path = parts.path.strip("/")
    if parts.netloc.lower().removeprefix("www.") != host.removeprefix("www.") or not path:
        return False
    if prefix:
        return path.startswith(f"{prefix}/")
    # On a host of its own (jobs.example.com) the path need not say it again.
    return bool(_JOB_PATH.search(f"/{path}")) or host.split(".")[0] in (
        "jobs",
        "careers",
        "job",
        "career",
        "karriere",
        "apply",
    )


def _payloads(page: str, body: bytes) -> Iterator[Payload]:
    bodies = list(job_postings(body))
    for one in bodies:
        yield Payload(identifier_of(read_object(one)) or _name_of(page, len(bodies)), one, page)


def _name_of(page: str, n_on_page: int) -> str | None:
    """The page's path as the id of the one job on it; None when several jobs share a page and none has an id."""
    parts = urlsplit(page)
    path = unquote(parts.path).strip("/") + (f"?{parts.query}" if parts.query else "")
    return path[:500] if n_on_page == 1 and path else None
