"""Growth of filings: same quarters, new apart from renewed, matched employers, and intervals that hold the truth."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.transforms.statistics.filings.made_up_filings import (
    FILING,
    QUARTERS,
    filings,
    market,
    whole_quarters,
)
from transforms.statistics.filings.growth import FILED_GROWTH, compare_counts, measure_growth

BEFORE, AFTER = date(2024, 11, 4), date(2025, 11, 3)


def measured(*rows: dict[str, Any]) -> pl.DataFrame:
    return measure_growth(filings(*whole_quarters(*QUARTERS), *rows))


def compared(found: pl.DataFrame, **where: str) -> dict[str, Any]:
    plain = {
        "role": "ml_engineer",
        "measure": "new_positions",
        "filer_kind": "all",
        "employers": "all",
        "grain": "year",
    }
    return found.filter(*(pl.col(name) == value for name, value in (plain | where).items())).row(-1, named=True)  # fmt: skip


def grown(n_employers: int, before: int, after: int, **row: Any) -> list[dict[str, Any]]:
    """Filings of employers that file for so many workers a year before and now."""
    return [
        {"employer_key": f"e{number}", "certified_date": day, "n_positions": n, "n_new": n, **row}
        for number in range(n_employers)
        for day, n in ((BEFORE, before), (AFTER, after))
        if n
    ]


def test_no_filings_give_no_rows() -> None:
    assert measure_growth(pl.DataFrame(schema=FILING)).schema == FILED_GROWTH


def test_positions_are_compared_with_the_same_period_a_year_before() -> None:
    found = measured(*grown(20, 2, 3))
    for grain in ("quarter", "year"):
        row = compared(found, grain=grain)
        assert (row["n_before"], row["n_after"], row["n_employers"]) == (40, 60, 20)
        assert row["growth_share"] == pytest.approx(0.5)
    assert compared(found, grain="year")["before_start"] == date(2024, 1, 1)
    assert compared(found, grain="quarter")["before_start"] == date(2024, 10, 1)


def test_renewals_stand_apart_from_new_positions() -> None:
    renewed = [row | {"n_new": 0, "n_renewed": 4} for row in grown(20, 1, 1)]
    found = measured(*grown(20, 2, 4), *renewed)
    assert compared(found)["growth_share"] == pytest.approx(1.0)
    assert compared(found, measure="renewed_positions")["growth_share"] == pytest.approx(0.0)
    assert compared(found, measure="new_filings")["n_after"] == 20


def test_a_filing_silent_on_its_kind_is_left_out() -> None:
    silent = [row | {"n_new": None, "n_renewed": None} for row in grown(20, 9, 9)]
    assert compared(measured(*grown(20, 2, 3), *silent))["n_after"] == 60


def test_matched_employers_filed_for_one_of_the_roles_in_both_periods() -> None:
    newcomers = [row | {"employer_key": f"new{row['employer_key']}"} for row in grown(20, 0, 5)]
    found = measured(*grown(20, 2, 3), *newcomers)
    assert compared(found)["growth_share"] == pytest.approx(3.0)
    matched = compared(found, employers="matched")
    assert matched["growth_share"] == pytest.approx(0.5)
    assert matched["n_employers"] == 20


def test_an_employer_that_filed_for_another_role_before_is_matched() -> None:
    other = [
        {"employer_key": f"e{n}", "certified_date": BEFORE, "role": "data_engineer"}
        for n in range(12)
    ]
    found = measured(*grown(12, 0, 5), *grown(0, 0, 0), *other)
    assert compared(found, employers="matched")["n_after"] == 60


def test_outsourcers_are_shown_apart() -> None:
    bulk = [
        row | {"employer_key": f"out{row['employer_key']}", "filer_kind": "outsourcer"}
        for row in grown(20, 9, 3)
    ]
    found = measured(*grown(20, 2, 3), *bulk)
    assert compared(found, filer_kind="direct")["growth_share"] == pytest.approx(0.5)
    assert compared(found, filer_kind="outsourcer")["growth_share"] == pytest.approx(-2 / 3)
    assert compared(found)["n_before"] == 220


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ([1.0] * 19, [2.0] * 19, "too few (n = 19 before and 38 after)"),
        ([5.0] * 9, [5.0] * 9, "too few employers (9)"),
        ([1.0] * 12 + [30.0], [1.0] * 12 + [30.0], "one employer has 71% of the count"),
    ],
)
def test_below_its_floor_there_is_no_growth_and_the_note_says_why(
    before: list[float], after: list[float], note: str
) -> None:
    row = compare_counts(np.array(before), np.array(after))
    assert row["note"] == note
    assert "growth_share" not in row


def test_a_quarter_without_its_year_before_is_not_compared() -> None:
    found = measure_growth(filings(*whole_quarters(QUARTERS[0], QUARTERS[5]), *grown(20, 2, 3)))
    assert found.is_empty()


@pytest.mark.parametrize("employers", ["all", "matched"])
def test_intervals_hold_the_planted_growth_nineteen_times_of_twenty(employers: str) -> None:
    rows = [
        compared(measure_growth(market(seed)), filer_kind="direct", employers=employers)
        for seed in range(40)
    ]
    n_held = sum(row["growth_low"] <= 0.4 <= row["growth_high"] for row in rows)
    assert n_held >= 35  # of forty 95 % intervals
    assert np.mean([row["growth_share"] for row in rows]) == pytest.approx(0.4, abs=0.05)
