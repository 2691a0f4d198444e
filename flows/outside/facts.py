"""Outside facts: what others say of pay and demand, each with its source and licence, in the columns of mart_benchmark.

Decides which of the bundled tables go into a market. Leaves comparing them with ours to the report: nothing here enters an
estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
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

_INDEED = {
    "source": "Indeed Hiring Lab, AI tracker (CC BY 4.0)",
    "occupation": "All postings",
    "role": None,
    "measure": "share of postings that mention AI",
    "n": None,
    "licence": "CC BY 4.0",
    "url": "https://github.com/hiring-lab/ai-tracker",
}


def outside_facts(metros: pl.Series) -> pl.DataFrame:
    """One row per source, occupation, area, year or month, and measure: `mart_benchmark`.

    Args:
        metros: the metropolitan areas that the pay bands distinguish. Wages of others would have no band beside them.
    """
    yearly = pl.read_csv(_BENCHMARKS)
    paid = pl.concat([yearly, _metro_wages(metros, yearly.schema)]).with_columns(
        period_start=pl.lit(None, dtype=pl.Date)
    )
    monthly = pl.read_csv(_INDEED_MONTHS, try_parse_dates=True).with_columns(
        _constants(_INDEED, paid.schema), year=pl.col("period_start").dt.year().cast(pl.Int64)
    )
    return pl.concat([paid, monthly.select(paid.columns)])


def _metro_wages(metros: pl.Series, schema: pl.Schema) -> pl.DataFrame:
    wages = pl.read_csv(_METRO_WAGES, comment_prefix="#")
    return (
        wages.filter(pl.col("area").is_in(metros.unique().to_list()))
        .unpivot(index=["area", "n"], variable_name="measure")
        .drop_nulls("value")
        .with_columns(_constants(_OEWS, schema), value=pl.col("value").cast(pl.Float64))
        .sort("area", "measure")
        .select(list(schema))
    )


def _constants(facts: Mapping[str, object], schema: pl.Schema) -> list[pl.Expr]:
    """A column for each fact, the same in all rows, with its type in `schema`."""
    return [pl.lit(fact, dtype=schema[name]).alias(name) for name, fact in facts.items()]
