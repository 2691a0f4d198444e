"""The live drawing of a chart: a plotly figure as plain data, as importing `plotly.graph_objects` takes a second.

Decides traces, axes and marks. Leaves drawing to the one bundled plotly.js, and fonts, grid and colours to
`static/rolecall.js`, which resolves each `var(--…)` again at a change of theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby, pairwise
from typing import Any

from reports.drawing.axes import Axis, day_ticks
from reports.drawing.facets import (
    BarFacet,
    Dot,
    DotFacet,
    Event,
    Facet,
    Line,
    LineFacet,
    Span,
    Stack,
    dot_offsets,
    row_height,
    value_margin,
)
from reports.drawing.theme import DASHES
from reports.wording import numbers
from reports.wording.roles import Mark

Spec = dict[str, Any]

_MUTED = "var(--muted)"
_HEIGHT = 260


def spec(facet: Facet) -> Spec:
    """The figure of one facet: `data`, `layout` and the height in CSS pixels."""
    if isinstance(facet, LineFacet):
        return _lines(facet)
    return _dots(facet) if isinstance(facet, DotFacet) else _bars(facet)


def _lines(facet: LineFacet) -> Spec:
    traces = [trace for line in facet.lines for trace in _line(line)]
    layout = _layout(_HEIGHT, "x", yaxis=_axis(facet.y), xaxis=_day_axis(facet))
    end_labels = max((len(line.label) for line in facet.lines), default=0)
    layout["margin"] |= {"l": value_margin(facet.y), "r": 16 + 7 * end_labels}
    if facet.moves:
        traces.append(_moves(facet))
        layout["xaxis"]["ticklen"] = 19
        layout["margin"]["b"] += 12
    if facet.shown_events:
        layout["margin"]["t"] = 16
    labels = [label for line in facet.lines for label in _end_label(line)]
    layout["annotations"] = labels + [_letter(event) for event in facet.shown_events]
    days = [event.day.isoformat() for event in facet.shown_events]
    rules = [_rule("x", day, width=1, dash="dot") for day in days]
    layout["shapes"] = _reference(facet.y, "y") + rules
    return {"data": traces, "layout": layout, "height": _HEIGHT}


def _line(line: Line) -> Iterator[Spec]:
    if line.edges():
        yield _band(line)
    color, is_short = line.role.colour, len(line.days) < 3
    boards = {"customdata": list(line.boards)} if line.boards else {}
    words = "%{text}, %{customdata} boards" if line.boards else "%{text}"
    subject = _plain(line.subject).replace("%", "&#37;")
    yield boards | {
        "type": "scatter",
        "mode": "lines+markers" if is_short else "lines",
        "x": _days(line.days),
        "y": _brief_all(line.values),
        "line": {"color": color, "width": 2.2, "dash": _dash(line.role.dash)},
        "marker": {"color": color, "symbol": line.role.marker, "size": 8} if is_short else {},
        # a hover box never breaks a line, so nothing needs to be kept together
        "text": [_plain(point).replace(numbers.NBSP, " ") for point in line.hover],
        "hovertemplate": f"{subject}, %{{x|%Y-%m-%d}}: {words}<extra></extra>",
        "name": line.role.name,
        "connectgaps": False,
    }


def _band(line: Line) -> Spec:
    days, lows, highs = zip(*line.edges(), strict=True)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _days([*days, *reversed(days)]),
        "y": _brief_all([*highs, *reversed(lows)]),
        "fill": "toself",
        "fillcolor": line.role.band,
        "line": {"width": 0, "color": line.role.colour},
        "hoverinfo": "skip",
    }


def _dash(name: str) -> str:
    return f"{DASHES[name].replace(' ', 'px,')}px" if name in DASHES else name


def _days(days: Sequence[date]) -> Spec:
    """Days as the first one and runs of equal steps, `[days, times]`: two years of weeks are one run."""
    steps = ((later - earlier).days for earlier, later in pairwise(days))
    runs = [[step, len(list(run))] for step, run in groupby(steps)]
    return {"first": days[0].isoformat(), "steps": runs}


def _day_axis(facet: LineFacet) -> Spec:
    ticks = day_ticks(facet.first, facet.last, 4)
    return {
        "range": [facet.first.isoformat(), facet.last.isoformat()],
        "type": "date",
        "tickvals": [day.isoformat() for day, _ in ticks],
        "ticktext": [label for _, label in ticks],
        "showgrid": False,
    }


def _moves(facet: LineFacet) -> Spec:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": _days([move.day for move in facet.moves]),
        "y": [_brief(facet.y.low)] * len(facet.moves),
        "marker": {"symbol": "line-ns-open", "size": 7, "color": _MUTED},
        "text": list(facet.move_labels()),
        "textposition": "bottom center",
        "textfont": {"size": 11, "color": _MUTED},
        "hovertext": [move.words for move in facet.moves],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "name": "boards joined or left",
    }


def _letter(event: Event) -> Spec:
    day = event.day.isoformat()
    place = {"x": day, "y": 1, "yref": "paper", "yanchor": "bottom"}
    return _note(event.letter, _MUTED, 11, **place, hovertext=_plain(f"{day}: {event.label}"))


def _end_label(line: Line) -> list[Spec]:
    if line.last is None:
        return []
    day, value = line.last
    anchor = {"x": day.isoformat(), "y": _brief(value), "xanchor": "left", "xshift": 6}
    return [_note(line.label, line.role.ink, 13, **anchor)]


def _dots(facet: DotFacet) -> Spec:
    height = round(46 + row_height(facet) * len(facet.rows))
    layout = _layout(height, "closest", xaxis=_axis(facet.x), yaxis=_rows(facet.rows))
    layout["shapes"] = _reference(facet.x, "x") + [_stretch(span) for span in facet.spans]
    anchor = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 6}
    layout["annotations"] = [_note(note, _MUTED, 12, **anchor, y=row) for row, note in facet.notes]
    placed = list(zip(facet.dots, dot_offsets(facet.dots), strict=True))
    roles = {dot.role.id: dot.role for dot in facet.dots}
    traces = [
        _dot_trace(role, [(dot, offset) for dot, offset in placed if dot.role.id == role.id])
        for role in roles.values()
    ]
    return {"data": traces, "layout": layout, "height": height}


def _stretch(span: Span) -> Spec:
    color = span.role.band if span.is_thick else span.role.colour
    line = {"color": color, "width": 13 if span.is_thick else 1}
    ends = {"x0": _brief(span.start), "x1": _brief(span.end), "y0": span.row, "y1": span.row}
    return {"type": "line", "layer": "below", "line": line, **ends}


def _dot_trace(role: Mark, placed: Sequence[tuple[Dot, float]]) -> Spec:
    dots = [dot for dot, _ in placed]
    sizes = [6 if dot.is_small else 9 for dot in dots]
    marker = {"color": role.colour, "symbol": role.marker, "size": sizes}
    trace: Spec = {
        "type": "scatter",
        "mode": "markers",
        "name": role.name,
        "x": _brief_all([dot.value for dot in dots]),
        "y": _brief_all([dot.row + offset for dot, offset in placed]),
        "text": [_plain(dot.hover) for dot in dots],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {**marker, "line": {"width": 0}, "opacity": 1},
        "cliponaxis": False,
    }
    if any(dot.low is not None for dot in dots):
        trace["error_x"] = _whiskers(role, dots)
    return trace


def _whiskers(role: Mark, dots: Sequence[Dot]) -> Spec:
    above = [0 if dot.high is None else dot.high - dot.value for dot in dots]
    below = [0 if dot.low is None else dot.value - dot.low for dot in dots]
    return {
        "type": "data",
        "symmetric": False,
        "array": _brief_all(above),
        "arrayminus": _brief_all(below),
        "color": role.colour,
        "thickness": 1.6,
        "width": 0,
    }


def _bars(facet: BarFacet) -> Spec:
    positions = list(range(len(facet.categories)))
    if facet.is_upright:
        step = facet.label_step
        names = [_plain(category) for category in facet.categories[::step]]
        categories = {"tickvals": positions[::step], "ticktext": names, "showgrid": False}
        layout = _layout(_HEIGHT, "closest", xaxis=categories, yaxis=_axis(facet.value))
        layout["margin"]["l"] = value_margin(facet.value)
    else:
        height, rows = 46 + 28 * len(positions), _rows(facet.categories)
        layout = _layout(height, "closest", xaxis=_axis(facet.value), yaxis=rows)
    layout |= {"barmode": "relative", "bargap": 0.28}
    traces = [_bar_trace(facet, stack, positions) for stack in facet.stacks]
    return {"data": traces, "layout": layout, "height": layout["height"]}


def _bar_trace(facet: BarFacet, stack: Stack, positions: list[int]) -> Spec:
    values = _brief_all(stack.values)
    words = [
        _plain(f"{category}: {stack.label} {'' if value is None else facet.value.label(value)}")
        for category, value in zip(facet.categories, stack.values, strict=True)
    ]
    pattern = {"shape": stack.pattern, "bgcolor": stack.colour, "fgcolor": "var(--paper)"}
    return {
        "type": "bar",
        "name": stack.label,
        "orientation": "v" if facet.is_upright else "h",
        "x": positions if facet.is_upright else values,
        "y": values if facet.is_upright else positions,
        "marker": {"color": stack.colour, "pattern": {**pattern, "size": 6, "solidity": 0.25}},
        "text": words,
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
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
        "range": _brief_all([scale.low, scale.high]),
        "tickvals": _brief_all(scale.ticks),
        "ticktext": [scale.label(tick) for tick in scale.ticks],
    }


def _layout(height: int, hovermode: str, **axes: Spec) -> Spec:
    margin = {"l": 10, "r": 18, "t": 8, "b": 34}
    return {"height": height, "hovermode": hovermode, "margin": margin, **axes}


def _note(text: str, color: str, size: int, **where: object) -> Spec:
    font = {"color": color, "size": size}
    return {"text": _plain(text), "showarrow": False, "font": font, **where}


def _reference(scale: Axis, axis: str) -> list[Spec]:
    """A line over the whole plot at the axis' reference, where it has one."""
    return [] if scale.reference is None else [_rule(axis, scale.reference, width=1.2)]


def _rule(axis: str, at: float | str, **line: object) -> Spec:
    other = "x" if axis == "y" else "y"
    across = {f"{other}ref": "paper", f"{other}0": 0, f"{other}1": 1}
    ends = {f"{axis}0": at, f"{axis}1": at}
    return {"type": "line", "layer": "below", "line": {"color": _MUTED, **line}, **ends, **across}


def _plain(words: str) -> str:
    """Text as plotly shows it: its own tags taken literally. Plotly reads no entity for a quotation mark, so those stay."""
    return escape(words, quote=False)


def _brief(value: float) -> float:
    """A value in four digits, which place a mark to a tenth of a pixel."""
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short


def _brief_all(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else _brief(value) for value in values]
