"""How what a role is asked for changed: since the quarter before, and since the same quarter a year before.

Decides that openings are compared by when they appeared (what is still open says what was asked when it opened), boards with
boards and censuses with censuses, since a board that joins the panel must not look like a change in what is asked; and the
interval, employers being the clusters. Leaves today's shares to `transforms.statistics.demand`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.statistics.intervals import t_quantile

QUARTER_DAYS = 91
LEAST_IN_QUARTER = 20
"""Openings of a role in both quarters, of boards or of censuses: twice the floor of a share."""

SPANS = {
    "change_share": ("change_low", "change_high", 1),
    "year_change_share": ("year_change_low", "year_change_high", 4),
}
"""Columns by span: the change, its bounds, and how many quarters lie between the two that are compared."""

_NOTHING = 1e-12  # a variance below is rounding

CHANGE = pl.Schema(
    dict.fromkeys(["role", "skill"], pl.String())
    | {
        name: pl.Float64()
        for change, (low, high, _) in SPANS.items()
        for name in (change, low, high)
    }
)


def measure(openings: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per role and skill that can be compared over at least one span: `CHANGE`.

    Args:
        openings: one row per opening with a text, of all time: `opening_id`, `role`, `employer_key`, `seen_date`,
            `first_seen_at`, `is_census`, `is_left_truncated`.
        named: one row per opening and skill it names: `opening_id`, `role`, `skill`.

    Returns:
        Changes of shares with their 95 % bounds: 0.05 = five points more openings name it. What a board's first look showed
        opened at no known time and is left out. Averaged over boards and censuses by their openings of the last quarter.
    """
    appeared = pl.when("is_census").then("seen_date").otherwise(pl.col("first_seen_at").dt.date())
    age = (pl.col("seen_date").max() - appeared).dt.total_days()
    dated = openings.with_columns(quarter=age // QUARTER_DAYS).filter(~pl.col("is_left_truncated"))
    spans = [_over(dated, named, change) for change in SPANS]
    both = spans[0].join(spans[1], on=["role", "skill"], how="full", coalesce=True)
    return both.select(pl.col(name).cast(kind) for name, kind in CHANGE.items()).sort(
        "role", "skill"
    )


def _over(dated: pl.DataFrame, named: pl.DataFrame, change: str) -> pl.DataFrame:
    """The change over one span of quarters, by role and skill.

    An employer's part of the change is a - b: what it names, less what it would name at the shares of all. Employers that
    name nothing have a = 0, so the sum of (a - b)^2 needs only those that do, and sums over all.
    """
    low, high, distance = SPANS[change]
    stratum, cluster = ["role", "is_census"], ["role", "is_census", "employer_key"]
    compared = dated.filter(pl.col("quarter").is_in([0, distance])).with_columns(
        is_new=pl.col("quarter") == 0
    )
    by_employer = compared.group_by(cluster).agg(
        m0=pl.col("is_new").sum(), m1=(~pl.col("is_new")).sum()
    )
    sizes = by_employer.group_by(stratum).agg(n0=pl.col("m0").sum(), n1=pl.col("m1").sum())
    sizes = sizes.filter(pl.min_horizontal("n0", "n1") >= LEAST_IN_QUARTER)
    sizes = sizes.with_columns(weight=pl.col("n0") / pl.col("n0").sum().over("role"))
    parts = by_employer.join(sizes, on=stratum).with_columns(
        u0=pl.col("weight") * pl.col("m0") / pl.col("n0"),
        u1=pl.col("weight") * pl.col("m1") / pl.col("n1"),
    )
    squares = parts.group_by(stratum).agg(
        u00=(pl.col("u0") ** 2).sum(),
        u01=(pl.col("u0") * pl.col("u1")).sum(),
        u11=(pl.col("u1") ** 2).sum(),
        k=pl.len(),
    )
    hits = named.select("opening_id", "skill").join(compared, on="opening_id")
    counted = hits.group_by(*cluster, "skill").agg(
        h0=pl.col("is_new").sum(), h1=(~pl.col("is_new")).sum()
    )
    own = counted.join(parts, on=cluster).with_columns(
        a=pl.col("weight") * (pl.col("h0") / pl.col("n0") - pl.col("h1") / pl.col("n1"))
    )
    summed = own.group_by(*stratum, "skill").agg(
        aa=(pl.col("a") ** 2).sum(),
        a0=(pl.col("a") * pl.col("u0")).sum(),
        a1=(pl.col("a") * pl.col("u1")).sum(),
        h0=pl.col("h0").sum(),
        h1=pl.col("h1").sum(),
    )
    # A skill that boards no longer name is still compared there when the censuses name it.
    every = named.select("role", "skill").unique().join(sizes.join(squares, on=stratum), on="role")
    filled = every.join(summed, on=[*stratum, "skill"], how="left").with_columns(
        pl.col("aa", "a0", "a1", "h0", "h1").fill_null(0)
    )
    p0, p1 = pl.col("h0") / pl.col("n0"), pl.col("h1") / pl.col("n1")
    spread = p0**2 * pl.col("u00") - 2 * p0 * p1 * pl.col("u01") + p1**2 * pl.col("u11")
    variance = (
        pl.col("k")
        / (pl.col("k") - 1)
        * (pl.col("aa") - 2 * (p0 * pl.col("a0") - p1 * pl.col("a1")) + spread)
    )
    # Where no employer differs from another, their scatter says nothing: independent openings are the least to reckon with.
    least = pl.sum_horizontal(
        pl.col("weight") ** 2
        * (pl.col(hits) + 0.5)
        * (pl.col(n) - pl.col(hits) + 0.5)
        / (pl.col(n) + 1) ** 3
        for hits, n in (("h0", "n0"), ("h1", "n1"))
    )
    variance = pl.when(variance > _NOTHING).then(variance).otherwise(least)
    found = filled.sort("role", "skill", "is_census").group_by("role", "skill", maintain_order=True)
    changes = found.agg(
        (pl.col("weight") * (p0 - p1)).sum().alias(change),
        variance=variance.sum(),
        k=pl.col("k").sum().cast(pl.Float64),
    )
    points = np.array([t_quantile(k - 1) for k in changes["k"]])
    half = pl.Series(
        np.sqrt(np.maximum(changes["variance"].to_numpy(), 0)) * points, dtype=pl.Float64
    )
    return changes.select(
        "role",
        "skill",
        change,
        (pl.col(change) - half).alias(low),
        (pl.col(change) + half).alias(high),
    )
