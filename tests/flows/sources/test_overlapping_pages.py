"""Every source that pages: a list that shifts between two pages is not whole, so nothing on it closes.

Each board serves two pages. Shifted, the second begins with the last posting of the first and leaves out the last of all.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing, LookError, SourceUnavailable
from flows.sources import Board, Known, Reply, every_source

Ids = Sequence[int]


@dataclass(frozen=True)
class Paged:
    """A board of one source: how many rows a page has, and how a page of these ids is written."""

    slug: str
    n_rows: int
    list_path: str
    write: Callable[[Ids, int, bool], object]
    """ids, the number of all, whether the page is the last -> JSON, or the markup as bytes."""
    refused_path: str = "no path"


def _rows(ids: Ids, key: str = "id", text: str = "{}") -> list[dict[str, Any]]:
    return [{key: text.format(number), "name": "A", "title": "A"} for number in ids]


def _markup(row: str) -> Callable[[Ids, int, bool], bytes]:
    return lambda ids, *_: "".join(row.format(number) for number in ids).encode()


def _feed(ids: Ids, *_: object) -> bytes:
    items = "".join(f"<item><guid>g{number}</guid><title>A</title></item>" for number in ids)
    return f"<rss><channel>{items}</channel></rss>".encode()


def _icims(ids: Ids, *_: object) -> bytes:
    cards = "".join(
        f'<li class="iCIMS_JobCardItem"><a class="iCIMS_Anchor" '
        f'href="https://careers-acme.icims.com/jobs/{number}/x/job?in_iframe=1"><h3>A</h3></a></li>'
        for number in ids
    )
    return f"<html>Page 1 of 2{cards}</html>".encode()


def _workday(ids: Ids, n_all: int, _: bool) -> object:
    rows = [{"externalPath": f"/job/A_R{n}", "bulletFields": [f"R{n}"], "title": "A"} for n in ids]
    return {"total": n_all, "jobPostings": rows, "facets": []}


def _usajobs(ids: Ids, n_all: int, _: bool) -> object:
    items = [{"MatchedObjectId": str(number), "MatchedObjectDescriptor": {}} for number in ids]
    return {"SearchResult": {"SearchResultCountAll": n_all, "SearchResultItems": items}}


BOARDS = {
    "amazon": Paged(
        "data-science",
        100,
        "search.json",
        lambda ids, n, _: {"hits": n, "jobs": _rows(ids, "id_icims")},
    ),
    "arbeitnow": Paged(
        "all",
        100,
        "job-board-api",
        lambda ids, _, last: {"data": _rows(ids, "slug"), "links": {"next": None if last else "x"}},
    ),
    "avature": Paged(
        "acme",
        12,
        "/SearchJobs/",
        _markup(
            '<article class="article"><h3><a href="https://acme.avature.net/careers/JobDetail/A/{0}">A</a></h3></article>'
        ),
    ),
    "eightfold": Paged(
        "acme",
        10,
        "/api/pcsx/search",
        lambda ids, n, _: {"data": {"positions": _rows(ids), "count": n}},
    ),
    "icims": Paged("careers-acme", 20, "/jobs/search", _icims),
    "jibe": Paged(
        "careers.example.com",
        100,
        "/api/jobs",
        lambda ids, n, _: {
            "jobs": [{"data": row} for row in _rows(ids, "slug")],
            "totalCount": n,
        },
    ),
    "lever": Paged("acme", 100, "/v0/postings/acme?", lambda ids, *_: _rows(ids)),
    "rippling": Paged(
        "acme",
        100,
        "/board/acme/jobs?",
        lambda ids, n, _: {"items": _rows(ids), "totalItems": n, "totalPages": 2},
    ),
    "smartrecruiters": Paged(
        "acme", 100, "/postings?", lambda ids, n, _: {"content": _rows(ids), "totalFound": n}
    ),
    "smartrecruiters, by its careers site": Paged(
        "acme",
        24,
        "/api/more",
        _markup(
            '<a href="https://jobs.smartrecruiters.com/acme/744000{0:06}-a"><h4>A {0}</h4></a>'
        ),
        refused_path="/v1/companies/",
    ),
    "teamtailor": Paged("acme", 100, "/jobs.rss", _feed),
    "themuse": Paged(
        "software-engineering",
        20,
        "/api/public/jobs",
        lambda ids, *_: {"results": _rows(ids), "page_count": 2},
    ),
    "usajobs": Paged("1560", 500, "/api/search", _usajobs),
    "workable": Paged(
        "acme",
        10,
        "/api/v3/",
        lambda ids, n, last: {
            "results": _rows(ids, "shortcode"),
            "total": n,
            "nextPage": None if last else "p2",
        },
    ),
    "workday": Paged("acme.wd5.myworkdayjobs.com/acme/Careers", 20, "/jobs", _workday),
}


class Shifting:
    """A board that answers its list page by page, in the order in which it is asked. Nothing else is there."""

    def __init__(self, paged: Paged, *pages: Ids) -> None:
        self.paged, self.waiting, self.n_all = paged, list(pages), 2 * paged.n_rows

    def __call__(self, url: str, **asked: Any) -> Reply:
        query = "&".join(f"{key}={value}" for key, value in (asked.get("params") or {}).items())
        address = f"{url}?{query}" if query else url
        if self.paged.refused_path in address:
            raise AccessRefused(f"{address}: closed by robots.txt")
        if self.paged.list_path not in address:
            if asked.get("missing_ok"):
                return Reply(address, 404, {}, b"")
            raise BoardMissing(f"{address}: 404", 404)
        ids = self.waiting.pop(0) if self.waiting else ()
        body = self.paged.write(ids, self.n_all, not self.waiting)
        return Reply(
            address, 200, {}, body if isinstance(body, bytes) else msgspec.json.encode(body)
        )

    def known(self, external_id: str) -> Known | None:
        return Known(f"hash of {external_id}", None)

    def allows(self, url: str) -> bool:
        return True

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return ()


def look(name: str, *pages: Ids) -> tuple[int, LookError | None]:
    """How many postings a look lists, and its error."""
    paged, source = BOARDS[name], every_source()[name.partition(",")[0]]
    n_found = 0
    try:
        for _ in source.fetch(Board(source.name, paged.slug), Shifting(paged, *pages)):
            n_found += 1
    except LookError as exc:
        return n_found, exc
    return n_found, None


def is_about_the_list(error: LookError | None) -> bool:
    """The own pages of postings are not there on these boards, which is another trouble."""
    return error is not None and "without their own page" not in str(error)


@pytest.mark.parametrize("name", BOARDS)
def test_a_posting_that_comes_on_two_pages_leaves_room_for_one_that_came_on_none(name: str) -> None:
    n = BOARDS[name].n_rows
    n_found, error = look(name, range(1, n + 1), range(n, 2 * n))
    assert n_found == 2 * n - 1
    assert isinstance(error, SourceUnavailable)
    assert "came on a second page, so others may have come on none" in str(error)


@pytest.mark.parametrize("name", BOARDS)
def test_the_same_board_standing_still_is_whole(name: str) -> None:
    n = BOARDS[name].n_rows
    n_found, error = look(name, range(1, n + 1), range(n + 1, 2 * n + 1))
    assert n_found == 2 * n
    assert not is_about_the_list(error)


ENDS_BY_REPEATING = {"avature", "icims", "smartrecruiters, by its careers site"}


@pytest.mark.parametrize("name", sorted(BOARDS.keys() - ENDS_BY_REPEATING))
def test_a_page_that_is_served_again_is_no_second_page(name: str) -> None:
    n = BOARDS[name].n_rows
    n_found, error = look(name, range(1, n + 1), range(1, n + 1))
    assert n_found == n
    assert is_about_the_list(error)


COUNTS_NO_ROWS = {*ENDS_BY_REPEATING, "arbeitnow", "lever", "teamtailor", "themuse"}


@pytest.mark.parametrize("name", sorted(BOARDS.keys() - COUNTS_NO_ROWS))
def test_a_list_that_ends_before_its_count_is_kept_and_not_whole(name: str) -> None:
    n = BOARDS[name].n_rows
    n_found, error = look(name, range(1, n + 1), ())
    assert n_found == n
    assert isinstance(error, SourceUnavailable)
    assert f"{n} of {2 * n} rows were listed" in str(error)


def test_every_source_that_pages_is_among_them() -> None:
    paging = {
        name
        for name, source in every_source().items()
        if "every_row(" in inspect.getsource(import_module(f"flows.sources.{name}"))
        and source.lists_all
        and not source.is_census
    }
    assert paging == {name.partition(",")[0] for name in BOARDS}


def test_a_row_for_each_place_of_a_posting_is_no_overlap() -> None:
    def rows(ids: Ids, n_all: int, _: bool) -> object:
        places = ("Lyon", "Nice")
        items = [row | {"locations": [{"name": at}]} for row in _rows(ids) for at in places]
        return {"items": items, "totalItems": 2 * n_all, "totalPages": 1}

    paged = Paged("acme", 3, "/board/acme/jobs?", rows)
    source = every_source()["rippling"]
    with pytest.raises(SourceUnavailable, match="without their own page"):
        list(source.fetch(Board("rippling", "acme"), Shifting(paged, range(6))))


def test_an_offset_that_goes_no_further_is_not_the_end() -> None:
    n_found, error = look("workday", range(1, 21), range(6, 21))
    assert n_found == 20
    assert "20 of 40 rows were listed" in str(error)
