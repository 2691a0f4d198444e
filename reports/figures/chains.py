"""The figure that holds the index against itself: three ways of chaining the same openings.

Decides how they are drawn side by side and what is said of a drift. Leaves the numbers to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns, findings
from reports.page import Column, Figure
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

_CHAINS = {"chained": "Week by week", "geks": "All pairs of weeks", "fixed": "First week’s boards"}
_ROLES = (*FOCUS, "all")


def figure(table: pl.DataFrame, waiting: str) -> Figure:
    """The index at its last week by three ways of chaining, from the rows of `growth_chains.sql`."""
    rows = sorted(table.drop_nulls("level").to_dicts(), key=lambda row: _ROLES.index(row["role"]))
    return Figure(
        id="growth_chains",
        title="The same openings chained in three ways: the index at its last week",
        finding=_drift(rows),
        caption=(
            "Chaining week by week can drift when boards come and go; the two other ways cannot, but one forgets boards that "
            "joined later, and the other looks back thirteen weeks at most. Whisker: 95 % interval of the chained index, "
            "which the two others should lie in. 100 = first week."
        ),
        alt="Per role three marks: the index chained weekly with its interval, through all pairs of weeks, and on the first week’s boards.",
        table=table,
        columns=(
            columns.ROLE,
            Column("reading", "Chained", "word"),
            columns.WEEK,
            Column("level", "Index", "index", "low", "high"),
            *columns.PANEL,
            Column("is_drifting", "Outside the interval"),
        ),
        sql="growth_chains",
        panels=from_rows.dots_by_role(
            [{**row, "note": None} for row in rows],
            lambda row: _CHAINS[row["reading"]],
            Estimate("level", "low", "high", "index", role_mark, findings.basis, reference=100.0),
        ),
        waits_for=waiting,
    )


def _drift(rows: Sequence[Row]) -> str:
    known = {row["role"]: row["is_drifting"] for row in rows}
    drifting = [role_of(role).in_text for role, is_drifting in known.items() if is_drifting]
    if not known:
        return ""
    if drifting:
        return f"The index of {' and '.join(drifting)} drifts: another way of chaining lies outside its interval."
    spans = [
        f"{role_of(row['role']).in_text} {' and '.join(numbers.write(o['level'], 'index') for o in rows if o['role'] == row['role'] and o['reading'] != 'chained')} "
        f"against {numbers.estimate(row['level'], row['low'], row['high'], 'index')} ({numbers.n_of(row['n_boards'])} boards)"
        for row in rows
        if row["reading"] == "chained" and row["role"] in FOCUS
    ]
    return f"No way of chaining leaves the interval of the index: {'; '.join(spans)}."
