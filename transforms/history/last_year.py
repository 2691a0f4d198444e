"""The present market: which postings show pay, skills and asks as they are now.

Decides the window (the year up to the newest sighting) and that an opening counts once, however many postings it has.
Leaves growth over time to `transforms.statistics.growth.growth`.

Postings of employers without a name are left out. They form no cluster, so they cannot be in an honest interval.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

YEAR_DAYS = 365
"""Long enough for the floors of most cells, short enough that pay has not moved on."""


def period_start() -> pl.Expr:
    """The first day of a census month (`period` is "2026-05"). Null for anything else."""
    return (pl.col("period") + "-01").str.to_date("%Y-%m-%d", strict=False)


def _day_of(column: str) -> pl.Expr:
    """A census is dated by its month, not by the run that fetched it, which may be years later (a backfill).

    A month that still runs ends with the last sighting: the present market does not reach into the future.
    """
    month_end, seen = period_start().dt.month_end(), pl.col("last_seen_at").dt.date()
    of_census = pl.when(month_end > seen).then(seen).otherwise(month_end)
    return pl.when("is_census").then(of_census).otherwise(pl.col(column).dt.date())


def with_seen_date(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings of all time with `seen_date`: the last sighting, or for a census the last day of its month if that is earlier."""
    dated = postings.with_columns(seen_date=_day_of("last_seen_at"))
    return dated.filter(pl.col("employer_key").is_not_null())


def appeared_date() -> pl.Expr:
    """The day on which a posting of `with_seen_date` appeared: a board's first sighting, or for a census its `seen_date`."""
    return pl.when("is_census").then("seen_date").otherwise(pl.col("first_seen_at").dt.date())


def keep_last_year(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings of the present market, with `seen_date`."""
    begin = _day_of("last_seen_at").max() - pl.duration(days=YEAR_DAYS)
    return postings.filter(_day_of("last_seen_at") > begin).pipe(with_seen_date)


def present_period(postings: pl.DataFrame) -> tuple[date, date] | None:
    """The first and the last day of the present market. None without postings."""
    newest: date | None = postings.select(_day_of("last_seen_at").max()).item()
    return None if newest is None else (newest - timedelta(days=YEAR_DAYS - 1), newest)


def keep_year_before(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings seen in the year before the present market. What was seen in both years is in both."""
    until = _day_of("last_seen_at").max() - pl.duration(days=YEAR_DAYS)
    year_before = postings.filter(
        _day_of("last_seen_at") > until - pl.duration(days=YEAR_DAYS),
        _day_of("first_seen_at") <= until,
    )
    return with_seen_date(year_before)


def keep_one_per_opening(postings: pl.DataFrame) -> pl.DataFrame:
    """The posting with the smallest id of each opening. All copies resemble it in text and title."""
    return postings.sort("posting_id").unique("opening_id", keep="first", maintain_order=True)
