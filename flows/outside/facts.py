"""Outside facts: what others say of pay and demand, each with its source and licence, in the columns of mart_benchmark.

Decides which of the bundled tables stand in a market. Leaves what they are set beside to the report: nothing here enters
an estimate.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

_BENCHMARKS = Path(__file__).parent / "benchmarks.csv"
"""Pay by occupation and year: BLS OEWS for the United States and its states, and the ai-jobs.net index."""

_METRO_WAGES = Path(__file__).parent / "oews_metros.csv"
"""Wages of data scientists by metropolitan area, one row an area (made by `flows.maintenance.make_metros`)."""

_INDEED_MONTHS = Path(__file__).parent / "indeed_ai_share.csv"
"""Monthly means of the Indeed Hiring Lab's daily AI tracker (CC BY 4.0) for three countries."""

_OEWS = {
    "source": "BLS OEWS May 2025",
    "occupation": "Data Scientists",
    "role": "data_scientist",
    "year": 2025,
    "licence": "public domain",
    "url": "https://www.bls.gov/oes/",
}


def outside_facts(metros: pl.Series) -> pl.DataFrame:
    """One row per source, occupation, area, year or month, and measure: `mart_benchmark`.

    `metros`: the metropolitan areas that the bands tell apart; wages of others would stand beside nothing.
    """
    yearly = pl.read_csv(_BENCHMARKS)
    wages = pl.read_csv(_METRO_WAGES, comment_prefix="#").filter(
        pl.col("area").is_in(metros.unique().to_list())
    )
    by_metro = (
        wages.unpivot(index=["area", "n"], variable_name="measure")
        .drop_nulls("value")
        .with_columns(
            pl.col("value").cast(pl.Float64),
            **{name: pl.lit(fact, dtype=yearly.schema[name]) for name, fact in _OEWS.items()},
        )
        .sort("area", "measure")
    )
    paid = pl.concat([yearly, by_metro.select(yearly.columns)]).with_columns(
        period_start=pl.lit(None, dtype=pl.Date)
    )
    monthly = pl.read_csv(_INDEED_MONTHS, try_parse_dates=True).with_columns(
        source=pl.lit("Indeed Hiring Lab, AI tracker (CC BY 4.0)"),
        occupation=pl.lit("All postings"),
        role=pl.lit(None, dtype=pl.String),
        year=pl.col("period_start").dt.year().cast(pl.Int64),
        measure=pl.lit("share of postings that mention AI"),
        n=pl.lit(None, dtype=pl.Int64),
        licence=pl.lit("CC BY 4.0"),
        url=pl.lit("https://github.com/hiring-lab/ai-tracker"),
    )
    return pl.concat([paid, monthly.select(paid.columns)])
