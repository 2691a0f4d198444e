"""The matched panel: what is new on a board, and in which period it came (docs/methods.md, Growth)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from transforms.statistics.growth import panel
from transforms.statistics.growth.spells import watch
from transforms.vocabulary import PANEL_ROLES

START = datetime(2026, 1, 5)
AI = PANEL_ROLES.index("ai_engineer")


def built(
    new: list[int | None], late: list[timedelta] | None = None, grain: str = "week"
) -> panel.Panel:
    """One board, looked at weekly, or `late` by some time; `new` openings a week, open for ever. None: the look failed."""
    weeks = [START + timedelta(weeks=week) for week in range(len(new))]
    weeks = [week + by for week, by in zip(weeks, late or [timedelta()] * len(new), strict=True)]
    looks = pl.DataFrame(
        {
            "look_id": [f"look{week}" for week in range(len(new))],
            "outcome": ["failed" if n is None else "complete" for n in new],
            "looked_at": weeks,
        }
    ).with_columns(
        source=pl.lit("ashby"),
        board=pl.lit("b"),
        employer=pl.lit("b"),
        is_suspect=False,
        is_death=False,
        period=pl.lit(None, dtype=pl.String),
    )
    seen = [week for week, n in zip(weeks, new, strict=True) for _ in range(n or 0)]
    postings = pl.DataFrame(
        {"posting_id": [f"p{number}" for number in range(len(seen))], "first_seen_at": seen},
        schema={"posting_id": pl.String, "first_seen_at": pl.Datetime("us")},
    ).with_columns(
        source=pl.lit("ashby"),
        board=pl.lit("b"),
        employer_key=pl.lit("b"),
        opening_id="posting_id",
        role_counted=pl.lit("ai_engineer"),
        reader_version=pl.lit("one"),
        closed_at=pl.lit(None, dtype=pl.Datetime("us")),
        is_left_truncated=pl.col("first_seen_at") == weeks[0],
        is_census=False,
    )
    watched = watch(postings, looks, date(2028, 1, 1))
    assert watched is not None
    return panel.build_panel(watched, grain)


def flows(found: panel.Panel) -> list[float | None]:
    """New openings in the four weeks up to each look, where an index may use them; what is bridged is not."""
    known = zip(found.flows.counts[0, AI], found.flows.is_seen[0], strict=True)
    return [round(float(n), 6) if is_seen else None for n, is_seen in known]


def test_openings_of_a_boards_first_month_are_in_no_index_of_new_openings():
    assert flows(built([50, 9, 9, 9, 9, 4, 3, 2, 1, 0])) == [None] * 8 + [10, 6]


def test_the_count_of_new_openings_leaves_out_the_first_look_only():
    assert built([50, 9, 9, 9, 9, 4, 3, 2]).flow[0, AI].tolist() == [0, 9, 9, 9, 9, 4, 3, 2]


def test_the_count_of_new_openings_holds_what_was_first_seen_after_a_missed_look():
    assert built([50, 9, None, 8, None, None, 7]).flow[0, AI].tolist() == [0, 9, 0, 8, 0, 0, 7]


def test_what_is_new_after_a_failed_look_came_in_both_weeks():
    found = flows(built([5, 0, 0, 0, 0, 3, None, 8, 2, 0, 0, 0]))
    assert found[8:] == [13, 10, 4 + 2, 2]


@pytest.mark.parametrize(("n_failed", "is_known"), [(4, True), (5, False)])
def test_after_a_long_gap_nobody_knows_what_came_and_went(n_failed: int, is_known: bool):
    found = flows(built([5, 0, 0, 0, 0, 3, 0, 0, 0, *[None] * n_failed, 10, 2, 0, 0, 0]))
    assert found[8] == 3
    assert found[9 + n_failed : -1] == ([8, 8, 6, 4] if is_known else [None] * 4)
    assert found[-1] == 2


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(days=3, hours=5)])
def test_looks_minutes_before_or_after_midnight_on_monday_count_for_their_week(offset: timedelta):
    late = [1, -1, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1]
    minutes = [offset + timedelta(minutes=30 * side) for side in late]
    found = built([20, *[5] * 13], late=minutes)
    assert len(found.periods) == 14
    assert found.is_seen.all()
    assert found.stocks.counts[0, AI].tolist() == [20 + 5 * week for week in range(14)]
    known = [n for n in flows(found) if n is not None]
    assert known == pytest.approx([20] * 6, abs=0.05)


def test_a_flow_is_per_elapsed_time_and_not_per_calendar_month():
    # Looks every 7 days: four or five a month, and one opening a day.
    found = built([20, *[7] * 60], grain="month")
    known = found.flows.counts[0, AI][found.flows.is_seen[0]]
    assert len(known) >= 11
    assert known == pytest.approx([365.25 / 12] * len(known))


def test_looks_that_failed_at_the_end_of_a_month_hide_no_months_flow():
    # The last looks of March and April are six weeks apart, with looks in between.
    weeks: list[int | None] = [20, *[7] * 60]
    weeks[11] = weeks[12] = None
    weeks[13] = 21
    found = built(weeks, grain="month")
    assert found.flows.is_seen[0].tolist()[3:] == [True] * (len(found.periods) - 3)
    known = found.flows.counts[0, AI][3:]
    assert known == pytest.approx([365.25 / 12] * len(known))


def test_between_two_looks_a_stock_is_bridged_and_after_the_last_it_is_not_known():
    found = built([10, None, None, 6, 0, None])
    stocks = found.stocks
    assert stocks.counts[0, AI].tolist() == [10, 12, 14, 16, 16]
    assert stocks.is_in[0].all()
    assert stocks.is_seen[0].tolist() == [True, False, False, True, True]
    assert stocks.away[0].tolist() == pytest.approx([0, 2 / 3, 2 / 3, 0, 0])
