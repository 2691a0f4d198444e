"""Data quality: how visits to boards ended, and what is unclear, rejected or not understood.

Decides that faults come first. Leaves what counts as a fault to the marts.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.bars import draw_bars
from reports.figures import findings
from reports.figures.catalogue import entry, in_appendix, show_table
from reports.figures.counts import role_matrix
from reports.page import Edition, Figure, Matrix, Page
from reports.wording import numbers
from reports.wording.names import FIELDS, name_in
from reports.wording.roles import FOCUS, role_of

TITLE = "Data quality"
ORDER = 8

_OUTCOMES = {
    "complete": ("complete", "var(--part-1)", ""),
    "unchanged": ("unchanged since the visit before", "var(--part-5)", "/"),
    "excerpt": ("the newest only: a feed", "var(--part-5)", "|"),
    "from a history": ("imported with a history", "var(--part-1)", "/"),
    "partial": ("partial", "var(--part-2)", "x"),
    "missing": ("missing: no such board", "var(--part-3)", "\\"),
    "refused": ("refused", "var(--part-4)", "-"),
    "failed": ("failed", "var(--part-6)", "."),
}
_LEDE = (
    "A failed visit lowers no number: an advert is not gone because nobody could check it. An "
    "advert whose role is not clear enough is counted as unclear. Every advert that could not be "
    "read is listed with its reason."
)


def build(answer: Answer, edition: Edition) -> Page:
    """The page that says how far the other pages can be trusted, faults first."""
    fallen, counts = answer("quality_drift"), answer("quality_headline").row(0, named=True)
    return Page(
        headline=f"{_alarm(fallen)} {_headline(counts)}".strip(),
        basis=_sizes(counts),
        lede=_LEDE,
        blocks=(
            _drift(fallen),
            _looks(answer("quality_looks")),
            show_table(answer, "quality_histories"),
            show_table(answer, "quality_roles"),
            *_read_right(answer("role_held_out"), answer("role_scores")),
            _languages(answer("quality_languages")),
            show_table(answer, "quality_other"),
            show_table(answer, "quality_pay_unread"),
            show_table(answer, "quality_quarantine"),
            in_appendix("quality_checks", "quality_fields"),
        ),
    )


def _headline(row: Row) -> str:
    if not row["n_looks"]:
        return "No visit to any board has been stored yet."
    good = numbers.share(row["n_good_looks"] / row["n_looks"])
    said = f"{good} of visits to job boards saw every advert"
    if not row["n_postings"]:
        return f"{said}."
    unclear = numbers.share(row["n_unclear"] / row["n_postings"])
    return f"{said}, and {unclear} of adverts have no clear role."


def _sizes(row: Row) -> str:
    visits, adverts = numbers.count(row["n_looks"]), numbers.count(row["n_postings"])
    return f"{visits} visits, {adverts} adverts." if row["n_looks"] else ""


def _alarm(fallen: pl.DataFrame) -> str:
    """What has gone silent altogether, in one sentence. Empty when nothing has."""
    silent = fallen.filter(pl.col("verdict") == "error").iter_rows(named=True)
    return findings.sentence("Gone silent", [f"{_title(row)} ({_item(row)})" for row in silent])


def _title(row: Row) -> str:
    return numbers.show(row["source_title"])


def _item(row: Row) -> str:
    return name_in(FIELDS, row["item"]).lower()


def _languages(table: pl.DataFrame) -> Figure:
    others = table.filter(pl.col("language") != "en").select(pl.col("n", "n_of").sum()).row(0)
    known = (
        f"{numbers.share(others[0] / others[1])} of {numbers.n_of(others[1])}" if others[1] else ""
    )
    return Figure(
        **entry("quality_languages"),
        finding=findings.sentence(
            "Without a clear role in languages other than English", [known] if known else []
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


def _read_right(confusion: pl.DataFrame, scores: pl.DataFrame) -> tuple[Matrix, ...]:
    """How often roles are read right at employers that taught the reader nothing. None before a fit was judged."""
    caption = (
        "Employers held out of the fit. Rows: the role that labellers gave. Columns: the role read in the "
        "whole advert. All labels, also those chosen because they were hard. More: see Methods."
    )
    matrices = role_matrix(
        confusion, "quality_confusion", "How often a role is read right", caption
    )
    judged = scores.filter(basis="body", labels="drawn").to_dicts()
    told = [row for row in judged if row["figure"] == "accuracy" and row["role"] == "all"]
    of_role = [row for row in judged if row["figure"] == "f1" and row["role"] in FOCUS]
    if not matrices or not told:
        return matrices
    whole = told[0]
    share = numbers.share(whole["value"])
    spread = numbers.between(whole["low"], whole["high"], "share", value=whole["value"])
    roles = [
        f"{role_of(row['role']).in_text} {numbers.estimate(row['value'], row['low'], row['high'], 'share')}"
        for row in of_role
    ]
    said = f"{share} of adverts drawn by chance or by title are read with their true role."
    size = f"{spread}, {numbers.n_of(whole['n'])}, {numbers.count(whole['n_employers'])} employers."
    by_role = findings.sentence("F1, which counts both kinds of errors, by role", roles)
    return (replace(matrices[0], finding=said, basis=f"{size} {by_role}"),)
