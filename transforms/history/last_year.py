"""The present market: which postings speak for pay, skills and asks as they are now.

Decides the window (the year up to the newest sighting) and the weights (an opening counts once, however many postings it
has). Leaves growth over time to `transforms.statistics.growth.growth`. Employers without a name are left out: their postings cannot be
clustered, so no honest interval would hold them.
"""

from __future__ import annotations

import polars as pl

PRESENT_DAYS = 365
"""A year: long enough for the floors of most cells, short enough that pay has not moved on."""


def present(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings of the present market, with `seen_date`: the last sighting, or for a census the last day of its month.

    A census that was filled in long after its month (a backfill) is dated by its month, not by the run that fetched it.
    """
    newest = pl.col("seen_date").max()
    seen = postings.with_columns(seen_date=_dated("last_seen_at"))
    return seen.filter(
        pl.col("seen_date") > newest - pl.duration(days=PRESENT_DAYS),
        pl.col("employer_key").is_not_null(),
    )


def dated(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings of all time with `seen_date`, dated as in the present market."""
    return postings.with_columns(seen_date=_dated("last_seen_at")).filter(
        pl.col("employer_key").is_not_null()
    )


def a_year_earlier(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings seen in the PRESENT_DAYS before those of the present market; what was seen in both years is in both."""
    dated = postings.with_columns(
        seen_date=_dated("last_seen_at"), first_date=_dated("first_seen_at")
    )
    until = pl.col("seen_date").max() - pl.duration(days=PRESENT_DAYS)
    return dated.filter(
        pl.col("seen_date") > until - pl.duration(days=PRESENT_DAYS),
        pl.col("first_date") <= until,
        pl.col("employer_key").is_not_null(),
    ).drop("first_date")


def _dated(column: str) -> pl.Expr:
    month_end = (pl.col("period") + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end()
    return pl.when("is_census").then(month_end).otherwise(pl.col(column).dt.date())


def one_per_opening(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening: its posting with the smallest id, which all copies resemble in text and title."""
    return postings.sort("posting_id").unique("opening_id", keep="first", maintain_order=True)
