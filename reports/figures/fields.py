"""The figure of how often each field of an advert is filled, by kind of board.

Decides which fields are named. Leaves the counts to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording.names import FIELDS, name_in
from reports.wording.roles import source_marks


def figure(table: pl.DataFrame) -> Figure:
    """How full the fields are, from the rows of `quality_fields.sql`."""
    rows = table.drop_nulls("share").rows(named=True)
    marks = source_marks({row["source"]: row["source_title"] for row in rows})
    empty = [row for row in rows if row["share"] == 0 and row["n_of"]]
    never = [
        f"{name_in(FIELDS, row['item']).lower()} ({marks[row['source']].name})" for row in empty
    ]
    return Figure(
        **entry("quality_fields"),
        finding=findings.sentence("Never filled", never),
        table=table,
        chart=draw_dots(
            rows,
            lambda row: name_in(FIELDS, row["item"]),
            charts.estimate(
                columns.FILLED, lambda row: marks[row["source"]], charts.n_of, with_zero=True
            ),
        ),
    )
