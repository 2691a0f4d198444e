"""Data quality: how looks ended, what is filled, and what is unclear, rejected or not understood.

Decides that faults come first. Leaves what counts as a fault to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.bars import draw_bars
from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, show_table
from reports.figures.counts import role_matrix
from reports.page import Edition, Figure, Matrix, Page
from reports.wording import numbers
from reports.wording.roles import source_marks

TITLE = "Data quality"
ORDER = 8

_OUTCOMES = {
    "complete": ("complete", "var(--part-1)", ""),
    "unchanged": ("unchanged since the look before", "var(--part-5)", "/"),
    "excerpt": ("the newest only, as such feeds show", "var(--part-5)", "|"),
    "from a history": ("imported with a history", "var(--part-1)", "/"),
    "partial": ("partial", "var(--part-2)", "x"),
    "missing": ("missing: no such board", "var(--part-3)", "\\"),
    "refused": ("refused", "var(--part-4)", "-"),
    "failed": ("failed", "var(--part-6)", "."),
}
_LEDE = (
    "A failed look lowers no number: what was not looked at is not gone. A posting whose role is "
    "not clear enough is counted as unclear. Every posting that could not be read is listed with "
    "its reason."
)


def build(answer: Answer, edition: Edition) -> Page:
    """The page that says how far the other pages can be trusted, faults first."""
    fallen, counts = answer("quality_drift"), answer("quality_headline").row(0, named=True)
    return Page(
        headline=f"{_alarm(fallen)} {_headline(counts)}".strip(),
        lede=_LEDE,
        blocks=(
            _drift(fallen),
            _looks(answer("quality_looks")),
            show_table(answer, "quality_histories"),
            _fields(answer("quality_fields")),
            show_table(answer, "quality_roles"),
            *_confusion(answer("role_confusion")),
            _languages(answer("quality_languages")),
            show_table(answer, "quality_other"),
            show_table(answer, "quality_pay_unread"),
            show_table(answer, "quality_quarantine"),
        ),
    )


def _headline(row: Row) -> str:
    if not row["n_looks"]:
        return "No look at any board has been stored yet."
    good = numbers.share(row["n_good_looks"] / row["n_looks"])
    said = f"Of {numbers.n_of(row['n_looks'])} looks at boards, {good} ended complete or unchanged."
    if not row["n_postings"]:
        return said
    unclear = numbers.share(row["n_unclear"] / row["n_postings"])
    return f"{said} Of {numbers.n_of(row['n_postings'])} postings, {unclear} have no clear role."


def _alarm(fallen: pl.DataFrame) -> str:
    """What has gone silent altogether, in one sentence. Empty when nothing has."""
    silent = fallen.filter(pl.col("verdict") == "error").iter_rows(named=True)
    return findings.sentence("Gone silent", [f"{_title(row)} ({_item(row)})" for row in silent])


def _title(row: Row) -> str:
    return numbers.show(row["source_title"])


def _item(row: Row) -> str:
    return numbers.show(row["item"].replace("_", " "))


def _languages(table: pl.DataFrame) -> Figure:
    others = table.filter(pl.col("item") != "en").select(pl.col("n", "n_of").sum()).row(0)
    known = (
        f"{numbers.share(others[0] / others[1])} of {numbers.n_of(others[1])}" if others[1] else ""
    )
    return Figure(
        **entry("quality_languages"),
        finding=findings.sentence(
            "Without a clear role in other languages than English", [known] if known else []
        ),
        table=table,
    )


def _drift(table: pl.DataFrame) -> Figure:
    errors = table.filter(pl.col("verdict") == "error").height
    return Figure(
        **entry("quality_drift"),
        finding=(
            f"{errors} gone silent, {table.height - errors} far below the usual."
            if table.height
            else ""
        ),
        table=table,
    )


def _looks(table: pl.DataFrame) -> Figure:
    ended = table.filter(pl.col("item").is_in(list(_OUTCOMES)))
    rows: list[Row] = []
    for (_, title), mine in ended.group_by("source", "source_title", maintain_order=True):
        counts = dict(mine.select("item", "n").iter_rows())
        rows.append({"source": title, **{name: counts.get(name) for name in _OUTCOMES}})
    return Figure(
        **entry("quality_looks"),
        table=table,
        chart=draw_bars(rows, "source", _OUTCOMES),
    )


def _fields(table: pl.DataFrame) -> Figure:
    rows = table.drop_nulls("share").rows(named=True)
    marks = source_marks({row["source"]: row["source_title"] for row in rows})
    empty = [row for row in rows if row["share"] == 0 and row["n_of"]]
    return Figure(
        **entry("quality_fields"),
        finding=findings.sentence(
            "Never filled", [f"{_item(row)} ({marks[row['source']].name})" for row in empty]
        ),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: str(row["item"]).replace("_", " "),
            charts.estimate(
                columns.FILLED, lambda row: marks[row["source"]], charts.n_of, with_zero=True
            ),
        ),
    )


def _confusion(table: pl.DataFrame) -> tuple[Matrix, ...]:
    return role_matrix(
        table,
        "quality_confusion",
        "How often a role is read right",
        "Rows: the role given by hand. Columns: the role read. The diagonal is right. "
        "Each posting was read by a model that had seen no posting of its employer.",
    )
