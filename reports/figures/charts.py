"""Charts of a table's own columns: the chart shows what the table states, in the same form.

Decides how a column becomes marks or lines. Leaves the marks and the axes to `reports.drawing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import polars as pl

from reports.answers import Row
from reports.drawing.days import Event, Stretch
from reports.drawing.estimates import Estimate, role_mark
from reports.drawing.lines import draw_lines_by_role
from reports.page import Column
from reports.wording import numbers
from reports.wording.roles import Mark

if TYPE_CHECKING:
    import plotly.graph_objects as go


def estimate(
    column: Column,
    mark: Callable[[Row], Mark] = role_mark,
    basis: Callable[[Row], str] = numbers.basis,
    *,
    reference: float | None = None,
    with_zero: bool = False,
) -> Estimate:
    """The mark of a column: its number with its interval as a whisker."""
    low, high = column.low or "", column.high or ""
    return Estimate(
        column.name, low, high, column.form, mark, basis, reference=reference, with_zero=with_zero
    )


def lines(
    table: pl.DataFrame,
    column: Column,
    *,
    reference: float | None = None,
    with_zero: bool = False,
    events: tuple[Event, ...] = (),
    stretches: Mapping[str, Stretch] | None = None,
) -> go.Figure | None:
    """A column over time: one panel per focus role, the interval as a band."""
    made = estimate(column, reference=reference, with_zero=with_zero)
    return draw_lines_by_role(table, made, events, stretches)


def headlines(table: pl.DataFrame, measure: str) -> dict[str, Stretch]:
    """The growth that a page leads with, by role, to be marked on a longer series (`growth_headline.sql`)."""
    known = table.filter(pl.col("measure") == measure).drop_nulls("growth_share")
    return {row["role"]: _stretch(row) for row in known.iter_rows(named=True)}


def _stretch(row: Row) -> Stretch:
    span = "in a year" if row["is_year_on_year"] else "over these days"
    change = f"{numbers.growth(row['growth_share'])} {span}"
    spread = numbers.interval(row["growth_low"], row["growth_high"], "growth")
    return Stretch(row["period_from"], row["period_to"], change, spread)


def n_of(row: Row) -> str:
    """The openings that a share is of: "n = 410"."""
    return numbers.n_of(row["n_of"])
