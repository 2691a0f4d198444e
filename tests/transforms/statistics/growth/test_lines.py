"""Whose boards they are: employers that change their provider lose no demand, and aggregators are in no panel."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from tests.transforms.statistics.growth.made_up_boards import (
    AS_OF,
    START,
    Boards,
    headline,
    index,
    ten,
)
from transforms.statistics.growth import growth

Frames = tuple[pl.DataFrame, pl.DataFrame]


def of(frames: Frames, employers: dict[str, str], named: bool = True) -> Frames:
    """The frames with the boards' employers: as the board list has them, or as their postings alone do."""
    postings, looks = frames
    key = postings["board"].replace(employers)
    name = looks["board"].replace(employers) if named else pl.lit(None, dtype=pl.String)
    return postings.with_columns(employer_key=key), looks.with_columns(employer=name)


def vanished(frames: Frames, board: str, week: int) -> Frames:
    """A board that is confirmed missing from a week on: its postings closed at the first of these looks."""
    postings, looks = frames
    at = START + timedelta(weeks=week)
    is_gone = (pl.col("board") == board) & (pl.col("looked_at") >= at)
    outcome = pl.when(is_gone).then(pl.lit("missing")).otherwise("outcome")
    is_old = pl.col("board") == board
    closed_at = pl.when(is_old).then(at).otherwise("closed_at").cast(pl.Datetime("us"))
    return (
        postings.with_columns(closed_at=closed_at),
        looks.with_columns(outcome=outcome, is_death=is_gone),
    )


def changes(found: growth.Growth) -> pl.DataFrame:
    return found.flow.filter(role="ai_engineer", grain="week").sort("period_start")


def test_an_employer_that_vanished_leaves_and_the_note_says_what_it_would_be_as_a_zero():
    found = growth.measure_growth(*vanished(ten([10] * 8).frames(), "b0", 3), AS_OF)
    assert index(found) == [100.0] * 8
    assert changes(found)["n_matched_change"].sum() == 0
    assert changes(found)["n_left"].sum() == 10
    row = headline(found)
    assert (row["growth_share"], row["n_vanished"]) == (pytest.approx(0.0), 1)
    assert row["growth_unreplaced_share"] == pytest.approx(-0.1)
    assert "1 employer vanished and counts as replaced by a new one (if not: -10.0%)" in str(
        row["note"]
    )


def test_a_board_that_vanished_while_another_of_its_employer_goes_on_is_a_real_zero():
    boards = ten([10] * 8).board("elder", [10] * 8)
    found = growth.measure_growth(*vanished(of(boards.frames(), {"elder": "b0"}), "b0", 3), AS_OF)
    assert index(found)[-1] == pytest.approx(100 * 100 / 110, abs=1e-6)
    assert headline(found)["n_vanished"] == 0


def test_an_employer_that_keeps_an_empty_board_is_a_real_zero():
    boards = ten([10] * 8)
    for number in range(10, 14):
        boards.board(f"b{number}", [10] * 3 + [0] * 5)
    row = headline(boards.measure())
    assert row["growth_share"] == pytest.approx(-40 / 140)
    assert (row["n_vanished"], row["growth_unreplaced_share"]) == (0, row["growth_share"])


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("starts", [2, 3, 6])
def test_an_employer_whose_board_vanished_goes_on_where_it_moved_to(starts: int, named: bool):
    boards = ten([10] * 9).board("new", [10] * (9 - starts), first_week=starts)
    moved = vanished(of(boards.frames(), {"new": "b0"}, named), "b0", 3)
    found = growth.measure_growth(*moved, AS_OF)
    assert index(found) == [100.0] * 9
    assert headline(found)["n_boards"] == 10
    parts = changes(found)
    assert parts["n_matched_change"].to_list() == [0] * 9
    assert parts["n_left"].sum() == 0
    assert parts["n_entered"].to_list() == [100] + [0] * 8


