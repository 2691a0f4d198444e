"""Proves the intervals of quantiles of pay: how often they hold the truth.

    python tests/benchmarks/prove_quantiles.py [--samples 1500]

A sample has employers of unequal size whose openings pay alike to a degree: log pay is normal, and two openings of one employer
are correlated. Selections are measured by the macros of `warehouse/views/quantile_interval.sql`, pay bands by the bootstrap of
`transforms/statistics/quantiles.py`, so what is proved is what a market is built with.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb
import numpy as np
import polars as pl

from transforms.statistics.quantiles import bootstrap_quantiles
from warehouse import market

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
TRUTHS = tuple(map(NormalDist().inv_cdf, LEVELS))

_HELD = """
with cell as (
    select sample, list(pay order by pay) as pays, count(*) as n, quantile_cont(pay, $level) as point
    from pay group by sample
),

by_employer as (
    select sample, employer, count(*) as n_own, sum(rank_distance(pay, point, $level)) as off
    from pay inner join cell using (sample) group by all
),

clusters as (
    select sample, count(*) as n_clusters, sum(n_own)^2 / sum(n_own^2) as n_equal, sum(off^2) as squares
    from by_employer group by sample
)

select avg(($truth between ends[1] and ends[2])::int)
from (
    select quantile_interval(pays, n, $level, half_width(n, n_clusters, n_equal, squares, $level)) as ends
    from cell inner join clusters using (sample)
)
"""


class Setting(NamedTuple):
    """Employers of a sample, their mean number of openings, and how alike an employer's openings pay."""

    n_employers: int
    mean_openings: float
    correlation: float


SETTINGS = [
    Setting(n_employers, mean, correlation)
    for correlation in (0.5, 0.96)
    for n_employers, mean in ((5, 2), (8, 2.5), (15, 2.7), (15, 6), (40, 3), (100, 3))
]


def draw(setting: Setting, n_samples: int, rng: np.random.Generator) -> pl.DataFrame:
    """One row per opening: `sample`, `employer` and `pay`, in standard deviations of log pay."""
    n = n_samples * setting.n_employers
    sizes = 1 + rng.poisson(setting.mean_openings - 1, n)
    employer = np.repeat(np.arange(n), sizes)
    own = rng.normal(0, np.sqrt(setting.correlation), n)[employer]
    pay = own + rng.normal(0, np.sqrt(1 - setting.correlation), len(employer))
    sample = employer // setting.n_employers
    return pl.DataFrame({"sample": sample, "employer": employer, "pay": pay})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=1500)
    n_samples = parser.parse_args().samples
    with duckdb.connect() as con:
        for view in ("clustered_share", "quantile_interval"):
            con.execute(market.statements("views")[view])
        for what, hold in (("selections", partial(_by_shares, con)), ("pay bands", _by_bootstrap)):
            print(
                f"{what}: share of {n_samples} intervals of 95 % that hold the truth, by quantile"
            )
            print("employers  openings each  correlation    P10    P25    P50    P75    P90")
            for setting in SETTINGS:
                held = hold(draw(setting, n_samples, np.random.default_rng(1)))
                shares = "  ".join(f"{share:.3f}" for share in held)
                print(f"{setting.n_employers:9}  {setting.mean_openings:13}  {setting.correlation:11}  {shares}")  # fmt: skip


def _by_shares(con: duckdb.DuckDBPyConnection, pay: pl.DataFrame) -> list[float]:
    con.register("pay", pay.to_arrow())
    asked = [{"level": level, "truth": truth} for level, truth in zip(LEVELS, TRUTHS, strict=True)]
    return [float(con.execute(_HELD, each).fetchall()[0][0]) for each in asked]


def _by_bootstrap(pay: pl.DataFrame) -> list[float]:
    held = []
    for _, sample in pay.group_by("sample"):
        values = sample["pay"].to_numpy()
        low, high = bootstrap_quantiles(values, np.ones(len(values)), sample["employer"].to_numpy(), LEVELS)  # fmt: skip
        held.append((low <= TRUTHS) & (high >= TRUTHS))
    return [float(share) for share in np.mean(held, axis=0)]


if __name__ == "__main__":
    main()
