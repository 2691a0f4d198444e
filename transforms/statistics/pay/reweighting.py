"""What pay would be if openings of every kind stated it alike: how much each stating opening stands for.

Decides the chance that an opening states its pay (logistic in role, level, country or state, remote policy, source and the
employer's size, drawn a little towards the mean) and the weight that follows: its inverse, trimmed at the 99th percentile of those that state it
(METHODS, section 6). Laws on pay are laws of places, so the place carries most of it. Leaves the quantiles to
`transforms.statistics.pay.bands`. What makes an employer silent beyond these traits stays unknown: the bounds beside it do not.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.history.last_year import keep_one_per_opening
from transforms.statistics.intervals import Floats

TRAITS = ("role_counted", "level", "place", "remote_policy", "source", "size")
LEAST_OF_A_KIND = 10
"""Rarer values of a trait are one kind, "other": a chance learnt from a few openings is none."""

SIZES = (1, 3, 10, 30)
"""Openings of an employer that end its size class; more are the last one."""

PULL = 1.0
"""Ridge penalty: as much doubt as one opening's worth, so that a kind of which all state pay has a chance below one."""

TRIMMED_AT = 0.99
STEPS = 12
SETTLED = 1e-6
"""Newton steps at most, and how little the last one moves the log odds; the fit of a ridge settles in half as many."""


def stands_for(postings: pl.DataFrame, stating: pl.Series) -> pl.DataFrame:
    """One row per opening: `opening_id` and `stands_for`, how many openings of its kind each stating one stands for.

    Args:
        postings: postings of the market that is described, with the columns of `TRAITS` and `country_codes`, `region`.
        stating: ids of the postings that state base pay.
    """
    told = postings.with_columns(is_stating=pl.col("posting_id").is_in(stating.unique().to_list()))
    states = told.group_by("opening_id").agg(pl.col("is_stating").any())
    country = pl.col("country_codes").list.first()
    place = (
        pl.when((country == "US") & pl.col("region").is_not_null())
        .then(pl.format("US {}", "region"))
        .otherwise(country)
    )
    size = pl.sum_horizontal(pl.len().over("employer_key") > bound for bound in SIZES).cast(
        pl.String
    )
    openings = keep_one_per_opening(told.drop("is_stating")).with_columns(place=place, size=size)
    openings = (
        openings.select("opening_id", *TRAITS).join(states, on="opening_id").sort("opening_id")
    )
    if openings.is_empty():
        return pl.DataFrame(schema={"opening_id": pl.String, "stands_for": pl.Float64})
    chance = _chance(_design(openings), openings["is_stating"].to_numpy().astype(np.float64))
    inverse = 1 / chance
    is_stating = openings["is_stating"].to_numpy()
    trimmed = (
        np.minimum(inverse, np.quantile(inverse[is_stating], TRIMMED_AT))
        if is_stating.any()
        else inverse
    )
    return openings.select("opening_id", stands_for=pl.Series(trimmed, dtype=pl.Float64))


def _design(openings: pl.DataFrame) -> Floats:
    """A constant, and 0/1 columns of every value of every trait; the ridge takes care of those that repeat each other."""
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
        chance = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
        slope = design.T @ (is_stating - chance) - penalty * coefficients
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        coefficients = coefficients + step
        if np.abs(step).max() < SETTLED:
            break
    found: Floats = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
    return found
