"""Shares of openings with intervals that know that openings of one employer resemble each other.

Decides the one way in which every share of Rolecall gets its n and its interval (Wilson with the n that the clustering by
employer leaves and Student's point of so many employers). Leaves what is counted to the statistics that call it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.statistics.intervals import effective_sizes, t_quantile, wilson

_MOST_FREEDOM = 200.0
"""From 200 clusters on Student's t is the normal distribution to the second decimal."""


def clustered_shares(
    openings: pl.DataFrame, hits: pl.DataFrame, group: Sequence[str], value: Sequence[str]
) -> pl.DataFrame:
    """One row per group and value found in `hits`.

    Args:
        openings: one row per opening that could have the value: `group` columns and `employer_key`.
        hits: one row per opening that has it: `group`, `value` columns and `employer_key`.
        group: what the share is of (a role, a month …).
        value: what is counted (a skill, an answer …).

    Returns:
        `group`, `value`, `n`, `n_of`, `n_employers` (that have it), `n_of_employers`, `share`, `share_low`, `share_high`,
        `n_effective`; sorted.
    """
    cluster = [*group, "employer_key"]
    rows = openings.group_by(cluster).agg(rows=pl.len().cast(pl.Float64))
    wholes = rows.group_by(group).agg(
        n_of=pl.col("rows").sum(),
        n_of_employers=pl.len().cast(pl.Float64),
        rows_squared=(pl.col("rows") ** 2).sum(),
    )
    found = (
        hits.group_by([*group, *value, "employer_key"])
        .agg(hits=pl.len().cast(pl.Float64))
        .join(rows, on=cluster)
    )
    counted = found.group_by([*group, *value]).agg(
        n=pl.col("hits").sum(),
        n_employers=pl.len().cast(pl.Int64),
        hits_squared=(pl.col("hits") ** 2).sum(),
        hits_by_rows=(pl.col("hits") * pl.col("rows")).sum(),
    )
    share = pl.col("n") / pl.col("n_of")
    joined = counted.join(wholes, on=list(group)).with_columns(share=share).sort([*group, *value])
    squares = (
        pl.col("hits_squared")
        - 2 * pl.col("share") * pl.col("hits_by_rows")
        + pl.col("share") ** 2 * pl.col("rows_squared")
    )
    return joined.with_columns(
        squares=squares, equal=pl.col("n_of") ** 2 / pl.col("rows_squared")
    ).pipe(_with_interval, [*group, *value])


def _with_interval(counted: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    n_of, clusters, share, squares, equal = (
        counted[name].to_numpy() for name in ("n_of", "n_of_employers", "share", "squares", "equal")
    )
    n_effective = effective_sizes(n_of, clusters, share, squares, equal)
    freedom = np.minimum(equal - 1, _MOST_FREEDOM).round()
    low, high = wilson(share, n_effective, np.array([t_quantile(float(one)) for one in freedom]))
    return counted.select(
        *keys,
        pl.col("n", "n_of", "n_employers", "n_of_employers").cast(pl.Int64),
        "share",
        share_low=pl.Series(low, dtype=pl.Float64),
        share_high=pl.Series(high, dtype=pl.Float64),
        n_effective=pl.Series(n_effective, dtype=pl.Float64),
    )
