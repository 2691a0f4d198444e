"""Skill demand: which skills each role is asked for, how surely, and which set it apart from the other roles.

Decides shares, the lift and the floor below which no share is printed. Leaves what counts as naming a skill to
`transforms.readers.skills`, changes to `transforms.statistics.skill_change` and what a skill is paid to `transforms.statistics.pay.premium`. Unit: openings with a text (a title alone asks for nothing).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.history.last_year import keep_last_year, keep_one_per_opening, with_seen_date
from transforms.statistics import skill_change
from transforms.statistics.shares import clustered_shares
from transforms.vocabulary import ROLES

LEAST_OPENINGS = 10
LEAST_EMPLOYERS = 5
"""The floor of a median: below, a share is an anecdote."""

PRIOR_MENTIONS = 500.0
"""Weight of the prior, spread over the skills as all roles together name them: about fifty postings' worth of mentions.
Monroe, Colaresi and Quinn 2008, "Fightin' Words": without it rare skills would lead every list."""

LEAST_PAIR = 10
LEAST_PAIR_SHARE = 0.05

_CHANGES = [name for name in skill_change.CHANGE if name not in ("role", "skill")]
_PREMIUMS = ["premium_share", "premium_low", "premium_high"]

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
        **dict.fromkeys(_CHANGES, pl.Float64),
        **dict.fromkeys(_PREMIUMS, pl.Float64),
        "note": pl.String,
    }
)
PAIR = pl.Schema(
    {
        "role": pl.String,
        "skill_a": pl.String,
        "skill_b": pl.String,
        "n_both": pl.Int64,
        "lift": pl.Float64,
    }
)


def measure(
    postings: pl.DataFrame, skills: pl.DataFrame, names: Mapping[str, str], premiums: pl.DataFrame
) -> pl.DataFrame:
    """One row per role and skill that at least one of its openings names.

    Args:
        postings: the warehouse's `posting` columns.
        skills: the warehouse's `posting_skill`.
        names: skill id to the name that people read.
        premiums: `mart_pay_premium`; its adjusted skill premiums are of all seven roles together.

    Returns:
        `mart_skill_demand`. `lift`: z of the log odds of the skill among this role's mentions against the other roles'
        (informative Dirichlet prior); above 2 it sets the role apart. Shares and lift are null below the floor.
    """
    openings = _texts(keep_last_year(postings))
    named = _named(openings, skills)
    if named.is_empty():
        return pl.DataFrame(schema=DEMAND)
    of_all_time = _texts(with_seen_date(postings))
    adjusted = premiums.filter(pl.col("reading") == "adjusted", pl.col("term") == "skill")
    shares = clustered_shares(openings, named, ["role"], ["skill"])
    return (
        shares.join(_requirements(named), on=["role", "skill"])
        .join(_lifts(named), on=["role", "skill"])
        .join(
            skill_change.measure(of_all_time, _named(of_all_time, skills)),
            on=["role", "skill"],
            how="left",
        )
        .join(adjusted.select("name", *_PREMIUMS), left_on="skill", right_on="name", how="left")
        .with_columns(
            n_with="n",
            n_postings="n_of",
            skill_name=pl.col("skill").replace_strict(
                dict(names), default=pl.col("skill"), return_dtype=pl.String
            ),
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
    openings = _texts(keep_last_year(postings))
    named = _named(openings, skills)
    sizes = openings.group_by("role").agg(n_of=pl.len())
    common = named.group_by("role", "skill").agg(n=pl.len()).join(sizes, on="role")
    common = common.filter(pl.col("n") >= LEAST_PAIR_SHARE * pl.col("n_of"))
    kept = named.join(common, on=["role", "skill"]).select(
        "role", "opening_id", "skill", "n", "n_of"
    )
    pairs = kept.join(kept, on=["role", "opening_id"], suffix="_b").filter(
        pl.col("skill") < pl.col("skill_b")
    )
    return (
        pairs.group_by("role", skill_a="skill", skill_b="skill_b")
        .agg(
            n_both=pl.len(),
            expected=pl.col("n").first() * pl.col("n_b").first() / pl.col("n_of").first(),
        )
        .filter(pl.col("n_both") >= LEAST_PAIR)
        .with_columns(lift=pl.col("n_both") / pl.col("expected"))
        .select(pl.col(name).cast(kind) for name, kind in PAIR.items())
        .sort("role", "skill_a", "skill_b")
    )


def _texts(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening of the seven roles that has a text."""
    read = postings.filter(
        pl.col("role_counted").is_in(ROLES), pl.col("description_text").is_not_null()
    )
    chosen = read.select(
        "posting_id",
        "opening_id",
        "employer_key",
        "first_seen_at",
        "is_left_truncated",
        "is_census",
        "seen_date",
        role="role_counted",
    )
    return keep_one_per_opening(chosen)


def _named(openings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per opening and skill that it names."""
    return openings.join(skills, on="posting_id").unique(
        ["opening_id", "skill"], keep="first", maintain_order=True
    )


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


def _blank_below_floor(shares: pl.DataFrame) -> pl.DataFrame:
    is_enough = (pl.col("n_postings") >= LEAST_OPENINGS) & (
        pl.col("n_of_employers") >= LEAST_EMPLOYERS
    )
    printed = [
        "share",
        "share_low",
        "share_high",
        "required_share",
        "preferred_share",
        "lift",
        *_CHANGES,
        *_PREMIUMS,
    ]
    note = pl.when(~is_enough).then(
        pl.format("too few (n = {} of {} employers)", "n_postings", "n_of_employers")
    )
    return shares.with_columns(
        *(pl.when(is_enough).then(name).alias(name) for name in printed), note=note
    )
