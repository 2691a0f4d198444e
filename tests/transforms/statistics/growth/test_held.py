"""Boards whose newest list is held: how many they are, and what growth is with them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tests.transforms.statistics.growth.made_up_boards import AS_OF, START, Boards, headline, index
from transforms.statistics.growth import growth

LAST = START + timedelta(weeks=2)


def laid_off(n_held: int, n_others: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Boards of 20 openings; at the last look some list 5, which is held."""
    boards = Boards()
    for number in range(n_held):
        boards.board(f"held{number}", [20, 20, 5])
    for number in range(n_others):
        boards.board(f"other{number}", [20, 20, 18])
    postings, looks = boards.frames()
    is_held = pl.col("board").str.starts_with("held")
    kept = pl.when(~(is_held & (pl.col("closed_at") == LAST))).then("closed_at")
    suspect = is_held & (pl.col("looked_at") == LAST)
    return postings.with_columns(closed_at=kept), looks.with_columns(is_suspect=suspect)


def test_held_boards_are_counted_and_growth_with_them_stands_beside():
    found = growth.measure_growth(*laid_off(9, 11), AS_OF)
    row = headline(found)
    assert (row["n_boards"], row["n_boards_held"]) == (11, 9)
    assert row["growth_share"] == pytest.approx(-0.1)
    assert row["growth_with_held_share"] == pytest.approx((9 * 5 + 11 * 18) / 400 - 1)
    assert row["note"] == (
        "2 weeks, less than a year: the season is not taken out; 9 boards held, with them -39 % up "
        "to 2026-01-19: each listed less than half of what it did, for the first time"
    )


def test_one_held_board_is_counted_as_one():
    found = growth.measure_growth(*laid_off(1, 19), AS_OF)
    assert headline(found)["note"] == (
        "2 weeks, less than a year: the season is not taken out; 1 board held, with it -13 % up "
        "to 2026-01-19: it listed less than half of what it did, for the first time"
    )
    last = found.by_period.filter(role="ai_engineer", grain="week").sort("period_start")[-1]
    assert last["note"].item() == (
        "1 board held: the interval reaches over what it is with and without it; "
        "new openings: needs 10 weekly visits"
    )


def test_while_boards_are_held_an_interval_reaches_over_both_readings():
    found = growth.measure_growth(*laid_off(9, 11), AS_OF)
    row = headline(found)
    assert row["growth_low"] < row["growth_with_held_share"] < row["growth_share"]
    assert row["growth_share"] <= row["growth_high"]
    last = found.by_period.filter(role="ai_engineer", grain="week").sort("period_start")[-1]
    assert last["index_low"].item() == pytest.approx(100 * (1 + row["growth_low"]))
    assert last["note"].item() == (
        "9 boards held: the interval reaches over what it is with and without them; "
        "new openings: needs 10 weekly visits"
    )


def test_when_most_boards_are_held_the_figure_ends_before_and_says_what_they_list():
    row = headline(growth.measure_growth(*laid_off(13, 7), AS_OF))
    assert (row["period_to"], row["growth_share"]) == (date(2026, 1, 12), 0.0)
    assert (row["growth_low"], row["growth_high"]) == pytest.approx((-0.0085, 0.0085), abs=1e-4)
    assert row["growth_with_held_share"] == pytest.approx((13 * 5 + 7 * 18) / 400 - 1)
    assert "too few boards to judge (n = 7) in the week of 2026-01-19, 20 before" in row["note"]
    assert "with them -52 % up to 2026-01-19" in row["note"]


def test_a_list_that_was_held_once_and_then_confirmed_is_not_held():
    postings, looks = laid_off(9, 11)
    later = looks.filter(pl.col("looked_at") == LAST).with_columns(
        look_id=pl.col("look_id") + "-again",
        looked_at=pl.col("looked_at") + timedelta(weeks=1),
        is_suspect=False,
    )
    again = pl.when(pl.col("last_seen_at") == LAST).then(LAST + timedelta(weeks=1))
    gone = pl.when(pl.col("closed_at").is_null() & (pl.col("last_seen_at") < LAST))
    closed = postings.with_columns(
        last_seen_at=again.otherwise("last_seen_at").cast(pl.Datetime("us")),
        closed_at=gone.then(LAST + timedelta(weeks=1))
        .otherwise("closed_at")
        .cast(pl.Datetime("us")),
    )
    row = headline(growth.measure_growth(closed, pl.concat([looks, later]), AS_OF))
    assert (row["n_boards_held"], row["growth_with_held_share"]) == (0, None)
    assert row["growth_share"] == pytest.approx((9 * 5 + 11 * 18) / 400 - 1)


def test_a_list_that_was_held_long_ago_and_never_seen_again_is_no_news():
    postings, looks = laid_off(2, 20)
    later = looks.filter(pl.col("looked_at") == LAST, ~pl.col("is_suspect")).with_columns(
        look_id=pl.col("look_id") + "-later", looked_at=pl.col("looked_at") + timedelta(weeks=5)
    )
    found = growth.measure_growth(postings, pl.concat([looks, later]), AS_OF)
    assert headline(found)["n_boards_held"] == 0
    assert index(found)[-1] == pytest.approx(90)
