"""Pay by the year and in dollars: rates, unknown currencies, and what is too odd to be pay."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from transforms.statistics.pay import usd

SCHEMA = {
    "pay_min": pl.Float64,
    "pay_max": pl.Float64,
    "currency": pl.String,
    "period": pl.String,
    "rate_date": pl.Date,
}
FRIDAY = date(2024, 3, 15)


def priced(
    low: float | None,
    high: float | None,
    currency: str | None = "USD",
    period: str | None = "year",
    day: date | None = FRIDAY,
) -> dict[str, object]:
    ranges = pl.DataFrame([(low, high, currency, period, day)], schema=SCHEMA, orient="row")
    return usd.to_usd(usd.annual_pay(ranges)).row(0, named=True)


@pytest.mark.parametrize(
    ("period", "yearly"),
    [("year", 100), ("month", 1200), ("week", 5200), ("day", 26_000), ("hour", 208_000)],
)
def test_a_year_has_12_months_52_weeks_260_days_2080_hours(period: str, yearly: float):
    assert priced(100, None, period=period)["min_year"] == yearly


def test_dollars_stay_dollars():
    row = priced(100_000, 150_000)
    assert (row["min_usd_year"], row["max_usd_year"], row["is_implausible"]) == (
        100_000,
        150_000,
        False,
    )


def test_euros_become_dollars_at_the_rate_of_the_day():
    # The ECB's reference rate of 15 March 2024 was 1.0892 dollars a euro.
    assert priced(100_000, None, "EUR")["min_usd_year"] == pytest.approx(108_920)


def test_a_sunday_has_the_rate_of_the_friday_before():
    assert priced(1000, None, "GBP", day=date(2024, 3, 17)) == priced(1000, None, "GBP", day=FRIDAY)


@pytest.mark.parametrize("currency", ["XXX", "", "usd dollars", None])
def test_an_unknown_currency_has_no_dollars_and_is_left_out(currency: str | None):
    row = priced(100_000, 150_000, currency)
    assert row["min_usd_year"] is None
    assert row["min_year"] == 100_000
    assert row["is_implausible"] is True


def test_a_currency_that_is_no_longer_quoted_has_no_rate():
    assert priced(1_000_000, None, "RUB", day=date(2025, 6, 1))["min_usd_year"] is None


def test_the_days_after_the_last_known_rate_take_that_rate():
    assert priced(100_000, None, "EUR", day=date(2026, 12, 1))["min_usd_year"] is not None


@pytest.mark.parametrize(
    ("low", "high"), [(1, 1), (1e12, 1e12), (100_000, 1e12), (200_000, 100_000), (None, None)]
)
def test_pay_that_cannot_be_is_kept_and_left_out(low: float | None, high: float | None):
    row = priced(low, high)
    assert row["pay_min"] == low
    assert row["is_implausible"] is True


@pytest.mark.parametrize(
    ("low", "high", "is_wide"), [(100, 300, False), (100, 301, True), (100, None, None)]
)
def test_a_range_above_three_to_one_is_wide(low: float, high: float | None, is_wide: bool | None):
    assert priced(low, high, period="hour")["is_wide"] is is_wide


def test_a_missing_period_gives_no_yearly_pay():
    assert priced(100, 200, period=None)["min_year"] is None


def test_a_missing_date_gives_no_dollars_but_for_dollars():
    assert priced(100_000, None, "EUR", day=None)["min_usd_year"] is None
    assert priced(100_000, None, "USD", day=None)["min_usd_year"] == 100_000


def test_no_ranges_give_no_rows():
    empty = usd.to_usd(usd.annual_pay(pl.DataFrame(schema=SCHEMA)))
    assert empty.is_empty()
    assert {
        "min_usd_year",
        "max_usd_year",
        "min_year",
        "max_year",
        "is_wide",
        "is_implausible",
    } <= set(empty.columns)
