"""A chart: its panels side by side on one template, as one `plotly.graph_objects.Figure`.

Decides fonts, axes and gutters, and how panels share a figure. Leaves what a panel shows to `lines`, `dots` and `bars`. A colour
is the name of a CSS variable: `static/charts.js` puts in that of the reader's theme, and lays the panels out in the width it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import plotly.graph_objects as go

from reports.drawing.axes import Axis
from reports.wording import numbers
from reports.wording.roles import Mark, role_of

Spec = dict[str, Any]
"""A part of a figure in plotly's own words."""

MUTED, INK = "var(--muted)", "var(--ink)"

CHARACTER = 6.2
"""Mean width in px of a character at 12 px, for gutters that hold their texts whole."""

HEADING = 26
ABOVE, BELOW = 12, 28
"""Room in px above a plot, and below it for the labels of its axis."""

_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_AXIS = {
    "fixedrange": True,
    "zeroline": False,
    "tickangle": 0,
    "gridcolor": "var(--grid)",
    "tickfont": {"color": MUTED, "size": 12},
    "ticks": "outside",
    "ticklen": 6,
    "tickcolor": "rgba(0,0,0,0)",
    "spikecolor": MUTED,
    "spikethickness": 1,
    "spikedash": "dot",
}
_BOX = {"bgcolor": "var(--tint)", "bordercolor": "var(--rule)"}

_TOLD = "%{text}<extra></extra>"
TEMPLATE = go.layout.Template(
    data={
        "scatter": [
            {
                "mode": "lines",
                "cliponaxis": False,
                "marker": {"size": 9, "opacity": 1, "line": {"width": 0}},
                "error_x": {"thickness": 1.6, "width": 0},
                "error_y": {"thickness": 1.6, "width": 0},
                "textposition": "middle right",
                "textfont": {"size": 12, "color": INK},
                "hovertemplate": _TOLD,
            }
        ],
        "bar": [{"textposition": "none", "hovertemplate": _TOLD}],
    },
    layout={
        "font": {"family": _FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {**_BOX, "font": {"color": INK, "size": 13}, "align": "left"},
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "itemclick": False},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "annotationdefaults": {"showarrow": False, "font": {"color": MUTED, "size": 12}},
        "shapedefaults": {"layer": "below", "line": {"color": MUTED, "width": 1}},
    },
)
"""What every chart shares. A page holds it once, so no figure does."""

_NO_TEMPLATE = go.layout.Template()
"""Without one, plotly puts its own into each figure, checked and copied again, which takes a third of the drawing."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes. Traces, shapes and notes name them "x" and "y", whichever they become in the figure.

    Attributes:
        heading: What stands above it ("" for nothing).
        height: Of the plot, in px.
        zooms: Whether its horizontal axis is moved, together with that of all panels.
        left: Gutter in px for the labels of its rows or ticks. `right`: for numbers at its marks. `below`: for its ticks.
    """

    heading: str
    traces: list[Spec]
    x: Spec
    y: Spec
    height: float
    left: float
    right: float = 16
    below: float = BELOW
    above: float = ABOVE
    zooms: bool = False
    shapes: list[Spec] = field(default_factory=list)
    notes: list[Spec] = field(default_factory=list)


