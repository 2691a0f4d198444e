"""The quantiles of pay that are printed: which ones a sample is large enough for, and their intervals.

Decides the floors and the note that says why a quantile is missing. Leaves the weights to the statistic, and the method of
the intervals to `transforms.statistics.quantiles`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transforms.statistics.floors import (
    LEAST_EMPLOYERS,
    LEAST_OPENINGS,
    few_note,
    is_lopsided,
)
from transforms.statistics.intervals import Floats, Ints
from transforms.statistics.quantiles import (
    bootstrap_quantiles,
    cluster_weights,
    weighted_quantiles,
)

QUANTILES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}

FLOORS = {
    "p50": (LEAST_OPENINGS, LEAST_EMPLOYERS),
    **dict.fromkeys(("p25", "p75"), (20, 8)),
    **dict.fromkeys(("p10", "p90"), (40, 15)),
}
"""Openings and employers that a quantile needs. Further out, fewer of them lie beyond it."""

QUANTILE_COLUMNS = " ".join(f"{name} {name}_low {name}_high" for name in QUANTILES)

Row = dict[str, Any]


def printed_names(n: int, n_employers: int) -> list[str]:
    """The quantiles that `n` openings (or filings) of `n_employers` are enough for."""
    return [name for name in QUANTILES if n >= FLOORS[name][0] and n_employers >= FLOORS[name][1]]


def describe_quantiles(
    values: Floats, weights: Floats, employers: Ints, n: int, n_employers: int
) -> Row:
    """The quantiles of one cell with their intervals, as far as it reaches their floors.

    Args:
        values: one for each stated range.
        weights: how much each value counts.
        employers: the employer of each value, as a number.
        n: openings or filings behind them.
        n_employers: employers behind them.

    Returns:
        `top_employer_share`, the printed quantiles, and a `note` when one is missing.
    """
    totals = cluster_weights(weights, employers)
    top_share = float(totals.max() / totals.sum())
    row: Row = {"top_employer_share": top_share}
    if n < LEAST_OPENINGS:
        return row | {"note": f"too few (n = {n})"}
    if n_employers < LEAST_EMPLOYERS:
        return row | {"note": few_note(n, n_employers)}
    if is_lopsided(totals):
        return row | {"note": f"one employer has {top_share:.0%} of the weight (n = {n})"}
    printed = printed_names(n, n_employers)
    row |= estimate_quantiles(values, weights, employers, printed)
    missing = ", ".join(name for name in QUANTILES if name not in printed)
    if missing:
        row["note"] = f"{missing}: {few_note(n, n_employers)}"
    return row


def estimate_quantiles(
    values: Floats, weights: Floats, employers: Ints, names: Sequence[str]
) -> Row:
    """These quantiles, each with its interval as `_low` and `_high`."""
    levels = [QUANTILES[name] for name in names]
    points = weighted_quantiles(values, weights, levels)
    low, high = bootstrap_quantiles(values, weights, employers, levels)
    found: Row = dict(zip(names, points, strict=True))
    found |= {f"{name}_low": float(bound) for name, bound in zip(names, low, strict=True)}
    return found | {f"{name}_high": float(bound) for name, bound in zip(names, high, strict=True)}
