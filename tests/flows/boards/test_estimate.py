"""What a run asks of whom: requests and minutes by host, before anything is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from flows.boards.estimate import (
    ESTIMATE,
    POSTINGS_UNSEEN,
    by_source,
    describe,
    duration,
    estimate_requests,
    run_minutes,
)
from flows.boards.lists import read_boards
from flows.lake.tables import LOOK
from flows.settings import Settings
from flows.sources import Board, every_source

NEVER = pl.DataFrame(schema=LOOK)


def looked(board: Board, n_postings: int, outcome: str = "complete") -> pl.DataFrame:
    row = {
        "source": board.source,
        "board": board.slug,
        "looked_at": datetime(2026, 11, 2),
        "outcome": outcome,
    }
    return pl.DataFrame([row | {"n_postings": n_postings}], schema=LOOK)


def test_boards_of_one_host_add_up_and_tenants_stand_alone() -> None:
    boards = [
        Board("lever", "acme"),
        Board("lever", "beta"),
        Board("pinpoint", "acme"),
        Board("pinpoint", "beta"),
    ]
    found = estimate_requests(boards, NEVER, Settings(pace_s=1.0))
    assert found.schema == ESTIMATE
    assert dict(found.select("host", "boards").rows()) == {
        "api.lever.co": 2,
        "acme.pinpointhq.com": 1,
        "beta.pinpointhq.com": 1,
    }
    # One request a board, and one for robots.txt a host.
    assert dict(found.select("host", "requests").rows())["api.lever.co"] == 3
    assert by_source(found).select("source", "asked", "boards", "requests").rows() == [
        ("lever", "api.lever.co", 2, 3),
        ("pinpoint", "2 hosts of their own", 2, 4),
    ]


def test_a_board_whose_texts_stand_on_pages_of_their_own_costs_a_request_a_posting_at_first() -> (
    None
):
    board = Board("bamboohr", "acme")
    first = estimate_requests([board], NEVER, Settings())["requests"].item()
    assert first == 2 + POSTINGS_UNSEEN


def test_of_a_board_seen_before_only_new_pages_and_those_due_again_are_asked_for() -> None:
    board, monday = Board("bamboohr", "acme"), datetime(2026, 11, 2)
    known = looked(board, 200)

    def asked(as_of: datetime | None) -> int:
        return int(estimate_requests([board], known, Settings(), as_of)["requests"].item())

    next_day, next_week, next_month = (asked(monday + timedelta(days=days)) for days in (1, 7, 30))
    assert 30 < next_day < next_week < next_month == 204
    assert asked(None) == 204, "a check remembers nothing"
    assert asked(monday - timedelta(days=1)) == 2 + POSTINGS_UNSEEN, (
        "nor does a run before the look"
    )


def test_a_look_that_failed_says_nothing_about_a_boards_size() -> None:
    board = Board("bamboohr", "acme")
    failed = estimate_requests([board], looked(board, 0, "failed"), Settings())
    assert failed.equals(estimate_requests([board], NEVER, Settings()))


def test_the_slower_of_the_persons_pace_and_the_sources_floor_counts() -> None:
    boards = [Board("workable", str(number)) for number in range(10)]
    floor = every_source()["workable"].min_delay_s
    assert floor > 1
    quick, slow = (
        estimate_requests(boards, NEVER, Settings(pace_s=pace))["minutes"].item()
        for pace in (0.1, 60.0)
    )
    assert quick >= 11 * floor / 60
    assert slow >= 11


def test_a_mirror_on_this_machine_is_not_paced() -> None:
    found = estimate_requests(
        [Board("lever", "acme")], NEVER, Settings(mirror="http://127.0.0.1:9")
    )
    assert found["minutes"].to_list() == [0.0]


def test_a_run_lasts_as_long_as_its_slowest_host_or_as_its_workers_need_for_all() -> None:
    def of(*minutes: float) -> pl.DataFrame:
        rows = [("lever", f"h{number}.example", 1, 1, each) for number, each in enumerate(minutes)]
        return pl.DataFrame(rows, schema=ESTIMATE, orient="row")

    assert run_minutes(of(60.0, 1.0), n_workers=8) == 60.0
    assert run_minutes(of(*[10.0] * 80), n_workers=8) == 100.0
    assert run_minutes(of(), n_workers=8) == 0.0


def test_the_core_panel_is_told_in_one_line_and_the_wide_one_by_source() -> None:
    settings = Settings()
    core = describe(estimate_requests(read_boards(), NEVER, settings), settings)
    assert len(core) == 1
    assert core[0].startswith("Asking 502 boards, some ")
    assert "boards-api.greenhouse.io 249" in core[0]
    wide = describe(estimate_requests(read_boards(panel="wide"), NEVER, settings), settings)
    assert any("workday" in line and "hosts of their own" in line for line in wide)
    assert any(
        "api.smartrecruiters.com is asked at most 10,000 times a run" in line for line in wide
    )


def test_nothing_to_ask_is_told_too() -> None:
    assert describe(estimate_requests([], NEVER, Settings()), Settings()) == [
        "Nothing to ask: no board is due"
    ]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "under a minute"),
        (0.4, "under a minute"),
        (5.2, "5 min"),
        (60, "1 h"),
        (160, "2 h 40 min"),
        (4560, "3 days 4 h"),
    ],
)
def test_minutes_are_told_as_a_person_says_them(minutes: float, told: str) -> None:
    assert duration(minutes) == told
