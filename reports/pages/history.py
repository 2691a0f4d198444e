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
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Passage
from reports.wording import numbers
from reports.wording.names import word
from reports.wording.roles import FOCUS, ROLES, role_of

TITLE = "History"
ORDER = 2

_LEAST = 10
"""Openings for a role in the newest month, below which another role leads the page."""


def build(answer: Answer, edition: Edition) -> Page:
    """The long view."""
    census = answer("history_census")
    said = _then_and_now(census)
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


def _then_and_now(census: pl.DataFrame) -> list[Finding]:
    """Per focus role its share in the newest month and in the same month of the first year with an estimate.

    A role of which the month holds hardly an opening comes last: it is no headline.
    """
    found = []
    for role in FOCUS:
        known = census.filter(pl.col("role") == role, pl.col("opening_share").is_not_null())
        if known.height < 2:
            continue
        now = known.row(-1, named=True)
        alike = known.filter(pl.col("period_start").dt.month() == now["period_start"].month)
        rows = list(dict.fromkeys((alike.row(0), known.row(-1))))
        named = [dict(zip(known.columns, row, strict=True)) for row in rows]
        said = Finding(_sentence(role, named), "; ".join(map(_basis, named)))
        found.append((named[-1]["n_openings"] < _LEAST, said))
    return [said for _, said in sorted(found, key=lambda known: known[0])]


def _sentence(role: str, rows: Sequence[Row]) -> str:
    now = rows[-1]
    said = f"In {_month(now['period_start'])} {numbers.share(now['opening_share'])} of the openings are for {role_of(role).in_text}"
    if len(rows) < 2:
        return f"{said}."
    return f"{said}, in {_month(rows[0]['period_start'])} {numbers.share(rows[0]['opening_share'])} were."


def _basis(row: Row) -> str:
    spread = numbers.interval(
        row["share_low"], row["share_high"], "share", value=row["opening_share"]
    )
    return (
        f"{_month(row['period_start'])} {spread} ({numbers.n_of(row['n_openings'])} for the role)"
    )


def _month(day: date) -> str:
    return f"{day:%B %Y}"


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
        **findings.each("Median of the newest quarter", rows, columns.MEDIAN, "n_postings").said,
        table=table,
        chart=charts.lines(table, columns.MEDIAN),
    )


def _definitions(census: pl.DataFrame, years: pl.DataFrame) -> Passage:
    days: list[date] = census["period_start"].unique().sort().to_list()
    values = {
        "first": _month(days[0]) if days else "",
        "last": _month(days[-1]) if days else "",
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
    names = [_month(date(month // 12, month % 12 + 1, 1)) for month in dict.fromkeys((first, last))]
    return numbers.show(" to ".join(names))


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1
