"""Who answers at which address of the rehearsal market: boards, careers sites, and the histories that others keep.

Decides which board a request is about and its reply on a day: 404 before a board is up, 503 in an
outage. Leaves bodies to `dialects`, `careers_site`, `hacker_news`, `filings`, `open_jobs` and `jobtech`, sending to `server`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cached_property

from flows.rehearsal import careers_site, dialects
from flows.rehearsal.faults import HTML_TYPE, Answer
from flows.rehearsal.filings import department
from flows.rehearsal.filings.department import Department
from flows.rehearsal.hacker_news import HackerNews
from flows.rehearsal.hiring_threads import simulate_threads
from flows.rehearsal.history import jobtech, open_jobs
from flows.rehearsal.planted import Employer, SimulatedPosting
from flows.rehearsal.truth import Market
from flows.sources import Board

THREADS_BOARD = "whoishiring"
_XML_TYPE = "application/xml; charset=utf-8"
_TEXT_TYPE = "text/plain; charset=utf-8"

_NOT_FOUND = {
    "boards-api.greenhouse.io": b'{"status":404,"error":"Job not found"}',
    "api.lever.co": b'{"ok":false,"error":"Document not found"}',
    "api.ashbyhq.com": b'{"errors":[{"message":"Not Found"}]}',
}

Postings = Sequence[SimulatedPosting]


class Hosts:
    """Answers for every host of a market. Holds no state of its own but the market's.

    Args:
        market: whose boards these are.
        moved: boards that a planned fault sends to Ashby, where they then answer, too.
    """

    def __init__(self, market: Market, moved: Collection[str] = ()) -> None:
        self.market = market
        employers = market.employers
        self._by_board = {(each.source, each.board): each for each in employers}
        self._by_board |= {("ashby", each.board): each for each in employers if each.board in moved}

    @cached_property
    def hacker_news(self) -> HackerNews:
        """The hiring threads, simulated when first asked for."""
        return HackerNews(simulate_threads(self.market))

    @cached_property
    def department(self) -> Department:
        """The Department of Labor's filings, simulated when first asked for."""
        return Department(self.market)

    @cached_property
    def crawler(self) -> open_jobs.Crawler:
        """Another crawler's ledger of the same boards."""
        return open_jobs.Crawler(self.market)

    @cached_property
    def archive(self) -> jobtech.Archive:
        """Sweden's archive of adverts, simulated when first asked for."""
        return jobtech.Archive(self.market)

    def boards(self) -> list[Board]:
        """Every board, whenever it comes up, by source and name. The hiring threads come last."""
        rows = [Board(each.source, each.board, each.name) for each in self.market.employers]
        rows.sort(key=lambda row: (row.source, row.slug))
        return [*rows, Board("hackernews", THREADS_BOARD)]

    def board_of(self, host: str, path: str) -> str | None:
        """The board that a request is about. None for addresses of the host alone, such as robots.txt."""
        parts = path.strip("/").split("/")
        if host in ("hn.algolia.com", "hacker-news.firebaseio.com"):
            return THREADS_BOARD if path.startswith(("/api/", "/v0/")) else None
        if host in _NOT_FOUND:
            return parts[2] if len(parts) > 2 else None
        is_page = ("careers_page", host) in self._by_board and path != "/robots.txt"
        return host if is_page else None

    def answer(self, host: str, path: str, query: Mapping[str, str], day: date) -> Answer:
        """What the host answers on `day`, before any planned fault."""
        match host, *path.strip("/").split("/"):
            case "hn.algolia.com", "api", *_:
                return Answer(*self.hacker_news.algolia(path, query, day))
            case "hacker-news.firebaseio.com", "v0", "item", *_:
                return Answer(*self.hacker_news.firebase(path, day))
            case department.HOST, *parts if parts != ["robots.txt"]:
                return _filed(self.department, path, day)
            case open_jobs.HOST, "data", *_:
                return _found(self.crawler.answer(path, day), host, "application/octet-stream")
            case jobtech.HOST, "search":
                return _found(self.archive.search(query, day), host, "application/json")
            case "boards-api.greenhouse.io", "v1", "boards", slug, _, *ids if len(ids) < 2:
                source, board = "greenhouse", slug
            case "api.lever.co", "v0", "postings", slug, *ids if len(ids) < 2:
                source, board = "lever", slug
            case "api.ashbyhq.com", "posting-api", "job-board", slug:
                source, board, ids = "ashby", slug, []
            case _:
                source, board, ids = "careers_page", host, [path]
        employer = self._by_board.get((source, board))
        if employer is None or not self.market.has_joined(employer.board, day):
            return _missing(host)
        if path == "/robots.txt":  # stands in an outage too: it is not what failed
            return Answer(200, careers_site.robots(host), _TEXT_TYPE)
        if self.market.is_out(employer.board, day):
            return _OUTAGE
        postings = self.market.postings_open(employer.board, day)
        return _RENDERERS[source](employer, postings, ids, query) or _missing(host)


