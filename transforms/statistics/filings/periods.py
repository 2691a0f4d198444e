"""The calendar quarters of filings, and which of them are known whole.

Decides that a quarter counts when filings of its first and of its last fortnight are there. A file holds what was decided in
its quarter, and some files of FY2020 and FY2021 hold the quarters before as well: their names would not say.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

EDGE_DAYS = 14
"""The department decides on hundreds of filings each working day. Two weeks without one are a missing file."""

QUARTERS_A_YEAR = 4


def with_quarters(filings: pl.DataFrame) -> pl.DataFrame:
    """Adds `period_start`, the first day of the quarter in which a filing was certified."""
    return filings.with_columns(period_start=pl.col("certified_date").dt.truncate("1q"))


def covered_quarters(filings: pl.DataFrame) -> list[date]:
    """First days of the quarters that are known whole, oldest first.

    Args:
        filings: all there are, with `period_start` and `certified_date`.
    """
    ends = pl.col("period_start").dt.offset_by("1q")
    first, last = pl.col("certified_date").min(), pl.col("certified_date").max()
    quarters = filings.group_by("period_start").agg(first=first, last=last)
    is_begun = pl.col("first") < pl.col("period_start") + timedelta(days=EDGE_DAYS)
    is_ended = pl.col("last") >= ends - timedelta(days=EDGE_DAYS)
    return sorted(quarters.filter(is_begun & is_ended)["period_start"])


def year_before(quarter: date) -> date:
    """The same quarter a year before."""
    return quarter.replace(year=quarter.year - 1)


def latest_year(quarters: list[date]) -> list[date]:
    """The newest four quarters in a row. Empty when the newest four are not all known."""
    newest = quarters[-QUARTERS_A_YEAR:]
    wanted = newest[:1] and [_later(newest[-1], -back) for back in range(QUARTERS_A_YEAR)][::-1]
    return newest if newest == wanted else []


def _later(quarter: date, n_quarters: int) -> date:
    month = quarter.year * 12 + quarter.month - 1 + 3 * n_quarters
    return date(month // 12, month % 12 + 1, 1)
