"""The figure on who states pay at all, how that moved on the year, and what silence leaves open.

Decides from which move on a page warns. Leaves the figures to the marts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.answers import Row, by_focus
from reports.figures import columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure
from reports.wording import numbers
from reports.wording.names import COUNTRIES, name_in
from reports.wording.roles import role_of

_MOVED = 0.10
_LEAST_OPENINGS = 100
"""A pay law moves the share by tens of points. With a hundred openings chance moves it by ten points
once in six years."""
_OPENING = (
    f"The share of openings that state pay moved by more than {_MOVED * 100:.0f} points on the year"
)


def figure(table: pl.DataFrame) -> Figure:
    """The figure of the rows of `pay_disclosure.sql`."""
    everywhere = by_focus(table.filter(pl.col("country_code") == "all"))
    return Figure(
        **entry("pay_disclosure"),
        **findings.each("State pay", everywhere, columns.STATES_PAY, "n_could_state_pay").said,
        warning=_warning(table),
        table=table,
    )


def _warning(table: pl.DataFrame) -> str:
    moved = _moved(table)
    if not moved:
        return ""
    told = findings.sentence(_OPENING, list(map(_move, moved)))
    return f"{told} A change in pay there may be a change in who states it."


def _moved(table: pl.DataFrame) -> Sequence[Row]:
    return table.filter(
        pl.col("disclosure_change_share").abs() > _MOVED,
        pl.col("n_could_state_pay") >= _LEAST_OPENINGS,
    ).to_dicts()


def _move(row: Row) -> str:
    country = name_in(COUNTRIES, row["country_code"])
    change, n = (
        numbers.points(row["disclosure_change_share"]),
        numbers.n_of(row["n_could_state_pay"]),
    )
    return f"{country}, {role_of(row['role']).in_text} {change} ({n})"
