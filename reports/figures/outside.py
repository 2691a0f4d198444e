"""Figures of what is counted elsewhere: in the monthly Hacker News thread, and by Indeed.

Decides how they stand beside our own panel, never mixed in. Leaves the numbers to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.drawing.lines import draw_lines_by_area
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.figures.rows import by_focus
from reports.page import Figure
from reports.wording import numbers
from reports.wording.names import COUNTRIES


def census(table: pl.DataFrame) -> Figure:
    """The share of each role among the openings of the monthly thread (`growth_census.sql`)."""
    known = table.drop_nulls("opening_share").sort("period_start")
    month = f"{known['period_start'][-1]:%B %Y}" if known.height else ""
    return Figure(
        **entry("growth_census"),
        finding=findings.each(
            f"Of the openings in the thread of {month}",
            by_focus(known.unique("role", keep="last", maintain_order=True)),
            columns.CENSUS_SHARE,
            "n_openings",
        ),
        table=table,
        facets=charts.lines(table, columns.CENSUS_SHARE, with_zero=True),
    )


def outside(table: pl.DataFrame) -> tuple[Figure, ...]:
    """Indeed's share of postings that mention AI (`growth_outside.sql`). No figure without rows."""
    if table.is_empty():
        return ()
    source = numbers.show(table["source"][0])
    figure = Figure(
        **entry("growth_outside", source=source),
        finding=_newest(table),
        table=table,
        facets=draw_lines_by_area(table, "value", "share"),
    )
    return (figure,)


def _newest(table: pl.DataFrame) -> str:
    month = max(table["period_start"].to_list())
    last = table.filter(pl.col("period_start") == month).sort(
        "value", "area", descending=[True, False]
    )
    words = [
        f"{numbers.show(COUNTRIES.get(area, area))} {numbers.share(value)}"
        for area, value in last.select("area", "value").iter_rows()
    ]
    return findings.sentence(f"In {month:%B %Y}", words)
