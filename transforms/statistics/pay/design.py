"""The design of the pay premiums: one row per opening with stated pay, and 0/1 columns of what may explain it.

Decides which pay an opening counts with, which values are pooled, and which skills get a column.
Leaves the models to `transforms.statistics.pay.premium`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.history.last_year import keep_last_year, keep_one_per_opening
from transforms.statistics.intervals import Floats
from transforms.statistics.pay.cells import country_or_state
from transforms.statistics.pay.usd import base_ranges, middle
from transforms.statistics.pay.zones import in_first_country
from transforms.vocabulary import ROLES

LEAST_SKILL_OPENINGS = 30
LEAST_SKILL_EMPLOYERS = 8
MOST_SKILLS = 80
"""The most named skills. More would use up the model's degrees of freedom and the reader's patience."""

_OF_POSTINGS = (
    *("posting_id", "opening_id", "employer_key", "role_counted", "level", "remote_policy"),
    *("country_codes", "region", "source", "is_census", "posted_date", "is_date_implausible"),
    "seen_date",
)

NOT_STATED = "not stated"

LEAST_OF_A_KIND = 5
"""Places, sources and months with fewer openings are one kind, "other": a column for two rows would fit them exactly."""

Column = tuple[tuple[str, str], Floats]
"""A column of the design: its term and name, and its values by row."""


def paid_openings(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per opening with believable stated base pay: the log of its middle, and what it is adjusted for."""
    now = keep_last_year(postings).filter(pl.col("role_counted").is_in(ROLES)).select(_OF_POSTINGS)
    of_now = pay.join(now, on="posting_id", how="semi", maintain_order="left")
    ranges = base_ranges(of_now).pipe(in_first_country, now)
    amounts = ranges.group_by("posting_id").agg(log_pay=middle().log().mean())
    is_dated = ~pl.col("is_census") & ~pl.col("is_date_implausible").fill_null(False)
    month = pl.coalesce(pl.when(is_dated).then("posted_date"), "seen_date").dt.strftime("%Y-%m")
    openings = (
        now.join(amounts.drop_nulls("log_pay"), on="posting_id")
        .pipe(keep_one_per_opening)
        .with_columns(
            role="role_counted",
            place=country_or_state(),
            month=month,
        )
    )
    return openings.select(
        *("opening_id", "posting_id", "employer_key", "log_pay", "role", "level", "remote_policy"),
        *(
            pl.when(pl.len().over(trait) >= LEAST_OF_A_KIND)
            .then(trait)
            .otherwise(pl.lit("other"))
            .alias(trait)
            for trait in ("place", "source", "month")
        ),
    ).sort("opening_id")


def dummies(rows: pl.DataFrame, term: str, reference: str | None = None) -> list[Column]:
    """0/1 columns of each value but the reference."""
    values = rows[term].fill_null(NOT_STATED)
    names = sorted(set(values.to_list()) - {left_out(values, reference)})
    return [((term, name), (values == name).to_numpy().astype(np.float64)) for name in names]


def left_out(values: pl.Series, reference: str | None) -> str:
    """The reference, or the most frequent value when the reference does not occur."""
    counts = values.value_counts(name="n").sort("n", values.name, descending=[True, False])
    names: list[str] = counts[values.name].to_list()
    return reference if reference in names else names[0]


def skill_columns(rows: pl.DataFrame, skills: pl.DataFrame) -> list[Column]:
    """0/1 columns of the most named skills that enough openings and employers name, and not all.

    `skills`: the warehouse's `posting_skill`.
    """
    numbered = rows.with_row_index("row").select("row", "posting_id", "employer_key")
    named = numbered.join(skills.select("posting_id", "skill"), on="posting_id")
    named = named.unique(["row", "skill"])
    counts = named.group_by("skill").agg(n=pl.len(), k=pl.col("employer_key").n_unique())
    most = rows.height - LEAST_SKILL_OPENINGS
    is_common = pl.col("n").is_between(LEAST_SKILL_OPENINGS, most)
    common = counts.filter(is_common, pl.col("k") >= LEAST_SKILL_EMPLOYERS)
    chosen = common.sort("n", "skill", descending=[True, False]).head(MOST_SKILLS)
    columns = []
    for skill in chosen["skill"].sort():
        flags = np.zeros(rows.height)
        flags[named.filter(pl.col("skill") == skill)["row"].to_numpy()] = 1.0
        columns.append((("skill", skill), flags))
    return columns
