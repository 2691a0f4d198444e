"""Who hires: open and new openings per employer and role.

Decides what is open and new per employer. Leaves one spelling per employer to `transforms.history.openings.employer_key`. Employers
without a name and posts of a census (which have no lifecycle) are left out.
"""

from __future__ import annotations

import polars as pl

from transforms.vocabulary import ALL, ROLES

NEW_DAYS = 28
"""Four whole weeks, so that the day of the week on which an employer posts does not matter."""

EMPLOYER = pl.Schema(
    {
        "employer": pl.String,
        "employer_key": pl.String,
        "role": pl.String,
        "n_open_openings": pl.Int64,
        "n_open_postings": pl.Int64,
        "n_new_28d": pl.Int64,
        "first_seen_date": pl.Date,
        "n_countries": pl.Int64,
        "has_pay_share": pl.Float64,
    }
)


def measure(postings: pl.DataFrame, openings: pl.DataFrame) -> pl.DataFrame:
    """One row per employer and role it ever had a posting for, and one for all its roles.

    Args:
        postings: the warehouse's `posting` columns and `pay` (the list of stated ranges).
        openings: the warehouse's `opening`.

    Returns:
        `mart_employer_demand`. `n_new_28d`: openings first seen in the 28 days up to the newest sighting; what a board
        showed at its first look is not new, and of an employer seen at that look only nobody knows yet (null). `n_countries`, `has_pay_share`: of the open postings; null when none is open.
    """
    named = postings.filter(~pl.col("is_census"), pl.col("employer_key").is_not_null())
    opened = openings.select("opening_id", "opened_date", opening_is_truncated="is_left_truncated")
    is_new = (
        pl.col("opened_date") > pl.col("last_seen_at").max().dt.date() - pl.duration(days=NEW_DAYS)
    ) & ~pl.col("opening_is_truncated")
    live = named.join(opened, on="opening_id").with_columns(
        is_new=is_new, has_pay=pl.col("pay").list.len().fill_null(0) > 0, role="role_counted"
    )
    is_seen_again = pl.col("last_seen_at").max().dt.date() > pl.col("first_seen_at").min().dt.date()
    has_come_later = ~pl.col("opening_is_truncated").all()
    live = live.with_columns(is_new_known=(is_seen_again | has_come_later).over("employer_key"))
    by_role = live.filter(pl.col("role").is_in(ROLES))
    both = pl.concat([by_role, live.with_columns(role=pl.lit(ALL))])
    return (
        both.group_by("employer_key", "role")
        .agg(
            n_open_openings=pl.col("opening_id").filter("is_open").n_unique(),
            n_open_postings=pl.col("is_open").sum(),
            n_new_28d=pl.when(pl.col("is_new_known").any()).then(
                pl.col("opening_id").filter("is_new").n_unique()
            ),
            first_seen_date=pl.col("first_seen_at").min().dt.date(),
            n_countries=pl.col("country_codes")
            .filter("is_open")
            .list.explode(keep_nulls=False, empty_as_null=False)
            .n_unique(),
            has_pay_share=pl.col("has_pay").filter("is_open").mean(),
        )
        .join(_spelling(named), on="employer_key")
        .with_columns(n_countries=pl.when(pl.col("n_open_postings") > 0).then("n_countries"))
        .select(pl.col(name).cast(kind) for name, kind in EMPLOYER.items())
        .sort("employer_key", "role")
    )


def _spelling(postings: pl.DataFrame) -> pl.DataFrame:
    """The spelling that most of an employer's postings use; of equals the first by alphabet."""
    counted = postings.group_by("employer_key", "employer").agg(n=pl.len())
    ordered = counted.sort("employer_key", "n", "employer", descending=[False, True, False])
    return ordered.unique("employer_key", keep="first", maintain_order=True).select(
        "employer_key", "employer"
    )
