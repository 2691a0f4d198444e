"""Figures of the median by place: countries, states and metropolitan areas, drawn alike.

Decides which places are drawn and how each kind is named. Leaves the medians to the marts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from reports.answers import Row, by_focus
from reports.drawing.dots import draw_dots
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Figure, Finding
from reports.wording import numbers
from reports.wording.names import COUNTRIES, STATES, in_text, name_in
from reports.wording.roles import FOCUS, role_of

_PLACES_SHOWN = 12
"""Places in a drawing: more rows than that are a table, and the table has them all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place: what ends its figure's id, its column, and how a drawing names one."""

    id: str
    column: str
    name: Callable[[str], str]

    def of(self, row: Row) -> str:
        """The place of a row, as drawn."""
        return self.name(row[self.column])


def _short_metro(area: str) -> str:
    """First city and state of an area: "Boston-Cambridge-Newton, MA-NH" -> "Boston, MA"."""
    cities, _, states = area.partition(", ")
    return ", ".join(part.split("-")[0] for part in (cities, states) if part)


COUNTRY = Place("country", "country_code", lambda code: name_in(COUNTRIES, code))
REGION = Place("region", "region", lambda code: name_in(STATES, code))
METRO = Place("metro", "metro", _short_metro)


def figure(table: pl.DataFrame, place: Place) -> Figure:
    """The figure of the rows of `pay_by_country.sql`, `pay_by_region.sql` or `pay_by_metro.sql`."""
    rows = _shown(table, place.column)
    return Figure(
        **entry(f"pay_by_{place.id}"),
        **_widest(by_focus(table.drop_nulls("p50")), place).said,
        table=table,
        chart=draw_dots(rows, place.of, charts.estimate(columns.MEDIAN)),
    )


def _shown(table: pl.DataFrame, column: str) -> list[Row]:
    """The rows of the places with most openings, place by place."""
    known = table.drop_nulls("p50")
    sizes = known.group_by(column).agg(pl.col("n_openings").sum())
    order = sizes.sort("n_openings", column, descending=[True, False])[column].to_list()
    first = order[:_PLACES_SHOWN]
    rows = [row for row in by_focus(known) if row[column] in first]
    return sorted(rows, key=lambda row: first.index(row[column]))


def _widest(rows: Sequence[Row], place: Place) -> Finding:
    """Where the role with most places is offered most and least, of all places with a median and not those drawn alone.

    Empty with fewer than two places.
    """
    role = max(FOCUS, key=lambda known: sum(row["role"] == known for row in rows))
    mine = sorted((row for row in rows if row["role"] == role), key=lambda row: -row["p50"])
    if len(mine) < 2:
        return Finding("")
    ends = mine[0], mine[-1]
    highest, lowest = (
        f"{in_text(numbers.show(place.of(row)))} ({numbers.money(row['p50'])})" for row in ends
    )
    basis = findings.spreads(ends, columns.MEDIAN, who=lambda row: numbers.show(place.of(row)))
    who = role_of(role)
    if _is_apart(ends):
        words = f"{who.plural} are offered most in {highest} and least in {lowest}."
    elif _is_apart(mine):
        words = f"For {who.in_text} the highest and the lowest median do not differ measurably: {highest} to {lowest}."
    else:
        words = (
            f"For {who.in_text} no two of these places differ measurably: {highest} to {lowest}."
        )
    return Finding(words, basis)


def _is_apart(rows: Sequence[Row]) -> bool:
    """Whether the intervals of any two rows lie apart. One that is not known lies apart from none."""
    known = [row for row in rows if row["p50_low"] is not None and row["p50_high"] is not None]
    if not known:
        return False
    return bool(max(row["p50_low"] for row in known) > min(row["p50_high"] for row in known))
