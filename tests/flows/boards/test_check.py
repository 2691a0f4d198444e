"""A check says of each board how it answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl

from flows.boards.check import check_boards, summarise
from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from flows.sources import Board

Serve = Callable[..., RehearsalServer]
NOW = datetime(2026, 11, 30, 6)


def test_a_check_says_of_each_board_how_it_answered_and_is_sorted() -> None:
    """Port 9 of this machine is closed, so nothing can answer."""
    told: list[tuple[int, int]] = []
    found = check_boards(
        [Board("lever", "acme"), Board("ashby", "acme", "Acme")],
        Settings(mirror="http://127.0.0.1:9", timeout_s=1),
        NOW,
        lambda done, total, _what: told.append((done, total)),
    )
    assert found.select(
        "source", "board", "employer", "outcome", "http_status", "n_postings"
    ).rows() == [
        ("ashby", "acme", "Acme", "failed", None, 0),
        ("lever", "acme", None, "failed", None, 0),
    ]
    assert all("no connection" in error for error in found["error"])
    assert told == [(1, 2), (2, 2)]
    assert summarise(found) == "2 boards: 2 failed; 0 postings listed"


def test_a_check_of_nothing_finds_nothing() -> None:
    assert summarise(check_boards([], Settings(), NOW)) == "0 boards: none; 0 postings listed"


def test_a_check_of_boards_that_answer_counts_what_they_list(
    serve_market: Serve, small_market: Market
) -> None:
    server = serve_market(
        FaultPlan.of({small_market.employers[0].board.split("/")[-1]: Fault.GONE})
    )
    boards = [
        board for board in server.boards() if board.source in ("greenhouse", "lever", "ashby")
    ]
    found = check_boards(boards, Settings(mirror=server.url), NOW)
    assert found.height == len(boards)
    assert set(found["outcome"]) <= {"complete", "missing"}
    assert set(found.filter(pl.col("outcome") == "missing")["http_status"]) <= {404, 410}
    assert f"{found['n_postings'].sum():,} postings listed" in summarise(found)
