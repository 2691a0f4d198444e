"""The figure on how long openings stay open.

Decides which roles come first and what is said of them. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row
from reports.drawing import from_rows
from reports.drawing.from_rows import Estimate, role_mark
from reports.figures import columns
from reports.page import Column, Figure
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

_ROLES = (*FOCUS, "software_engineer", "all")


def figure(table: pl.DataFrame) -> Figure:
    """How long openings stay open, from the rows of `growth_durations.sql`."""
    rows = sorted(table.to_dicts(), key=lambda row: _ROLES.index(row["role"]))
    told = [_days(row) for row in rows if row["role"] in FOCUS and row["median_days"] is not None]
    return Figure(
        id="growth_durations",
        title="How long openings stay open: days until half of them have closed",
        finding=f"Half have closed after: {'; '.join(told)}." if told else "",
        caption=(
            "Kaplan-Meier: openings still open count as long as they were watched, since those that have closed are the short "
            "ones. Only openings whose start was seen or is credibly dated. Whiskers: 95 % intervals (resampling employers). "
            "“Not yet”: fewer than that part have closed so far."
        ),
        alt="One row per role: the median days that an opening stays open, with its interval.",
        table=table,
        columns=(
            columns.ROLE,
            Column("p25_days", "Days until a quarter closed", "count"),
            Column(
                "median_days",
                "Until half closed",
                "count",
                "median_low",
                "median_high",
                note="note",
            ),
            Column("p75_days", "Until three quarters closed", "count"),
            Column("n_openings", "n openings", "count"),
            Column("n_closed", "n seen to close", "count"),
            columns.N_EMPLOYERS,
        ),
        sql="growth_durations",
        panels=from_rows.dots(
            rows,
            lambda row: role_of(row["role"]).plural,
            Estimate(
                "median_days",
                "median_low",
                "median_high",
                "count",
                role_mark,
                _openings,
                with_zero=True,
            ),
        ),
        waits_for="No half of any role’s openings has been seen to close yet.",
    )


def _days(row: Row) -> str:
    number = numbers.estimate(row["median_days"], row["median_low"], row["median_high"], "count")
    return f"{role_of(row['role']).in_text} {number} days ({_openings(row)})"


def _openings(row: Row) -> str:
    return (
        f"{numbers.n_of(row['n_openings'])} openings, {numbers.count(row['n_employers'])} employers"
    )
