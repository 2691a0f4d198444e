"""Filings of a market with a known truth: wages by role and kind of filer, growth by role, chance by employer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from transforms.filings import reading

FIRST = date(2024, 1, 1)
QUARTERS = tuple(date(year, month, 1) for year in (2024, 2025) for month in (1, 4, 7, 10))

# The columns that the statistics read, and the kind of filer that is added to them.
_READ = (
    "case_number certified_date employer_key role level wage_level region metro wage_min_usd_year "
    "wage_max_usd_year is_full_time n_positions n_new n_renewed"
).split()
FILING = pl.Schema({name: reading.FILING[name] for name in _READ} | {"filer_kind": pl.String()})
ROW: dict[str, Any] = {
    "certified_date": date(2025, 11, 3), "filer_kind": "direct", "role": "ml_engineer", "level": None,
    "wage_level": None, "region": None, "metro": None, "wage_min_usd_year": 150_000.0, "is_full_time": True,
    "n_positions": 1, "n_new": 1, "n_renewed": 0,
}  # fmt: skip


def filings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Filings of one employer each, unless a row says otherwise. One wage unless a row states its top."""
    whole = [
        {"case_number": f"c{n:05d}", "employer_key": f"e{n}", **ROW, **row}
        for n, row in enumerate(rows)
    ]
    stated = [{"wage_max_usd_year": row["wage_min_usd_year"], **row} for row in whole]
    return pl.DataFrame([{name: row[name] for name in FILING} for row in stated], schema=FILING)


def whole_quarters(*quarters: date) -> list[dict[str, Any]]:
    """Filings for other work on the first and the last days of each quarter, which make it known whole."""
    ends = [(each + timedelta(days=days)) for each in quarters for days in (2, 88)]
    return [{"role": "data_analyst", "certified_date": day, "n_new": 0} for day in ends]


def market(seed: int, growth: float = 0.4, median: float = 160_000.0) -> pl.DataFrame:
    """Two years of filings for one role at sixty direct employers and six outsourcers.

    The mean number of new positions grows by `growth` between the same quarters of the two years. Outsourcers file in bulk,
    for less, and do not grow. An employer's pay and size are its own.
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for number in range(66):
        is_direct = number < 60
        size = float(rng.gamma(2.0, 0.9)) if is_direct else float(rng.gamma(2.0, 6.0))
        level = (median if is_direct else 0.7 * median) * float(np.exp(rng.normal(0, 0.12)))
        for quarter in QUARTERS:
            factor = 1 + growth if is_direct and quarter.year == 2025 else 1.0
            for _ in range(int(rng.poisson(size * factor))):
                rows.append(
                    {
                        "employer_key": f"e{number}",
                        "filer_kind": "direct" if is_direct else "outsourcer",
                        "certified_date": quarter + timedelta(days=int(rng.integers(0, 88))),
                        "wage_min_usd_year": level * float(np.exp(rng.normal(0, 0.08))),
                    }
                )
    return filings(*whole_quarters(*QUARTERS), *rows)
