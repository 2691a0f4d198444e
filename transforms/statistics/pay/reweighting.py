"""What pay would be if openings of every kind stated it alike: how much each stating opening stands for.

Decides the chance that an opening states its pay (logistic in its traits, drawn a little towards the mean) and the weight
that follows: its inverse, trimmed (docs/methods.md, Reweighted median). Leaves the quantiles to `transforms.statistics.pay.bands`.

Laws on pay are laws of places, so the place carries most of the chance. What makes an employer silent beyond these traits
stays unknown. The bounds beside the estimate do not depend on it.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.history.last_year import keep_one_per_opening
from transforms.statistics.intervals import Floats
from transforms.statistics.pay.cells import country_or_state

TRAITS = ("role_counted", "level", "place", "remote_policy", "source", "size")
LEAST_OF_A_KIND = 10
"""Rarer values of a trait get no column: a few openings are too few to estimate a chance."""

SIZES = (1, 3, 10, 30)
"""The most openings of an employer in each size class but the last."""

PULL = 1.0
"""Ridge penalty, worth one opening: a kind in which all state pay keeps a chance below one."""

TRIMMED_AT = 0.99
"""The quantile of the stating openings' weights above which they are cut."""

STEPS = 12
SETTLED = 1e-6
"""The most Newton steps, and how little the last one moves the log odds. The fit of a ridge settles in half as many."""


def weigh_openings(postings: pl.DataFrame, stating: pl.Series) -> pl.DataFrame:
    """One row per opening: `opening_id` and `stands_for`, how many openings of its kind each stating one stands for.

    Args:
        postings: postings of the market that is described, with the columns of `TRAITS` and `country_codes`, `region`.
        stating: ids of the postings that state base pay.
    """
    is_stating = pl.col("posting_id").is_in(stating.unique().implode())
    marked = postings.select("opening_id", is_stating=is_stating)
    states = marked.group_by("opening_id").agg(pl.col("is_stating").any())
    size = pl.sum_horizontal(pl.len().over("employer_key") > bound for bound in SIZES)
    openings = (
        keep_one_per_opening(postings)
        .with_columns(place=country_or_state(), size=size.cast(pl.String))
        .join(states, on="opening_id")
        .sort("opening_id")
    )
    if openings.is_empty():
        return pl.DataFrame(
            schema={"opening_id": postings.schema["opening_id"], "stands_for": pl.Float64}
        )
    flags = openings["is_stating"].to_numpy()
    inverse = 1 / _chance(_design(openings), flags.astype(np.float64))
    if flags.any():
        inverse = np.minimum(inverse, np.quantile(inverse[flags], TRIMMED_AT))
    return openings.select("opening_id", stands_for=pl.Series(inverse, dtype=pl.Float64))


def _design(openings: pl.DataFrame) -> Floats:
    """A constant, and 0/1 columns of every common value of every trait. The ridge handles collinear ones."""
    columns = [np.ones(openings.height)]
    for trait in TRAITS:
        values = openings[trait].fill_null("not stated")
        counts = values.value_counts(name="n")
        common = counts.filter(pl.col("n") >= LEAST_OF_A_KIND)[trait].sort().to_list()
        columns += [(values == value).to_numpy().astype(np.float64) for value in common]
    return np.column_stack(columns)


def _chance(design: Floats, is_stating: Floats) -> Floats:
    """The chance of each opening to state pay, by a logistic regression with a ridge on all but the constant."""
    penalty = np.full(design.shape[1], PULL)
    penalty[0] = 1e-6  # the mean itself is not pulled anywhere
    coefficients = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = _logistic(design @ coefficients)
        slope = design.T @ (is_stating - chance) - penalty * coefficients
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        coefficients = coefficients + step
        if np.abs(step).max() < SETTLED:
            break
    return _logistic(design @ coefficients)


def _logistic(odds: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return chance
