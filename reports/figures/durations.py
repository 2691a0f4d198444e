"""The figure on how long openings stay open.

Decides which roles come first and what is said of them. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row, by_focus
from reports.drawing.dots import draw_dots
from reports.drawing.estimates import role_mark
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

_ROLES = (*FOCUS, "software_engineer", "all")


def figure(table: pl.DataFrame) -> Figure:
    """How long openings stay open, from the rows of `growth_durations.sql`."""
    rows = sorted(table.to_dicts(), key=lambda row: _ROLES.index(row["role"]))
    known = by_focus(table.drop_nulls(columns.DAYS_OPEN.name))
    return Figure(
        **entry("growth_durations"),
        finding=findings.sentence("Half have closed after", [_days(row) for row in known]),
        basis=findings.spreads(known, columns.DAYS_OPEN, _openings),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: role_of(row["role"]).plural,
            charts.estimate(columns.DAYS_OPEN, role_mark, _openings, with_zero=True),
        ),
    )


def _days(row: Row) -> str:
    days = numbers.count(row[columns.DAYS_OPEN.name])
    return f"{role_of(row['role']).in_text} {days} days"


def _openings(row: Row) -> str:
    employers = numbers.counted(row["n_employers"], "employer")
    return f"{numbers.n_of(row['n_openings'])} openings, {employers}"
