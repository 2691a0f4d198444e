"""The live drawing of a chart: a plotly figure as plain data, without plotly.

Decides traces, axes and marks; leaves drawing to the one bundled plotly.js, and what all figures share (fonts, grid,
hover box) to `static/rolecall.js`, which lays a figure's own layout over it: a page holds dozens of figures. Colours are
`var(--…)` strings that the script resolves against the page, again at each change of theme. Words that plotly would read
as its own small HTML are escaped here. Plain dictionaries rather than `plotly.graph_objects`: importing those costs a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby, pairwise
from typing import Any

from reports.drawing.panels import (
    Axis,
    BarPanel,
    DotPanel,
    Event,
    Line,
    LinePanel,
    Panel,
    Stack,
    day_ticks,
    row_height,
    value_margin,
)
from reports.drawing.svg import dot_offsets
from reports.drawing.theme import DASHES
from reports.wording import numbers

Spec = dict[str, Any]


def spec(panel: Panel) -> Spec:
    """The figure of one panel: `data`, `layout` and the height in CSS pixels."""
    if isinstance(panel, LinePanel):
        return _lines(panel)
    if isinstance(panel, DotPanel):
        return _dots(panel)
    return _bars(panel)


def _lines(panel: LinePanel) -> Spec:
    traces = [trace for line in panel.lines for trace in _line(line)]
    layout = _layout(260)
    if panel.moves:
        traces.append(_moves(panel))
        layout["xaxis"]["ticklen"] = 19
        layout["margin"]["b"] += 12
    if panel.shown_events:
        layout["margin"]["t"] = 16
    layout["margin"] |= {
        "l": value_margin(panel.y),
        "r": 16 + 7 * max((len(line.label) for line in panel.lines), default=0),
    }
    layout["hovermode"] = "x"
    layout["yaxis"] = _axis(panel.y)
    ticks = day_ticks(panel.first, panel.last, 4)
    layout["xaxis"] |= {
        "range": [panel.first.isoformat(), panel.last.isoformat()],
        "type": "date",
        "tickvals": [day.isoformat() for day, _ in ticks],
        "ticktext": [label for _, label in ticks],
        "showgrid": False,
    }
    layout["annotations"] = [
        _end_label(line) for line in panel.lines if any(v is not None for v in line.values)
    ]
    layout["shapes"] = [_rule(panel.y.reference, "y")] if panel.y.reference is not None else []
    layout["shapes"] += [_upright(event.day) for event in panel.shown_events]
    layout["annotations"] += [_letter(event) for event in panel.shown_events]
    return {"data": traces, "layout": layout, "height": 260}


def _line(line: Line) -> Iterable[Spec]:
    edges = [
        (day, low, high)
        for day, low, high in zip(line.days, line.lows, line.highs, strict=False)
        if low is not None and high is not None
    ]
    if edges:
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": _days([day for day, _, _ in edges] + [day for day, _, _ in reversed(edges)]),
            "y": [_brief(high) for _, _, high in edges]
            + [_brief(low) for _, low, _ in reversed(edges)],
            "fill": "toself",
            "fillcolor": line.role.band,
            "line": {"width": 0, "color": line.role.colour},
            "hoverinfo": "skip",
        }
    is_short = len(line.days) < 3
    boards = {"customdata": list(line.boards)} if line.boards else {}
    said = "%{text}, %{customdata} boards" if line.boards else "%{text}"
    yield boards | {
        "type": "scatter",
        "mode": "lines+markers" if is_short else "lines",
        "x": _days(line.days),
        "y": [_brief(value) for value in line.values],
        "line": {"color": line.role.colour, "width": 2.2, "dash": _dash(line.role.dash)},
        "marker": {"color": line.role.colour, "symbol": line.role.marker, "size": 8}
        if is_short
        else {},
        # a hover box never breaks a line, so nothing needs to be kept together
        "text": [_plain(words).replace(numbers.NBSP, " ") for words in line.hover],
        "hovertemplate": f"{_plain(line.subject).replace('%', '&#37;')}, %{{x|%Y-%m-%d}}: {said}<extra></extra>",
        "name": line.role.name,
        "connectgaps": False,
    }


def _dash(name: str) -> str:
    return f"{DASHES[name].replace(' ', 'px,')}px" if name in DASHES else name


def _days(days: Sequence[date]) -> Spec:
    """Days as the first one and runs of equal steps, `[days, times]`: two years of weeks are one run."""
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    return {
        "first": days[0].isoformat(),
        "steps": [[step, len(list(run))] for step, run in groupby(steps)],
    }


def _moves(panel: LinePanel) -> Spec:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": _days([move.day for move in panel.moves]),
        "y": [_brief(panel.y.low)] * len(panel.moves),
        "marker": {"symbol": "line-ns-open", "size": 7, "color": "var(--muted)"},
        "text": list(panel.move_labels()),
        "textposition": "bottom center",
        "textfont": {"size": 11, "color": "var(--muted)"},
        "hovertext": [move.words for move in panel.moves],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "name": "boards joined or left",
    }


def _letter(event: Event) -> Spec:
    return {
        "x": event.day.isoformat(),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": event.letter,
        "hovertext": _plain(f"{event.day.isoformat()}: {event.label}"),
        "showarrow": False,
        "font": {"color": "var(--muted)", "size": 11},
    }


def _end_label(line: Line) -> Spec:
    day, value = next(
        (d, v)
        for d, v in zip(reversed(line.days), reversed(line.values), strict=True)
        if v is not None
    )
    return {
        "x": day.isoformat(),
        "y": _brief(value),
        "text": _plain(line.label),
        "showarrow": False,
        "xanchor": "left",
        "xshift": 6,
        "font": {"color": line.role.ink, "size": 13},
    }


def _dots(panel: DotPanel) -> Spec:
    height = round(46 + row_height(panel) * len(panel.rows))
    layout = _layout(height)
    layout["hovermode"] = "closest"
    layout["xaxis"] = _axis(panel.x)
    layout["yaxis"] |= _rows(panel.rows)
    layout["shapes"] = [_rule(panel.x.reference, "x")] if panel.x.reference is not None else []
    layout["shapes"] += [
        {
            "type": "line",
            "layer": "below",
            "x0": _brief(span.start),
            "x1": _brief(span.end),
            "y0": span.row,
            "y1": span.row,
            "line": {
                "color": span.role.band if span.is_thick else span.role.colour,
                "width": 13 if span.is_thick else 1,
            },
        }
        for span in panel.spans
    ]
    layout["annotations"] = [
        {
            "xref": "paper", "x": 0, "xanchor": "left", "xshift": 6, "y": row, "text": _plain(note),
            "showarrow": False, "font": {"color": "var(--muted)", "size": 12},
        }
        for row, note in panel.notes
    ]  # fmt: skip
    return {"data": _dot_traces(panel), "layout": layout, "height": height}


def _dot_traces(panel: DotPanel) -> list[Spec]:
    offsets = dot_offsets(panel.dots)
    roles = {dot.role.id: dot.role for dot in panel.dots}
    traces = []
    for role in roles.values():
        seats = [
            (dot, offset)
            for dot, offset in zip(panel.dots, offsets, strict=True)
            if dot.role.id == role.id
        ]
        trace: Spec = {
            "type": "scatter",
            "mode": "markers",
            "name": role.name,
            "x": [_brief(dot.value) for dot, _ in seats],
            "y": [_brief(dot.row + offset) for dot, offset in seats],
            "text": [_plain(dot.hover) for dot, _ in seats],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "color": role.colour,
                "symbol": role.marker,
                "size": [6 if dot.is_small else 9 for dot, _ in seats],
                "line": {"width": 0},
                "opacity": 1,
            },
            "cliponaxis": False,
        }
        if any(dot.low is not None for dot, _ in seats):
            trace["error_x"] = {
                "type": "data",
                "symmetric": False,
                "array": [
                    _brief(0 if dot.high is None else dot.high - dot.value) for dot, _ in seats
                ],
                "arrayminus": [
                    _brief(0 if dot.low is None else dot.value - dot.low) for dot, _ in seats
                ],
                "color": role.colour,
                "thickness": 1.6,
                "width": 0,
            }
        traces.append(trace)
    return traces


def _bars(panel: BarPanel) -> Spec:
    height = 260 if panel.is_upright else 46 + 28 * len(panel.categories)
    layout = _layout(height)
    layout |= {"barmode": "relative", "bargap": 0.28, "hovermode": "closest"}
    positions = list(range(len(panel.categories)))
    traces: list[Spec] = []
    for stack in panel.stacks:
        values = [_brief(value) for value in stack.values]
        words = [
            _plain(f"{category}: {stack.label} {'' if value is None else panel.value.label(value)}")
            for category, value in zip(panel.categories, stack.values, strict=True)
        ]
        traces.append(
            {
                "type": "bar",
                "name": stack.label,
                "orientation": "v" if panel.is_upright else "h",
                "x": positions if panel.is_upright else values,
                "y": values if panel.is_upright else positions,
                "marker": {"color": stack.colour, "pattern": _pattern(stack)},
                "text": words,
                "textposition": "none",
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
    if panel.is_upright:
        every = max(1, -(-len(panel.categories) // 4))
        layout["yaxis"] = _axis(panel.value)
        layout["xaxis"] |= {
            "tickvals": positions[::every],
            "ticktext": [_plain(category) for category in panel.categories[::every]],
            "showgrid": False,
        }
        layout["margin"]["l"] = value_margin(panel.value)
    else:
        layout["xaxis"] = _axis(panel.value)
        layout["yaxis"] |= _rows(panel.categories)
    return {"data": traces, "layout": layout, "height": height}


def _pattern(stack: Stack) -> Spec:
    return {
        "shape": stack.pattern,
        "bgcolor": stack.colour,
        "fgcolor": "var(--paper)",
        "size": 6,
        "solidity": 0.25,
    }


def _rows(labels: tuple[str, ...]) -> Spec:
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": [_plain(label) for label in labels],
        "range": [len(labels) - 0.5, -0.5],
        "automargin": True,
        "showgrid": False,
        "tickfont": {"color": "var(--ink)", "size": 13},
    }


def _axis(scale: Axis) -> Spec:
    return {
        "range": [_brief(scale.low), _brief(scale.high)],
        "tickvals": [_brief(tick) for tick in scale.ticks],
        "ticktext": [scale.label(tick) for tick in scale.ticks],
    }


def _layout(height: int) -> Spec:
    return {
        "height": height,
        "margin": {"l": 10, "r": 18, "t": 8, "b": 34},
        "xaxis": {},
        "yaxis": {},
    }


def _rule(at: float, axis: str) -> Spec:
    other = "x" if axis == "y" else "y"
    return {
        "type": "line",
        "layer": "below",
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        f"{axis}0": at,
        f"{axis}1": at,
        "line": {"color": "var(--muted)", "width": 1.2},
    }


def _upright(day: date) -> Spec:
    return _rule(0, "x") | {
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "line": {"color": "var(--muted)", "width": 1, "dash": "dot"},
    }


def _plain(words: str) -> str:
    """Text as plotly shows it: its own tags taken literally. Plotly reads no entity for a quotation mark, so those stay."""
    return escape(words, quote=False)


def _brief(value: float | None) -> float | None:
    if value is None:
        return None
    # four digits place a mark to a tenth of a pixel
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short
