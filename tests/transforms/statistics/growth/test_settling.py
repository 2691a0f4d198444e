"""A board's first four weeks are in no growth: it may have been added for what it listed just then."""

from __future__ import annotations

import pytest

from tests.transforms.statistics.growth.made_up_boards import Boards, headline, index, ten

FALLING = [20, 18, 16, 14, *[12] * 16]
"""A board on the day that made somebody add it, and what became of it."""


def test_a_board_that_was_added_on_a_good_day_does_not_fall() -> None:
    found = ten(FALLING).measure()
    assert index(found) == [None] * 4 + [100.0] * 16
    row = headline(found)
    assert (row["growth_share"], row["n_weeks"]) == (pytest.approx(0.0), 15)
    assert "a board's first four weeks are in no index" in str(row["note"])
    notes = found.by_period.filter(role="ai_engineer", grain="week")["note"].to_list()
    assert notes[1] == "a board's first four weeks are in no index"


def test_a_board_that_joins_later_settles_too() -> None:
    boards = ten([12] * 30)
    for number in range(10, 14):
        boards.board(f"b{number}", FALLING, first_week=10)
    assert headline(boards.measure())["growth_share"] == pytest.approx(0.0)


def test_in_the_first_eight_weeks_there_is_nothing_else() -> None:
    row = headline(ten([20, 18, 16, 14, 12, 12]).measure())
    assert row["growth_share"] == pytest.approx(-0.4)


def test_the_fifth_weekly_look_counts() -> None:
    assert index(ten([10] * 12).measure())[:5] == [None, None, None, None, 100.0]


def test_a_gap_after_the_first_look_settles_as_well() -> None:
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", [20, 0, 0, 0, 0, 0, *[12] * 10], failed=(1, 2, 3, 4, 5))
    assert headline(boards.measure())["growth_share"] == pytest.approx(0.0)
