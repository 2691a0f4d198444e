"""Boards are chosen by one look at whether they list technical work, and never by which."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest

from flows.boards.choose import CHOICE, choose_boards, is_technical, list_chosen, summarise
from flows.boards.lists import read_boards
from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from flows.sources import Board

Serve = Callable[..., RehearsalServer]
AS_OF = datetime(2026, 11, 23)


@pytest.mark.parametrize(
    ("titles", "technical"),
    [
        ([], False),
        (["Account Executive", "Office Manager"], False),
        (["Account Executive", "Senior Software Engineer"], True),
        (["Data Analyst"], True),
        (["AI Engineer"], True),
    ],
)
def test_one_opening_for_any_technical_work_is_enough(titles: list[str], technical: bool) -> None:
    assert is_technical(titles) is technical


def test_boards_that_list_technical_work_are_chosen_and_those_that_do_not_answer_are_not(
    serve_market: Serve, small_market: Market
) -> None:
    gone = small_market.employers[0].board.split("/")[-1]
    server = serve_market(FaultPlan.of({gone: Fault.GONE}))
    boards = [
        board for board in server.boards() if board.source in ("greenhouse", "lever", "ashby")
    ]
    found = choose_boards(boards, Settings(mirror=server.url), AS_OF)
    assert found.schema == CHOICE
    assert found.height == len(boards)
    chosen = set(found.filter("is_chosen")["board"])
    assert gone not in chosen
    day = small_market.days()[-1]
    for employer in small_market.employers:
        slug = employer.board.split("/")[-1]
        if slug in set(found["board"]) - {gone}:
            titles = [
                posting.opening.title for posting in small_market.postings_open(employer.board, day)
            ]
            assert (slug in chosen) is is_technical(titles), slug
    assert f"{len(chosen)} of them list an opening for technical work" in summarise(found)


def test_the_list_of_chosen_boards_is_a_board_list_whose_panel_names_the_day(
    serve_market: Serve,
) -> None:
    server = serve_market()
    boards = [board for board in server.boards() if board.source == "greenhouse"]
    found = choose_boards(boards, Settings(mirror=server.url), AS_OF)
    rows = list(csv.DictReader(io.StringIO(list_chosen(found))))
    assert rows
    assert {row["panel"] for row in rows} == {"broad-2026-11-23"}
    assert {row["board"] for row in rows} == set(found.filter("is_chosen")["board"])


def test_a_list_chosen_from_another_one_is_named_for_that() -> None:
    settings = Settings(mirror="http://127.0.0.1:9", timeout_s=1)
    found = choose_boards([Board("lever", "acme")], settings, AS_OF, chosen_from="mine")
    assert found["panel"].to_list() == ["mine-2026-11-23"]


def test_a_board_that_cannot_be_reached_is_not_chosen() -> None:
    settings = Settings(mirror="http://127.0.0.1:9", timeout_s=1)
    found = choose_boards([Board("lever", "acme")], settings, AS_OF)
    assert found["is_chosen"].to_list() == [False]
    assert summarise(found).startswith("1 boards: 0 answered, 0 of them")


def test_the_shipped_broad_panel_is_every_board_of_three_sources_that_two_lists_attest() -> None:
    """It is chosen by no look at all, so nothing that a board hires for can have chosen it."""
    broad = read_boards(panel="broad")
    keys = {(board.source, board.slug) for board in broad}
    everything = [*read_boards(panel="core"), *read_boards(panel="wide")]
    wanted = {
        (board.source, board.slug)
        for board in everything
        if board.source in ("greenhouse", "lever", "ashby")
    }
    assert keys == wanted
    assert len(broad) == len(keys) > 10_000
    assert {board.panel for board in broad} == {"broad"}