def assemble(
    panels: Sequence[Panel], hovermode: str = "closest", legend: Iterable[Spec] = ()
) -> go.Figure | None:
    """The figure of all panels, or none without any.

    Its `layout.meta` holds what a script needs to lay it out again in another width: gutters and height of a panel in px, how
    many there are, and the legend.

    Args:
        panels: In their order.
        hovermode: As plotly names it.
        legend: Entries of `legend_of`; what a heading or a row names already needs none.
    """
    if not panels:
        return None
    has_headings = any(panel.heading for panel in panels)
    frame = {side: max(getattr(panel, side) for panel in panels) for side in ("left", "right", "below", "above", "height")}  # fmt: skip
    frame["above"] += HEADING if has_headings else 0
    sides = {side: round(size) for side, size in frame.items()}
    axes: Spec = {}
    *_, columns = columns_of(len(panels))
    for number, panel in enumerate(panels):
        axes[_numbered("xaxis", number)] = {**panel.x, "anchor": _numbered("y", number)}
        if panel.zooms and number:
            axes[_numbered("xaxis", number)]["matches"] = "x"
        axes[_numbered("yaxis", number)] = {**panel.y, "anchor": _numbered("x", number)}
    every = list(enumerate(panels))
    return go.Figure(
        data=_named_once(
            _placed(trace, number) for number, panel in every for trace in panel.traces
        ),
        layout={
            **axes,
            "template": _NO_TEMPLATE,
            "hovermode": hovermode,
            "grid": {
                "rows": -(-len(panels) // columns),
                "columns": columns,
                "pattern": "independent",
            },
            "shapes": [_placed(shape, number) for number, panel in every for shape in panel.shapes],
            "annotations": [
                _placed(note, number)
                for number, panel in every
                for note in [*_heading(panel, sides["left"]), *panel.notes]
            ],
            "meta": {**sides, "n": len(panels), "legend": list(legend)},
        },
        # To check each chart takes a fifth of a report's time. Its properties are ours, whatever the market holds, and
        # `tests.reports.panels` checks them. The word is undocumented: if plotly drops it, every test that draws a chart fails.
        _validate=False,
    )


def columns_of(n: int) -> list[int]:
    """Panels per row, of n: on a phone, on paper and on a desktop, where four make a square."""
    return [1, min(n, 2), 2 if n == 4 else min(n, 3)]


def _numbered(name: str, number: int) -> str:
    return f"{name}{number + 1}" if number else name


def _placed(part: Spec, number: int) -> Spec:
    """A trace, shape or note moved to the axes of its panel."""
    moved = dict(part)
    keys = ("xref", "yref") if "xref" in part else ("xaxis", "yaxis")
    for key in keys:
        name, _, domain = part.get(key, key[0]).partition(" ")
        moved[key] = f"{_numbered(name, number)} {domain}".strip()
    return moved


def _named_once(traces: Iterable[Spec]) -> list[Spec]:
    """The traces, with only the first of each group shown in the legend."""
    groups: set[str] = set()
    found = []
    for trace in traces:
        group = trace.get("legendgroup", "")
        found.append({**trace, "showlegend": bool(group) and group not in groups})
        groups.add(group)
    return found


def _heading(panel: Panel, left: int) -> list[Spec]:
    if not panel.heading:
        return []
    where = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "xshift": -left, "yshift": panel.above}  # fmt: skip
    words = f"<b>{plain(panel.heading)}</b>"
    font = {"color": INK, "size": 15}
    return [note(words, "x domain", "y domain", font=font, **where)]


def note(words: str, xref: str = "x", yref: str = "y", **where: object) -> Spec:
    """A text in the plot. `words` may hold plotly's markup, so a board's text must pass through `plain` first."""
    return {"text": words, "xref": xref, "yref": yref, **where}


def rule(axis: str, at: float | str, **line: object) -> Spec:
    """A line over the whole plot at a value of one axis."""
    other = "x" if axis == "y" else "y"
    across = {f"{other}ref": f"{other} domain", f"{other}0": 0, f"{other}1": 1}
    return {"type": "line", "line": line, f"{axis}ref": axis, f"{axis}0": at, f"{axis}1": at, **across}  # fmt: skip


def reference(scale: Axis, axis: str) -> list[Spec]:
    """The line at the reference of a scale, where it has one."""
    return [] if scale.reference is None else [rule(axis, scale.reference, width=1.2)]


def scale_of(scale: Axis) -> Spec:
    """An axis of numbers. plotly.js would take its kind from the first trace, and one without points has none."""
    return {
        "type": "linear",
        "range": brief_all([scale.low, scale.high]),
        "tickvals": brief_all(scale.ticks),
        "ticktext": [scale.label(tick) for tick in scale.ticks],
    }


def rows_of(labels: Sequence[str], most: int) -> Spec:
    """An axis of named rows, top down. With room for `most` rows, so that a row is as high in each panel of a figure."""
    return {
        "type": "linear",
        "tickvals": list(range(len(labels))),
        "ticktext": [plain(label) for label in labels],
        "range": [most - 0.5, -0.5],
        "showgrid": False,
        "tickfont": {"color": INK, "size": 13},
    }


def row_gutter(labels: Sequence[str]) -> float:
    """Room in px left of named rows."""
    return 30 + 1.12 * width_of(labels)


def legend_of(marks: Iterable[Mark]) -> list[Spec]:
    """Entries that name marks: `group` is the `legendgroup` of their traces."""
    return [
        {"group": mark.id, "name": mark.plural, "glyph": mark.glyph, "colour": mark.colour}
        for mark in marks
    ]


def width_of(words: Iterable[str]) -> float:
    """Room in px that the longest of several texts needs."""
    return CHARACTER * max(map(len, words), default=0)


def head(role: str) -> str:
    """The heading of a role's panel: its glyph and name."""
    return f"{role_of(role).glyph} {role_of(role).plural}"


def plain(words: str) -> str:
    """Text that plotly shows literally, tags included. Plotly decodes no entity for a quotation mark, so those stay.

    A label or a hover box never breaks a line, so nothing needs to be kept together.
    """
    return escape(words.replace(numbers.NBSP, " "), quote=False)


def brief(value: float) -> float:
    """A value in four digits, which place a mark to a tenth of a pixel."""
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short


def brief_all(values: Iterable[float | None]) -> list[float | None]:
    """Values in four digits each. What is not known stays so."""
    return [None if value is None else brief(value) for value in values]
