"""Which board stands behind a careers page whose address does not tell: asks the page, and the pages it leads to.

Decides how far to look and when to ask the person: several boards behind one page are theirs to choose from. Asks as any
look does (robots.txt first, one request at a time) and a handful of pages at most. Leaves addresses that tell by
themselves to `flows.boards.lists.recognise`, and what in a page names a board to `flows.boards.clues`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flows.boards.clues import Trace, pages_about_jobs, read_page
from flows.boards.lists import recognise
from flows.errors import BoardMissing, LookError, RolecallError, UsageError
from flows.settings import Settings
from flows.sources import Board, Get, Known, Reply, careers_page, every_source
from flows.web.client import PoliteClient

_FURTHER_PAGES = 2  # a home page names its careers page, which may name its list of jobs
# Some sitemaps and some job pages: enough to see whether a site describes its jobs.
_SITE_REQUESTS = 12
_CHOICES_SHOWN = 20


class _Enough(Exception):
    """The site was asked as often as this is worth."""


@dataclass
class _Limited:
    """A `Get` that asks so many times and no more."""

    get: Get
    n_left: int = _SITE_REQUESTS

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        """Asks, or raises _Enough."""
        if self.n_left == 0:
            raise _Enough
        self.n_left -= 1
        return self.get(url, params=params, accept=accept, missing_ok=missing_ok, json=json)

    def known(self, external_id: str) -> Known | None:
        """Nothing: no look was ever taken at the site."""
        return None

    def allows(self, url: str) -> bool:
        """Whether robots.txt allows `url`."""
        return self.get.allows(url)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt names."""
        return self.get.sitemaps(url)


@dataclass(frozen=True)
class _Visit:
    """The pages that were looked at, what they named, and how many addresses were in them."""

    pages: tuple[str, ...]
    traces: tuple[Trace, ...]
    n_addresses: int


def board_at(url: str, settings: Settings, pick: int | None = None) -> tuple[Board, str]:
    """The board of an address, and in words how it was found (empty when the address itself tells).

    Args:
        url: a careers page, or a job on one.
        settings: how to ask.
        pick: which of several boards behind a page to take, counted from 1 as they are listed.

    Raises:
        UsageError: not an address; several boards and none picked; or no board, in which case it says what was looked at.
        RolecallError: the page itself could not be had.
    """
    told: UsageError | None = None
    try:
        board = recognise(url)
    except UsageError as exc:
        if not _may_be_asked(url):
            raise
        told = exc  # the board is hosted somewhere, and the address does not name it: the page may
    else:
        if board.source != "careers_page":
            return board, ""
    url = _whole(url)
    with PoliteClient(settings) as client:
        get = client.getter(None, every_source()["careers_page"].min_delay_s)
        visit = _visit(url, get)
        if visit.traces:
            return _picked(url, visit.traces, pick)
        if told is not None:
            raise told
        return _own_site(url, get, visit)


def _visit(url: str, get: Get) -> _Visit:
    """Reads the page and, while nothing is found, the pages about jobs that it links to."""
    waiting, pages, n_addresses = [url], list[str](), 0
    while waiting and len(pages) <= _FURTHER_PAGES:
        address = waiting.pop(0)
        try:
            reply = get(address, accept="text/html,application/xhtml+xml")
        except LookError as exc:
            if not pages:
                raise _unread(url, exc) from exc
            pages.append(f"{_shown(address)} ({exc.outcome})")
            continue
        text = reply.body.decode("utf-8", "replace")
        reading = read_page(reply.url, text)
        pages.append(_shown(reply.url))
        n_addresses += reading.n_addresses
        if reading.traces:
            return _Visit(tuple(pages), reading.traces, n_addresses)
        waiting += [
            page
            for page in pages_about_jobs(reply.url, text)[:_FURTHER_PAGES]
            if page not in waiting
        ]
    return _Visit(tuple(pages), (), n_addresses)


def _unread(url: str, exc: LookError) -> RolecallError:
    problem = (
        f"{url}: {exc.http_status}, there is no such page"
        if isinstance(exc, BoardMissing)
        else str(exc)
    )
    return RolecallError(
        f"{problem}. So the board behind this page cannot be seen from here. If you know it, add its own address (a job's "
        f"apply link leads there); to watch the page's own site, add the line `careers_page,{_own_name(url)}` to your list"
    )


def _picked(url: str, traces: Sequence[Trace], pick: int | None) -> tuple[Board, str]:
    if pick is None and len(traces) > 1:
        lines = [
            f"  {number}  {trace.board.source},{trace.board.slug}  named {_times(trace.n_times)}, first by {trace.where}: "
            f"{_shown(trace.words)}"
            for number, trace in enumerate(traces[:_CHOICES_SHOWN], start=1)
        ]
        more = (
            [f"  and {len(traces) - _CHOICES_SHOWN} more"] if len(traces) > _CHOICES_SHOWN else []
        )
        told = f"{url}: {len(traces)} boards stand behind this page; choose one with --pick N"
        raise UsageError("\n".join([told, *lines, *more]))
    if pick is not None and pick > len(traces):
        raise UsageError(f"--pick {pick}: only {len(traces)} behind {url}")
    trace = traces[(pick or 1) - 1]
    return (
        trace.board,
        f"found behind {_shown(trace.page)}: {trace.where} names {_shown(trace.words)}",
    )


def _own_site(url: str, get: Get, visit: _Visit) -> tuple[Board, str]:
    """The page as a board of its own, when its site lists and describes its jobs."""
    board = Board("careers_page", _own_name(url))
    try:
        first = next(iter(every_source()[board.source].fetch(board, _Limited(get))), None)
        problem = "its sitemaps list no job"
    except _Enough:
        first, problem = None, f"no schema.org JobPosting within {_SITE_REQUESTS} requests"
    except LookError as exc:
        first, problem = None, str(exc)
    if first is not None:
        return (
            board,
            f"no hosted board behind it; its own pages describe their jobs: {_shown(first.url or board.slug)}",
        )
    raise UsageError(
        f"{url}: no board found. Looked at {', '.join(visit.pages)} with {visit.n_addresses:,} addresses in all, none of a "
        f"kind in `rolecall sources`; and for jobs that the site itself describes: {_shown(problem)}. If you know the "
        f"board (a job's apply link leads there), add its address"
    )


def _own_name(url: str) -> str:
    """The name of a page as a board of its own."""
    parts = urlsplit(url)
    return careers_page.slug_of((parts.hostname or "").lower(), parts.path)


def _whole(url: str) -> str:
    return url.strip() if "://" in url else f"https://{url.strip()}"


def _times(n_times: int) -> str:
    return "once" if n_times == 1 else f"{n_times} times"


def _shown(words: str) -> str:
    """Words of strangers as they may be printed: a redirect's address, a page's script."""
    return "".join(letter for letter in words if letter.isprintable())[:200]


def _may_be_asked(url: str) -> bool:
    """Whether it is the address of a page that is not a vendor's own: those name nobody's board."""
    try:
        parts = urlsplit(_whole(url))
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "." not in host or re.search(r"\s", url.strip()):
        return False
    known = {host for source in every_source().values() for host in source.hosts}
    return host not in known and not host.endswith((".greenhouse.io", ".lever.co", ".ashbyhq.com"))
