"""The figures of the site as files: of each the rows, and the query that gives them.

Decides that a figure's CSV is the one that its page holds, byte for byte. Leaves what a figure is to `reports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reports.answers import Answer, every_query, read_sql
from reports.page import Figure
from reports.site.downloads import csv_text
from reports.site.site import every_figure

FOLDER = "figures"

_BEHIND = "behind the pages"


@dataclass(frozen=True, slots=True)
class Written:
    """One figure in the package.

    `id`: its anchor on the page and its files' name. `page`: the page's title. `rows`: the whole answer.
    `sql`: empty for what no market holds, such as how often the readers are right.
    """

    id: str
    page: str
    title: str
    caption: str
    rows: pl.DataFrame
    sql: str


def write_figures(answer: Answer, package: Path) -> list[Written]:
    """Writes `figures/<id>.csv`, and `figures/<id>.sql` where a query gives it.

    The figures come first, in the site's order. Then come the other queries of the pages: what tools choose from, and
    what the pages of single employers show a part of.
    """
    folder = package / FOLDER
    folder.mkdir()
    shown = every_figure(answer)
    figures = [_of_figure(entry.title, figure) for entry, figure in shown]
    drawn = {figure.query for _, figure in shown} | {figure.id for figure in figures}
    figures += [_of_query(stem, answer) for stem in every_query() if stem not in drawn]
    for figure in figures:
        (folder / f"{figure.id}.csv").write_text(csv_text(figure.rows), encoding="utf-8")
        if figure.sql:
            (folder / f"{figure.id}.sql").write_text(figure.sql, encoding="utf-8")
    return figures


def _of_figure(page: str, figure: Figure) -> Written:
    sql = read_sql(figure.query) if figure.query else ""
    return Written(figure.id, page, figure.title, figure.caption, figure.table, sql)


def _of_query(stem: str, answer: Answer) -> Written:
    """A query that no single figure shows. Its first line is its question."""
    sql = read_sql(stem)
    question = sql.partition("\n")[0].removeprefix("-- ")
    return Written(stem, _BEHIND, question, question, answer(stem), sql)
