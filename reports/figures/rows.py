"""Rows of an answer in the order in which pages speak of them.

Decides that the focus roles always come in one order. Leaves what is said of a row to `findings`.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row
from reports.wording.roles import FOCUS


def of_role(table: pl.DataFrame, role: str) -> list[Row]:
    """The rows of one role."""
    return list(table.filter(pl.col("role") == role).iter_rows(named=True))


def by_focus(table: pl.DataFrame) -> list[Row]:
    """The rows of the focus roles, role by role."""
    return [row for role in FOCUS for row in of_role(table, role)]


def first_of_each(table: pl.DataFrame) -> list[Row]:
    """The first row of each focus role that has one."""
    return by_focus(table.unique("role", keep="first", maintain_order=True))
