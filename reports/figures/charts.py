"""Charts of a table's own columns: the chart shows what the table states, in the same form.

Decides how a column becomes marks or lines. Leaves the marks and the axes to `reports.drawing`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from reports.answers import Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, Panels, role_mark
from reports.drawing.panels import Event
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
) -> Panels:
    """A column over time: one facet per focus role, the interval as a band."""
    return from_rows.lines_by_role(
        table,
        column.name,
        column.form,
        low=column.low or "",
        high=column.high or "",
        reference=reference,
        with_zero=with_zero,
        events=events,
    )


def n_of(row: Row) -> str:
    """The openings that a share is of: "n = 410"."""
    return numbers.n_of(row["n_of"])
