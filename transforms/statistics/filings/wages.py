"""Filed wages: quantiles of the wage that employers file, by role, level, place and quarter.

Decides the cells and that each filing counts once, however many workers it is for. Leaves floors and intervals to
`transforms.statistics.pay.printed`, as for adverts. The two never meet in one figure's n.

A wage is the middle of what is filed: nine filings of ten state one wage. Part-time positions are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.filings.employers import DIRECT, OUTSOURCER
from transforms.statistics.columns import conform, counts, dates, reals, texts
from transforms.statistics.filings.periods import (
    covered_quarters,
    latest_year,
    with_quarters,
)
from transforms.statistics.pay.printed import QUANTILE_COLUMNS, Row, describe_quantiles
from transforms.vocabulary import ALL, FOCUS

QUARTER, YEAR = "quarter", "year"

CELL = ["role", "wage_level", "level", "region", "metro", "filer_kind"]

FILED_WAGE = pl.Schema(
    texts(" ".join(CELL))
    | texts("grain")
    | dates("period_start")
    | counts("n_filings n_positions n_employers")
    | reals(QUANTILE_COLUMNS)
    | reals("range_share top_employer_share")
    | texts("note")
)


@dataclass(frozen=True, slots=True)
class _View:
    """One way of cutting filings into cells. A column of `CELL` that is not named is "all"."""

    grain: str
    by: tuple[str, ...]
    kinds: tuple[str, ...] = (ALL,)
    """The kinds of filer that are told apart."""
    only_focus: bool = False


_FIRMS = (ALL, DIRECT)

_VIEWS = (
    _View(QUARTER, (), (ALL, DIRECT, OUTSOURCER)),
    _View(QUARTER, ("wage_level",)),
    _View(QUARTER, ("level",)),
    _View(QUARTER, ("region",), only_focus=True),
    _View(YEAR, (), (ALL, DIRECT, OUTSOURCER)),
    _View(YEAR, ("region",), _FIRMS),
    _View(YEAR, ("wage_level",), _FIRMS),
    _View(YEAR, ("level",), _FIRMS),
    _View(YEAR, ("wage_level", "level")),
    _View(YEAR, ("region", "wage_level"), only_focus=True),
    _View(YEAR, ("region", "level"), only_focus=True),
    _View(YEAR, ("metro",), _FIRMS, only_focus=True),
)
"""Finer cuts would fall below the floors: a quarter has few filings of one level in one state. States by quarter and areas
are for the focus roles, as each cell takes some thousandths of a second."""


def measure_wages(filings: pl.DataFrame) -> pl.DataFrame:
    """One row per role x wage level x title level x state or metropolitan area x kind of filer x period that has a filing.

    Args:
        filings: the warehouse's `filing` columns.

    Returns:
        `mart_filed_wage`. A `quarter` is known whole. A `year` is the newest four such quarters, named by the first of them.
        `filer_kind`: all, and where the cells are large direct filers and outsourcers apart.
    """
    dated = with_quarters(filings)
    quarters = covered_quarters(dated)
    valued = _full_time(dated.filter(pl.col("period_start").is_in(quarters)))
    year = latest_year(quarters)
    newest = valued.filter(pl.col("period_start").is_in(year))
    newest = newest.with_columns(period_start=pl.lit(year[0] if year else None, pl.Date))
    rows = [
        row
        for view in _VIEWS
        for row in _rows_of_view(valued if view.grain == QUARTER else newest, view)
    ]
    found = pl.DataFrame(rows, schema=FILED_WAGE)
    return conform(found, FILED_WAGE).sort("grain", "period_start", *CELL)


def _full_time(filings: pl.DataFrame) -> pl.DataFrame:
    """Filings with the columns that the cells need, sorted by wage once for all of them."""
    low, high = pl.col("wage_min_usd_year"), pl.col("wage_max_usd_year")
    return (
        filings.filter(pl.col("is_full_time").fill_null(True))
        .select(
            *("case_number", "period_start", "role", "wage_level", "level", "region", "metro"),
            *("filer_kind", "n_positions"),
            employer=pl.col("employer_key").rank("dense").cast(pl.Int64),
            value=(low + high) / 2,
            is_range=high > low,
        )
        .sort("value", "case_number")
    )


def _rows_of_view(filings: pl.DataFrame, view: _View) -> Iterator[Row]:
    known = _known(filings, view)
    for kind in view.kinds:
        yield from _rows(_of_kind(known, kind), view, kind)


def _known(filings: pl.DataFrame, view: _View) -> pl.DataFrame:
    known = filings.drop_nulls(view.by) if view.by else filings
    return known.filter(pl.col("role").is_in(FOCUS)) if view.only_focus else known


def _of_kind(filings: pl.DataFrame, kind: str) -> pl.DataFrame:
    return filings if kind == ALL else filings.filter(pl.col("filer_kind") == kind)


def _rows(filings: pl.DataFrame, view: _View, kind: str) -> Iterator[Row]:
    key = ["period_start", "role", *view.by]
    blank = dict.fromkeys(CELL, ALL) | {"filer_kind": kind, "grain": view.grain}
    # Sorted by wage already: the cells keep that order.
    for values, cell in filings.group_by(key, maintain_order=True):
        n_employers = cell["employer"].n_unique()
        row: Row = blank | dict(zip(key, values, strict=True))
        row |= {
            "n_filings": cell.height,
            "n_positions": int(cell["n_positions"].sum()),
            "n_employers": n_employers,
            "range_share": float(cell["is_range"].mean()),  # type: ignore[arg-type]
        }
        wages = cell["value"].to_numpy().astype(np.float64)
        employers = cell["employer"].to_numpy().astype(np.int64)
        yield row | describe_quantiles(
            wages, np.ones(len(wages)), employers, cell.height, n_employers
        )
