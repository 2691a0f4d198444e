"""Finds the board behind a careers page whose address does not name it: reads the page, and the pages it links to.

Decides how far to look and when to ask the person, who chooses if there are several boards. Sends polite requests
(robots.txt first, one request at a time) and a handful of pages at most. Leaves addresses that name a board to
`flows.sources.recognise`, and what in a page names one to `flows.boards.clues`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flows.boards.clues import Clue, pages_about_jobs, read_page
from flows.boards.lists import read_boards
from flows.errors import BoardMissing, LookError, RolecallError, UsageError
from flows.settings import Settings
from flows.sources import Board, Get, Known, Reply, careers_page, every_source
from flows.sources.recognise import is_vendors_own, recognise, split_page, with_scheme
from flows.web.client import PoliteClient
from flows.web.look import Getter
from transforms.text.lexicon import lexicon

_FURTHER_PAGES = 2  # a home page names its careers page, which may name its list of jobs
# Some sitemaps and some job pages: enough to see whether a site describes its jobs.
_SITE_REQUESTS = 12
_CHOICES_SHOWN = 20


class _RequestsUsedUp(Exception):
    """The site was asked as often as this is worth."""


@dataclass
class _Limited:
    """A `Get` that asks so many times and no more. No look was ever taken at the site, so it knows nothing."""

    get: Get
    n_left: int = _SITE_REQUESTS

    def __call__(self, url: str, **options: Any) -> Reply:
        if self.n_left == 0:
            raise _RequestsUsedUp
        self.n_left -= 1
        return self.get(url, **options)

    def known(self, external_id: str) -> Known | None:
        return None

    def allows(self, url: str) -> bool:
        return self.get.allows(url)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return self.get.sitemaps(url)


@dataclass
class _Visit:
    """The pages that were looked at, what they named, and how many addresses were in them."""

    pages: list[str] = field(default_factory=list)
    clues: tuple[Clue, ...] = ()
    n_addresses: int = 0


def board_at(url: str, settings: Settings, pick: int | None = None) -> tuple[Board, str]:
    """The board of an address, and in words how it was found (empty when the address itself names it).

    Args:
        url: a careers page, or a job on one.
        settings: how to ask.
        pick: which of several boards behind a page to take, counted from 1 as they are listed.

    Raises:
        UsageError: not an address, a site that forbids programs, several boards and none picked, or no board. The message
            then says what was looked at.
        RolecallError: the page itself could not be fetched.
    """
    _require_open(url)
    unnamed: UsageError | None = None
    try:
        board = recognise(url, read_boards())
    except UsageError as exc:
        if not _may_be_asked(url):
            raise
        # The board is hosted somewhere. The address does not name it, but the page may.
        unnamed = exc
    else:
        if board.source != "careers_page":
            return board, ""
    url = with_scheme(url)
    with PoliteClient(settings) as client:
        get = Getter(client, every_source()["careers_page"].min_delay_s)
        visit = _visit(url, get)
        if visit.clues:
            return _pick(url, visit.clues, pick)
        if unnamed is not None:
            raise unnamed
        return _own_site(url, get, visit)


def _require_open(url: str) -> None:
    """Raises UsageError for a site that forbids programs to read its jobs, before anything is asked of it."""
    host = split_page(with_scheme(url)).hostname or ""
    if why := _why_closed(host):
        raise UsageError(
            f"{host} is not asked: {why}. Add the employer's own careers page instead, "
            "where the advert comes from"
        )


def _why_closed(host: str) -> str | None:
    closed = lexicon(__package__, "closed_sites.toml")
    return next((closed[word] for word in host.split(".")[:-1] if word in closed), None)


def _visit(url: str, get: Get) -> _Visit:
    """Reads the page and, while nothing is found, the pages about jobs that it links to."""
    visit, waiting = _Visit(), [url]
    while waiting and len(visit.pages) <= _FURTHER_PAGES and not visit.clues:
        address = waiting.pop(0)
        try:
            reply = get(address, accept="text/html,application/xhtml+xml")
        except LookError as exc:
            if not visit.pages:
                raise _unreadable(url, exc) from exc
            visit.pages.append(f"{_printable(address)} ({exc.outcome})")
            continue
        text = reply.text
        reading = read_page(reply.url, text)
        visit.pages.append(_printable(reply.url))
        visit.clues = reading.clues
        visit.n_addresses += reading.n_addresses
        further = pages_about_jobs(reply.url, text)[:_FURTHER_PAGES]
        waiting += [page for page in further if page not in waiting]
    return visit


def _unreadable(url: str, exc: LookError) -> RolecallError:
    is_missing = isinstance(exc, BoardMissing)
    problem = f"{url}: {exc.http_status}, there is no such page" if is_missing else str(exc)
    return RolecallError(
        f"{problem}. So the board behind this page is unknown. If you know it, "
        "add its own address (a job's apply link leads there). To watch the page's own site, "
        f"add the line `careers_page,{_own_name(url)}` to your list"
    )


def _pick(url: str, clues: Sequence[Clue], pick: int | None) -> tuple[Board, str]:
    _require_pick(url, clues, pick)
    clue = clues[(pick or 1) - 1]
    page, words = _printable(clue.page), _printable(clue.words)
    return clue.board, f"found behind {page}: {clue.where} names {words}"


def _require_pick(url: str, clues: Sequence[Clue], pick: int | None) -> None:
    if pick is None and len(clues) > 1:
        raise UsageError(_choices(url, clues))
    if pick is not None and pick > len(clues):
        raise UsageError(f"--pick {pick}: only {len(clues)} behind {url}")


def _choices(url: str, clues: Sequence[Clue]) -> str:
    lines = [f"{url}: {len(clues)} boards stand behind this page; choose one with --pick N"]
    for n, clue in enumerate(clues[:_CHOICES_SHOWN], start=1):
        times = "once" if clue.n_times == 1 else f"{clue.n_times} times"
        board = f"{clue.board.source},{clue.board.slug}"
        lines.append(
            f"  {n}  {board}  named {times}, first by {clue.where}: {_printable(clue.words)}"
        )
    if len(clues) > _CHOICES_SHOWN:
        lines.append(f"  and {len(clues) - _CHOICES_SHOWN} more")
    return "\n".join(lines)


def _own_site(url: str, get: Get, visit: _Visit) -> tuple[Board, str]:
    """The page as a board of its own, when its site lists and describes its jobs."""
    board = Board("careers_page", _own_name(url))
    problem = "its sitemaps list no job"
    try:
        for job in every_source()[board.source].fetch(board, _Limited(get)):
            where = _printable(job.url or board.slug)
            return board, f"no hosted board behind it; its own pages describe their jobs: {where}"
    except _RequestsUsedUp:
        problem = f"no schema.org JobPosting within {_SITE_REQUESTS} requests"
    except LookError as exc:
        problem = str(exc)
    raise UsageError(
        f"{url}: no board found. Looked at {', '.join(visit.pages)} with "
        f"{visit.n_addresses:,} addresses in all, none of a kind in `rolecall sources`; "
        f"and for jobs that the site itself describes: {_printable(problem)}. "
        "If you know the board (a job's apply link leads there), add its address"
    )


def _own_name(url: str) -> str:
    """The name of a page as a board of its own."""
    parts = urlsplit(url)
    return careers_page.slug_of((parts.hostname or "").lower(), parts.path)


def _printable(words: str) -> str:
    """Strangers' words (a redirect's address, a page's script) as they may be printed."""
    return "".join(letter for letter in words if letter.isprintable())[:200]


def _may_be_asked(url: str) -> bool:
    """Whether it is the address of a page. A vendor's own pages name no employer's board."""
    try:
        host = split_page(with_scheme(url)).hostname or ""
    except UsageError:
        return False
    return not re.search(r"\s", url.strip()) and not is_vendors_own(host)
