"""The matched panel: what is new on a board, and in which period it came (METHODS, sections 0 and 1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from transforms.statistics.growth import panel
from transforms.vocabulary import PANEL_ROLES

START = datetime(2026, 1, 5)
AI = PANEL_ROLES.index("ai_engineer")


def built(new: list[int | None], as_of: date = date(2027, 1, 1)) -> panel.Panel:
    """One board, looked at weekly; `new` openings a week, each open for ever. None: the look failed."""
    weeks = [START + timedelta(weeks=week) for week in range(len(new))]
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
        opening_id="posting_id",
        role_counted=pl.lit("ai_engineer"),
        reader_version=pl.lit("one"),
        closed_at=pl.lit(None, dtype=pl.Datetime("us")),
        is_left_truncated=pl.col("first_seen_at") == START,
        is_census=False,
    )
    found = panel.build_panel(postings, looks, as_of, "week")
    assert found is not None
    return found


def arrivals(found: panel.Panel) -> list[float | None]:
    known = zip(found.arrivals[0, AI], found.is_settled[0], strict=True)
    return [float(n) if is_settled else None for n, is_settled in known]


def test_openings_of_a_boards_first_month_are_in_no_index_of_new_openings():
    assert arrivals(built([50, 9, 9, 9, 9, 4, 3, 2])) == [None] * 5 + [4, 3, 2]


def test_the_count_of_new_openings_leaves_out_the_first_look_only():
    assert built([50, 9, 9, 9, 9, 4, 3, 2]).flow[0, AI].tolist() == [0, 9, 9, 9, 9, 4, 3, 2]


def test_what_is_new_after_a_failed_look_came_in_both_weeks():
    assert arrivals(built([5, 0, 0, 0, 0, 3, None, 8, 2])) == [None] * 5 + [3, 4, 4, 2]


@pytest.mark.parametrize(("n_failed", "is_known"), [(4, True), (5, False)])
def test_after_a_gap_longer_than_a_stock_is_carried_nobody_knows_when_it_came(
    n_failed: int, is_known: bool
):
    found = arrivals(built([5, 0, 0, 0, 0, 3, *[None] * n_failed, 10, 2]))
    assert found[6 : 7 + n_failed] == [2.0 if is_known else None] * (n_failed + 1)
    assert found[-1] == 2
