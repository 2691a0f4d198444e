"""Chains of all roles: what flows are summed over, and how misreading and employers widen an interval."""

from __future__ import annotations

import numpy as np
import pytest

from tests.transforms.statistics.growth.made_up_boards import AS_OF, Boards, headline, index, ten
from transforms.statistics.growth import growth
from transforms.statistics.growth.misreading import draw_mixture


def test_misread_roles_widen_the_interval_and_leave_the_index_where_it_is():
    boards = Boards()
    for number in range(12):
        boards.board(f"b{number}", [10, 20 + number % 3])
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    frames = boards.frames()
    sure = np.eye(8) * 1e9
    doubtful = np.eye(8) * 100
    doubtful[1, 0] = doubtful[0, 1] = 20  # a sixth of what is read as either is the other
    exact, read, misread = (
        headline(growth.measure_growth(*frames, AS_OF, mix))
        for mix in (None, draw_mixture(sure), draw_mixture(doubtful))
    )
    assert exact["growth_share"] == read["growth_share"] == misread["growth_share"]
    assert exact["growth_high"] == pytest.approx(read["growth_high"], abs=1e-6)
    # What was read grew by 1.1, a sixth of it not at all: the AI engineers themselves by 1.1 * 6 / 5.
    assert misread["growth_high"] > max(1.32, exact["growth_high"] + 0.1)  # type: ignore[operator,type-var]
    assert misread["growth_low"] < exact["growth_low"]  # type: ignore[operator]


def test_all_postings_together_cannot_be_misread():
    boards = ten([10, 20])
    for number in range(10):
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    doubtful = draw_mixture(np.eye(8) * 5 + 1)
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
    assert (waiting["growth_share"], waiting["note"]) == (None, "needs 10 weekly looks")
    assert judged["growth_share"] == pytest.approx(0.0)


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
