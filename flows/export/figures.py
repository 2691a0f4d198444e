"""The figures of the site as files: of each the rows, and the query that gives them.

Decides that a figure's CSV is the one that its page holds, byte for byte. Leaves what a figure is to `reports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reports.answers import Answer, read_sql
from reports.site.downloads import csv_text
from reports.site.site import every_figure

FOLDER = "figures"


@dataclass(frozen=True, slots=True)
class Written:
    """One figure in the package.

    `id`: its anchor on the page and its files' name. `page`: the page's title. `rows`: the whole answer.
    `has_query`: false for what no market holds, such as how often the readers are right.
    """

    id: str
    page: str
    title: str
    caption: str
    rows: pl.DataFrame
    has_query: bool


def write_figures(answer: Answer, package: Path) -> list[Written]:
    """Writes `figures/<id>.csv`, and `figures/<id>.sql` where a query gives it. Returns them in the site's order."""
    folder = package / FOLDER
    folder.mkdir()
    written = []
    for entry, figure in every_figure(answer):
        (folder / f"{figure.id}.csv").write_text(csv_text(figure.table), encoding="utf-8")
        if figure.query:
            (folder / f"{figure.id}.sql").write_text(read_sql(figure.query), encoding="utf-8")
        written.append(
            Written(
                figure.id,
                entry.title,
                figure.title,
                figure.caption,
                figure.table,
                bool(figure.query),
            )
        )
    return written
