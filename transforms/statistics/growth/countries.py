"""Growth by country: open openings of the focus roles in one country, on the same boards.

Decides which countries are measured, and that an opening in several countries counts in each. Leaves the index, its
interval and its floors to `growth.chain`, as for all countries together.

A board counts for a country when it has ever listed something there. Countries are taken by how many openings of these roles
they have, never by how far they moved: the fastest of many would be the luckiest. A country is compared over the same weeks
as all countries together, or not at all.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.statistics.growth.headline import HEADLINE, focus_rows
from transforms.statistics.growth.held import believe_held, widen_headline
from transforms.statistics.growth.lines import BOARD
from transforms.statistics.growth.links import LEAST_EMPLOYERS
from transforms.statistics.growth.misreading import Correction
from transforms.statistics.growth.panel import build_panel
from transforms.statistics.growth.role_chains import chain_focus
from transforms.statistics.growth.spells import find_boards, watch
from transforms.vocabulary import FOCUS

MOST_COUNTRIES = 12
"""A chart holds no more, and each is a panel of its own to build."""

_APART = ("measure", "naive_growth_share", "is_drifting")
"""Of the headline: the measure is the stock alone, and what checks it is given for all countries together."""

_GROWTH = [name for name in HEADLINE if name.startswith("growth_")]

COUNTRY_GROWTH = pl.Schema(
    {"country_code": pl.String()}
    | {name: kind for name, kind in HEADLINE.items() if name not in _APART}
)


def measure_countries(
    postings: pl.DataFrame,
    looks: pl.DataFrame,
    headline: pl.DataFrame,
    as_of: date,
    correction: Correction | None = None,
) -> pl.DataFrame:
    """One row per country and focus role, the country with most openings first: `mart_growth_country`.

    Args:
        postings: as in `growth.measure_growth`, with `country_codes`.
        looks: looks with `is_suspect`.
        headline: growth in all countries, `mart_growth_headline`.
        as_of: the last day that counts.
        correction: as in `growth.measure_growth`.
    """
    boards = find_boards(postings, looks, as_of)
    own = postings.filter(~pl.col("is_census")).join(boards, on=BOARD, how="semi")
    found = [pl.DataFrame(schema=COUNTRY_GROWTH)]
    for country in _largest(own):
        there = own.filter(pl.col("country_codes").list.contains(country))
        seen = looks.join(there.select(BOARD).unique(), on=BOARD, how="semi")
        rows = _measure(there, seen, as_of, correction)
        named = rows.with_columns(country_code=pl.lit(country))
        found.append(_keep_span(named, headline).select(COUNTRY_GROWTH.names()))
    return pl.concat(found)


def _keep_span(rows: pl.DataFrame, headline: pl.DataFrame) -> pl.DataFrame:
    """The rows without growth over other weeks than the headline's: spans of their own would pass for differences of countries."""
    whole = headline.filter(pl.col("measure") == "stock").select(
        "role", whole_from="period_from", whole_to="period_to"
    )
    both = rows.join(whole, on="role", how="left", maintain_order="left")
    is_same = (pl.col("period_from") == pl.col("whole_from")) & (
        pl.col("period_to") == pl.col("whole_to")
    )
    is_other = pl.col("growth_share").is_not_null() & ~is_same
    reason = pl.format("known from {} to {} only", "period_from", "period_to")
    return both.with_columns(
        *(pl.when(~is_other).then(name).alias(name) for name in _GROWTH),
        note=pl.when(is_other).then(reason).otherwise("note"),
    )


def _largest(postings: pl.DataFrame) -> list[str]:
    """The countries in which enough employers have ever had openings of one of the focus roles."""
    of_focus = postings.filter(pl.col("role_counted").is_in(FOCUS))
    placed = of_focus.explode("country_codes", empty_as_null=True).drop_nulls("country_codes")
    by_role = placed.group_by("country_codes", "role_counted").agg(
        pl.col("opening_id").n_unique(), pl.col("employer_key").n_unique()
    )
    known = by_role.filter(pl.col("employer_key") >= LEAST_EMPLOYERS)
    sizes = known.group_by("country_codes").agg(n=pl.col("opening_id").sum())
    ordered = sizes.sort("n", "country_codes", descending=[True, False])
    return ordered["country_codes"].head(MOST_COUNTRIES).to_list()


def _measure(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None
) -> pl.DataFrame:
    found = _weekly(postings, looks, as_of, correction)
    held = believe_held(postings, looks, as_of)
    if held is None:
        return found
    return widen_headline(found, _weekly(held.postings, held.looks, as_of, correction), held)


def _weekly(
    postings: pl.DataFrame, looks: pl.DataFrame, as_of: date, correction: Correction | None
) -> pl.DataFrame:
    watched = watch(postings, looks, as_of)
    if watched is None:
        return pl.DataFrame(schema=HEADLINE)
    panel = build_panel(watched, "week")
    return pl.DataFrame(focus_rows(panel, chain_focus(panel, correction)), schema=HEADLINE)
