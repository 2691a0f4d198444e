"""Figures of what is counted elsewhere than on watched boards: the monthly Hacker News thread, and Indeed's AI share.

Decides how they are told apart from our own panel: another place, another definition, beside it and never mixed in.
"""

from __future__ import annotations

import polars as pl

from reports.drawing import from_rows
from reports.figures import columns, findings
from reports.page import Column, Figure
from reports.wording import numbers
from reports.wording.names import COUNTRIES


def census(table: pl.DataFrame) -> Figure:
    """The share of each role among the openings of the monthly thread, from the rows of `growth_census.sql`."""
    last = (
        table.drop_nulls("opening_share")
        .sort("period_start", "role")
        .group_by("role", maintain_order=True)
        .last()
    )
    words = findings.each(
        last.iter_rows(named=True),
        "opening_share",
        "share_low",
        "share_high",
        "share",
        "n_openings",
    )
    month = f"{max(last['period_start'].to_list()):%B %Y}" if last.height else ""
    return Figure(
        id="growth_census",
        title="Share of openings in the monthly Hacker News thread “Who is hiring?”",
        finding=f"Of the openings in the thread of {month}: {words}." if words else "",
        caption="A census of one place, whole each month: no panel is needed. Band: 95 % interval. One post may hold several openings.",
        alt="One panel per role: its share of all openings in the monthly thread, with its 95 % band.",
        table=table,
        columns=(
            columns.ROLE,
            columns.MONTH,
            Column(
                "opening_share",
                "Share of openings",
                "share",
                "share_low",
                "share_high",
                note="note",
            ),
            Column("n_openings", "n openings", "count"),
            Column("n_posts", "n posts", "count"),
            Column("yoy_share", "Change in a year", "growth", "yoy_low", "yoy_high"),
        ),
        sql="growth_census",
        panels=from_rows.lines_by_role(
            table, "opening_share", "share", low="share_low", high="share_high", with_zero=True
        ),
        waits_for="No monthly threads are stored yet. `rolecall backfill hackernews --since 2016-01` adds them.",
    )


def _country(code: str) -> str:
    return numbers.shown(COUNTRIES.get(code, code))[0]


def outside(table: pl.DataFrame) -> tuple[Figure, ...]:
    """Indeed's share of postings that mention AI, from the rows of `growth_outside.sql`; no figure without rows."""
    if table.is_empty():
        return ()
    source = numbers.shown(table["source"][0])[0]
    newest = max(table["period_start"].to_list())
    last = table.filter(pl.col("period_start") == newest).sort(
        "value", "area", descending=[True, False]
    )
    words = [f"{_country(row['area'])} {numbers.share(row['value'])}" for row in last.to_dicts()]
    figure = Figure(
        id="growth_outside",
        title="What an outside source counts: share of all job postings that mention AI",
        finding=f"In {newest:%B %Y}: {', '.join(words)}.",
        caption=(
            f"{source}; monthly means of its daily figures. Postings of every kind of work that name AI, on one job board: a definition other than ours, beside ours and never mixed in. The source "
            "gives neither n nor interval. All panels on one scale; the last figure stands at the line’s end."
        ),
        alt="One panel per country: the share of postings that mention AI, month by month.",
        table=table,
        columns=(
            Column("area", "Country", "country"),
            columns.MONTH,
            Column("value", "Share of postings", "share"),
        ),
        sql="growth_outside",
        panels=from_rows.lines_by_area(table, "value", "share"),
        is_outside=True,
    )
    return (figure,)
