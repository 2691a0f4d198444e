"""The roles side by side: what each asks for, offers and says, as shares of its openings with intervals.

Decides which attributes stand in the profile and what each share is of: of the openings that say anything on it, or of all
with a text where silence is an answer too (a degree asked, mathematics named, pay disclosed). Leaves the fields to their
readers and pay bands to `transforms.statistics.pay.bands`. One number, the median stated pay, is given per country for orientation.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.history.last_year import keep_last_year, keep_one_per_opening
from transforms.statistics.pay.bands import FLOORS, MOST_OF_ONE_EMPLOYER, base_ranges
from transforms.statistics.pay.zones import holds, with_zones
from transforms.statistics.quantiles import weighted_quantiles
from transforms.statistics.shares import clustered_shares
from transforms.vocabulary import ROLES

ANSWERS = {
    "remote": "remote_policy",
    "level": "level",
    "employment_type": "employment_type",
    "visa": "visa",
}
"""Attributes with one word an opening; null says nothing and is left out of n_of."""

FLAGS = {"portfolio": "has_portfolio_ask", "equity": "has_equity"}
"""What a text asks or offers, or does not; n_of is every opening with a text: a title alone is not silent on it."""

NO_MATH = "none"

LEAST_OPENINGS = 10
LEAST_EMPLOYERS = 5

TOP_SKILLS = 10

EVERYWHERE = "all"

PROFILE = pl.Schema(
    {
        "role": pl.String,
        "attribute": pl.String,
        "value": pl.String,
        "n": pl.Int64,
        "n_of": pl.Int64,
        "n_employers": pl.Int64,
        "share": pl.Float64,
        "share_low": pl.Float64,
        "share_high": pl.Float64,
        "number": pl.Float64,
        "note": pl.String,
    }
)


def measure(postings: pl.DataFrame, pay: pl.DataFrame, skills: pl.DataFrame) -> pl.DataFrame:
    """One row per role, attribute and value.

    Args:
        postings: the warehouse's `posting` columns.
        pay: the warehouse's `posting_pay`.
        skills: the warehouse's `posting_skill`.

    Returns:
        `mart_role_profile`. `n`: openings with the value, `n_of`: openings that the share is of, `n_employers`: employers of
        the `n_of`. `number` is set for years_min (median of the stated minimum), median_pay_usd (median of the middle of
        stated ranges, dollars a year, value = country or "all"), top_skill and portfolio_skill (the rank among the skills
        named by the role's openings, and by those of them that ask to see work). Below the floor all are null.
    """
    now = (
        keep_last_year(postings)
        .filter(pl.col("role_counted").is_in(ROLES))
        .drop("role", strict=False)
        .rename({"role_counted": "role"})
    )
    openings = keep_one_per_opening(
        now.with_columns(has_pay=pl.col("posting_id").is_in(pay["posting_id"].unique().to_list()))
    )
    if openings.is_empty():
        return pl.DataFrame(schema=PROFILE)
    texts = openings.filter(pl.col("description_text").is_not_null())
    can_state_pay = pl.col("description_text").is_not_null() | pl.col("has_pay")
    parts = [
        *(_answers(openings, attribute, pl.col(column)) for attribute, column in ANSWERS.items()),
        _answers(texts, "degree", pl.col("degree")),
        *(_answers(texts, attribute, _yes_no(column)) for attribute, column in FLAGS.items()),
        _answers(openings.filter(can_state_pay), "pay_disclosed", _yes_no("has_pay")),
        _math(texts),
        _top_skills(texts, skills, "top_skill"),
        _top_skills(texts.filter("has_portfolio_ask"), skills, "portfolio_skill"),
        _numbers(_years(texts), "years_min"),
        _numbers(_pay(now, pay), "median_pay_usd"),
    ]
    return pl.concat(
        [part.select(pl.col(name).cast(kind) for name, kind in PROFILE.items()) for part in parts]
    ).sort("role", "attribute", "value")


def _yes_no(column: str) -> pl.Expr:
    return pl.when(pl.col(column)).then(pl.lit("yes")).when(~pl.col(column)).then(pl.lit("no"))


def _answers(openings: pl.DataFrame, attribute: str, answer: pl.Expr) -> pl.DataFrame:
    known = openings.select("role", "employer_key", value=answer).drop_nulls("value")
    return _shares(known, known, attribute)


def _math(texts: pl.DataFrame) -> pl.DataFrame:
    """Kinds of mathematics named; an opening may name several, so these shares do not add up to one."""
    named = texts.select("role", "employer_key", value=pl.col("math").fill_null([]).list.unique())
    kinds = named.explode("value", empty_as_null=True).with_columns(
        pl.col("value").fill_null(NO_MATH)
    )
    return _shares(texts, kinds, "math")


def _top_skills(texts: pl.DataFrame, skills: pl.DataFrame, attribute: str) -> pl.DataFrame:
    named = texts.select("posting_id", "role", "employer_key").join(
        skills.select("posting_id", value="skill").unique(), on="posting_id"
    )
    shares = _shares(texts, named, attribute).sort(
        "role", "n", "value", descending=[False, True, False]
    )
    ranked = shares.with_columns(number=pl.int_range(1, pl.len() + 1).over("role").cast(pl.Float64))
    return ranked.filter(pl.col("number") <= TOP_SKILLS)


def _shares(openings: pl.DataFrame, hits: pl.DataFrame, attribute: str) -> pl.DataFrame:
    counted = clustered_shares(openings, hits, ["role"], ["value"])
    is_enough = (pl.col("n_of") >= LEAST_OPENINGS) & (pl.col("n_of_employers") >= LEAST_EMPLOYERS)
    note = pl.when(~is_enough).then(
        pl.format("too few (n = {} of {} employers)", "n_of", "n_of_employers")
    )
    return counted.with_columns(
        *(
            pl.when(is_enough).then(name).alias(name)
            for name in ("share", "share_low", "share_high")
        ),
        n_employers="n_of_employers",
        attribute=pl.lit(attribute),
        number=pl.lit(None, dtype=pl.Float64),
        note=note,
    )


def _years(openings: pl.DataFrame) -> pl.DataFrame:
    stated = openings.drop_nulls("years_min").with_columns(
        amount="years_min", weight=pl.lit(1.0), value=pl.lit("median")
    )
    sizes = openings.group_by("role").agg(n_of=pl.len())
    return stated.select("role", "value", "opening_id", "employer_key", "amount", "weight").join(
        sizes, on="role"
    )


def _pay(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """Middles of stated ranges in dollars, an opening weighing one, by country and everywhere."""
    everywhere = postings.select(
        "posting_id", "opening_id", "employer_key", "role", value=pl.lit(EVERYWHERE)
    )
    countries = postings.select(
        "posting_id", "opening_id", "employer_key", "role", value="country_codes"
    )
    placed = pl.concat(
        [everywhere, countries.explode("value", empty_as_null=True).drop_nulls("value")]
    )
    sizes = placed.group_by("role", "value").agg(n_of=pl.col("opening_id").n_unique())
    middle = (pl.col("min_usd_year") + pl.col("max_usd_year")) / 2
    ranges = (
        base_ranges(pay).pipe(with_zones, postings).with_columns(amount=middle).drop_nulls("amount")
    )
    cells = placed.with_columns(
        country_code="value", region=pl.lit(EVERYWHERE), metro=pl.lit(EVERYWHERE)
    )
    held = cells.join(ranges, on="posting_id").filter(holds())
    stated = held.with_columns(weight=1 / pl.len().over("role", "value", "opening_id"))
    return stated.join(sizes, on=["role", "value"])


def _numbers(stated: pl.DataFrame, attribute: str) -> pl.DataFrame:
    """The weighted median per role and value, null below the floor of a median."""
    rows = []
    for (role, value), part in stated.sort("role", "value", "amount", "opening_id").group_by(
        ["role", "value"], maintain_order=True
    ):
        n, n_employers = part["opening_id"].n_unique(), part["employer_key"].n_unique()
        top = part.group_by("employer_key").agg(pl.col("weight").sum())["weight"].max()
        is_lopsided = float(np.asarray(top)) > MOST_OF_ONE_EMPLOYER * float(part["weight"].sum())
        is_enough = n >= FLOORS["p50"][0] and n_employers >= FLOORS["p50"][1] and not is_lopsided
        median = (
            weighted_quantiles(part["amount"].to_numpy(), part["weight"].to_numpy(), [0.5])[0]
            if is_enough
            else None
        )
        note = None if is_enough else f"too few (n = {n} of {n_employers} employers)"
        if is_lopsided and n >= FLOORS["p50"][0]:
            note = f"one employer has more than a third of the weight (n = {n})"
        n_of = part["n_of"][0]
        rows.append((role, attribute, value, n, n_of, n_employers, None, None, None, median, note))
    return pl.DataFrame(rows, schema=PROFILE, orient="row")
