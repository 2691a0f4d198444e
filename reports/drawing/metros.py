"""A map of dots: metropolitan areas of the United States where they lie, by how many openings they hold.

Decides that every area is a small dot, so that the dots themselves draw the country, and that an area with a figure is a
larger one. Leaves which areas have one to the marts. Needs no tiles and no outline: coordinates are bundled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import TYPE_CHECKING

import polars as pl

from reports.answers import Row
from reports.drawing.chart import INK, MUTED, Panel, Spec, assemble, brief_all, head, plain
from reports.drawing.estimates import Estimate
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

Place = tuple[float, float]
"""Longitude and latitude in degrees."""

_WEST, _EAST, _SOUTH, _NORTH = -126.0, -66.0, 23.5, 50.0
"""The contiguous states. Areas of Alaska and Hawaii are in the table only."""

_HEIGHT = 210
_LARGEST = 36.0
"""Pixels across the dot of the area with the most openings. Its surface stands for the number."""

_MIDDLE = -85.0
_EN = 5.5
"""Pixels of a space of half an em in the names' size."""

_NAMED = 5
"""Areas of a panel that are labelled. The others show their name on hover."""


@cache
def places() -> Mapping[str, Place]:
    """Where each area lies."""
    text = files("reports.drawing").joinpath("us_metros.csv").read_bytes()
    table = pl.read_csv(text, comment_prefix="#")
    return {metro: (longitude, latitude) for metro, latitude, longitude in table.iter_rows()}


def draw_metros(rows: Sequence[Row], estimate: Estimate) -> go.Figure | None:
    """One panel per focus role; dots of one size scale. None without an area whose place is known.

    Args:
        rows: `role`, `metro`, `n_openings`, and the columns of `estimate`.
        estimate: What a dot tells besides its openings.
    """
    known = [row for row in rows if _is_shown(row)]
    most = max((row["n_openings"] for row in known), default=0)
    of_role = {role: [row for row in known if row["role"] == role] for role in FOCUS}
    return assemble([_panel(role, mine, estimate, most) for role, mine in of_role.items() if mine])


def _is_shown(row: Row) -> bool:
    longitude, latitude = places().get(row["metro"], (0.0, 0.0))
    return _WEST < longitude < _EAST and _SOUTH < latitude < _NORTH


def _panel(role: str, rows: Sequence[Row], estimate: Estimate, most: int) -> Panel:
    bare: Spec = {"showgrid": False, "tickvals": [], "ticktext": []}
    return Panel(
        head(role),
        [_country(), _dots(role, rows, estimate, most), _names(rows, most)],
        bare | {"range": [_WEST, _EAST]},
        bare | {"range": [_SOUTH, _NORTH]},
        _HEIGHT,
        left=8,
        below=8,
    )


def _country() -> Spec:
    everywhere = list(places().values())
    return {
        "mode": "markers",
        "x": [longitude for longitude, _ in everywhere],
        "y": [latitude for _, latitude in everywhere],
        "marker": {"size": 2.5, "color": MUTED, "opacity": 0.5, "symbol": "circle"},
        "hoverinfo": "skip",
        "cliponaxis": True,
    }


def _dots(role: str, rows: Sequence[Row], estimate: Estimate, most: int) -> Spec:
    spots = [places()[row["metro"]] for row in rows]
    return {
        "mode": "markers",
        "x": brief_all(longitude for longitude, _ in spots),
        "y": brief_all(latitude for _, latitude in spots),
        "marker": {
            "size": brief_all(_size(row, most) for row in rows),
            "color": role_of(role).colour,
            "opacity": 0.55,
            "symbol": "circle",
        },
        "text": [_words(row, estimate) for row in rows],
    }


def _size(row: Row, most: int) -> float:
    return max(7.0, _LARGEST * sqrt(row["n_openings"] / most))


def _name(row: Row, most: int) -> str:
    """The first city of an area, clear of its dot: in the east on its left, else on its right."""
    city = plain(row["metro"].split("-")[0].split(",")[0])
    room = "\u2002" * round(_size(row, most) / 2 / _EN)
    return f"{city}{room}" if _is_eastern(row) else f"{room}{city}"


def _is_eastern(row: Row) -> bool:
    return places()[row["metro"]][0] > _MIDDLE


def _names(rows: Sequence[Row], most: int) -> Spec:
    named = [row for row in rows if row["metro"] in _largest_apart(rows)]
    spots = [places()[row["metro"]] for row in named]
    return {
        "mode": "text",
        "x": brief_all(longitude for longitude, _ in spots),
        "y": brief_all(latitude for _, latitude in spots),
        "text": [_name(row, most) for row in named],
        "textposition": [f"middle {'left' if _is_eastern(row) else 'right'}" for row in named],
        "textfont": {"size": 11, "color": INK},
        "hoverinfo": "skip",
    }


def _largest_apart(rows: Sequence[Row]) -> list[str]:
    """The largest areas whose names do not run into each other's: a name is a line of 2.5 degrees and some 20 long."""
    kept: list[str] = []
    for row in sorted(rows, key=lambda row: (-row["n_openings"], row["metro"])):
        longitude, latitude = places()[row["metro"]]
        near = (
            name
            for name in kept
            if abs(places()[name][1] - latitude) < 2.5 and abs(places()[name][0] - longitude) < 22
        )
        if next(near, None) is None:
            kept.append(row["metro"])
    return kept[:_NAMED]


def _words(row: Row, estimate: Estimate) -> str:
    openings = f"{numbers.count(row['n_openings'])} openings, {numbers.count(row['n_employers'])} employers"
    value = estimate.words(row) if estimate.has(row) else numbers.show(row.get("note"))
    paid = f"median {value} ({numbers.n_of(row['n_paid'])})" if estimate.has(row) else value
    return "<br>".join(map(plain, (numbers.show(row["metro"]), openings, paid)))