@pytest.mark.parametrize("named", [True, False])
def test_an_emptied_board_whose_employer_lives_elsewhere_has_moved(named: bool):
    boards = ten([10] * 9).board("old", [10, 10, 10, *[0] * 6])
    boards.board("new", [12] * 6, first_week=3)
    found = growth.measure_growth(
        *of(boards.frames(), {"old": "acme", "new": "acme"}, named), AS_OF
    )
    assert index(found)[-1] == pytest.approx(100 * 112 / 110, abs=1e-5)


@pytest.mark.parametrize(("is_same", "after"), [(True, 100.0), (False, 91.0)])
def test_a_board_with_a_leftover_has_moved_when_its_openings_are_elsewhere(
    is_same: bool, after: float
):
    boards = ten([10] * 12)
    boards.board("old", [*[10] * 6, *[1] * 6]).board("new", [10] * 6, first_week=6)
    frames = of(boards.frames(), {"old": "e", "new": "e"})
    name = pl.col("posting_id").str.replace("old|new", "job") if is_same else pl.col("posting_id")
    found = growth.measure_growth(frames[0].with_columns(opening_id=name), frames[1], AS_OF)
    assert index(found)[-1] == pytest.approx(after, abs=1)


def test_an_emptied_board_whose_employer_lives_nowhere_else_is_a_real_zero():
    found = ten([10] * 9).board("old", [10, 10, 10, *[0] * 6]).measure()
    assert index(found)[-1] == pytest.approx(100 * 100 / 110, abs=1e-5)


def test_an_empty_board_is_no_place_to_have_moved_to():
    boards = ten([10] * 9).board("old", [10, 10, 10, *[0] * 6]).board("new", [0] * 6, 3)
    found = growth.measure_growth(*of(boards.frames(), {"old": "acme", "new": "acme"}), AS_OF)
    assert index(found)[-1] == pytest.approx(100 * 100 / 110, abs=1e-5)


def test_what_moved_with_its_employer_is_not_new_and_widens_no_interval():
    boards, still = ten([10] * 16), ten([10] * 16).board("old", [10] * 16)
    boards.board("old", [10] * 6 + [0] * 10).board("new", [10] * 10, first_week=6)
    found = growth.measure_growth(*of(boards.frames(), {"old": "acme", "new": "acme"}), AS_OF)
    weeks = found.by_period.filter(role="ai_engineer", grain="week")
    assert weeks["flow"].sum() == 0
    assert headline(found)["growth_high"] == headline(still.measure())["growth_high"]


def test_new_openings_of_an_employer_that_moved_are_compared_before_and_after():
    boards = Boards()
    for number in range(10):
        boards.board(f"old{number}", [20 + 5 * week for week in range(14)] + [0] * 16)
        boards.board(f"new{number}", [90 + 5 * week for week in range(16)], first_week=14)
    same = {f"{when}{number}": f"e{number}" for number in range(10) for when in ("old", "new")}
    found = growth.measure_growth(*of(boards.frames(), same), AS_OF)
    assert headline(found, "flow")["growth_share"] == pytest.approx(0)
    assert headline(found, "flow")["n_weeks"] == 21


def test_a_second_board_of_an_employer_that_goes_on_enters_like_any_board():
    boards = ten([10] * 8).board("second", [50] * 4, first_week=4)
    found = growth.measure_growth(*of(boards.frames(), {"second": "b0"}), AS_OF)
    assert index(found) == [100.0] * 8
    row = headline(found)
    assert (row["n_boards"], row["n_employers"]) == (11, 10)


def test_what_an_old_board_gains_while_another_of_its_employer_closes_cancels():
    boards = ten([10] * 8).board("a", [10] * 4 + [0] * 4).board("b", [5] * 4 + [15] * 4)
    found = growth.measure_growth(*of(boards.frames(), {"a": "acme", "b": "acme"}), AS_OF)
    assert index(found)[-1] == 100.0


def test_an_employer_that_moved_to_two_boards_at_once_leaves_and_they_enter():
    boards = ten([10] * 9).board("old", [10, 10, 10, *[0] * 6])
    boards.board("one", [6] * 6, first_week=3).board("two", [4] * 5, first_week=4)
    same = {"old": "acme", "one": "acme", "two": "acme"}
    found = growth.measure_growth(*of(boards.frames(), same), AS_OF)
    assert index(found) == [100.0] * 9


