"""Growth: the matched, chained index and what it must not be moved by (docs/methods.md, Growth)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.transforms.statistics.growth.made_up_boards import (
    AS_OF,
    START,
    Boards,
    headline,
    index,
    ten,
)
from transforms.statistics.growth import growth


def test_the_index_multiplies_the_links_of_matched_boards():
    assert index(ten([10, 11, 22]).measure()) == [100.0, 110.0, 220.0]


def test_a_board_that_joins_late_moves_no_index():
    boards = ten([10, 10, 10, 10]).board("late", [500, 500], first_week=2)
    assert index(boards.measure()) == [100.0] * 4


def test_a_board_counts_from_its_second_look():
    late = ten([10, 10, 10, 10]).board("late", [10, 21], first_week=2)
    assert index(late.measure()) == [100.0, 100.0, 100.0, 110.0]


def test_a_board_that_leaves_moves_no_index():
    assert index(ten([10] * 8).board("gone", [50, 50]).measure()) == [100.0] * 8


def test_a_failed_week_is_missing_and_never_zero():
    whole = ten([10, 10, 10]).board("odd", [20, 20, 20])
    faulty = ten([10, 10, 10]).board("odd", [20, None, 20], failed=(1,))
    assert index(faulty.measure()) == index(whole.measure()) == [100.0] * 3


def test_after_failed_weeks_the_index_is_where_it_would_have_been():
    whole = ten([10, 10, 10, 10]).board("odd", [20, 25, 30, 30])
    faulty = ten([10, 10, 10, 10]).board("odd", [20, None, 30, 30], failed=(1,))
    assert index(faulty.measure())[2:] == index(whole.measure())[2:]


def test_a_suspect_look_is_no_look():
    postings, looks = ten([10, 10, 10]).frames()
    suspect = looks.with_columns(
        is_suspect=(pl.col("board") == "b0") & (pl.col("looked_at") == START + timedelta(weeks=1))
    )
    found = growth.measure_growth(postings, suspect, AS_OF)
    assert found.flow.filter(role="ai_engineer", grain="week")["n_unknown_change"].to_list() == [
        0,
        0,
        0,
    ]
    assert index(found) == [100.0] * 3


def test_no_board_weighs_more_than_a_quarter_of_a_link():
    boards = Boards()
    for number in range(9):
        boards.board(f"b{number}", [10, 10])
    found = boards.board("giant", [1000, 2000]).measure()
    # The giant's mean of 1500 is held at a quarter of 90 + 30, so it goes from 20 to 40.
    assert index(found)[-1] == pytest.approx(100 * (90 + 40) / (90 + 20))
    assert headline(found)["naive_growth_share"] == pytest.approx(2090 / 1090 - 1)


def test_fewer_than_eight_boards_are_too_few_to_judge():
    boards = Boards()
    for number in range(7):
        boards.board(f"b{number}", [10, 20])
    found = boards.measure()
    assert index(found) == [None, None]
    assert headline(found)["growth_share"] is None
    assert headline(found)["note"] == "too few boards to judge (n = 7)"
    assert found.by_period.filter(role="ai_engineer", grain="week")["is_thin"].to_list() == [
        True,
        True,
    ]


def test_without_new_openings_their_index_says_why_it_is_missing():
    weeks = ten([10, 10, 10]).measure().by_period.filter(role="ai_engineer", grain="week")
    told = weeks.filter(pl.col("index").is_not_null(), pl.col("flow_index").is_null())
    assert told.height
    assert set(told["note"]) == {"new openings: needs 10 weekly visits"}
    silent = weeks.filter(pl.col("flow_index").is_null(), pl.col("note").is_null())
    assert silent.is_empty()


def test_visits_too_far_apart_count_no_new_openings_and_say_so():
    between = tuple(week for week in range(20) if week % 6)
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", [10] * 20, failed=between)
    found = boards.measure()
    assert headline(found)["growth_share"] == pytest.approx(0)
    assert headline(found, "flow")["note"] == "needs visits at most 36 days apart, over 9 weeks"


def test_a_sunday_and_the_monday_after_it_are_one_week():
    postings, looks = ten([10, 11]).frames()
    near = pl.when(pl.col("looked_at") > START).then(START).otherwise(START - timedelta(days=1))
    seen = looks.with_columns(looked_at=near + timedelta(hours=9))
    found = growth.measure_growth(postings, seen, AS_OF)
    note = "needs 2 complete visits a week apart; the newest was in the week of 2026-01-05"
    assert headline(found)["note"] == note
    assert index(found) == [None]


def test_boards_without_the_role_do_not_count_for_it():
    found = ten([10, 10]).board("other", [10, 10], role="ml_engineer").measure()
    assert headline(found, role="ml_engineer")["growth_share"] is None
    assert headline(found)["n_boards"] == 10


def test_after_one_look_the_stock_says_how_many_boards_it_counts():
    weeks = (
        ten([10]).board("empty", [0]).measure().by_period.filter(role="ai_engineer", grain="week")
    )
    assert weeks.select("stock", "n_boards", "n_boards_seen").rows() == [(100, 0, 10)]


def test_a_board_that_fails_is_not_seen_that_week():
    weeks = ten([10, 10]).board("odd", [10, None], failed=(1,)).measure().by_period
    assert weeks.filter(role="ai_engineer", grain="week")["n_boards_seen"].to_list() == [11, 10]


def test_the_share_is_of_the_same_boards():
    boards = ten([10, 20])
    for number in range(10):
        boards.board(f"b{number}", [10, 10], role="other")
    assert headline(boards.measure(), "share")["growth_share"] == pytest.approx(2 / 1.5 - 1)


def test_a_copy_on_a_second_board_is_not_counted_twice():
    postings, looks = ten([10, 10]).frames()
    copies = postings.filter(board="b0").with_columns(
        board=pl.lit("b1"), posting_id=pl.col("posting_id") + "-copy"
    )
    found = growth.measure_growth(pl.concat([postings, copies]), looks, AS_OF)
    assert found.by_period.filter(role="ai_engineer", grain="week")["stock"].to_list() == [100, 100]


def test_when_a_board_vanishes_its_openings_count_where_they_moved_to():
    postings, looks = ten([10] * 12).frames()
    gone_at, moved_at = START + timedelta(weeks=3), START + timedelta(weeks=4)
    is_old = pl.col("board") == "b0"
    moved = postings.filter(is_old).with_columns(
        board=pl.lit("new"),
        posting_id=pl.col("posting_id") + "-new",
        first_seen_at=pl.lit(moved_at),
    )
    new_looks = looks.filter(is_old, pl.col("looked_at") >= moved_at).with_columns(
        board=pl.lit("new")
    )
    old_looks = looks.filter(~is_old | (pl.col("looked_at") < gone_at))
    found = growth.measure_growth(
        pl.concat([postings, moved]), pl.concat([old_looks, new_looks]), AS_OF
    )
    assert (
        found.by_period.filter(role="ai_engineer", grain="week")["stock"].to_list()[-3:]
        == [100] * 3
    )
    assert index(found) == [100.0] * 12


def test_when_one_of_two_boards_with_the_same_openings_vanishes_the_other_does_not_grow():
    postings, looks = ten([10] * 12).frames()
    copies = postings.filter(board="b0").with_columns(
        board=pl.lit("b1"), posting_id=pl.col("posting_id") + "-copy"
    )
    remaining = looks.filter(
        (pl.col("board") != "b0") | (pl.col("looked_at") < START + timedelta(weeks=3))
    )
    assert (
        index(growth.measure_growth(pl.concat([postings, copies]), remaining, AS_OF))
        == [100.0] * 12
    )


def test_a_repost_goes_on_in_the_stock_and_is_not_new_in_the_flow():
    postings, looks = ten([10, 10, 10, 10]).frames()
    at = START + timedelta(weeks=2)
    is_reposted = pl.col("posting_id") == "b0:0"
    old = postings.with_columns(closed_at=pl.when(is_reposted).then(at).otherwise("closed_at"))
    new = postings.filter(is_reposted).with_columns(
        posting_id=pl.lit("b0:new"), first_seen_at=at, is_left_truncated=pl.lit(False)
    )
    weeks = growth.measure_growth(pl.concat([old, new]), looks, AS_OF).by_period.filter(
        role="ai_engineer", grain="week"
    )
    assert weeks["stock"].to_list() == [100] * 4
    assert weeks["flow"].to_list() == [0] * 4


def test_what_a_first_look_shows_is_not_new():
    weeks = (
        ten([10, 12])
        .board("late", [50], first_week=1)
        .measure()
        .by_period.filter(role="ai_engineer", grain="week")
    )
    assert weeks["flow"].to_list() == [0, 20]


def test_a_census_does_not_enter_the_panel():
    postings, looks = ten([10, 10]).frames()
    thread = looks.head(1).with_columns(board=pl.lit("thread"), period=pl.lit("2026-01"))
    posts = postings.head(1).with_columns(
        board=pl.lit("thread"),
        posting_id=pl.lit("post"),
        opening_id=pl.lit("post"),
        is_census=pl.lit(True),
    )
    found = growth.measure_growth(pl.concat([postings, posts]), pl.concat([looks, thread]), AS_OF)
    assert_frame_equal(found.by_period, ten([10, 10]).measure().by_period)


def test_the_interval_holds_the_index_and_the_base_is_exact():
    boards = Boards()
    for number in range(12):
        boards.board(f"b{number}", [10 + number, 11 + number, 9 + 2 * number])
    weeks = boards.measure().by_period.filter(role="ai_engineer", grain="week")
    assert weeks["index_low"].to_list()[0] == weeks["index_high"].to_list()[0] == 100.0
    assert (weeks["index_low"] <= weeks["index"]).all()
    assert (weeks["index"] <= weeks["index_high"]).all()
    assert weeks["index_low"].to_list()[2] < weeks["index_high"].to_list()[2]


def test_the_same_market_gives_the_same_numbers_in_any_order():
    postings, looks = ten([10, 13, 9]).board("late", [7, 9], first_week=1).frames()
    shuffled = growth.measure_growth(
        postings.sample(fraction=1, shuffle=True, seed=1), looks.reverse(), AS_OF
    )
    assert_frame_equal(shuffled.by_period, growth.measure_growth(postings, looks, AS_OF).by_period)


def test_the_change_has_known_parts():
    boards = (
        ten([10, 12, 12]).board("late", [7], first_week=1).board("odd", [5, None, 9], failed=(1,))
    )
    rows = boards.measure().flow.filter(role="ai_engineer", grain="week")
    columns = ["n_before", "n_matched_change", "n_entered", "n_left", "n_unknown_change", "n_after"]
    assert rows.select(columns).rows() == [
        (0, 0, 105, 0, 0, 105),
        (105, 20, 7, 0, 0, 132),
        (132, 0, 0, 0, 4, 136),
    ]


HISTORIES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=8)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_after_is_before_plus_matched_plus_entered_minus_left_plus_unknown(
    histories: list[tuple[int, list[int | None]]],
):
    boards = Boards()
    for number, (first_week, stock) in enumerate(histories):
        failed = tuple(week for week, count in enumerate(stock) if count is None)
        if len(failed) < len(stock):
            boards.board(f"b{number}", stock, first_week, failed=failed)
    rows = boards.measure().flow
    parts = (
        pl.col("n_before")
        + pl.col("n_matched_change")
        + pl.col("n_entered")
        - pl.col("n_left")
        + pl.col("n_unknown_change")
    )
    assert rows.filter(pl.col("n_after") != parts).is_empty()
    for (_, _), part in rows.group_by("role", "grain"):
        ordered = part.sort("period_start")
        assert ordered["n_before"].to_list()[1:] == ordered["n_after"].to_list()[:-1]


def test_boards_that_join_or_leave_are_counted_where_the_stock_breaks():
    boards = ten([10] * 8).board("late", [7] * 6, first_week=2).board("gone", [50, 50])
    weeks = boards.measure().by_period.filter(role="ml_engineer", grain="week").sort("period_start")
    assert weeks["n_boards_joined"].to_list() == [11, 0, 1, 0, 0, 0, 0, 0]
    assert weeks["n_boards_left"].to_list() == [
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
    ]  # kept for four weeks after its last look
