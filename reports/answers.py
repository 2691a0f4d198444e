"""What a page asks the market, and what it gets back.

Decides that a question is a file of `reports/sql/`, shown to the reader as it is run, and that pages
speak of the focus roles in one order. Leaves running a question to `flows`, which hands each page an
`Answer`, and the tables to `warehouse/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from reports.wording.roles import FOCUS

Row = Mapping[str, Any]
"""One row of an answer, by column."""

Answer = Callable[[str], pl.DataFrame]
"""The rows that `reports/sql/<stem>.sql` gives on the published market, in the order it states.

Three names have no SQL, as no market holds them: `change_log` (changed_date, kind, what),
`role_held_out` (true_role, read_role, n), and `role_scores` (basis, labels,
figure, role, value, low, high, n, n_employers). An empty table gives no rows.
"""


def every_query() -> list[str]:
    """The stems of `reports/sql/`, in alphabetical order."""
    names = (file.name for file in files("reports").joinpath("sql").iterdir())
    return sorted(name.removesuffix(".sql") for name in names if name.endswith(".sql"))


@cache
def read_sql(stem: str) -> str:
    """The text of `reports/sql/<stem>.sql`."""
    text = files("reports").joinpath("sql", f"{stem}.sql").read_text(encoding="utf-8")
    return text.strip() + "\n"


def of_role(table: pl.DataFrame, role: str) -> list[Row]:
    """The rows of one role."""
    return list(table.filter(pl.col("role") == role).iter_rows(named=True))


def by_focus(table: pl.DataFrame) -> list[Row]:
    """The rows of the focus roles, role by role."""
    return [row for role in FOCUS for row in of_role(table, role)]


def first_of_each(table: pl.DataFrame) -> list[Row]:
    """The first row of each focus role that has one."""
    return by_focus(table.unique("role", keep="first", maintain_order=True))