@pytest.mark.parametrize(("n_old", "n_new"), [(1, 60), (90, 2)])
def test_a_board_of_quite_another_size_is_not_where_the_old_one_went(n_old: int, n_new: int):
    boards = ten([10] * 9).board("old", [n_old] * 3 + [0] * 6).board("new", [n_new] * 6, 3)
    found = growth.measure_growth(*of(boards.frames(), {"old": "acme", "new": "acme"}), AS_OF)
    assert index(found) == [100.0] * 9


@pytest.mark.parametrize("second_from", [0, 10])
def test_two_lists_of_one_employer_are_its_openings_once_also_when_one_is_never_seen_again(
    second_from: int,
):
    stock: list[int | None] = [*[10] * 14, 4, *[10] * 9]
    boards = ten(stock)
    for number in range(4):
        employer = f"b{number}"
        boards.board(f"gone{number}", stock, failed=tuple(range(12, 24)))
        boards.board(f"stays{number}", stock[second_from:], first_week=second_from)
        boards.postings = [row for row in boards.postings if row[2] != employer]
        boards.looks = [row for row in boards.looks if row[2] != employer]
    frames = of(boards.frames(), {f"{n}{m}": f"e{m}" for m in range(4) for n in ("gone", "stays")})
    one_job = pl.col("posting_id").str.replace("gone|stays", "job")
    found = growth.measure_growth(frames[0].with_columns(opening_id=one_job), frames[1], AS_OF)
    # Six employers went from 10 to 4 and back, as did the four of which one list is left.
    assert index(found)[-1] == pytest.approx(100)
    assert changes(found)["n_after"][-1] == 100


def test_eight_boards_of_one_employer_are_too_few_to_judge():
    boards = Boards()
    for number in range(8):
        boards.board(f"b{number}", [10, 20])
    found = growth.measure_growth(*of(boards.frames(), {f"b{n}": "acme" for n in range(8)}), AS_OF)
    assert headline(found)["note"] == "too few employers to judge (n = 1)"


def gathering(postings: pl.DataFrame, looks: pl.DataFrame, week: int) -> Frames:
    """An aggregator that lists, from a week on, every opening that stands on any board."""
    at = START + timedelta(weeks=week)
    copies = postings.with_columns(
        board=pl.lit("everything"),
        posting_id="a:" + pl.col("posting_id"),  # so that it comes first
        first_seen_at=pl.max_horizontal("first_seen_at", pl.lit(at)).cast(pl.Datetime("us")),
        is_left_truncated=pl.col("first_seen_at") <= at,
    )
    listed = copies.filter(pl.col("closed_at").fill_null(at + timedelta(days=1)) > at)
    its_looks = looks.filter(pl.col("board") == "b0", pl.col("looked_at") >= at)
    named = its_looks.with_columns(board=pl.lit("everything"), employer=pl.lit(None, pl.String))
    return pl.concat([listed, postings]), pl.concat([looks, named])


@pytest.mark.parametrize("week", [0, 5])
def test_an_aggregator_that_lists_everything_changes_nothing(week: int):
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", [20 + 5 * at + 3 * min(at, 4) for at in range(16)])
    # One board leaves. The aggregator goes on listing what stood there.
    boards.board("gone", [30] * 6)
    alone = growth.measure_growth(*boards.frames(), AS_OF)
    beside = growth.measure_growth(*gathering(*boards.frames(), week), AS_OF)
    for column in ("index", "flow_index"):
        assert index(beside, column=column) == index(alone, column=column)
    assert beside.by_period["flow"].to_list() == alone.by_period["flow"].to_list()


def test_a_group_of_many_legal_entities_is_one_employer():
    postings, looks = ten([10] * 4).board("group", [24, 24, 12, 12]).frames()
    entity = pl.format("acme{}", pl.int_range(pl.len()) % 6)
    key = pl.when(pl.col("board") == "group").then(entity).otherwise("employer_key")
    found = growth.measure_growth(postings.with_columns(employer_key=key), looks, AS_OF)
    assert index(found)[-1] == pytest.approx(100 * 112 / 124, abs=1e-5)
