"""Skill demand: which skills each role is asked for, which set it apart, and how that changed.

Decides shares, the lift, and how changes since a quarter or a year ago are compared. Leaves what counts as naming a skill to
`transforms.readers.skills`, and what a skill is paid to `transforms.statistics.pay.premium`.

The unit is an opening with a text: a title alone asks for nothing. For changes, openings are compared by when they appeared,
boards with boards and censuses with censuses. A board that joins the panel must not look like a change in what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from transforms.history.last_year import (
    appeared_date,
    keep_last_year,
    keep_one_per_opening,
    with_seen_date,
)
from transforms.statistics.columns import conform, counts, reals, texts
from transforms.statistics.floors import blank_below_floor
from transforms.statistics.intervals import NO_VARIANCE, t_quantile
from transforms.statistics.shares import clustered_shares
from transforms.vocabulary import ROLES

PRIOR_MENTIONS = 500.0
"""Weight of the prior, spread over the skills as all roles together name them: about fifty postings' worth of mentions.
Without it rare skills would lead every list (Monroe, Colaresi and Quinn 2008, "Fightin' Words")."""

QUARTER_DAYS = 91
LEAST_IN_QUARTER = 20
"""Openings of a role in both quarters, of boards or of censuses: twice the floor of a share."""

SPANS = {"change": 1, "year_change": 4}
"""How many quarters lie between the two that are compared."""

_UNCHANGED = pl.lit(
    f"change: fewer than {LEAST_IN_QUARTER} openings, or those of one employer alone,"
    " are known to have appeared in one of the quarters"
)

_CHANGES = [f"{span}_{end}" for span in SPANS for end in ("share", "low", "high")]
_PREMIUMS = ["premium_share", "premium_low", "premium_high"]
_STRENGTHS = ("required", "preferred")
"""How strongly an opening asks for a skill that it names, where it says."""

_ASKED = [f"{strength}_{end}" for strength in _STRENGTHS for end in ("share", "low", "high")]
_SHARES = ["share", "share_low", "share_high", *_ASKED, "lift"]
_KEY = ["role", "skill"]
_DATED = ("first_seen_at", "is_left_truncated", "is_census", "seen_date")

DEMAND = pl.Schema(
    texts("role skill skill_name category")
    | counts("n_with n_openings n_employers")
    | reals(" ".join([*_SHARES, *_CHANGES, *_PREMIUMS]))
    | texts("note")
)


def measure_demand(
    postings: pl.DataFrame, skills: pl.DataFrame, names: Mapping[str, str], premiums: pl.DataFrame
) -> pl.DataFrame:
    """One row per role and skill that at least one opening of any role names.

    Args:
        postings: the warehouse's `posting` columns and `has_text`.
        skills: the warehouse's `posting_skill`.
        names: skill id to the name that people read.
        premiums: `mart_pay_premium`. Its adjusted skill premiums are of all seven roles together.

    Returns:
        `mart_skill_demand`. `n_openings` and `n_employers` count all openings of the role with a text: what the share is
        of. `n_with`: those that name the skill, which may be none: a share of 0 has an interval too. `lift`: z of the log odds of
        the skill among this role's mentions against the other roles' (informative Dirichlet prior), null where none of them
        names it. Above 2 it sets the role apart. Shares and lift are null below the floor. `note` says so, or that there is no
        change on the quarter to print.
    """
    changes = _changes_of_all_time(postings, skills)
    openings = openings_with_text(keep_last_year(postings))
    named = named_skills(openings, skills)
    if named.is_empty():
        return pl.DataFrame(schema=DEMAND)
    adjusted = premiums.filter(pl.col("reading") == "adjusted", pl.col("term") == "skill")
    skill_name = pl.col("skill").replace_strict(
        dict(names), default=pl.col("skill"), return_dtype=pl.String
    )
    return (
        _shares_of_all(openings, named)
        .join(_categories(named), on="skill")
        .join(_lifts(named), on=_KEY, how="left")
        .join(changes, on=_KEY, how="left")
        .join(adjusted.select("name", *_PREMIUMS), left_on="skill", right_on="name", how="left")
        .with_columns(
            n_with="n",
            n_openings="n_of",
            n_employers="n_of_employers",
            skill_name=skill_name,
        )
        .pipe(blank_below_floor, [*_SHARES, *_CHANGES, *_PREMIUMS])
        .with_columns(
            note=pl.coalesce("note", pl.when(pl.col("change_share").is_null()).then(_UNCHANGED))
        )
        .pipe(conform, DEMAND)
        .sort(_KEY)
    )


def openings_with_text(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening of the seven roles that has a text."""
    read = postings.filter(pl.col("role_counted").is_in(ROLES), "has_text")
    return keep_one_per_opening(
        read.select("posting_id", "opening_id", "employer_key", *_DATED, role="role_counted")
    )


