"""Demand in a census: what each monthly thread holds, by role, since the threads began.

Decides that a census has no lifecycles: an opening counts in its month and nowhere else, and months are compared by the
share of openings, since threads grow and shrink as a whole. Leaves the reading of posts to `transforms.readers.comment.comment` and
`transforms.readers.role.model`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.statistics.intervals import NORMAL_QUANTILE, log_ratio_error, t_quantile
from transforms.statistics.shares import clustered_shares
from transforms.vocabulary import ALL, CONCLUSIVE, ROLES

FILLING_DAYS = 28
"""A thread gathers adverts all month; read before, it cannot be compared with a whole one."""

YEAR_ON_YEAR = ("yoy_share", "yoy_low", "yoy_high")

LEAST_OPENINGS = 20
"""Openings of a role in both months for a change on the year: with fewer its interval spans a factor of two."""

CENSUS = pl.Schema(
    {
        "source": pl.String,
        "role": pl.String,
        "period_start": pl.Date,
        "n_posts": pl.Int64,
        "n_openings": pl.Int64,
        "opening_share": pl.Float64,
        "share_low": pl.Float64,
        "share_high": pl.Float64,
        "yoy_share": pl.Float64,
        "yoy_low": pl.Float64,
        "yoy_high": pl.Float64,
        "note": pl.String,
    }
)


def measure(postings: pl.DataFrame, looks: pl.DataFrame) -> pl.DataFrame:
    """One row per census source x role x month in which the role occurs, and one for all roles.

    Args:
        postings: the warehouse's `posting` columns; only those of a census with a period count.
        looks: looks with `period`; a month none of whose looks was complete is noted.

    Returns:
        `mart_census_demand`. `yoy_share`: change of the role's share of openings against the same month a year before; for
        all roles together, of the number of openings. Null below LEAST_OPENINGS in either month.
    """
    posts = _posts(postings)
    if posts.is_empty():
        return pl.DataFrame(schema=CENSUS)
    month = ["source", "period_start"]
    openings = posts.unique("opening_id", keep="first", maintain_order=True)
    roles = openings.filter(pl.col("role").is_in(ROLES))
    shares = clustered_shares(openings, roles, month, ["role"]).rename(
        {"n": "n_openings", "share": "opening_share"}
    )
    counts = posts.group_by([*month, "role"]).agg(
        n_posts=pl.col("post_id").n_unique().cast(pl.Int64)
    )
    by_role = shares.join(counts, on=[*month, "role"]).pipe(_with_share_change)
    whole = _whole(posts, openings)
    incomplete = _incomplete(looks)
    return (
        pl.concat([by_role, whole], how="diagonal")
        .join(incomplete, on=month, how="left")
        .with_columns(
            *(
                pl.when(pl.col("incomplete").is_null()).then(name).alias(name)
                for name in YEAR_ON_YEAR
            ),
            note=pl.coalesce("incomplete", "note"),
        )
        .select(pl.col(name).cast(kind) for name, kind in CENSUS.items())
        .sort("source", "role", "period_start")
    )


def _posts(postings: pl.DataFrame) -> pl.DataFrame:
    """Census postings with their month and the post each is part of; a nameless employer's post is its own cluster."""
    post = pl.col("external_id").str.split("#").list.first()
    start = (pl.col("period") + "-01").str.to_date("%Y-%m-%d", strict=False)
    return (
        postings.filter("is_census")
        .with_columns(period_start=start, post_id=post, role="role_counted")
        .drop_nulls("period_start")
        .with_columns(employer_key=pl.coalesce("employer_key", "post_id"))
        .select(
            "source", "period_start", "post_id", "opening_id", "posting_id", "employer_key", "role"
        )
        .sort("posting_id")
    )


