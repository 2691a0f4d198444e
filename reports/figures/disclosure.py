"""The figure on who states pay at all: the share, how it moved on the year, and what silence leaves open.

Decides from which move on a page warns. Leaves the figures to the marts.
"""

from __future__ import annotations

import polars as pl

from reports.figures import columns
from reports.page import Column, Figure
from reports.wording import numbers
from reports.wording.names import COUNTRIES
from reports.wording.roles import FOCUS, role_of

_DISCLOSURE_MOVED = 0.10
_LEAST_OPENINGS = 100
"""A pay law moves the share by tens of points; with a hundred openings chance moves it by ten once in six years."""


def figure(table: pl.DataFrame) -> Figure:
    """The figure of the rows of `pay_disclosure.sql`."""
    everywhere = table.filter(pl.col("country_code") == "all").to_dicts()
    every = [row for role in FOCUS for row in everywhere if row["role"] == role]
    words = [
        f"{role_of(row['role']).in_text} {numbers.share(row['disclosure_share'])} ({numbers.n_of(row['n_all_postings'])})"
        for row in every
    ]
    return Figure(
        id="pay_disclosure",
        title="Share of openings that state pay",
        finding=f"Openings that state pay: {'; '.join(words)}." if words else "",
        caption=(
            "A band speaks only for openings that state pay. Laws on pay transparency (their days: see Methods) move this share, and the bands with it. "
            "Change: on employers seen in both years. Bounds: where the median of all openings lies whatever the silent ones "
            "pay; none while half of them are silent."
        ),
        warning=_moved(table),
        alt="Table of the share of openings that state pay, by country and role.",
        table=table,
        columns=(
            Column("country_code", "Country", "country"),
            columns.ROLE,
            columns.STATES_PAY,
            Column("disclosure_change_share", "Change on the year", "points"),
            Column("p50_bound_low", "Median of all openings: at least", "usd"),
            Column("p50_bound_high", "at most", "usd"),
            Column("n_postings", "n with pay", "count"),
            Column("n_all_postings", "n openings", "count"),
            columns.N_EMPLOYERS,
            columns.WIDE_RANGES,
        ),
        sql="pay_disclosure",
        is_table_open=True,
        waits_for="No openings counted yet.",
    )


def _moved(table: pl.DataFrame) -> str:
    moved = table.filter(
        pl.col("disclosure_change_share").abs() > _DISCLOSURE_MOVED,
        pl.col("n_all_postings") >= _LEAST_OPENINGS,
    )
    words = [
        f"{numbers.shown(COUNTRIES.get(row['country_code'], row['country_code']))[0]}, {role_of(row['role']).in_text} "
        f"{numbers.points(row['disclosure_change_share'])} ({numbers.n_of(row['n_all_postings'])})"
        for row in moved.iter_rows(named=True)
    ]
    if not words:
        return ""
    return (
        f"The share of openings that state pay moved by more than {_DISCLOSURE_MOVED * 100:.0f} points on the year: "
        f"{'; '.join(words)}. A change of pay there can be a change of who states it."
    )
