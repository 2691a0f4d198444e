"""From the rows of an answer to stacked bars: a bar per row, a part per column.

Decides how rows become bars, and that a level bar ends in its total. Leaves the rows to SQL and the parts' colours and patterns to
the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from reports.answers import Row
from reports.drawing.axes import Axis, axis
from reports.drawing.chart import (
    Panel,
    Spec,
    assemble,
    brief_all,
    head,
    plain,
    reference,
    row_gutter,
    rows_of,
    scale_of,
    width_of,
)
from reports.drawing.days import axis_of_days
from reports.drawing.estimates import known
from reports.wording import numbers

if TYPE_CHECKING:
    import plotly.graph_objects as go

Parts = Mapping[str, tuple[str, str, str]]
"""Column -> (name, colour, pattern), in stacking order."""

_GLYPHS = {"": "■", "/": "▨", "\\": "▧", "x": "▩", "-": "▤", "|": "▥", ".": "▒"}
"""plotly's pattern -> a sign that looks like it."""

_ROW = 28.0
_HEIGHT = 220.0
_HALF_A_MONTH = timedelta(days=16)


def draw_bars(rows: Sequence[Row], label: str, parts: Parts) -> go.Figure | None:
    """One panel of bars, top down in the order of the rows, each named by its column `label`, with its total at its end."""
    ends = [end for row in rows for end in _ends(row, parts)]
    if not any(ends):
        return None
    scale = axis(ends, "count", with_zero=True)
    names = [numbers.show(str(row[label])) for row in rows]
    positions = list(range(len(rows)))
    totals = [sum(known(row[column]) or 0.0 for column in parts) for row in rows]
    words = [numbers.count(total) for total in totals]
    traces = [
        _bar(part, "%{text}: ", "x")
        | {
            "orientation": "h",
            "x": brief_all(values),
            "y": positions,
            "text": list(map(plain, names)),
        }
        for part, values in _values(rows, parts)
    ]
    total = {
        "mode": "text",
        "x": brief_all(totals),
        "y": positions,
        "text": [f" {word}" for word in words],
        "hoverinfo": "skip",
    }
    panel = Panel(
        "",
        [*traces, total],
        scale_of(scale),
        rows_of(names, len(names)),
        _ROW * len(names),
        left=row_gutter(names),
        right=16 + width_of(words),
    )
    return _stacked([panel], parts, "closest")


def draw_bars_by_role(
    rows: Mapping[str, Sequence[Row]], day: str, parts: Parts
) -> go.Figure | None:
    """One panel per role of upright bars over time, all on one scale."""
    every = [row for mine in rows.values() for row in mine]
    ends = [end for row in every for end in _ends(row, parts)]
    if not any(ends):
        return None
    scale = axis(ends, "count", with_zero=True, reference=0.0)
    panels = [_upright(role, mine, day, parts, scale) for role, mine in rows.items()]
    return _stacked(panels, parts, "x unified")


def _ends(row: Row, parts: Parts) -> tuple[float, float]:
    """Both ends of a bar: what adds goes up from 0, what takes away goes down."""
    values = [known(row[column]) or 0.0 for column in parts]
    return sum(value for value in values if value > 0), sum(value for value in values if value < 0)


def _values(
    rows: Sequence[Row], parts: Parts
) -> list[tuple[tuple[str, str, str], list[float | None]]]:
    return [(part, [known(row[column]) for row in rows]) for column, part in parts.items()]


def _upright(role: str, rows: Sequence[Row], day: str, parts: Parts, scale: Axis) -> Panel:
    days = [row[day] for row in rows]
    ticks = width_of(scale.label(tick) for tick in scale.ticks)
    traces = [
        _bar(part, "", "y") | {"x": [at.isoformat() for at in days], "y": brief_all(values)}
        for part, values in _values(rows, parts)
    ]
    return Panel(
        head(role),
        traces,
        axis_of_days(days[0] - _HALF_A_MONTH, days[-1] + _HALF_A_MONTH),
        scale_of(scale),
        _HEIGHT,
        left=16 + ticks,
        zooms=True,
        shapes=reference(scale, "y"),
    )


def _bar(part: tuple[str, str, str], before: str, axis: str) -> Spec:
    name, colour, pattern = part
    hatch = {"shape": pattern, "bgcolor": colour, "fgcolor": "var(--paper)"}
    return {
        "type": "bar",
        "name": plain(name),
        "legendgroup": name,
        "hovertemplate": f"{before}{plain(name)} %{{{axis}:,}}<extra></extra>",
        "marker": {"color": colour, "pattern": {**hatch, "size": 6, "solidity": 0.25}},
    }


def _stacked(panels: Sequence[Panel], parts: Parts, hovermode: str) -> go.Figure | None:
    figure = assemble(panels, hovermode, _legend(parts))
    return figure and figure.update_layout(barmode="relative", bargap=0.28)


def _legend(parts: Parts) -> list[dict[str, str]]:
    return [
        {"group": name, "name": name, "glyph": _GLYPHS[pattern], "colour": colour}
        for name, colour, pattern in parts.values()
    ]
