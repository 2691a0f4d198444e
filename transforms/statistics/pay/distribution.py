"""The distribution of stated pay in a cell: how many of its openings lie in each step of dollars.

Decides the steps, and that an opening stands in one of them, by the mean of its ranges that hold in the cell. So the steps of
a cell add up to the openings behind its median. Leaves the cells to `transforms.statistics.pay.cells`, and the median and the
floors to `transforms.statistics.pay.bands`.
"""

from __future__ import annotations

import polars as pl

from transforms.statistics.pay.usd import middle

STEP_USD = 20_000
N_STEPS = 26
"""From 0 on. The last step holds 500,000 dollars and more. `warehouse/fills/mart_slice.sql` counts by the same."""


def count_openings_by_pay(ranges: pl.DataFrame) -> pl.DataFrame:
    """One row per cell with a range in dollars: `cell` and `pay_bins`, openings by the middle of their ranges.

    Args:
        ranges: one row per range and cell in which it holds: `cell`, `opening_id`, `posting_id`, dollars a year.
    """
    held = ranges.select("cell", "opening_id", "posting_id", pay=middle()).drop_nulls("pay")
    # Sorted, because a sum of floats depends on its order, and a mean may lie at the edge of a step.
    ordered = held.sort("cell", "opening_id", "posting_id", "pay")
    opening = ["cell", "opening_id"]
    of_postings = ordered.group_by(*opening, "posting_id", maintain_order=True).agg(
        pl.col("pay").mean()
    )
    of_openings = of_postings.group_by(opening, maintain_order=True).agg(pl.col("pay").mean())
    step = (pl.col("pay") // STEP_USD).clip(upper_bound=N_STEPS - 1)
    steps = [(step == number).sum().cast(pl.Int64).alias(f"{number}") for number in range(N_STEPS)]
    counted = of_openings.group_by("cell").agg(steps)
    return counted.select("cell", pay_bins=pl.concat_list(pl.exclude("cell")))
