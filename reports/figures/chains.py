"""The figure that checks the index against itself: three ways of chaining the same openings.

Decides what is said of a drift. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import by_focus, of_role
from reports.drawing.dots import draw_dots_by_role
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, role_of


def figure(table: pl.DataFrame) -> Figure:
    """The index at its last week by three ways of chaining (`growth_chains.sql`)."""
    known = table.drop_nulls("level")
    return Figure(
        **entry("growth_chains"),
        **_drift(known).said,
        table=table,
        chart=draw_dots_by_role(
            by_focus(known),
            lambda row: word(row["reading"]),
            charts.estimate(columns.CHAINED, reference=100.0),
        ),
    )


def _drift(table: pl.DataFrame) -> Finding:
    if table.is_empty():
        return Finding("")
    drifting = set(table.filter("is_drifting")["role"])
    names = [role_of(role).in_text for role in (*FOCUS, "all") if role in drifting]
    chained = by_focus(table.filter(pl.col("reading") == "chained"))
    others = [f"{role_of(row['role']).in_text} {_others(table, row['role'])}" for row in chained]
    basis = findings.spreads(
        chained, columns.CHAINED, lambda row: f"{numbers.n_of(row['n_boards'])} boards"
    )
    words = (
        f"The index of {findings.listed(names)} drifts: "
        "another way of computing it lies outside its interval."
        if names
        else "However it is computed, the index comes out the same within its interval."
    )
    return Finding(words, f"{basis} {findings.sentence('The other ways', others)}")


def _others(table: pl.DataFrame, role: str) -> str:
    rows = [row for row in of_role(table, role) if row["reading"] != "chained"]
    return findings.listed([numbers.count(row["level"]) for row in rows])
