"""The roles side by side: what each asks for, offers and says, as shares of its openings with intervals.

Decides which attributes stand in the profile and what each share is of: of the openings that say anything on it, or of all
with a text where silence is an answer too (a degree asked for, mathematics named, pay disclosed). Leaves the fields to their
readers, and pay to `transforms.statistics.pay.bands`: its medians of all levels stand here as they are printed there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from transforms.history.last_year import keep_last_year, keep_one_per_opening
from transforms.statistics.columns import conform, counts, reals, texts
from transforms.statistics.floors import blank_below_floor
from transforms.statistics.intervals import cluster_index
from transforms.statistics.pay.disclosure import could_state_pay, mark_stating
from transforms.statistics.pay.printed import Row, describe_quantiles
from transforms.statistics.pay.usd import base_ranges
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
    | reals("share share_low share_high number number_low number_high")
    | texts("note")
)

_OF_POSTINGS = [
    *"posting_id opening_id employer_key role_counted country_codes degree math years_min".split(),
    *"has_text is_census period last_seen_at".split(),
    *ANSWERS.values(),
    *FLAGS.values(),
]


def measure_profile(
    postings: pl.DataFrame, pay: pl.DataFrame, skills: pl.DataFrame, bands: pl.DataFrame
) -> pl.DataFrame:
    """One row per role, attribute and value.

    Args:
        postings: the warehouse's `posting` columns and `has_text`.
        pay: the warehouse's `posting_pay`.
        skills: the warehouse's `posting_skill`.
        bands: `mart_pay_band`.

    Returns:
        `mart_role_profile`. A role has a row of each value that any of the seven has, at 0 where none of its openings has
        it, but of `top_skill` and `portfolio_skill`. `n`: openings with the value, `n_of`: openings that the share is of,
        `n_employers`: employers of the `n_of`, or of the `n` of a median. `number` is set for years_min (median of the stated minimum), median_pay_usd
        (median of the middle of stated ranges, dollars a year, value = country or "all"), top_skill and portfolio_skill (the
        rank among the skills named by the role's openings, and by those of them that ask to see work). Medians have an
        interval. Below the floor all are null.
    """
    known = postings.select(_OF_POSTINGS)
    of_roles = keep_last_year(known).filter(pl.col("role_counted").is_in(ROLES))
    now = of_roles.with_columns(role="role_counted")
    openings = keep_one_per_opening(now)
    if openings.is_empty():
        return pl.DataFrame(schema=PROFILE)
    texts_only = openings.filter("has_text")
    parts = [
        *(_answers(openings, attribute, pl.col(column)) for attribute, column in ANSWERS.items()),
        _answers(texts_only, "degree", pl.col("degree")),
        *(_flags(texts_only, attribute, column) for attribute, column in FLAGS.items()),
        _flags(_paying(now, pay), "pay_disclosed", "is_stating"),
        _math(texts_only),
        _top_skills(texts_only, skills, "top_skill"),
        _top_skills(texts_only.filter("has_portfolio_ask"), skills, "portfolio_skill"),
        pl.DataFrame(_years(texts_only), schema=PROFILE),
        pl.DataFrame(_median_pay(bands), schema=PROFILE),
    ]
    return pl.concat(part.pipe(conform, PROFILE) for part in parts).sort(
        "role", "attribute", "value"
    )


def _answers(openings: pl.DataFrame, attribute: str, answer: pl.Expr) -> pl.DataFrame:
    known = openings.select("role", "employer_key", value=answer).drop_nulls("value")
    return _shares(known, known, attribute, known.select("value"))


def _flags(openings: pl.DataFrame, attribute: str, column: str) -> pl.DataFrame:
    said = pl.when(pl.col(column)).then(pl.lit("yes")).otherwise(pl.lit("no"))
    known = openings.drop_nulls(column).select("role", "employer_key", value=said)
    return _shares(known, known, attribute, pl.DataFrame({"value": ["no", "yes"]}))


def _math(openings: pl.DataFrame) -> pl.DataFrame:
    """Kinds of mathematics named. An opening may name several, so these shares do not add up to one."""
    kinds = pl.col("math").fill_null([]).list.unique()
    named = openings.select("role", "employer_key", value=kinds)
    kinds_or_none = named.explode("value", empty_as_null=True).with_columns(
        pl.col("value").fill_null(NO_MATH)
    )
    return _shares(openings, kinds_or_none, "math", kinds_or_none.select("value"))


def _top_skills(openings: pl.DataFrame, skills: pl.DataFrame, attribute: str) -> pl.DataFrame:
    asking = openings.select("posting_id", "role", "employer_key")
    named = asking.join(skills.select("posting_id", value="skill"), on="posting_id").unique()
    shares = _shares(openings, named, attribute)
    ordered = shares.sort("role", "n", "value", descending=[False, True, False])
    rank = pl.int_range(1, pl.len() + 1).over("role").cast(pl.Float64)
    return ordered.with_columns(number=rank).filter(pl.col("number") <= TOP_SKILLS)


def _shares(
    openings: pl.DataFrame, hits: pl.DataFrame, attribute: str, values: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Shares of an attribute's values: those that a role's openings have, and `values` for every role."""
    shares = clustered_shares(openings, hits, ["role"], ["value"], values)
    return blank_below_floor(shares, ("share", "share_low", "share_high")).with_columns(
        n_employers="n_of_employers",
        attribute=pl.lit(attribute),
        number=pl.lit(None, dtype=pl.Float64),
        number_low=pl.lit(None, dtype=pl.Float64),
        number_high=pl.lit(None, dtype=pl.Float64),
    )


def _paying(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    """One row per role and opening that could state base pay, as in the pay bands: any of its postings may state it."""
    stating = base_ranges(pay)["posting_id"]
    could = could_state_pay(postings, stating)
    return mark_stating(could, stating, ["role", "employer_key"]).sort("role", "opening_id")


def _years(openings: pl.DataFrame) -> Iterator[Row]:
    """The median of the least years of experience that openings ask for."""
    sizes = dict(openings.group_by("role").len().iter_rows())
    stated = openings.drop_nulls("years_min").sort("role", "years_min", "opening_id")
    for (role,), part in stated.group_by(["role"], maintain_order=True):
        n, n_employers = part.height, part["employer_key"].n_unique()
        years, employers = part["years_min"].to_numpy(), cluster_index(part["employer_key"])
        found = describe_quantiles(years, np.ones(n), employers, n, n_employers)
        counted = {"n": n, "n_of": sizes[role], "n_employers": n_employers}
        yield {"role": role, "attribute": "years_min", "value": "median"} | counted | _median(found)


def _median_pay(bands: pl.DataFrame) -> Iterator[Row]:
    """The medians of all levels of each country and of all."""
    whole = dict.fromkeys(("level", "region", "metro"), ALL)
    cells = bands.filter("is_converted", measure="mid", **whole)
    for band in cells.iter_rows(named=True):
        counted = {"n": band["n_openings"], "n_of": band["n_could_state_pay"]}
        key = {"role": band["role"], "attribute": "median_pay_usd", "value": band["country_code"]}
        yield key | counted | {"n_employers": band["n_employers"]} | _median(band)


def _median(found: Row) -> Row:
    """The median of a description of quantiles with its interval, or why there is none."""
    number = found.get("p50")
    ends = {"number_low": found.get("p50_low"), "number_high": found.get("p50_high")}
    # What else is missing is said where it is missing.
    return {"number": number, "note": found.get("note") if number is None else None} | ends
