"""Demand in a census: what each monthly thread holds, by role, since the threads began.

Decides that a census has no lifecycles: an opening counts in its month and nowhere else. Months are compared by the share of
openings, since threads grow and shrink as a whole. Leaves the reading of posts to `transforms.readers.comment.comment` and
`transforms.readers.role.model`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.history.last_year import period_start
from transforms.statistics.columns import conform, counts, dates, reals, texts
from transforms.statistics.growth.misreading import Correction, correct_share
from transforms.statistics.intervals import (
    NORMAL_QUANTILE,
    Floats,
    log_ratio_error,
    t_quantile,
)
from transforms.statistics.shares import clustered_shares, highest_of_none
from transforms.vocabulary import ALL, CONCLUSIVE, ROLES

FILLING_DAYS = 28
"""A thread gathers adverts all month. Read before, it cannot be compared with a whole one."""

YEAR_ON_YEAR = ("yoy_share", "yoy_low", "yoy_high")

LEAST_OPENINGS = 20
"""Openings of a role in both months for a change on the year. With fewer its interval spans a factor of two."""

CENSUS = pl.Schema(
    texts("source role")
    | dates("period_start")
    | counts("n_posts n_openings")
    | reals("opening_share share_low share_high opening_as_read_share")
    | reals("yoy_share yoy_low yoy_high")
    | texts("note")
)

_MONTH = ["source", "period_start"]


def measure_census(
    postings: pl.DataFrame, looks: pl.DataFrame, correction: Correction | None = None
) -> pl.DataFrame:
    """One row per census source x role x month that has a thread, and one for all roles.

    Args:
        postings: the warehouse's `posting` columns. Only those of a census with a period count.
        looks: looks with `period`. A month none of whose looks was complete is noted.
        correction: how counts as read are corrected. Its uncertainty widens the intervals. None: counts stay as read.

    Returns:
        `mart_census_demand`. `yoy_share`: change of the role's share of openings against the same month a year before, or for
        all roles together, of the number of openings. Null below LEAST_OPENINGS in either month. A role that no opening of
        the month is read as has a row of 0 with its interval.
    """
    posts = _census_posts(postings)
    if posts.is_empty():
        return pl.DataFrame(schema=CENSUS)
    openings = _one_per_opening(posts)
    of_roles = _measure_roles(openings, correction)
    parts = [of_roles, _measure_absent(openings, of_roles), _measure_all(openings)]
    both = pl.concat(parts, how="diagonal")
    is_complete = pl.col("incomplete").is_null()
    month_later = posts.select("source", pl.col("period_start").dt.offset_by("1y")).unique()
    return (
        both.join(posts.group_by(_MONTH).agg(n_posts=_n_posts()), on=_MONTH)
        .join(find_incomplete_months(looks), on=_MONTH, how="left")
        .join(month_later.with_columns(is_second=True), on=_MONTH, how="left")
        .with_columns(
            *(pl.when(is_complete).then(name).alias(name) for name in YEAR_ON_YEAR),
            note=pl.coalesce("incomplete", "note", _why_unchanged()),
        )
        .pipe(conform, CENSUS)
        .sort("source", "role", "period_start")
    )


def _why_unchanged() -> pl.Expr:
    """Why there is no change on the year where nothing else is said: a role that nothing was read as has no number before."""
    few = f"change on the year: fewer than {LEAST_OPENINGS} openings in one of the two months"
    none = pl.lit("change on the year: there is no month a year before")
    return pl.when(pl.col("yoy_share").is_null()).then(
        pl.when("is_second").then(pl.lit(few)).otherwise(none)
    )


def _census_posts(postings: pl.DataFrame) -> pl.DataFrame:
    """Census postings with their month and the post each is part of. A nameless employer's post is its own cluster."""
    post = pl.col("external_id").str.split("#").list.first()
    posts = postings.filter("is_census").with_columns(
        period_start=period_start(),
        post_id=post,
        role="role_counted",
        employer_key=pl.coalesce("employer_key", post),
    )
    return posts.drop_nulls("period_start").sort("posting_id")


