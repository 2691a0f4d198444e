"""Charts of a table's own columns: the chart shows what the table states, in the same form.

Decides how a column becomes marks or lines. Leaves the marks and the axes to `reports.drawing`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from reports.answers import Row
from reports.drawing.estimates import Estimate, role_mark
from reports.drawing.facets import Event, Facets
from reports.drawing.lines import draw_lines_by_role
from reports.page import Column
from reports.wording import numbers
from reports.wording.roles import Mark


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
) -> Facets:
    """A column over time: one facet per focus role, the interval as a band."""
    made = estimate(column, reference=reference, with_zero=with_zero)
    return draw_lines_by_role(table, made, events)


def n_of(row: Row) -> str:
    """The openings that a share is of: "n = 410"."""
    return numbers.n_of(row["n_of"])
