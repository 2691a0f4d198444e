"""Outside facts: what others say of pay and demand, each with its source and licence, in the columns of mart_benchmark.

Decides which of the bundled tables go into a market. Leaves comparing them with ours to the report: nothing here enters an
estimate.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transforms.text.lexicon import lexicon

_HERE = Path(__file__).parent


def outside_facts(metros: pl.Series) -> pl.DataFrame:
    """One row per source, occupation, area, year or month, and measure: `mart_benchmark`.

    Args:
        metros: the metropolitan areas that the pay bands distinguish. Wages of others would have no band beside them.
    """
    # Pay by occupation and year: BLS OEWS for the United States and its states, and the ai-jobs.net index.
    yearly = pl.read_csv(_HERE / "benchmarks.csv").with_columns(
        period_start=pl.lit(None, dtype=pl.Date)
    )
    monthly = pl.read_csv(_HERE / "indeed_ai_share.csv", try_parse_dates=True).with_columns(
        year=pl.col("period_start").dt.year().cast(pl.Int64)
    )
    wages = _completed(_metro_wages(metros), yearly.schema, "oews_metros")
    return pl.concat([yearly, wages, _completed(monthly, yearly.schema, "indeed_ai_share")])


def _metro_wages(metros: pl.Series) -> pl.DataFrame:
    wages = pl.read_csv(_HERE / "oews_metros.csv", comment_prefix="#")
    return (
        wages.filter(pl.col("area").is_in(metros.unique().to_list()))
        .unpivot(index=["area", "n"], variable_name="measure")
        .drop_nulls("value")
        .with_columns(pl.col("value").cast(pl.Float64))
        .sort("area", "measure")
    )


def _completed(frame: pl.DataFrame, schema: pl.Schema, table: str) -> pl.DataFrame:
    """The columns of `schema`. What `frame` lacks is the same in every row of `table`, or null."""
    same = lexicon(__package__, "series.toml")[table]
    missing = [name for name in schema if name not in frame.columns]
    added = [pl.lit(same.get(name), dtype=schema[name]).alias(name) for name in missing]
    return frame.with_columns(added).select(list(schema))
