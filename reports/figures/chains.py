"""The figure that checks the index against itself: three ways of chaining the same openings.

Decides what is said of a drift. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import by_focus, of_role
from reports.drawing.dots import draw_dots_by_role
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, role_of


def figure(table: pl.DataFrame) -> Figure:
    """The index at its last week by three ways of chaining (`growth_chains.sql`)."""
    known = table.drop_nulls("level")
    return Figure(
        **entry("growth_chains"),
        finding=_drift(known),
        table=table,
        chart=draw_dots_by_role(
            by_focus(known),
            lambda row: word(row["reading"]),
            charts.estimate(columns.CHAINED, reference=100.0),
        ),
    )


def _drift(table: pl.DataFrame) -> str:
    if table.is_empty():
        return ""
    drifting = set(table.filter("is_drifting")["role"])
    if names := [role_of(role).in_text for role in (*FOCUS, "all") if role in drifting]:
        return (
            f"The index of {findings.listed(names)} drifts: "
            "another way of chaining lies outside its interval."
        )
    spans = [
        f"{role_of(row['role']).in_text} {_others(table, row['role'])} "
        f"against {findings.number(row, columns.CHAINED)} ({numbers.n_of(row['n_boards'])} boards)"
        for row in by_focus(table.filter(pl.col("reading") == "chained"))
    ]
    return findings.sentence("No way of chaining leaves the interval of the index", spans)


def _others(table: pl.DataFrame, role: str) -> str:
    rows = [row for row in of_role(table, role) if row["reading"] != "chained"]
    return findings.listed([numbers.count(row["level"]) for row in rows])
