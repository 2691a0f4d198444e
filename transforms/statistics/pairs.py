"""Pairs of skills: which ones the openings of a role name together, and how many times as often as by chance.

Decides which pairs are common enough to be compared. Leaves what an opening names to `transforms.statistics.demand`.
"""

from __future__ import annotations

import polars as pl

from transforms.history.last_year import keep_last_year
from transforms.statistics.columns import conform, counts, reals, texts
from transforms.statistics.demand import named_skills, openings_with_text
from transforms.statistics.floors import LEAST_EMPLOYERS, LEAST_OPENINGS, MOST_OF_ONE_EMPLOYER

LEAST_SHARE = 0.05
"""Pairs are made of skills that at least one opening of the role in twenty names."""

_PAIR = ["role", "skill_a", "skill_b"]
_OF_A_PAIR = ["role", "opening_id", "employer_key"]

PAIR = pl.Schema(
    texts(" ".join(_PAIR)) | counts("n_both n_employers") | reals("top_employer_share lift")
)


def measure_pairs(postings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per role and pair of its common skills: openings that name both, and how often chance would have them meet.

    `lift`: openings naming both, divided by the number expected if the two were named independently. `n_employers` and
    `top_employer_share` are of the openings that name both. Pairs below the floors of a share are left out. So are those
    of which one employer has more than a third: its habit says nothing of the role.
    """
    openings = openings_with_text(keep_last_year(postings))
    named = named_skills(openings, skills)
    sizes = openings.group_by("role").agg(n_of=pl.len())
    counted = named.group_by(["role", "skill"]).agg(n=pl.len()).join(sizes, on="role")
    common = counted.filter(pl.col("n") >= LEAST_SHARE * pl.col("n_of"))
    kept = named.join(common, on=["role", "skill"]).select(*_OF_A_PAIR, "skill", "n", "n_of")
    both = kept.join(kept, on=_OF_A_PAIR, suffix="_b")
    expected = pl.col("n").first() * pl.col("n_b").first() / pl.col("n_of").first()
    n_met = pl.col("n_met")
    return (
        both.filter(pl.col("skill") < pl.col("skill_b"))
        .group_by("role", "employer_key", skill_a="skill", skill_b="skill_b")
        .agg(n_met=pl.len(), expected=expected)
        .group_by(_PAIR)
        .agg(
            n_both=n_met.sum(),
            n_employers=pl.len(),
            top_employer_share=n_met.max() / n_met.sum(),
            lift=n_met.sum() / pl.col("expected").first(),
        )
        .filter(
            pl.col("n_both") >= LEAST_OPENINGS,
            pl.col("n_employers") >= LEAST_EMPLOYERS,
            pl.col("top_employer_share") <= MOST_OF_ONE_EMPLOYER,
        )
        .pipe(conform, PAIR)
        .sort(_PAIR)
    )
