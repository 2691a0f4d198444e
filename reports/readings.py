"""Figures that hold the index against itself: other ways of chaining it, and how long openings stay open.

Decides how they are drawn beside the index. Leaves the numbers to the marts and the index itself to the page on growth.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports import columns, drawing, numbers
from reports.drawing import Estimate, role_mark
from reports.page import Column, Figure, Row
from reports.theme import FOCUS, role_of

_CHAINS = {"chained": "Week by week", "geks": "All pairs of weeks", "fixed": "First week’s boards"}
_STILL_OPEN = ("ai_engineer", "ml_engineer", "data_scientist", "software_engineer", "all")


def chains(table: pl.DataFrame, waiting: str) -> Figure:
    """The index at its last week by three ways of chaining, from the rows of `growth_chains.sql`."""
    rows = _ordered(table.drop_nulls("level").to_dicts(), (*FOCUS, "all"))
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
        panels=drawing.dots_by_role(
            [{**row, "note": None} for row in rows],
            lambda row: _CHAINS[row["reading"]],
            Estimate("level", "low", "high", "index", role_mark, _boards, reference=100.0),
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


def _boards(row: Row) -> str:
    return f"{numbers.n_of(row['n_boards'])} boards, {numbers.count(row['n_employers'])} employers"


def _ordered(rows: Sequence[Row], order: Sequence[str]) -> list[Row]:
    return sorted(rows, key=lambda row: order.index(row["role"]) if row["role"] in order else len(order))


def durations(table: pl.DataFrame) -> Figure:
    """How long openings stay open, from the rows of `growth_durations.sql`."""
    rows = _ordered(table.to_dicts(), _STILL_OPEN)
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
            Column("median_days", "Until half closed", "count", "median_low", "median_high", note="note"),
            Column("p75_days", "Until three quarters closed", "count"),
            Column("n_openings", "n openings", "count"),
            Column("n_closed", "n seen to close", "count"),
            columns.N_EMPLOYERS,
        ),
        sql="growth_durations",
        panels=drawing.dots(
            rows,
            lambda row: role_of(row["role"]).plural,
            Estimate("median_days", "median_low", "median_high", "count", role_mark, _openings, with_zero=True),
        ),
        waits_for="No half of any role’s openings has been seen to close yet.",
    )


def _days(row: Row) -> str:
    number = numbers.estimate(row["median_days"], row["median_low"], row["median_high"], "count")
    return f"{role_of(row['role']).in_text} {number} days ({_openings(row)})"


def _openings(row: Row) -> str:
    return f"{numbers.n_of(row['n_openings'])} openings, {numbers.count(row['n_employers'])} employers"
