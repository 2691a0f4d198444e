"""The statistics on a few simulated markets whose truth is known. `make prove` runs two hundred."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from tests.benchmarks.prove_digest import statements
from tests.benchmarks.prove_statistics import estimate
from tests.benchmarks.simulated_market import START, Market, Setting, frames_of, simulate, store
from transforms.statistics.growth import growth
from transforms.statistics.news import find_news

_MARKETS = 3

Findings = list[tuple[str, float, float, float, float, float | None]]


@pytest.fixture(scope="module")
def found() -> Findings:
    return [finding for seed in range(_MARKETS) for finding in estimate(seed, Setting(boards=30))]


def test_matched_growth_is_near_the_truth_where_the_raw_count_is_far_off(found: Findings):
    stock = [row for row in found if row[0].startswith("growth stock")]
    misses = [estimate - truth for _, truth, estimate, _, _, _ in stock]
    naive_misses = [naive - truth for _, truth, _, _, _, naive in stock if naive is not None]
    assert len(stock) == 4 * _MARKETS
    assert abs(sum(misses) / len(misses)) < 0.15
    assert sum(naive_misses) / len(naive_misses) > 0.7


def test_nearly_all_intervals_hold_the_truth(found: Findings):
    held = [low <= truth <= high for _, truth, _, low, high, _ in found]
    assert sum(held) / len(held) > 0.85


def test_outages_and_faulty_lists_close_nothing_that_is_open():
    setting = Setting(boards=10, outage=0.2, faulty=0.1, late_share=0.0)
    market = simulate(11, setting)
    _, postings, _, _ = store(market)
    last = {}
    for look_id, _, _, posting_id, _ in market.sightings:
        last[posting_id] = max(look_id, last.get(posting_id, ""))
    closed = postings.drop_nulls("closed_at")
    weeks = ((closed["closed_at"] - START).dt.total_days() // 7).to_list()
    assert closed.height > 100
    assert all(
        int(last[name].rsplit("-", 1)[1]) < week
        for name, week in zip(closed["posting_id"], weeks, strict=True)
    )


@pytest.mark.parametrize("fault", ["a week of failed looks", "a third of its postings once"])
def test_a_board_that_answers_badly_for_a_week_closes_nothing_and_moves_no_index(fault: str):
    clean = simulate(3, Setting(boards=12, late_share=0.0, outage=0.0, faulty=0.0))
    look_id, listed = _look_at_a_large_board(clean, week=30)
    hidden = set(listed if fault == "a week of failed looks" else listed[len(listed) // 3 :])
    faulty = Market(
        looks=[
            (*row[:5], "failed", *row[6:])
            if row[0] == look_id and len(hidden) == len(listed)
            else row
            for row in clean.looks
        ],
        sightings=[row for row in clean.sightings if row[0] != look_id or row[3] not in hidden],
        postings=clean.postings,
    )
    (postings, index), (bad_postings, bad_index) = (
        _lives_and_index(market) for market in (clean, faulty)
    )
    # What closed in that very week is seen to be gone one look later; nothing closes before its time.
    both = postings.join(bad_postings, on="posting_id", suffix="_bad")
    moved = both.filter(pl.col("closed_at").ne_missing(pl.col("closed_at_bad")))
    assert both.height > 500
    assert set(moved["closed_at"]) <= {START + timedelta(weeks=30)}
    assert set(moved["closed_at_bad"]) <= {START + timedelta(weeks=31)}
    others = index.join(bad_index, on=["role", "period_start"], suffix="_bad").filter(
        pl.col("period_start") != (START + timedelta(weeks=30)).date()
    )
    assert others["index"].null_count() < others.height / 2
    assert (
        others["index"] / others["index_bad"] - 1
    ).abs().max() < 0.002  # the cap weighs by means over all weeks


def _look_at_a_large_board(market: Any, week: int) -> tuple[str, list[str]]:
    """The look of a week at the third largest board, and what it listed."""
    listed: dict[str, list[str]] = {}
    for look_id, _, _, posting_id, _ in market.sightings:
        if look_id.endswith(f"-{week:03d}"):
            listed.setdefault(look_id, []).append(posting_id)
    return sorted(listed.items(), key=lambda item: (-len(item[1]), item[0]))[2]


def _lives_and_index(market: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    looks, postings, _, _ = store(market)
    found = growth.measure_growth(postings, looks, date(2027, 1, 1)).by_period.filter(grain="week")
    return postings.select("posting_id", "closed_at"), found.select("role", "period_start", "index")


def test_reposts_and_copies_are_found_as_planted():
    market = simulate(5, Setting(boards=12, late_share=0.0, outage=0.0, faulty=0.0))
    _, postings, _, _ = store(market)
    by_job = postings.group_by(job=pl.col("posting_id").str.split("-").list.first()).agg(
        n=pl.col("opening_id").n_unique()
    )
    by_opening = postings.group_by("opening_id").agg(
        n=pl.col("posting_id").str.split("-").list.first().n_unique()
    )
    assert by_job["n"].max() == by_opening["n"].max() == 1


def test_a_digest_holds_news_where_something_changed_and_none_where_nothing_did():
    market = frames_of(simulate(0, Setting(growth_scatter=0.0)))
    first, later = statements(market, 56), statements(market, 57)
    assert {*first["topic"]} == {"growth", "pay", "asks", "skill", "employer"}
    assert find_news(first, later).is_empty()
    changed = find_news(first, statements(market, 57, change=True))
    assert "pay" in changed["topic"].to_list()