def _with_share_change(shares: pl.DataFrame) -> pl.DataFrame:
    """Adds the change on the year by the delta method on the log of two independent shares."""
    earlier = shares.select(
        "source",
        "role",
        pl.col("period_start").dt.offset_by("1y"),
        share_before="opening_share",
        n_before="n_openings",
        effective_before="n_effective",
    )
    joined = shares.join(
        earlier, on=["source", "role", "period_start"], how="left", maintain_order="left"
    )
    error = (
        (1 - pl.col("opening_share")) / (pl.col("opening_share") * pl.col("n_effective"))
        + (1 - pl.col("share_before")) / (pl.col("share_before") * pl.col("effective_before"))
    ).sqrt()
    growth = (pl.col("opening_share") / pl.col("share_before")).log()
    half = error * NORMAL_QUANTILE
    least = pl.min_horizontal("n_openings", "n_before")
    is_enough = pl.col("n_before").is_not_null() & (least >= LEAST_OPENINGS)
    note = pl.when(pl.col("n_before").is_not_null() & ~is_enough).then(
        pl.format("change on the year: too few (n = {})", least)
    )
    changes = {"yoy_share": growth, "yoy_low": growth - half, "yoy_high": growth + half}
    return joined.with_columns(
        *(pl.when(is_enough).then(log.exp() - 1).alias(name) for name, log in changes.items()),
        note=note,
    )


def _whole(posts: pl.DataFrame, openings: pl.DataFrame) -> pl.DataFrame:
    """All roles together: posts, openings and the change of their number on the year, employers being the clusters."""
    month = ["source", "period_start"]
    counts = posts.group_by(month).agg(
        n_posts=pl.col("post_id").n_unique().cast(pl.Int64),
        n_openings=pl.col("opening_id").n_unique().cast(pl.Int64),
    )
    sizes = openings.group_by([*month, "employer_key"]).agg(n=pl.len().cast(pl.Float64))
    parts = sizes.partition_by(month, as_dict=True)
    rows = []
    for source, start, n_posts, n_openings in counts.sort(month).iter_rows():
        earlier = parts.get((source, start.replace(year=start.year - 1)))
        change = (
            _count_change(earlier, parts[(source, start)])
            if earlier is not None
            else (None, None, None)
        )
        rows.append((source, ALL, start, n_posts, n_openings, *change))
    columns = [
        "source",
        "role",
        "period_start",
        "n_posts",
        "n_openings",
        "yoy_share",
        "yoy_low",
        "yoy_high",
    ]
    return pl.DataFrame(rows, schema={name: CENSUS[name] for name in columns}, orient="row")


def _count_change(
    before: pl.DataFrame, after: pl.DataFrame
) -> tuple[float | None, float | None, float | None]:
    paired = (
        before.join(after, on="employer_key", how="full", coalesce=True)
        .fill_null(0.0)
        .sort("employer_key")
    )
    old, new = paired["n"].to_numpy(), paired["n_right"].to_numpy()
    if min(old.sum(), new.sum()) < LEAST_OPENINGS:
        return None, None, None
    growth, half = (
        float(np.log(new.sum() / old.sum())),
        log_ratio_error(old, new) * t_quantile(float(len(old) - 1)),
    )
    return float(np.expm1(growth)), float(np.expm1(growth - half)), float(np.expm1(growth + half))


def _incomplete(looks: pl.DataFrame) -> pl.DataFrame:
    """Months whose thread was never listed in full, or only while it was still filling."""
    start = (pl.col("period") + "-01").str.to_date("%Y-%m-%d", strict=False)
    by_month = (
        looks.with_columns(period_start=start)
        .drop_nulls("period_start")
        .group_by("source", "period_start")
    )
    is_whole = pl.col("outcome").is_in(CONCLUSIVE)
    months = by_month.agg(
        is_whole=is_whole.any(), last_at=pl.col("looked_at").filter(is_whole).max()
    )
    is_young = pl.col("last_at") < pl.col("period_start").cast(pl.Datetime("us")) + pl.duration(
        days=FILLING_DAYS
    )
    return months.filter(~pl.col("is_whole") | is_young).select(
        "source",
        "period_start",
        incomplete=pl.when("is_whole")
        .then(pl.lit("the month is not over: the thread was still filling when it was read"))
        .otherwise(pl.lit("the thread was not read in full")),
    )
