"""Chains of all roles: what flows are summed over, and how misreading and employers widen an interval."""

from __future__ import annotations

import numpy as np
import pytest

from tests.transforms.statistics.growth.made_up_boards import AS_OF, Boards, headline, index, ten
from transforms.statistics.growth import growth
from transforms.statistics.growth.misreading import draw_correction


def growing_beside_still() -> Boards:
    """Twelve boards: what is read as AI engineers doubles, what is read as ML engineers stays."""
    boards = Boards()
    for number in range(12):
        boards.board(f"b{number}", [10, 20 + number % 3])
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    return boards


def test_growth_is_put_right_for_misread_roles_and_the_number_as_read_stands_beside():
    frames = growing_beside_still().frames()
    mixed = np.eye(8) * 1e9
    mixed[1, 1], mixed[1, 0] = 0.8e9, 0.2e9  # a fifth of ML engineers is read as AI engineers
    exact, right = (
        headline(growth.measure_growth(*frames, AS_OF, mix))
        for mix in (None, draw_correction(mixed))
    )
    # 120 grew to 252, and 30 of them in both weeks are a quarter of the 120 read as ML engineers.
    assert exact["growth_share"] == right["growth_as_read_share"] == pytest.approx(252 / 120 - 1)
    assert right["growth_share"] == pytest.approx(222 / 90 - 1, rel=1e-4)


def test_what_is_not_known_of_the_confusion_widens_the_interval():
    frames = growing_beside_still().frames()
    few_labels = np.eye(8) * 20
    few_labels[1, 0] = few_labels[0, 1] = 4
    exact, sure, doubtful = (
        headline(growth.measure_growth(*frames, AS_OF, mix))
        for mix in (None, draw_correction(np.eye(8) * 1e9), draw_correction(few_labels))
    )
    assert sure["growth_high"] == pytest.approx(exact["growth_high"], abs=1e-6)

    def log_width(row: dict[str, object]) -> float:
        low, high = row["growth_low"], row["growth_high"]
        assert isinstance(low, float)
        assert isinstance(high, float)
        return float(np.log((1 + high) / (1 + low)))

    assert log_width(doubtful) > log_width(sure) + 0.1


def test_the_stock_is_put_right_beside_the_count_and_the_share_has_both():
    mixed = np.eye(8) * 1e9
    mixed[0, 0], mixed[0, 1] = 0.8e9, 0.2e9
    found = growth.measure_growth(
        *growing_beside_still().frames(), AS_OF, draw_correction(mixed)
    ).by_period
    row = found.filter(role="ai_engineer", grain="week").row(0, named=True)
    assert (row["stock"], row["role_as_read_share"]) == (120, 0.5)
    assert row["stock_corrected"] == pytest.approx(150, rel=1e-4)
    assert row["role_share"] == pytest.approx(150 / 240, rel=1e-4)
    assert row["stock_corrected_low"] < 150 < row["stock_corrected_high"]
    every = found.filter(role="all", grain="week").row(0, named=True)
    assert every["stock_corrected"] is None


def test_all_postings_together_cannot_be_misread():
    boards = ten([10, 20])
    for number in range(10):
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    doubtful = draw_correction(np.eye(8) * 5 + 1)
    found = growth.measure_growth(*boards.frames(), AS_OF, doubtful)
    assert headline(found, role="all") == headline(boards.measure(), role="all")


def test_a_role_share_has_an_interval_that_is_wider_where_employers_differ():
    alike, unlike = Boards(), Boards()
    for number in range(12):
        alike.board(f"b{number}", [5, 5]).board(f"b{number}", [5, 5], role="other")
        own = 10 if number % 2 else 0
        unlike.board(f"b{number}", [own, own]).board(
            f"b{number}", [10 - own, 10 - own], role="other"
        )
    found = [
        boards.measure().by_period.filter(role="ai_engineer", grain="week").row(1, named=True)
        for boards in (alike, unlike)
    ]
    assert [row["role_share"] for row in found] == [0.5, 0.5]
    narrow, wide = (row["role_share_high"] - row["role_share_low"] for row in found)
    assert 0 < narrow < wide / 2


def growing(n_weeks: int) -> Boards:
    """Ten boards with five new openings a week each, and eight in each of the first four weeks after the first look."""
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", [20 + 5 * week + 3 * min(week, 4) for week in range(n_weeks)])
    return boards


def test_new_openings_of_a_boards_first_weeks_move_no_index_of_new_openings():
    # They may be reposts of what was closed before the first look.
    assert index(growing(14).measure(), column="flow_index") == [None] * 8 + [100.0] * 6


def test_the_index_of_new_openings_waits_for_ten_looks():
    waiting, judged = (headline(growing(n).measure(), "flow") for n in (9, 10))
    assert (waiting["growth_share"], waiting["note"]) == (None, "needs 10 weekly visits")
    assert judged["growth_share"] == pytest.approx(0.0)
    assert judged["note"] == "1 week, less than a year: the season is not taken out"


def test_the_index_of_new_openings_has_an_interval_of_its_own():
    weeks = (
        growing(14)
        .measure()
        .by_period.filter(role="ai_engineer", grain="week")
        .sort("period_start")
    )
    row = weeks.row(-1, named=True)
    assert row["flow_index_low"] < 100 < row["flow_index_high"]
    assert weeks["flow_index_low"].null_count() == weeks["flow_index_high"].null_count() == 8


def test_a_failed_look_in_between_moves_no_index_of_new_openings():
    whole, broken = growing(16), growing(16)
    for number in range(3):
        whole.board(f"odd{number}", [20 + 5 * week for week in range(16)])
        broken.board(f"odd{number}", [20 + 5 * week for week in range(16)], failed=(11,))
    assert index(whole.measure(), column="flow_index") == index(
        broken.measure(), column="flow_index"
    )
