"""Gaps between looks: what was seen on both sides is linked, and what nobody looked at is not known."""

from __future__ import annotations

from datetime import date

import pytest

from tests.transforms.statistics.growth.made_up_boards import Boards, headline, index, ten
from transforms.statistics.growth import growth


def notes(found: growth.Growth) -> list[str | None]:
    weeks = found.by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    return weeks["note"].to_list()


def unwatched(stock: list[int | None], missed: range, n_boards: int = 25) -> Boards:
    """Boards of the same stock that nobody looks at in some weeks."""
    boards = Boards()
    for number in range(n_boards):
        boards.board(f"b{number}", stock, failed=tuple(missed))
    boards.looks = [look for look in boards.looks if look[5] == "complete"]
    return boards


@pytest.mark.parametrize("n_missed", [4, 6, 30])
def test_a_gap_between_looks_ends_no_index(n_missed: int):
    stock = [10, 10, *[None] * n_missed, 14, 15]
    found = unwatched(stock, range(2, 2 + n_missed)).measure()
    weekly = index(found)
    assert weekly[:2] == [100.0, 100.0]
    assert weekly[2:-2] == [None] * n_missed
    assert weekly[-2:] == [140.0, 150.0]
    assert set(notes(found)[2:-2]) == {"no board was visited in this week"}
    row = headline(found)
    assert (row["growth_share"], row["n_boards"]) == (pytest.approx(0.5), 25)
    months = found.by_period.filter(role="ai_engineer", grain="month").sort("period_start")
    assert months["index"][-1] == pytest.approx(150)


def test_what_a_board_gained_while_it_could_not_be_seen_is_in_the_index_again():
    weeks: list[int | None] = [20, None, None, None, None, None, 30, 30]
    boards = ten([10] * 8).board("odd", weeks, failed=(1, 2, 3, 4, 5))
    found = index(boards.measure())
    assert found[-2:] == [pytest.approx(100 * 130 / 120, abs=1e-5)] * 2
    assert found == sorted(found, key=lambda value: value or 0)


def test_boards_that_stopped_answering_are_not_counted_as_unchanged():
    boards = Boards()
    for number in range(34):
        answers = number >= 32
        stock: list[int | None] = [20, 15, 10, 8] if answers else [20, 15, 10, None]
        boards.board(f"b{number}", stock, failed=() if answers else (3,))
    found = boards.measure()
    assert index(found) == [100.0, 75.0, 50.0, None]
    assert notes(found)[-1] == "too few boards to judge (n = 2)"
    row = headline(found)
    assert (row["period_to"], row["growth_share"]) == (date(2026, 1, 19), pytest.approx(-0.5))
    assert row["n_boards"] == 34
    assert str(row["note"]).startswith(
        "ends before the newest visit: too few boards to judge (n = 2) in the week of 2026-01-26, "
        "34 before"
    )


def test_weeks_later_there_is_no_figure_and_the_reason_is_true():
    boards = Boards()
    for number in range(34):
        answers = number >= 32
        failed = () if answers else tuple(range(3, 9))
        boards.board(f"b{number}", [20, 15, 10, *[8] * 6], failed=failed)
    row = headline(boards.measure())
    assert (row["growth_share"], row["n_boards"]) == (None, 2)
    assert row["note"] == "too few boards to judge (n = 2); judged last in the week of 2026-01-19"


def test_n_is_what_was_seen_and_the_rest_moves_nothing():
    boards = Boards()
    for number in range(30):
        answers = number < 10
        stock: list[int | None] = [20, 20, 10] if answers else [20, 20, None]
        boards.board(f"b{number}", stock, failed=() if answers else (2,))
    found = boards.measure()
    assert index(found) == [100.0, 100.0, 50.0]
    assert headline(found)["n_boards"] == 10


def test_an_employer_is_known_when_all_its_boards_are():
    boards = ten([10, 10, 10])
    boards.board("acme-old", [10, 10, None], failed=(2,)).board("acme-new", [0, 0, 10])
    postings, looks = boards.frames()
    of_acme = {"acme-old": "acme", "acme-new": "acme"}
    found = growth.measure_growth(
        postings.with_columns(employer_key=postings["employer_key"].replace(of_acme)),
        looks.with_columns(employer=looks["employer"].replace(of_acme)),
        date(2027, 1, 1),
    )
    assert index(found) == [100.0] * 3
    assert headline(found)["n_boards"] == 10


def test_where_no_board_was_seen_on_both_sides_the_index_begins_anew_and_says_so():
    boards = Boards()
    for number in range(10):
        boards.board(f"old{number}", [10, 11, 12]).board(f"new{number}", [20, 22, 22], first_week=5)
    found = boards.measure()
    assert index(found) == [None] * 5 + [100.0, 110.0, 110.0]
    assert notes(found)[1] == (
        "begins on 2026-02-09: too few boards (n = 0) were visited both before and after"
    )
    assert "begins on 2026-02-09" in str(headline(found)["note"])
