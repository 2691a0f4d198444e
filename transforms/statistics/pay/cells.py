"""The cells of the pay bands: which role, level, country, region and metropolitan area an opening's pay speaks for.

Decides that an opening stands in every cell it belongs to, and which metropolitan areas get cells.
Leaves the bands to `transforms.statistics.pay.bands`, and where a single range holds to `transforms.statistics.pay.zones`.
"""

from __future__ import annotations

import polars as pl

from transforms.readers.place import metros
from transforms.vocabulary import ALL, FOCUS

CELL = ["role", "level", "country_code", "region", "metro"]

METRO_LEVELS = (ALL, "senior")
"""Areas are told apart for the focus roles, at all levels together and at the level that is hired most. Other cells would fall
below the floors."""


def country_or_state() -> pl.Expr:
    """The posting's first country, and its state in the United States, where laws on pay differ by state."""
    country = pl.col("country_codes").list.first()
    has_state = (country == "US") & pl.col("region").is_not_null()
    return pl.when(has_state).then(pl.format("US {}", "region")).otherwise(country)


def spread_over_cells(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per posting and cell it belongs to: its level and all, each of its countries and all, its region and all.

    `part` is 1, or 1/k in each of its k metropolitan areas.
    """
    no_metros = pl.lit([], dtype=pl.List(pl.String))
    named = postings.select(
        *("posting_id", "opening_id", "employer_key", "country_codes", "region", "level"),
        role="role_counted",
        metros=pl.col("metros") if "metros" in postings.columns else no_metros,
    )
    countries = (
        named.explode("country_codes", empty_as_null=True)
        .rename({"country_codes": "country_code"})
        .drop_nulls("country_code")
    )
    everywhere = named.with_columns(country_code=pl.lit(ALL), region=pl.lit(ALL))
    whole = countries.with_columns(region=pl.lit(ALL))
    # With several countries nobody says which of them the region is in.
    regions = countries.filter(pl.len().over("posting_id") == 1).drop_nulls("region")
    columns = ["posting_id", "opening_id", "employer_key", *CELL, "part"]
    outside_areas = (
        frame.with_columns(metro=pl.lit(ALL), part=1.0).select(columns)
        for frame in (everywhere, whole, regions)
    )
    placed = pl.concat([*outside_areas, _spread_over_areas(named).select(columns)])
    levelled = pl.concat([placed.with_columns(level=pl.lit(ALL)), placed.drop_nulls("level")])
    return levelled.filter((pl.col("metro") == ALL) | pl.col("level").is_in(METRO_LEVELS)).unique()


def _spread_over_areas(named: pl.DataFrame) -> pl.DataFrame:
    """One row per posting of a focus role and metropolitan area it may be done in."""
    focus = named.filter(pl.col("role").is_in(FOCUS))
    shared = focus.with_columns(part=1 / pl.col("metros").list.len())
    areas = shared.explode("metros", empty_as_null=True).drop_nulls("metros")
    country = pl.lit(metros.COUNTRY)
    return areas.with_columns(country_code=country, region=pl.lit(ALL), metro="metros")
