"""Shares of openings, with intervals that allow for openings of one employer resembling each other.

Decides the one way in which every share gets its n and its interval: Wilson, with the n that clustering by employer leaves
and Student's point of so many employers. Leaves what is counted to the statistics that call it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.statistics.intervals import (
    MOST_FREEDOM,
    Floats,
    effective_sizes,
    t_quantile,
    wilson,
)


def clustered_shares(
    openings: pl.DataFrame,
    hits: pl.DataFrame,
    group: Sequence[str],
    value: Sequence[str],
    values: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row per group and value: those found in `hits`, and those of `values`, which may be at 0.

    Args:
        openings: one row per opening that could have the value: `group` columns and `employer_key`.
        hits: one row per opening that has it: `group`, `value` columns and `employer_key`.
        group: what the share is of (a role, a month …).
        value: what is counted (a skill, an answer …).
        values: rows of `value` columns. Every group gets a row of each, since a share of 0 has an interval too.

    Returns:
        `group`, `value`, `n`, `n_of`, `n_employers` (that have it), `n_of_employers`, `share`, `share_low`, `share_high`,
        `n_effective`. Sorted.
    """
    keys, n = [*group, *value], pl.len().cast(pl.Float64)
    rows = openings.group_by(*group, "employer_key").agg(rows=n)
    wholes = rows.group_by(group).agg(
        n_of=pl.col("rows").sum(), n_of_employers=n, rows_squared=(pl.col("rows") ** 2).sum()
    )
    found = hits.group_by(*keys, "employer_key").agg(hits=n).join(rows, on=[*group, "employer_key"])
    summed = found.group_by(keys).agg(
        n=pl.col("hits").sum(),
        n_employers=pl.len().cast(pl.Int64),
        hits_squared=(pl.col("hits") ** 2).sum(),
        hits_by_rows=(pl.col("hits") * pl.col("rows")).sum(),
    )
    counted = summed if values is None else _with_zeros(summed, wholes.select(group), values)
    share, crossed, whole = pl.col("share"), pl.col("hits_by_rows"), pl.col("rows_squared")
    squares = pl.col("hits_squared") - 2 * share * crossed + share**2 * whole
    joined = counted.join(wholes, on=list(group)).with_columns(share=pl.col("n") / pl.col("n_of"))
    squared = joined.with_columns(squares=squares, equal=pl.col("n_of") ** 2 / whole)
    return (
        squared.sort(keys)
        .pipe(_with_interval)
        .select(
            *keys,
            pl.col("n", "n_of", "n_employers", "n_of_employers").cast(pl.Int64),
            *("share", "share_low", "share_high", "n_effective"),
        )
    )


def _with_zeros(counted: pl.DataFrame, groups: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """What is counted, and noughts for each value that no opening of a group has."""
    keys = [*groups.columns, *values.columns]
    every = groups.join(values.unique(), how="cross")
    return counted.join(every, on=keys, how="full", coalesce=True, nulls_equal=True).with_columns(
        pl.exclude(keys).fill_null(0)
    )


def highest_of_none(equal_clusters: Floats) -> Floats:
    """The upper ends of the intervals of shares of 0, by Kish's number of equal clusters behind each."""
    points = _points(equal_clusters)
    return wilson(np.zeros(len(equal_clusters)), equal_clusters, points)[1]


def _points(equal_clusters: Floats) -> Floats:
    freedom = np.minimum(equal_clusters - 1, MOST_FREEDOM).round()
    return np.array([t_quantile(float(each)) for each in freedom])


def _with_interval(counted: pl.DataFrame) -> pl.DataFrame:
    n_of, clusters, share, squares, equal = (
        counted[name].to_numpy() for name in ("n_of", "n_of_employers", "share", "squares", "equal")
    )
    n_effective = effective_sizes(n_of, clusters, share, squares, equal)
    low, high = wilson(share, n_effective, _points(equal))
    found = {"share_low": low, "share_high": high, "n_effective": n_effective}
    return counted.with_columns(
        pl.Series(name, values, dtype=pl.Float64) for name, values in found.items()
    )
