"""The roles side by side: what each asks for, offers and says, as shares of its openings with intervals.

Decides which attributes stand in the profile and what each share is of: of the openings that say anything on it, or of all
with a text where silence is an answer too (a degree asked for, mathematics named, pay disclosed). Leaves the fields to their
readers and pay bands to `transforms.statistics.pay.bands`. The median stated pay is given per country for orientation.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.history.last_year import keep_last_year, keep_one_per_opening
from transforms.statistics.columns import conform, counts, reals, texts
from transforms.statistics.floors import (
    LEAST_EMPLOYERS,
    LEAST_OPENINGS,
    blank_below_floor,
    few_note,
    is_lopsided,
)
from transforms.statistics.intervals import cluster_index
from transforms.statistics.pay.usd import base_ranges, middle
from transforms.statistics.pay.zones import holds, with_zones
from transforms.statistics.quantiles import cluster_weights, weighted_quantiles
from transforms.statistics.shares import clustered_shares
from transforms.vocabulary import ALL, ROLES

ANSWERS = {
    "remote": "remote_policy",
    "level": "level",
    "employment_type": "employment_type",
    "visa": "visa",
}
"""Attributes with one word per opening. Null says nothing and is left out of n_of."""

FLAGS = {"portfolio": "has_portfolio_ask", "equity": "has_equity"}
"""What a text asks or offers, or does not. n_of is every opening with a text: a title alone is not silent on it."""

NO_MATH = "none"

TOP_SKILLS = 10

PROFILE = pl.Schema(
    texts("role attribute value")
    | counts("n n_of n_employers")
    | reals("share share_low share_high number")
    | texts("note")
)

_OF_POSTINGS = [
    *"posting_id opening_id employer_key role_counted country_codes degree math years_min".split(),
    *"has_text is_census period last_seen_at".split(),
    *ANSWERS.values(),
    *FLAGS.values(),
]

_OPENING = ["posting_id", "opening_id", "employer_key", "role"]


def measure_profile(
    postings: pl.DataFrame, pay: pl.DataFrame, skills: pl.DataFrame
) -> pl.DataFrame:
    """One row per role, attribute and value.

    Args:
        postings: the warehouse's `posting` columns and `has_text`.
        pay: the warehouse's `posting_pay`.
        skills: the warehouse's `posting_skill`.

    Returns:
        `mart_role_profile`. `n`: openings with the value, `n_of`: openings that the share is of, `n_employers`: employers of
        the `n_of`. `number` is set for years_min (median of the stated minimum), median_pay_usd (median of the middle of
        stated ranges, dollars a year, value = country or "all"), top_skill and portfolio_skill (the rank among the skills
        named by the role's openings, and by those of them that ask to see work). Below the floor all are null.
    """
    known = postings.select(_OF_POSTINGS)
    of_roles = keep_last_year(known).filter(pl.col("role_counted").is_in(ROLES))
    now = of_roles.with_columns(role="role_counted")
    states_pay = pl.col("posting_id").is_in(pay["posting_id"].unique().implode())
    openings = keep_one_per_opening(now.with_columns(has_pay=states_pay))
    if openings.is_empty():
        return pl.DataFrame(schema=PROFILE)
    texts_only = openings.filter("has_text")
    parts = [
        *(_answers(openings, attribute, pl.col(column)) for attribute, column in ANSWERS.items()),
        _answers(texts_only, "degree", pl.col("degree")),
        *(_answers(texts_only, attribute, _yes_no(column)) for attribute, column in FLAGS.items()),
        _answers(
            openings.filter(pl.col("has_text") | pl.col("has_pay")),
            "pay_disclosed",
            _yes_no("has_pay"),
        ),
        _math(texts_only),
        _top_skills(texts_only, skills, "top_skill"),
        _top_skills(texts_only.filter("has_portfolio_ask"), skills, "portfolio_skill"),
        pl.DataFrame(_medians(_years(texts_only), "years_min"), schema=PROFILE),
        pl.DataFrame(_medians(_pay(now, pay), "median_pay_usd"), schema=PROFILE),
    ]
    return pl.concat(part.pipe(conform, PROFILE) for part in parts).sort(
        "role", "attribute", "value"
    )


def _yes_no(column: str) -> pl.Expr:
    return pl.when(pl.col(column)).then(pl.lit("yes")).when(~pl.col(column)).then(pl.lit("no"))


def _answers(openings: pl.DataFrame, attribute: str, answer: pl.Expr) -> pl.DataFrame:
    known = openings.select("role", "employer_key", value=answer).drop_nulls("value")
    return _shares(known, known, attribute)


def _math(openings: pl.DataFrame) -> pl.DataFrame:
    """Kinds of mathematics named. An opening may name several, so these shares do not add up to one."""
    kinds = pl.col("math").fill_null([]).list.unique()
    named = openings.select("role", "employer_key", value=kinds)
    kinds_or_none = named.explode("value", empty_as_null=True)
    return _shares(openings, kinds_or_none.with_columns(pl.col("value").fill_null(NO_MATH)), "math")


def _top_skills(openings: pl.DataFrame, skills: pl.DataFrame, attribute: str) -> pl.DataFrame:
    asking = openings.select("posting_id", "role", "employer_key")
    named = asking.join(skills.select("posting_id", value="skill"), on="posting_id").unique()
    shares = _shares(openings, named, attribute)
    ordered = shares.sort("role", "n", "value", descending=[False, True, False])
    rank = pl.int_range(1, pl.len() + 1).over("role").cast(pl.Float64)
    return ordered.with_columns(number=rank).filter(pl.col("number") <= TOP_SKILLS)


def _shares(openings: pl.DataFrame, hits: pl.DataFrame, attribute: str) -> pl.DataFrame:
    shares = clustered_shares(openings, hits, ["role"], ["value"])
    return blank_below_floor(shares, ("share", "share_low", "share_high")).with_columns(
        n_employers="n_of_employers",
        attribute=pl.lit(attribute),
        number=pl.lit(None, dtype=pl.Float64),
    )


def _years(openings: pl.DataFrame) -> pl.DataFrame:
    """The least years of experience that an opening asks for. An opening has a weight of one."""
    years = openings.with_columns(
        amount="years_min", weight=1.0, value=pl.lit("median"), n_of=pl.len().over("role")
    )
    return years.drop_nulls("amount")


def _pay(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """Middles of stated ranges in dollars, by country and everywhere. An opening has a weight of one."""
    everywhere = postings.select(*_OPENING, value=pl.lit(ALL))
    countries = postings.select(*_OPENING, value="country_codes")
    in_countries = countries.explode("value", empty_as_null=True).drop_nulls("value")
    cells = pl.concat([everywhere, in_countries]).with_columns(
        country_code="value",
        region=pl.lit(ALL),
        metro=pl.lit(ALL),
        n_of=pl.col("opening_id").n_unique().over("role", "value"),
    )
    stated = pay.join(postings, on="posting_id", how="semi", maintain_order="left")
    ranges = base_ranges(stated).pipe(with_zones, postings).with_columns(amount=middle())
    held = cells.join(ranges.drop_nulls("amount"), on="posting_id").filter(holds())
    return held.with_columns(weight=1 / pl.len().over("role", "value", "opening_id"))


def _medians(stated: pl.DataFrame, attribute: str) -> Iterator[dict[str, object]]:
    """The weighted median of `amount` per role and value, null below its floor."""
    ordered = stated.sort("role", "value", "amount", "opening_id")
    for (role, value), part in ordered.group_by(["role", "value"], maintain_order=True):
        n, n_employers = part["opening_id"].n_unique(), part["employer_key"].n_unique()
        weights = part["weight"].to_numpy()
        is_of_one = is_lopsided(cluster_weights(weights, cluster_index(part["employer_key"])))
        median, note = None, None
        if is_of_one and n >= LEAST_OPENINGS:
            note = f"one employer has more than a third of the weight (n = {n})"
        elif is_of_one or n < LEAST_OPENINGS or n_employers < LEAST_EMPLOYERS:
            note = few_note(n, n_employers)
        else:
            median = weighted_quantiles(part["amount"].to_numpy(), weights, [0.5])[0]
        row = {"role": role, "attribute": attribute, "value": value, "number": median, "note": note}
        yield row | {"n": n, "n_of": part["n_of"][0], "n_employers": n_employers}
