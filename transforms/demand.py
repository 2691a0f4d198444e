"""Skill demand: which skills each role is asked for, how surely, and which set it apart from the other roles.

Decides shares, the change on the quarter, the lift and the floor below which no share is printed. Leaves what counts as
naming a skill to `transforms.skills`. Unit: openings with a text (a title alone asks for nothing).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.panel import ROLES
from transforms.present import one_per_opening, present
from transforms.shares import clustered_shares

LEAST_OPENINGS = 10
LEAST_EMPLOYERS = 5
"""The floor of a median: below, a share is an anecdote."""

QUARTER_DAYS = 91
LEAST_IN_QUARTER = 20

PRIOR_MENTIONS = 500.0
"""Weight of the prior, spread over the skills as all roles together name them: about fifty postings' worth of mentions.
Monroe, Colaresi and Quinn 2008, "Fightin' Words": without it rare skills would lead every list."""

LEAST_PAIR = 10
LEAST_PAIR_SHARE = 0.05

DEMAND = pl.Schema(
    {
        "role": pl.String,
        "skill": pl.String,
        "skill_name": pl.String,
        "category": pl.String,
        "n_with": pl.Int64,
        "n_postings": pl.Int64,
        "n_employers": pl.Int64,
        "share": pl.Float64,
        "share_low": pl.Float64,
        "share_high": pl.Float64,
        "required_share": pl.Float64,
        "preferred_share": pl.Float64,
        "lift": pl.Float64,
        "change_share": pl.Float64,
        "note": pl.String,
    }
)
PAIR = pl.Schema(
    {"role": pl.String, "skill_a": pl.String, "skill_b": pl.String, "n_both": pl.Int64, "lift": pl.Float64}
)


def measure(postings: pl.DataFrame, skills: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """One row per role and skill that at least one of its openings names.

    Args:
        postings: the warehouse's `posting` columns.
        skills: the warehouse's `posting_skill`.
        names: skill id to the name that people read.

    Returns:
        `mart_skill_demand`. `lift`: z of the log odds of the skill among this role's mentions against the other roles'
        (informative Dirichlet prior); above 2 it sets the role apart. Shares and lift are null below the floor.
    """
    openings = _texts(postings)
    named = openings.join(skills, on="posting_id").unique(["opening_id", "skill"], keep="first", maintain_order=True)
    if named.is_empty():
        return pl.DataFrame(schema=DEMAND)
    shares = clustered_shares(openings, named, ["role"], ["skill"])
    return (
        shares.join(_requirements(named), on=["role", "skill"])
        .join(_lifts(named), on=["role", "skill"])
        .join(_changes(openings, named), on=["role", "skill"], how="left")
        .with_columns(
            n_with="n",
            n_postings="n_of",
            skill_name=pl.col("skill").replace_strict(dict(names), default=pl.col("skill"), return_dtype=pl.String),
            required_share=pl.col("n_required") / pl.col("n_of"),
            preferred_share=pl.col("n_preferred") / pl.col("n_of"),
        )
        .pipe(_blank_below_floor)
        .select(pl.col(name).cast(kind) for name, kind in DEMAND.items())
        .sort("role", "skill")
    )


def measure_pairs(postings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per role and pair of its common skills: openings that name both, and how often chance would have them meet.

    `lift`: openings naming both, divided by the number expected if the two were named independently. Pairs met fewer than
    LEAST_PAIR times are left out.
    """
    openings = _texts(postings)
    named = openings.join(skills, on="posting_id").unique(["opening_id", "skill"], keep="first", maintain_order=True)
    sizes = openings.group_by("role").agg(n_of=pl.len())
    common = named.group_by("role", "skill").agg(n=pl.len()).join(sizes, on="role")
    common = common.filter(pl.col("n") >= LEAST_PAIR_SHARE * pl.col("n_of"))
    kept = named.join(common, on=["role", "skill"]).select("role", "opening_id", "skill", "n", "n_of")
    pairs = kept.join(kept, on=["role", "opening_id"], suffix="_b").filter(pl.col("skill") < pl.col("skill_b"))
    return (
        pairs.group_by("role", skill_a="skill", skill_b="skill_b")
        .agg(n_both=pl.len(), expected=pl.col("n").first() * pl.col("n_b").first() / pl.col("n_of").first())
        .filter(pl.col("n_both") >= LEAST_PAIR)
        .with_columns(lift=pl.col("n_both") / pl.col("expected"))
        .select(pl.col(name).cast(kind) for name, kind in PAIR.items())
        .sort("role", "skill_a", "skill_b")
    )


