"""Filed wages: cells, floors, quarters, and intervals that hold the truth."""

from __future__ import annotations

from datetime import date, timedelta
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
from transforms.statistics.filings.periods import covered_quarters, latest_year, with_quarters
from transforms.statistics.filings.wages import FILED_WAGE, measure_wages

LAST = date(2025, 10, 1)


def measured(*rows: dict[str, Any]) -> pl.DataFrame:
    return measure_wages(filings(*whole_quarters(*QUARTERS), *rows))


def cell(found: pl.DataFrame, **where: str) -> dict[str, Any]:
    """The row of one cell of the newest year. What is not named is "all"."""
    plain = dict.fromkeys(("wage_level", "level", "region", "metro", "filer_kind"), "all")
    whole = plain | {"role": "ml_engineer", "grain": "year"} | where
    return found.filter(*(pl.col(name) == value for name, value in whole.items())).row(
        0, named=True
    )


def test_no_filings_give_no_rows() -> None:
    assert measure_wages(pl.DataFrame(schema=FILING)).schema == FILED_WAGE


def test_each_filing_counts_once_however_many_workers_it_is_for() -> None:
    found = measured(
        *({"wage_min_usd_year": 100_000.0} for _ in range(11)),
        *({"wage_min_usd_year": 200_000.0, "n_positions": 50} for _ in range(10)),
    )
    row = cell(found)
    assert (row["n_filings"], row["n_positions"], row["n_employers"]) == (21, 511, 21)
    assert row["p50"] == pytest.approx(100_000)


def test_a_range_counts_by_its_middle_and_is_told() -> None:
    found = measured(*({"wage_max_usd_year": 170_000.0} for _ in range(12)))
    assert (cell(found)["p50"], cell(found)["range_share"]) == (160_000.0, 1.0)


def test_part_time_filings_are_left_out() -> None:
    found = measured(*({"is_full_time": flag} for flag in (True, None, False) for _ in range(6)))
    assert cell(found)["n_filings"] == 12


def test_levels_states_areas_and_filers_have_cells_of_their_own() -> None:
    stated = {"wage_level": "II", "level": "senior", "region": "WA", "metro": "Seattle"}
    found = measured(
        *(stated | {"wage_min_usd_year": 200_000.0} for _ in range(12)),
        *({"filer_kind": "outsourcer"} for _ in range(12)),
    )
    for where in ({"wage_level": "II"}, {"level": "senior"}, {"region": "WA"}, {"metro": "Seattle"},
                  {"wage_level": "II", "level": "senior"}, {"region": "WA", "wage_level": "II"},
                  {"filer_kind": "direct"}, {"region": "WA", "filer_kind": "direct"}):  # fmt: skip
        assert (cell(found, **where)["n_filings"], cell(found, **where)["p50"]) == (12, 200_000.0)
    assert cell(found, filer_kind="outsourcer")["p50"] == 150_000.0
    assert cell(found)["n_filings"] == 24


@pytest.mark.parametrize(
    ("n", "n_employers", "note"),
    [
        (9, 9, "too few (n = 9)"),
        (12, 4, "too few (n = 12 of 4 employers)"),
        (12, 12, "p10, p25, p75, p90: too few (n = 12 of 12 employers)"),
    ],
)
def test_below_its_floor_nothing_is_printed_and_the_note_says_why(
    n: int, n_employers: int, note: str
) -> None:
    row = cell(measured(*({"employer_key": f"e{each % n_employers}"} for each in range(n))))
    assert row["note"] == note
    assert (row["p50"] is None) == (not note.startswith("p10"))


def test_one_employer_alone_is_no_market() -> None:
    row = cell(measured(*({"employer_key": f"e{max(each - 9, 0)}"} for each in range(20))))
    assert row["p50"] is None
    assert row["note"] == "one employer has 50% of the weight (n = 20)"


def test_a_quarter_counts_once_its_first_and_last_fortnight_are_there() -> None:
    known = [{"certified_date": day} for day in (date(2025, 1, 14), date(2025, 3, 18))]
    begun = [{"certified_date": day} for day in (date(2025, 4, 1), date(2025, 6, 16))]
    dated = with_quarters(filings(*known, *begun))
    assert covered_quarters(dated) == [date(2025, 1, 1)]


def test_a_year_is_the_newest_four_quarters_in_a_row() -> None:
    assert latest_year(list(QUARTERS)) == list(QUARTERS[4:])
    assert latest_year([*QUARTERS[:5], *QUARTERS[6:]]) == []
    assert latest_year(list(QUARTERS[:3])) == latest_year([]) == []


def test_filings_of_a_quarter_that_is_not_known_whole_count_nowhere() -> None:
    late = {"certified_date": LAST + timedelta(days=100)}
    found = measured(*({} for _ in range(12)), *(late for _ in range(12)))
    assert cell(found)["n_filings"] == 12
    assert found["period_start"].max() == LAST


@pytest.fixture(scope="module")
def many_markets() -> list[pl.DataFrame]:
    """The filed wages of 25 markets that chance alone tells apart."""
    return [measure_wages(market(seed)) for seed in range(25)]


@pytest.fixture(scope="module")
def planted() -> dict[str, float]:
    """The median of direct filers as planted, and of all filers as a very large market has it."""
    many = pl.concat([market(seed) for seed in range(900, 912)]).filter(role="ml_engineer")
    return {"direct": 160_000.0, "all": float(np.median(many["wage_min_usd_year"]))}


@pytest.mark.parametrize("kind", ["direct", "all"])
def test_intervals_hold_the_planted_median_nineteen_times_of_twenty(
    kind: str, many_markets: list[pl.DataFrame], planted: dict[str, float]
) -> None:
    rows = [cell(found, filer_kind=kind) for found in many_markets]
    n_held = sum(row["p50_low"] <= planted[kind] <= row["p50_high"] for row in rows)
    assert n_held >= 21  # of 25 intervals of 95 %: fewer has a chance of one in 140
