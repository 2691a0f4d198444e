"""One pager for every list: where it ends, that it is whole, and that it has an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from flows.errors import BoardMissing, ListedInPart, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Payload, Reply
from flows.sources.kit import listing
from flows.sources.kit.listing import Page, Turn, every_row

URL = "https://board.example/list"


def page(*ids: str, **said: object) -> Page:
    return Page(URL, [Payload(each, b"{}") for each in ids], **said)  # type: ignore[arg-type]


def asked(*pages: Page) -> tuple[Callable[[Turn], Page], list[Turn]]:
    """A list of these pages, and the turns at which they were asked for. Beyond them every page is empty."""
    turns: list[Turn] = []

    def ask(turn: Turn) -> Page:
        turns.append(turn)
        return pages[turn.n_pages] if turn.n_pages < len(pages) else page()

    return ask, turns


def read(*pages: Page, **options: object) -> tuple[list[str | None], int, LookError | None]:
    """The ids that came, the number of pages asked for, and the error at the end."""
    ask, turns = asked(*pages)
    found: list[str | None] = []
    try:
        for row in every_row(ask, **({"pages_max": 10} | options)):  # type: ignore[arg-type]
            found.append(row.external_id)
    except LookError as exc:
        return found, len(turns), exc
    return found, len(turns), None


@pytest.mark.parametrize(
    ("pages", "n_asked"),
    [
        ([page("a", "b", total=3), page("c", total=3)], 2),
        ([page("a", is_last=False), page("b", is_last=True)], 2),
        ([page("a", n_pages=2), page("b")], 2),
        ([page("a"), page("b"), page()], 3),
        ([page("a", "a", "b", total=3), page()], 2),
        ([page()], 1),
    ],
    ids=[
        "total",
        "last page",
        "number of pages",
        "empty page",
        "a row twice on one page",
        "empty board",
    ],
)
def test_a_list_ends_where_it_says_so_or_at_an_empty_page(pages: list[Page], n_asked: int) -> None:
    found, n_pages, error = read(*pages)
    assert found == list(dict.fromkeys(row.external_id for each in pages for row in each.rows))
    assert (n_pages, error) == (n_asked, None)


def test_a_total_does_not_end_a_list_whose_pages_say_that_they_are_not_the_last() -> None:
    found, _, error = read(page("a", "b", total=1, is_last=False), page("c", is_last=True))
    assert (found, error) == (["a", "b", "c"], None)


def test_the_largest_total_counts_because_some_lists_say_0_on_later_pages() -> None:
    found, _, error = read(page("a", total=3), page("b", total=0))
    assert found == ["a", "b"]
    assert isinstance(error, SourceUnavailable)
    assert str(error) == f"{URL}: 2 of 3 rows were listed"


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([page("a", total=2)], "1 of 2 rows were listed"),
        ([page("a", n_pages=3), page()], "an empty page, where 3 pages were announced"),
        ([page("a", cursor="x"), page("b", cursor="x")], "one that was read before"),
    ],
)
def test_fewer_rows_than_announced_are_kept_and_then_told(pages: list[Page], reason: str) -> None:
    found, _, error = read(*pages)
    assert found[0] == "a"
    assert isinstance(error, SourceUnavailable)
    assert reason in str(error)


@pytest.mark.parametrize("beyond", [SourceUnavailable, ListedInPart])
def test_no_more_pages_are_asked_for_than_the_source_allows(beyond: type[LookError]) -> None:
    ids = [f"{number}" for number in range(20)]
    found, n_pages, error = read(*map(page, ids), pages_max=3, beyond=beyond)
    assert (found, n_pages) == (["0", "1", "2"], 3)
    assert type(error) is beyond
    assert "still more after 3 pages" in str(error)


def test_the_rest_of_a_list_that_is_never_whole_is_left_in_silence() -> None:
    assert read(page("a"), page("b"), page("c"), pages_max=2, beyond=None) == (["a", "b"], 2, None)


def test_a_list_that_ends_by_repeating_itself_ends_at_a_page_without_a_new_row() -> None:
    pages = [page("a", "b"), page("c"), page("c"), page("d")]
    assert read(*pages, repeats_at_end=True) == (["a", "b", "c"], 3, None)


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([page("a", "b", total=4), page("b", "c", total=4)], "3 different rows of 4: 1 came on"),
        ([page("a", "b", total=4), page("c", "d", total=5), page("d")], "4 different rows of 5"),
        ([page("a", "b", total=4), page("c", total=3)], "3 of 4 rows were listed"),
        ([page("a", total=0), page("b", total=0)], "2 rows, where 0 were announced"),
        ([page("a", "b"), page("b", "c"), page()], "1 of its rows came on a second page"),
        ([page("a", "b"), page("a", "b")], "2 of its rows came on a second page"),
        ([page("a", n_pages=3), page("a", n_pages=3)], "where 3 pages were announced"),
    ],
    ids=["shifts", "grows", "shrinks", "zero", "no number said", "a page again", "stands still"],
)
def test_a_list_that_shifts_while_it_is_paged_is_not_whole(pages: list[Page], reason: str) -> None:
    _, _, error = read(*pages)
    assert isinstance(error, SourceUnavailable)
    assert reason in str(error)


def test_a_list_that_shifts_is_whole_once_as_many_different_rows_came_as_it_has() -> None:
    pages = [page("a", "b", total=4), page("b", "c", total=4), page("d", total=4)]
    assert read(*pages) == (["a", "b", "c", "d"], 3, None)


def test_a_list_that_is_never_whole_may_shift() -> None:
    pages = [page("a", "b"), page("b", "c"), page()]
    assert read(*pages, beyond=None) == (["a", "b", "c"], 3, None)


def test_rows_without_an_id_are_each_a_row() -> None:
    rows = [Payload(None, b"{}"), Payload(None, b"{}")]
    assert read(Page(URL, rows, total=2)) == ([None, None], 1, None)


def test_each_page_is_asked_for_by_what_came_before_it() -> None:
    ask, turns = asked(page("b", "c", cursor="y"), page("d", is_last=True))
    first = page("a", cursor="x")
    turns_before = len(turns)
    rows = [row.external_id for row in every_row(ask, pages_max=5, first=first)]
    assert turns_before == 0
    assert rows == ["a", "d"]
    assert [(turn.n_pages, turn.n_rows, turn.cursor) for turn in turns] == [(1, 1, "x")]


def reply(body: object, url: str = URL) -> Reply:
    return Reply(url, 200, {}, msgspec.json.encode(body))


def test_a_page_in_json_is_read_by_the_paths_of_its_parts() -> None:
    body = {"data": {"jobs": [{"id": 7}, {"id": None}, 3]}, "meta": {"total": 9, "next": "p2"}}
    found = listing.read_page(reply(body), "data.jobs", total="meta.total", cursor="meta.next")
    assert [row.external_id for row in found.rows] == ["7", None, None]
    assert (found.url, found.total, found.cursor) == (URL, 9, "p2")


def test_a_row_goes_by_the_first_of_its_ids_that_is_there() -> None:
    found = listing.read_page(
        reply([{"slug": "", "req": 3}, {"slug": "x", "req": 4}]), "", "slug", "req"
    )
    assert [row.external_id for row in found.rows] == ["3", "x"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, r"\$\.data\.jobs: "),
        ({"data": []}, r"\$\.data\.jobs: "),
        ({"data": {"jobs": {}}}, r"\$\.data\.jobs: "),
        ({"data": {"jobs": [], "total": "9"}}, r"\$\.data\.total: "),
        ([], r"\$: |`\$"),
    ],
)
def test_a_page_of_another_shape_is_told_with_its_path(body: object, reason: str) -> None:
    with pytest.raises(PayloadChanged, match=reason):
        listing.read_page(reply(body), "data.jobs", total="data.total")


def test_a_reply_from_another_host_says_that_the_board_is_gone() -> None:
    listing.require_host(reply([]), "board.example")
    with pytest.raises(
        BoardMissing, match=r"leads to https://vendor\.example/; there is no such board"
    ):
        listing.require_host(reply([], "https://vendor.example/"), "board.example")


def test_a_feed_that_is_switched_off_says_nothing_of_a_site_that_is_there(
    table: Callable[..., Any],
) -> None:
    feed, site = f"{URL}/feed", f"{URL}/"
    with pytest.raises(SourceUnavailable, match="the feed is switched off"):
        listing.open_feed(table({site: b"<h1>Jobs</h1>"}), feed, site)
    with pytest.raises(BoardMissing):
        listing.open_feed(table({}), feed, site)
    assert listing.open_feed(table({feed: {}}), feed, site).status == 200
