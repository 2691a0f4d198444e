"""When did a skill appear? The share of openings that name it, month by month over all of history.

Decides in which month an opening counts, and when a share has passed 1 %, 5 % or 10 % for good. Leaves what counts as
naming a skill to `transforms.readers.skills`, and the present to `demand`.

A census and boards hold different employers, so they have rows of their own. If one continued
the other, the change of employers would look like a change in what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.history.last_year import appeared_date, keep_one_per_opening, with_seen_date
from transforms.statistics.columns import conform, counts, dates, reals, texts
from transforms.statistics.floors import LEAST_EMPLOYERS, LEAST_OPENINGS
from transforms.statistics.shares import clustered_shares, highest_of_none
from transforms.vocabulary import ALL, ROLES

PASSED = {"passed_1_start": 0.01, "passed_5_start": 0.05, "passed_10_start": 0.10}

WINDOW_MONTHS = 3
"""Known months that are taken together, so that one unusual month passes nothing."""

LASTING_WINDOWS = 6
"""Windows in a row, each a month later, that must all reach the mark: half a year."""

LEAST_NAMED = 10
"""Openings that ever named the skill, by origin and role. Rarer skills are left out."""

BOARDS = "boards"

_GROUP = ["origin", "role", "period_start"]
_KEY = ["origin", "role", "skill"]

_ROLE = pl.Enum(sorted((*ROLES, ALL)))

_OF_POSTINGS = (
    *("posting_id", "opening_id", "employer_key", "source", "period", "is_census", "has_text"),
    *("role_counted", "first_seen_at", "last_seen_at", "is_left_truncated"),
)

ADOPTION = pl.Schema(
    texts("origin role skill skill_name")
    | dates("period_start")
    | counts("n_with n_openings n_employers")
    | reals("share share_low share_high")
    | dates("first_seen_start")
    | dates(" ".join(PASSED))
)


def measure_adoption(
    postings: pl.DataFrame, skills: pl.DataFrame, names: Mapping[str, str]
) -> pl.DataFrame:
    """One row per origin x role x skill x month, from the first month in which an opening names the skill.

    Args:
        postings: the warehouse's `posting` columns and `has_text`, of all time.
        skills: the warehouse's `posting_skill`.
        names: skill id to the name that people read.

    Returns:
        `mart_skill_adoption`. An opening counts in the month of its census, or in which a board was first seen to list it.
        What stood at a board's first look opened at an unknown time and is left out. Role `all`: the seven roles together.
        Months below the floor of a share have no row. `passed_…_start`: see `_passed`.
    """
    dated = _dated_openings(postings)
    openings, named = (_with_all_roles(each) for each in (dated, _name_skills(dated, skills)))
    ever = named.group_by(_KEY).agg(n=pl.len(), first_seen_start=pl.col("period_start").min())
    known = ever.filter(pl.col("n") >= LEAST_NAMED).drop("n")
    if known.is_empty():
        return pl.DataFrame(schema=ADOPTION)
    months = _months_above_floor(openings)
    shares = clustered_shares(openings, named, _GROUP, ["skill"])
    counted = _fill_silent_months(known, months, shares).cast(
        dict.fromkeys(("role", "skill"), pl.String)
    )
    skill_name = pl.col("skill").replace_strict(
        dict(names), default=pl.col("skill"), return_dtype=pl.String
    )
    return (
        counted.join(_passed(counted), on=_KEY, how="left")
        .with_columns(skill_name=skill_name)
        .pipe(conform, ADOPTION)
        .sort(*_KEY, "period_start")
    )


def _dated_openings(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per opening with a text: `posting_id`, `origin`, `role`, `period_start`, `employer_key` (as a number)."""
    read = postings.select(_OF_POSTINGS).filter(pl.col("role_counted").is_in(ROLES), "has_text")
    return (
        read.pipe(with_seen_date)
        .filter(pl.col("is_census") | ~pl.col("is_left_truncated"))
        .pipe(keep_one_per_opening)
        .select(
            "posting_id",
            employer_key=pl.col("employer_key").rank("dense"),
            role=pl.col("role_counted").cast(_ROLE),
            origin=pl.when("is_census").then("source").otherwise(pl.lit(BOARDS)),
            period_start=appeared_date().dt.truncate("1mo"),
        )
    )


def _name_skills(openings: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per opening and skill that it names. Skills as an Enum in alphabetical order: millions of rows are grouped by them."""
    known = pl.Enum(skills["skill"].unique().sort())
    listed = skills.select("posting_id", pl.col("skill").cast(known))
    numbered = openings.with_row_index("opening").join(listed, on="posting_id").drop("posting_id")
    return numbered.unique(["opening", "skill"]).drop("opening")


def _with_all_roles(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of each role, and again as those of all roles together."""
    return pl.concat([rows, rows.with_columns(role=pl.lit(ALL, dtype=_ROLE))])


def _months_above_floor(openings: pl.DataFrame) -> pl.DataFrame:
    size = pl.col("len").cast(pl.Float64)
    months = (
        openings.group_by(*_GROUP, "employer_key")
        .len()
        .group_by(_GROUP)
        .agg(
            n_openings=pl.col("len").sum().cast(pl.Int64),
            n_employers=pl.len(),
            equal_employers=size.sum() ** 2 / (size**2).sum(),
        )
    )
    return months.filter(
        pl.col("n_openings") >= LEAST_OPENINGS, pl.col("n_employers") >= LEAST_EMPLOYERS
    )


def _fill_silent_months(
    known: pl.DataFrame, months: pl.DataFrame, shares: pl.DataFrame
) -> pl.DataFrame:
    """Every month from the first in which the skill is named, those in which nobody names it included.

    A share of 0 has the interval that as many equal employers would leave, as everywhere.
    """
    every = known.join(months, on=["origin", "role"]).filter(
        pl.col("period_start") >= pl.col("first_seen_start")
    )
    found = shares.select(*_GROUP, "skill", "share", "share_low", "share_high", n_with="n")
    counted = every.join(found, on=[*_GROUP, "skill"], how="left")
    highest = highest_of_none(counted["equal_employers"].to_numpy())
    return counted.with_columns(
        pl.col("n_with").fill_null(0),
        pl.col("share", "share_low").fill_null(0.0),
        pl.col("share_high").fill_null(pl.Series(highest)),
    )


def _passed(counted: pl.DataFrame) -> pl.DataFrame:
    """The month in which each skill durably passed each mark. Null: not yet, or too recent to say.

    It is the first month whose own share reaches the mark and with which LASTING_WINDOWS windows in a row begin that reach it
    too. A window is WINDOW_MONTHS known months, the next begins a month later.
    """
    ordered = counted.sort(*_KEY, "period_start")
    summed = [pl.col(n).rolling_sum(WINDOW_MONTHS).over(_KEY) for n in ("n_with", "n_openings")]
    # A rolling sum ends at its row. Shifted, each window stands at the month with which it begins.
    ahead = (summed[0] / summed[1]).shift(1 - WINDOW_MONTHS).over(_KEY)
    windows = ordered.with_columns(window=ahead)
    lowest = pl.col("window").rolling_min(LASTING_WINDOWS).shift(1 - LASTING_WINDOWS).over(_KEY)
    lasting = windows.with_columns(lowest=lowest)
    return lasting.group_by(_KEY).agg(
        pl.col("period_start")
        .filter(pl.col("share") >= mark, pl.col("lowest") >= mark)
        .min()
        .alias(name)
        for name, mark in PASSED.items()
    )
