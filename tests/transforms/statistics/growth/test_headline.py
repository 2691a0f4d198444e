"""Growth in one number a role: what is a year, what it waits for, and when the chain has drifted."""

from __future__ import annotations

from datetime import date

import pytest
from polars.testing import assert_frame_equal

from tests.transforms.statistics.growth.made_up_boards import Boards, headline, ten


def test_after_one_look_the_headline_says_what_it_waits_for():
    row = headline(ten([10]).measure())
    assert row["growth_share"] is None
    assert (
        row["note"]
        == "needs 2 complete visits a week apart; the newest was in the week of 2026-01-05"
    )


def test_without_any_look_the_headline_waits_too():
    assert (
        headline(Boards().measure())["note"]
        == "needs 2 complete visits a week apart; there is none yet"
    )


def test_looks_after_as_of_do_not_exist():
    assert_frame_equal(
        ten([10, 11, 30]).measure(date(2026, 1, 18)).headline, ten([10, 11]).measure().headline
    )


def test_a_year_needs_53_weeks():
    row = headline(ten([10] * 52).measure())
    assert (row["is_year_on_year"], row["n_weeks"]) == (False, 51)
    assert row["note"] == "51 weeks, less than a year: the season is not taken out"
    year = headline(ten([10] * 10 + [20] * 60).measure())
    assert (year["is_year_on_year"], year["n_weeks"], year["note"]) == (True, 52, None)
    assert year["growth_share"] == pytest.approx(0.0)


def dipped(*stock: list[int | None]) -> Boards:
    """Ten boards, of which the last nine close all of their openings for two weeks."""
    boards = Boards().board("b0", [*stock[0], 30, 30, *stock[1]])
    for number in range(1, 10):
        boards.board(f"b{number}", [*stock[0], 0, 0, *stock[1]])
    return boards


def test_no_growth_is_printed_without_an_interval():
    row = headline(dipped([5] * 10, [5] * 10).measure())
    assert (row["period_from"], row["n_weeks"]) == (date(2026, 3, 30), 9)
    assert row["growth_low"] < row["growth_share"] < row["growth_high"]
    assert row["note"] == (
        "9 weeks, less than a year: the season is not taken out; "
        "begins on 2026-03-30: too few employers (n = 1) had openings before"
    )


@pytest.mark.parametrize(("of_one", "left"), [(20, 20), (2, 2), (0, 0)])
def test_openings_that_nearly_all_close_are_no_calm_market(of_one: int, left: int):
    boards = Boards().board("b0", [20] * 10 + [of_one])
    for number in range(1, 10):
        boards.board(f"b{number}", [20] * 10 + [0])
    row = headline(boards.measure())
    assert (row["growth_share"], row["growth_low"]) == (None, None)
    said = f"too few openings are left to judge: 200 in the week of 2026-03-09, {left} in that of 2026-03-16"
    assert row["note"] == said


def test_a_year_that_begins_after_a_week_of_one_employer_alone_has_its_interval():
    row = headline(dipped([5] * 10, [5] * 60).measure())
    assert (row["is_year_on_year"], row["growth_share"]) == (True, 0.0)
    assert row["growth_low"] < 0 < row["growth_high"]


def test_a_chain_over_boards_that_its_base_does_not_know_says_that_it_drifts():
    boards = ten([10] * 12)
    for number in range(6):
        boards.board(f"late{number}", [10] * 2 + [40] * 7, first_week=3)
    rows = boards.measure().by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    last = rows.row(-1, named=True)
    assert (last["index"], last["is_drifting"]) == (pytest.approx(100 * 340 / 160), True)
    assert last["fixed_index"] == pytest.approx(100)
    assert (
        last["note"]
        == "the chained index drifts: the fixed panel or GEKS lies outside its interval; "
        "new openings: too few boards to judge (n = 0)"
    )
    assert headline(boards.measure())["is_drifting"] is True
    assert headline(boards.measure(), "flow")["is_drifting"] is None


def test_a_chain_that_does_not_drift_says_so():
    row = headline(ten([10, 11, 22]).measure())
    assert row["is_drifting"] is False