def _texts(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening of the seven roles in the present market that has a text."""
    now = present(postings).filter(pl.col("role_counted").is_in(ROLES), pl.col("description_text").is_not_null())
    chosen = now.select(
        "posting_id",
        "opening_id",
        "employer_key",
        "first_seen_at",
        "is_left_truncated",
        "is_census",
        "seen_date",
        role="role_counted",
    )
    return one_per_opening(chosen)


def _requirements(named: pl.DataFrame) -> pl.DataFrame:
    return named.group_by("role", "skill").agg(
        category=pl.col("category").sort().first(),
        n_required=(pl.col("requirement") == "required").sum(),
        n_preferred=(pl.col("requirement") == "preferred").sum(),
    )


def _lifts(named: pl.DataFrame) -> pl.DataFrame:
    """Difference, as a z value, in log odds of a skill between a role's mentions and the other roles' mentions."""
    counts = named.group_by("role", "skill").agg(own=pl.len().cast(pl.Float64))
    by_skill = counts.group_by("skill").agg(of_skill=pl.col("own").sum())
    by_role = counts.group_by("role").agg(of_role=pl.col("own").sum())
    total = pl.col("own").sum()
    table = counts.with_columns(total=total).join(by_skill, on="skill").join(by_role, on="role")
    prior = PRIOR_MENTIONS * pl.col("of_skill") / pl.col("total")
    own, others = pl.col("own") + prior, pl.col("of_skill") - pl.col("own") + prior
    own_rest = pl.col("of_role") + PRIOR_MENTIONS - own
    others_rest = pl.col("total") - pl.col("of_role") + PRIOR_MENTIONS - others
    z = ((own / own_rest).log() - (others / others_rest).log()) / (1 / own + 1 / others).sqrt()
    return table.select("role", "skill", lift=pl.when(pl.col("of_role") < pl.col("total")).then(z))


def _changes(openings: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Share among openings that appeared in the last quarter less the share in the quarter before; null when either is small.

    Boards are compared with boards and censuses with censuses, then averaged by their openings of the last quarter: a board
    that joins the panel must not look like a change in what is asked.
    """
    appeared = pl.when("is_census").then("seen_date").otherwise(pl.col("first_seen_at").dt.date())
    age = (pl.col("seen_date").max() - appeared).dt.total_days()
    dated = openings.filter(~pl.col("is_left_truncated")).select(
        "opening_id", "role", "is_census", quarter=age // QUARTER_DAYS
    )
    stratum = ["role", "is_census"]
    sizes = dated.group_by(stratum).agg(
        (pl.col("quarter") == number).sum().cast(pl.Float64).alias(f"n_of_{number}") for number in (0, 1)
    )
    sizes = sizes.filter(pl.min_horizontal("n_of_0", "n_of_1") >= LEAST_IN_QUARTER)
    hits = (
        named.select("opening_id", "skill")
        .join(dated, on="opening_id")
        .group_by(*stratum, "skill")
        .agg((pl.col("quarter") == number).sum().alias(f"n_{number}") for number in (0, 1))
    )
    compared = (
        named.select("role", "skill")
        .unique()
        .join(sizes, on="role")
        .join(hits, on=[*stratum, "skill"], how="left")
        .with_columns(pl.col("n_0", "n_1").fill_null(0))
        .sort("role", "skill", "is_census")
    )
    change = pl.col("n_0") / pl.col("n_of_0") - pl.col("n_1") / pl.col("n_of_1")
    weighted = (change * pl.col("n_of_0")).sum() / pl.col("n_of_0").sum()
    return compared.group_by("role", "skill", maintain_order=True).agg(change_share=weighted)


def _blank_below_floor(shares: pl.DataFrame) -> pl.DataFrame:
    is_enough = (pl.col("n_postings") >= LEAST_OPENINGS) & (pl.col("n_of_employers") >= LEAST_EMPLOYERS)
    printed = ["share", "share_low", "share_high", "required_share", "preferred_share", "lift", "change_share"]
    note = pl.when(~is_enough).then(pl.format("too few (n = {} of {} employers)", "n_postings", "n_of_employers"))
    return shares.with_columns(*(pl.when(is_enough).then(name).alias(name) for name in printed), note=note)
