"""The figure of skills that stand together more often than chance would have it.

Decides what is said of the strongest pair. Leaves the pairs to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row, by_focus, first_of_each
from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.roles import role_of


def figure(table: pl.DataFrame) -> Figure:
    """The strongest pairs of each role, from the rows of `skills_pairs.sql`."""
    return Figure(
        **entry("skills_pairs"),
        **_strongest(table).said,
        table=table,
        chart=draw_dots(
            by_focus(table),
            lambda row: f"{row['first_skill']} + {row['other_skill']}",
            charts.estimate(columns.TIMES_CHANCE, basis=_n_both, reference=1.0),
        ),
    )


def _strongest(table: pl.DataFrame) -> Finding:
    rows = first_of_each(table)
    words = [
        f"{numbers.show(row['first_skill'])} with {numbers.show(row['other_skill'])} "
        f"for {role_of(row['role']).in_text}"
        for row in rows
    ]
    times = [
        f"{role_of(row['role']).in_text} {numbers.decimal(row['lift'])} times ({_n_both(row)})"
        for row in rows
    ]
    return Finding(
        findings.sentence("The strongest pairs", words), findings.sentence("Above chance", times)
    )


def _n_both(row: Row) -> str:
    return numbers.n_of(row["n_both"])