# Retry-After 0: an outage lasts its week, so nobody need wait between attempts.
_OUTAGE = Answer(
    503, b"<html><body>Service unavailable</body></html>", HTML_TYPE, (("Retry-After", "0"),)
)


def _missing(host: str) -> Answer:
    body = _NOT_FOUND.get(host)
    return (
        Answer(404, body)
        if body
        else Answer(404, b"<html><body>Not found</body></html>", HTML_TYPE)
    )


def _found(body: bytes | None, host: str, content_type: str) -> Answer:
    return _missing(host) if body is None else Answer(200, body, content_type)


def _filed(filings: Department, path: str, day: date) -> Answer:
    if path == department.PAGE:
        return Answer(200, filings.page(day), HTML_TYPE)
    folder, _, name = path.rpartition("/")
    body = filings.file(name, day) if folder == department.FOLDER else None
    return _found(body, department.HOST, department.WORKBOOK_TYPE)


def _greenhouse(
    _employer: Employer, postings: Postings, ids: list[str], query: Mapping[str, str]
) -> Answer | None:
    if not ids:
        return Answer(200, dialects.greenhouse_list(postings, query.get("content") == "true"))
    found = [posting for posting in postings if str(dialects.number_of(posting)) == ids[0]]
    return Answer(200, dialects.greenhouse_job(found[0])) if found else None


def _lever(
    _employer: Employer, postings: Postings, ids: list[str], query: Mapping[str, str]
) -> Answer | None:
    if not ids:
        skip, limit = (
            int(query[name]) if query.get(name, "").isdecimal() else default
            for name, default in (("skip", 0), ("limit", 1000))
        )
        return Answer(200, dialects.lever_list(postings[skip : skip + limit]))
    found = [posting for posting in postings if dialects.uuid_of(posting) == ids[0]]
    return Answer(200, dialects.lever_posting(found[0])) if found else None


def _ashby(
    employer: Employer, postings: Postings, _ids: list[str], query: Mapping[str, str]
) -> Answer:
    has_compensation = query.get("includeCompensation") == "true"
    return Answer(200, dialects.ashby_board(employer, postings, has_compensation))


def _careers_page(
    employer: Employer, postings: Postings, ids: list[str], _query: Mapping[str, str]
) -> Answer | None:
    path = ids[0]
    if path == "/sitemap.xml":
        return Answer(200, careers_site.sitemap(employer.board, postings), _XML_TYPE)
    if path in careers_site.PLAIN_PAGES:
        return Answer(200, careers_site.plain_page(employer), HTML_TYPE)
    found = [posting for posting in postings if dialects.path_of(posting) == path]
    return Answer(200, careers_site.page(found[0]), HTML_TYPE) if found else None


_RENDERERS: Mapping[
    str, Callable[[Employer, Postings, list[str], Mapping[str, str]], Answer | None]
] = {
    "greenhouse": _greenhouse,
    "lever": _lever,
    "ashby": _ashby,
    "careers_page": _careers_page,
}
"""A board's list, or one of its postings when an id is given. None when there is no such posting."""