def _changes_of_all_time(postings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """The changes of shares. What is named of all time is the largest frame here, so it is narrow and let go soon."""
    openings = openings_with_text(with_seen_date(postings))
    return measure_skill_changes(
        openings, named_skills(openings, skills.select("posting_id", "skill"))
    )


def named_skills(openings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per opening and skill that it names: an opening is one posting here, and a posting names a skill once."""
    return openings.drop(_DATED).join(skills, on="posting_id").drop("posting_id")


def _shares_of_all(openings: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The share of a role's openings that name each skill, and of those that require it, and that only prefer it."""
    skills = named.select("skill")
    shares = clustered_shares(openings, named, ["role"], ["skill"], skills)
    for strength in _STRENGTHS:
        asking = named.filter(pl.col("requirement") == strength)
        found = clustered_shares(openings, asking, ["role"], ["skill"], skills)
        ends = {f"{strength}_share": "share", f"{strength}_low": "share_low", f"{strength}_high": "share_high"}  # fmt: skip
        shares = shares.join(found.select(*_KEY, **ends), on=_KEY)
    return shares


def _categories(named: pl.DataFrame) -> pl.DataFrame:
    return named.group_by("skill").agg(pl.col("category").min())


def _lifts(named: pl.DataFrame) -> pl.DataFrame:
    """Difference, as a z value, in log odds of a skill between a role's mentions and the other roles' mentions."""
    counted = named.group_by(_KEY).agg(own=pl.len().cast(pl.Float64))
    table = counted.with_columns(
        total=pl.col("own").sum(),
        of_skill=pl.col("own").sum().over("skill"),
        of_role=pl.col("own").sum().over("role"),
    )
    prior = PRIOR_MENTIONS * pl.col("of_skill") / pl.col("total")
    own, others = pl.col("own") + prior, pl.col("of_skill") - pl.col("own") + prior
    own_rest = pl.col("of_role") + PRIOR_MENTIONS - own
    others_rest = pl.col("total") - pl.col("of_role") + PRIOR_MENTIONS - others
    z = ((own / own_rest).log() - (others / others_rest).log()) / (1 / own + 1 / others).sqrt()
    return table.select(*_KEY, lift=pl.when(pl.col("of_role") < pl.col("total")).then(z))


def measure_skill_changes(openings: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """One row per role and skill that can be compared over at least one span.

    Args:
        openings: one row per opening with a text, of all time: `opening_id`, `role`, `employer_key`, `seen_date`,
            `first_seen_at`, `is_census`, `is_left_truncated`.
        named: one row per opening and skill it names: `opening_id`, `role`, `skill`.

    Returns:
        Changes of shares with their 95 % bounds: 0.05 = five points more openings name it. What a board's first look showed
        opened at an unknown time and is left out. Averaged over boards and censuses by their openings of the last quarter.
        Either counts only with LEAST_IN_QUARTER openings in both quarters and with two employers.
    """
    age = (pl.col("seen_date").max() - appeared_date()).dt.total_days()
    dated = openings.with_columns(quarter=age // QUARTER_DAYS).filter(~pl.col("is_left_truncated"))
    quarter, year = (_compare_quarters(dated, named, span) for span in SPANS)
    return quarter.join(year, on=_KEY, how="full", coalesce=True)


def _compare_quarters(dated: pl.DataFrame, named: pl.DataFrame, span: str) -> pl.DataFrame:
    """The change over one span, by role and skill, with its interval.

    Boards and censuses are strata. In each, suffix 0 is the last quarter and 1 the earlier one.
    """
    is_new = pl.col("quarter") == 0
    compared = dated.filter(pl.col("quarter").is_in([0, SPANS[span]])).with_columns(is_new=is_new)
    employers, strata = _weigh_employers(compared)
    found = _count_named(compared, named, employers, strata)
    p0, p1 = pl.col("h0") / pl.col("n0"), pl.col("h1") / pl.col("n1")
    changes = (
        found.sort(*_KEY, "is_census")
        .group_by(_KEY, maintain_order=True)
        .agg(
            change=(pl.col("weight") * (p0 - p1)).sum(),
            variance=_variance(p0, p1).sum(),
            k=pl.col("k").sum().cast(pl.Float64),
        )
    )
    points = np.array([t_quantile(k - 1) for k in changes["k"]])
    error = np.sqrt(np.maximum(changes["variance"].to_numpy(), 0))
    half, change = pl.Series(error * points, dtype=pl.Float64), pl.col("change")
    ends = {"share": change, "low": change - half, "high": change + half}
    return changes.select(*_KEY, *(value.alias(f"{span}_{end}") for end, value in ends.items()))


def _weigh_employers(compared: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each employer's share `u` of both quarters of its stratum, and per stratum the sums of squares of these shares."""
    stratum = ["role", "is_census"]
    openings = compared.group_by(*stratum, "employer_key").agg(
        m0=pl.col("is_new").sum(), m1=(~pl.col("is_new")).sum()
    )
    sizes = openings.group_by(stratum).agg(n0=pl.col("m0").sum(), n1=pl.col("m1").sum(), k=pl.len())
    # One employer has no scatter between employers, so its change would have no interval.
    is_enough = (pl.min_horizontal("n0", "n1") >= LEAST_IN_QUARTER) & (pl.col("k") > 1)
    sizes = sizes.filter(is_enough)
    sizes = sizes.with_columns(weight=pl.col("n0") / pl.col("n0").sum().over("role"))
    employers = openings.join(sizes, on=stratum).with_columns(
        u0=pl.col("weight") * pl.col("m0") / pl.col("n0"),
        u1=pl.col("weight") * pl.col("m1") / pl.col("n1"),
    )
    u0, u1 = pl.col("u0"), pl.col("u1")
    squares = employers.sort("employer_key").group_by(stratum, maintain_order=True)
    summed = squares.agg(u00=(u0**2).sum(), u01=(u0 * u1).sum(), u11=(u1**2).sum())
    return employers, sizes.join(summed, on=stratum)


def _count_named(
    compared: pl.DataFrame, named: pl.DataFrame, employers: pl.DataFrame, strata: pl.DataFrame
) -> pl.DataFrame:
    """One row per role, skill and stratum: openings `h` that name it in both quarters, and sums over the employers.

    `a` is an employer's part in the change: what it names. Employers that name nothing have a = 0, so only those that name
    the skill need a row. A skill that boards no longer name is still compared there when the censuses name it.
    """
    cluster = ["role", "is_census", "employer_key"]
    hits = named.select("opening_id", "skill").join(compared, on="opening_id")
    by_employer = hits.group_by(*cluster, "skill").agg(
        h0=pl.col("is_new").sum(), h1=(~pl.col("is_new")).sum()
    )
    a = pl.col("weight") * (pl.col("h0") / pl.col("n0") - pl.col("h1") / pl.col("n1"))
    own = by_employer.join(employers, on=cluster).with_columns(a=a).sort("employer_key")
    stratum = ["role", "is_census", "skill"]
    summed = own.group_by(stratum, maintain_order=True).agg(
        pl.col("h0", "h1").sum(),
        aa=(pl.col("a") ** 2).sum(),
        a0=(pl.col("a") * pl.col("u0")).sum(),
        a1=(pl.col("a") * pl.col("u1")).sum(),
    )
    every = named.select(_KEY).unique().join(strata, on="role")
    filled = every.join(summed, on=stratum, how="left")
    return filled.with_columns(pl.col("aa", "a0", "a1", "h0", "h1").fill_null(0))


def _variance(p0: pl.Expr, p1: pl.Expr) -> pl.Expr:
    """Of the change in one stratum: the sum over all employers of (a - b)^2.

    b is what an employer would name at the shares of all. Where no employer differs from another, their scatter says
    nothing, and the variance of independent openings is the least to assume.
    """
    k, weight = pl.col("k"), pl.col("weight")
    spread = p0**2 * pl.col("u00") - 2 * p0 * p1 * pl.col("u01") + p1**2 * pl.col("u11")
    squares = pl.col("aa") - 2 * (p0 * pl.col("a0") - p1 * pl.col("a1")) + spread
    clustered = k / (k - 1) * squares
    hits_of = ((pl.col("h0"), pl.col("n0")), (pl.col("h1"), pl.col("n1")))
    independent = pl.sum_horizontal(
        weight**2 * (h + 0.5) * (n - h + 0.5) / (n + 1) ** 3 for h, n in hits_of
    )
    return pl.when(clustered > NO_VARIANCE).then(clustered).otherwise(independent)
