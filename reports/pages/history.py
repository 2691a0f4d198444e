"""History: the three roles in Hacker News's threads since they began, pay quarter by quarter, gaps and definitions named.

Decides what the long view shows. Leaves shares and medians to the marts, and single skills to the
page on their trends.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.chart import head
from reports.drawing.lines import draw_lines_by
from reports.figures import charts, columns, findings, threads
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, ROLES, role_of

TITLE = "History"
ORDER = 2


def build(answer: Answer, edition: Edition) -> Page:
    """The long view."""
    census = answer("history_census")
    said = threads.then_and_now(census, answer("growth_evidence"))
    first = said[0] if said else Finding("No hiring thread has been read yet.")
    return Page(
        headline=first.words,
        basis=first.basis,
        points=tuple(said[1:]),
        lede=(
            "Hacker News’s monthly hiring threads are the one record of adverts for these roles "
            "that reaches back to 2011. It is one website, not the labour market."
        ),
        blocks=(
            _shares(census),
            _pay(answer("history_pay")),
            show_table(answer, "history_years"),
            _definitions(census, answer("history_years")),
        ),
    )


def _shares(census: pl.DataFrame) -> Figure:
    order = {role: rank for rank, role in enumerate(ROLES)}
    known = census.filter(pl.col("role") != "software_engineer").sort(
        pl.col("role").replace_strict(order, default=len(order)),
        "period_start",
        maintain_order=True,
    )
    return Figure(
        **entry("history_census"),
        table=census,
        chart=draw_lines_by(
            known,
            "role",
            charts.estimate(columns.CENSUS_SHARE, with_zero=True),
            name=head,
            mark=role_of,
        ),
    )


def _pay(table: pl.DataFrame) -> Figure:
    origin = word(table["origin"][0]) if table.height else ""
    newest = table.filter(pl.col("p50").is_not_null()).unique(
        "role", keep="last", maintain_order=True
    )
    rows = sorted(newest.rows(named=True), key=lambda row: FOCUS.index(row["role"]))
    return Figure(
        **entry("history_pay", origin=origin),
        **_newest_medians(rows).said,
        table=table,
        chart=charts.lines(table, columns.MEDIAN),
    )


def _newest_medians(rows: Sequence[Row]) -> Finding:
    """Each role's newest median with its quarter: one role's may be years older than another's."""
    words = [
        f"{role_of(row['role']).in_text} {numbers.money(row['p50'])} ({_quarter(row['period_start'])})"
        for row in rows
    ]
    basis = findings.spreads(rows, columns.MEDIAN, lambda row: numbers.n_of(row["n_openings"]))
    return Finding(findings.sentence("Newest median of a quarter", words), basis)


def _quarter(day: date) -> str:
    return f"Q{(day.month + 2) // 3}{numbers.NBSP}{day.year}"


def _definitions(census: pl.DataFrame, years: pl.DataFrame) -> Passage:
    days: list[date] = census["period_start"].unique().sort().to_list()
    values = {
        "first": threads.month(days[0]) if days else "",
        "last": threads.month(days[-1]) if days else "",
        "n_months": len(days),
        "n_posts": int(years["n_posts"].sum()),
        "gaps": _gaps(days),
    }
    return Passage(
        "history_definitions",
        "What was read, and what the words mean",
        "history_definitions",
        values,
    )


def _gaps(days: list[date]) -> str:
    """The months between the first and the last that were not read: "March 2014 to May 2015 and July 2018"."""
    if not days:
        return ""
    read = {_index(day) for day in days}
    missing = [month for month in range(min(read), max(read)) if month not in read]
    runs = [
        [month for _, month in run]
        for _, run in groupby(enumerate(missing), key=lambda known: known[1] - known[0])
    ]
    return findings.listed([_run(run[0], run[-1]) for run in runs])


def _run(first: int, last: int) -> str:
    names = [
        threads.month(date(month // 12, month % 12 + 1, 1))
        for month in dict.fromkeys((first, last))
    ]
    return numbers.show(" to ".join(names))


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1