def _one_per_opening(posts: pl.DataFrame) -> pl.DataFrame:
    return posts.unique("opening_id", keep="first", maintain_order=True)


def keep_census_openings(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening of a census: `source`, `period_start`, `role`, `employer_key` (never null)."""
    return _one_per_opening(_census_posts(postings))


def _n_posts() -> pl.Expr:
    return pl.col("post_id").n_unique().cast(pl.Int64)


def _measure_roles(openings: pl.DataFrame, correction: Correction | None) -> pl.DataFrame:
    """Each role's share of openings, with its change on the year by the delta method on the log of independent shares."""
    of_roles = openings.filter(pl.col("role").is_in(ROLES))
    shares = clustered_shares(openings, of_roles, _MONTH, ["role"]).with_columns(
        opening_as_read_share="share"
    )
    shares = _correct_misread(shares, correction)
    variance = pl.col("noise") ** 2 * (1 - pl.col("opening_as_read_share"))
    shares = shares.with_columns(
        variance=variance / (pl.col("opening_as_read_share") * pl.col("n_effective"))
    )
    earlier = shares.select(
        *("source", "role", pl.col("period_start").dt.offset_by("1y")),
        *(pl.col(name).name.suffix("_before") for name in ("share", "n", "variance", "off")),
    )
    key = ["source", "role", "period_start"]
    joined = shares.join(earlier, on=key, how="left", maintain_order="left")
    growth = (pl.col("share") / pl.col("share_before")).log()
    half = (
        NORMAL_QUANTILE
        * (pl.col("variance") + pl.col("variance_before") + _misread_variance()).sqrt()
    )
    least = pl.min_horizontal("n", "n_before")
    is_compared = pl.col("n_before").is_not_null()
    is_enough = is_compared & (least >= LEAST_OPENINGS)
    few = pl.format("change on the year: too few (n = {})", least)
    logs = zip(YEAR_ON_YEAR, (growth, growth - half, growth + half), strict=True)
    return joined.with_columns(
        *(pl.when(is_enough).then(log.exp() - 1).alias(name) for name, log in logs),
        n_openings="n",
        opening_share="share",
        note=pl.when(is_compared & ~is_enough).then(few),
    )


def _measure_absent(openings: pl.DataFrame, of_roles: pl.DataFrame) -> pl.DataFrame:
    """The months in which nothing is read as a role: 0, and how many there may be, employers being the clusters."""
    size = pl.col("len").cast(pl.Float64)
    months = (
        openings.group_by(*_MONTH, "employer_key")
        .len()
        .group_by(_MONTH)
        .agg(equal_employers=size.sum() ** 2 / (size**2).sum())
    )
    absent = months.join(pl.DataFrame({"role": ROLES}), how="cross").join(
        of_roles, on=[*_MONTH, "role"], how="anti"
    )
    high = highest_of_none(absent["equal_employers"].to_numpy())
    none = pl.lit(0, dtype=pl.Int64)
    no_share = dict.fromkeys(("opening_share", "share_low", "opening_as_read_share"), pl.lit(0.0))
    return absent.select(*_MONTH, "role", n_openings=none, **no_share, share_high=pl.Series(high))


def _correct_misread(shares: pl.DataFrame, correction: Correction | None) -> pl.DataFrame:
    """The shares with misread openings corrected.

    Adds `noise` (see `Corrected`) and `off`: how far the logarithm of the count lies from the one taken, by draw of the
    confusion of roles.
    """
    if correction is None or shares.is_empty():
        nothing = pl.lit([0.0], dtype=pl.List(pl.Float64))
        return shares.with_columns(noise=pl.lit(1.0), off=nothing)
    months = shares.select(_MONTH).unique(maintain_order=True).with_row_index("month")
    rows = shares.join(months, on=_MONTH, maintain_order="left")
    role = rows["role"].replace_strict({name: at for at, name in enumerate(ROLES)}).to_numpy()
    cell = (role, rows["month"].to_numpy())
    read = np.zeros((len(ROLES), months.height))
    read[cell] = rows["n"].to_numpy()
    found = correction.of(read)
    off = correction.log_draws(read) - np.log(np.where(read > 0, found.counts, 1.0))
    share, low, high = (rows[name].to_numpy() for name in ("share", "share_low", "share_high"))
    factor, noise = found.counts[cell] / read[cell], found.noise[cell]
    right = correct_share(share, low, high, factor, noise, found.spread[cell])
    return rows.with_columns(
        *_series(("share", "share_low", "share_high", "noise"), (*right, noise)),
        off=pl.Series(off[:, *cell].T.tolist(), dtype=pl.List(pl.Float64)),
    )


def _series(names: tuple[str, ...], values: tuple[Floats, ...]) -> list[pl.Series]:
    return [pl.Series(name, each) for name, each in zip(names, values, strict=True)]


def _misread_variance() -> pl.Expr:
    """What is not known of the confusion of roles affects both months alike. Only the difference moves a change."""
    return (pl.col("off") - pl.col("off_before")).list.eval(pl.element() ** 2).list.mean()


def _measure_all(openings: pl.DataFrame) -> pl.DataFrame:
    """All roles together: openings and the change of their number on the year, employers being the clusters."""
    counted = openings.group_by(_MONTH).agg(n_openings=pl.len().cast(pl.Int64))
    sizes = openings.group_by(*_MONTH, "employer_key").agg(n=pl.len().cast(pl.Float64))
    months = sizes.partition_by(_MONTH, as_dict=True)
    rows = []
    for row in counted.sort(_MONTH).to_dicts():
        source, start = row["source"], row["period_start"]
        earlier = months.get((source, start.replace(year=start.year - 1)))
        change = _count_change(earlier, months[source, start]) if earlier is not None else {}
        rows.append({**row, "role": ALL, **change})
    schema = {name: kind for name, kind in CENSUS.items() if name != "n_posts"}
    return pl.DataFrame(rows, schema=schema)


def _count_change(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, float]:
    both = before.join(after, on="employer_key", how="full", coalesce=True).fill_null(0.0)
    paired = both.sort("employer_key")
    old, new = paired["n"].to_numpy(), paired["n_right"].to_numpy()
    if min(old.sum(), new.sum()) < LEAST_OPENINGS:
        return {}
    growth = float(np.log(new.sum() / old.sum()))
    half = log_ratio_error(old, new) * t_quantile(float(len(old) - 1))
    logs = zip(YEAR_ON_YEAR, (growth, growth - half, growth + half), strict=True)
    return {name: float(np.expm1(log)) for name, log in logs}


def find_incomplete_months(looks: pl.DataFrame) -> pl.DataFrame:
    """Months whose thread was never listed in full, or only while it was still filling."""
    is_whole = pl.col("outcome").is_in(CONCLUSIVE)
    last_at = pl.col("looked_at").filter(is_whole).max()
    dated = looks.with_columns(period_start=period_start()).drop_nulls("period_start")
    months = dated.group_by(_MONTH).agg(is_whole=is_whole.any(), last_at=last_at)
    filled_at = pl.col("period_start").cast(pl.Datetime("us")) + pl.duration(days=FILLING_DAYS)
    reason = (
        pl.when("is_whole")
        .then(pl.lit("the month is not over: the thread was still filling when it was read"))
        .otherwise(pl.lit("the thread was not read in full"))
    )
    incomplete = months.filter(~pl.col("is_whole") | (pl.col("last_at") < filled_at))
    return incomplete.select(*_MONTH, incomplete=reason)
