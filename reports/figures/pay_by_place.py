"""Figures of the median by place: countries, states and metropolitan areas, drawn alike.

Decides which places are drawn and how each kind is named. Leaves the medians, and whether one may be printed, to the marts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from reports.answers import Row
from reports.drawing import from_rows
from reports.figures import columns, findings
from reports.page import Column, Figure
from reports.wording import numbers
from reports.wording.names import COUNTRIES, STATES
from reports.wording.roles import FOCUS, role_of

_PLACES_SHOWN = 12
"""Places in a drawing: more rows than that are a table, and the table has them all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place: its column, its name in a title, its heading and form, and how a drawing names one."""

    column: str
    what: str
    heading: str
    form: str
    name: Callable[[str], str]
    note: str = ""
    more: tuple[Column, ...] = ()


def _short_metro(area: str) -> str:
    """The first city and state of an area's official name: "San Francisco-Oakland-Fremont, CA" -> "San Francisco, CA"."""
    cities, _, states = area.partition(", ")
    return ", ".join(part.split("-")[0] for part in (cities, states) if part)


COUNTRY = Place(
    "country_code",
    "country",
    "Country",
    "country",
    lambda code: COUNTRIES.get(code, code),
    "Other currencies at the European Central Bank’s rate of the posting’s day: an exchange rate is not a cost of living. ",
)
REGION = Place(
    "region", "state of the United States", "State", "state", lambda code: STATES.get(code, code)
)
METRO = Place(
    "metro",
    "metropolitan area of the United States",
    "Metropolitan area",
    "text",
    _short_metro,
    (
        "An opening in several areas counts in each by its part; remote openings are in none. Official wages: all data "
        "scientists at work there, whatever their level, and what they are paid rather than offered. "
    ),
    (Column("official_p50", "Official median wage (BLS)", "usd"),),
)


def figure(table: pl.DataFrame, place: Place) -> Figure:
    """The figure of the rows of `pay_by_country.sql`, `pay_by_region.sql` or `pay_by_metro.sql`."""
    sizes = (
        table.filter(pl.col("p50").is_not_null())
        .group_by(place.column)
        .agg(pl.col("n_postings").sum().alias("n"))
    )
    first = (
        sizes.sort("n", place.column, descending=[True, False])
        .head(_PLACES_SHOWN)[place.column]
        .to_list()
    )
    rows = sorted(
        (
            row
            for row in table.iter_rows(named=True)
            if row[place.column] in first and row["p50"] is not None
        ),
        key=lambda row: (first.index(row[place.column]), FOCUS.index(row["role"])),
    )
    name = {"country_code": "country"}.get(place.column, place.column)
    return Figure(
        id=f"pay_by_{name}",
        title=f"Median stated base pay by {place.what}, US dollars a year",
        finding=_widest(rows, first, place),
        caption=(
            f"Middle of the range, all levels; places with most openings first. {place.note}Whiskers: 95 % intervals."
        ),
        alt=f"One row per {place.what}, a mark with whisker per role: the median of stated base pay.",
        table=table,
        columns=(
            Column(place.column, place.heading, place.form),
            columns.ROLE,
            *columns.MIDDLE_HALF,
            *columns.SAMPLE,
            columns.STATES_PAY,
            *place.more,
        ),
        sql=f"pay_by_{name}",
        panels=from_rows.dots(rows, lambda row: place.name(row[place.column]), from_rows.MEDIAN),
        legend=tuple(role_of(role) for role in FOCUS) if rows else (),
        waits_for=f"No {place.what} has ten openings with stated pay at five employers yet.",
    )


def _widest(rows: Sequence[Row], order: Sequence[str], place: Place) -> str:
    """Where the role with most places pays most and least; empty with fewer than two places."""
    role = max(
        FOCUS, key=lambda known: (sum(row["role"] == known for row in rows), -FOCUS.index(known))
    )
    mine = sorted(
        (row for row in rows if row["role"] == role),
        key=lambda row: (-row["p50"], order.index(row[place.column])),
    )
    mine = [row for row in mine if row[place.column] != "all"]
    if len(mine) < 2:
        return ""
    top, bottom = mine[0], mine[-1]
    told = [
        f"{numbers.shown(place.name(row[place.column]))[0]} {numbers.estimate(row['p50'], row['p50_low'], row['p50_high'], 'usd')} ({findings.basis(row)})"
        for row in (top, bottom)
    ]
    if top["p50_low"] is None or bottom["p50_high"] is None or top["p50_low"] <= bottom["p50_high"]:
        return f"For {role_of(role).in_text} no two of these places differ measurably: from {told[0]} to {told[1]}."
    return f"Of these places {role_of(role).in_text} are offered most in {told[0]} and least in {told[1]}."
