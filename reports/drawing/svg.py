"""The static drawing of a chart: an inline SVG that is there without JavaScript, in print and before plotly has loaded.

Decides geometry only. Colours are CSS variables, so the drawing follows the theme. Leaves words and axes to `facets`.
Every text passes through `escape`. Marks carry `data-low`/`data-high`, so that a test can see each interval drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from reports.drawing.axes import Axis, day_ticks
from reports.drawing.elements import element, interval, marker, path, px, segment, text
from reports.drawing.facets import (
    BarFacet,
    Dot,
    DotFacet,
    Facet,
    Line,
    LineFacet,
    Stack,
    dot_offsets,
    row_height,
    stacked,
    value_margin,
)
from reports.drawing.theme import DASHES, HATCHES
from reports.wording import numbers

_CHARACTER = 7.4
"""Mean width of a character at 13 px in the widest of the fonts that a system may choose, for margins that fit the labels."""

_WIDE, _NARROW = 720.0, 340.0
_ROW = 27.0

_MOVES = 12.0
"""Height of the strip below the axis in which boards that joined or left are ticked."""

Place = Callable[[float], float]
"""Where a value lies on an axis, in px."""


@dataclass(frozen=True, slots=True)
class _Box:
    """The edges of the plot within the drawing, in px."""

    left: float
    right: float
    top: float
    bottom: float


def draw(facet: Facet, title: str, *, is_narrow: bool) -> str:
    """The SVG of one facet.

    Args:
        facet: What to draw.
        title: Its accessible name: what the picture shows, in a sentence.
        is_narrow: One of several facets side by side.
    """
    width = _NARROW if is_narrow else _WIDE
    height = _height(facet, is_narrow)
    inside = "".join([element("title", escape(title)), *_parts(facet, width, height)])
    size = {"width": px(width), "height": px(height)}
    return element(
        "svg", inside, viewBox=f"0 0 {size['width']} {size['height']}", role="img", **size
    )


def _height(facet: Facet, is_narrow: bool) -> float:
    if isinstance(facet, DotFacet):
        return 42 + row_height(facet) * len(facet.rows)
    if isinstance(facet, BarFacet) and not facet.is_upright:
        return 42 + _ROW * len(facet.categories)
    return 240.0 if is_narrow else 320.0


def _parts(facet: Facet, width: float, height: float) -> Iterator[str]:
    if isinstance(facet, LineFacet):
        return _lines(facet, width, height)
    if isinstance(facet, DotFacet):
        return _dots(facet, _rows_box(facet.rows, width, height))
    if facet.is_upright:
        return _upright_bars(facet, width, height)
    return _level_bars(facet, _rows_box(facet.categories, width, height))


def _lines(facet: LineFacet, width: float, height: float) -> Iterator[str]:
    end_labels = max((len(line.label) for line in facet.lines), default=0)
    box = _Box(
        left=value_margin(facet.y),
        right=width - 16 - _CHARACTER * end_labels,
        top=18.0 if facet.shown_events else 12.0,
        bottom=height - (38.0 if facet.moves else 26.0),
    )
    days = max((facet.last - facet.first).days, 1)

    def x_of(day: date) -> float:
        return box.left + (day - facet.first).days / days * (box.right - box.left)

    y_of = _scale(facet.y, box.bottom, box.top)
    yield from _upright_axis(facet.y, y_of, box)
    yield from _day_axis(facet, x_of, box)
    yield from _events(facet, x_of, box)
    yield from _moves(facet, x_of, box)
    for line in facet.lines:
        yield from _line(line, x_of, y_of)


def _line(line: Line, x_of: Callable[[date], float], y_of: Place) -> Iterator[str]:
    days = zip(line.days, line.values, strict=True)
    known = [(x_of(day), y_of(value)) for day, value in days if value is not None]
    if not known:
        return
    yield _band(line, x_of, y_of)
    stroke = {"style": f"stroke:{line.role.colour}", "stroke_width": "2"}
    dash = DASHES.get(line.role.dash)
    yield element("path", d=path(known), fill="none", **stroke, stroke_dasharray=dash)
    x, y = known[-1]
    yield marker(line.role.marker, x, y, line.role.colour)
    yield text(x + 8, y + 4, line.label, "start", style=f"fill:{line.role.ink}", css="end-label")


def _band(line: Line, x_of: Callable[[date], float], y_of: Place) -> str:
    edges = line.edges()
    if not edges:
        return ""
    upper = [(x_of(day), y_of(high)) for day, _, high in edges]
    lower = [(x_of(day), y_of(low)) for day, low, _ in reversed(edges)]
    _, low, high = edges[-1]
    outline, style = f"{path(upper + lower)}Z", f"fill:{line.role.band}"
    return element("path", d=outline, style=style, css="band", **interval(low, high))


def _day_axis(facet: LineFacet, x_of: Callable[[date], float], box: _Box) -> Iterator[str]:
    below = box.bottom + (_MOVES if facet.moves else 0)
    for day, label in day_ticks(facet.first, facet.last, 4):
        x = x_of(day)
        yield segment(x, x, box.bottom, box.bottom + 4, css="axis")
        yield text(x, below + 18, label, "middle")


def _events(facet: LineFacet, x_of: Callable[[date], float], box: _Box) -> Iterator[str]:
    for event in facet.shown_events:
        x = x_of(event.day)
        words = element("title", escape(f"{numbers.day(event.day)}: {event.label}"))
        yield segment(x, x, box.top - 4, box.bottom, words, css="event")
        yield text(x, box.top - 7, event.letter, "middle", css="small")


def _moves(facet: LineFacet, x_of: Callable[[date], float], box: _Box) -> Iterator[str]:
    if facet.moves:
        ticks = "".join(f"M{px(x_of(move.day))} {px(box.bottom)}v6" for move in facet.moves)
        yield element("path", d=ticks, css="move")
    for move, label in zip(facet.moves, facet.move_labels(), strict=True):
        if label:
            yield text(x_of(move.day), box.bottom + 15, label, "middle", css="small")


def _dots(facet: DotFacet, box: _Box) -> Iterator[str]:
    room = row_height(facet)
    x_of = _scale(facet.x, box.left, box.right)
    yield from _level_axis(facet.x, x_of, box)
    yield from _row_labels(facet.rows, room, box)
    for row, note in facet.notes:
        yield text(box.left + 6, box.top + room * (row + 0.5) + 4, note, "start", css="note")
    for span in facet.spans:
        y, colour = box.top + room * (span.row + 0.5), span.role.colour
        stroke = (span.role.band, "13") if span.is_thick else (colour, "1")
        style = {"style": f"stroke:{stroke[0]}", "stroke_width": stroke[1]}
        yield segment(x_of(span.start), x_of(span.end), y, y, **style)
    for dot, offset in zip(facet.dots, dot_offsets(facet.dots), strict=True):
        yield from _dot(dot, x_of, box.top + room * (dot.row + 0.5 + offset))


def _dot(dot: Dot, x_of: Place, y: float) -> Iterator[str]:
    colour = dot.role.colour
    if dot.low is not None and dot.high is not None:
        style = {"css": "whisker", "style": f"stroke:{colour}"}
        yield segment(x_of(dot.low), x_of(dot.high), y, y, **style, **interval(dot.low, dot.high))
    yield marker(dot.role.marker, x_of(dot.value), y, colour, dot.is_small, dot.hover)


def _level_bars(facet: BarFacet, box: _Box) -> Iterator[str]:
    x_of = _scale(facet.value, box.left, box.right)
    yield from _level_axis(facet.value, x_of, box)
    yield from _row_labels(facet.categories, _ROW, box)
    for index in range(len(facet.categories)):
        y = box.top + _ROW * (index + 0.5)
        for stack, start, end in stacked(facet, index):
            x, width = min(x_of(start), x_of(end)), abs(x_of(end) - x_of(start))
            yield from _bar(stack, x, y - 8, width, 16.0)


def _upright_bars(facet: BarFacet, width: float, height: float) -> Iterator[str]:
    box = _Box(value_margin(facet.value), width - 12.0, 12.0, height - 26.0)
    y_of = _scale(facet.value, box.bottom, box.top)
    yield from _upright_axis(facet.value, y_of, box)
    step = (box.right - box.left) / max(len(facet.categories), 1)
    for index, category in enumerate(facet.categories):
        x = box.left + step * index
        if index % facet.label_step == 0:
            yield text(x + step / 2, box.bottom + 18, category, "middle")
        for stack, start, end in stacked(facet, index):
            y, tall = min(y_of(start), y_of(end)), abs(y_of(end) - y_of(start))
            yield from _bar(stack, x + step * 0.14, y, step * 0.72, tall)


def _bar(stack: Stack, x: float, y: float, width: float, height: float) -> Iterator[str]:
    box = {"x": px(x), "y": px(y), "width": px(width), "height": px(height)}
    yield element("rect", css="bar", style=f"fill:{stack.colour}", **box)
    if stack.pattern:
        yield element("rect", fill=f"url(#{HATCHES[stack.pattern]})", **box)


def _rows_box(labels: Sequence[str], width: float, height: float) -> _Box:
    longest = max((len(label) for label in labels), default=0)
    left = min(22 + _CHARACTER * longest, width * 0.47)
    return _Box(left, width - 22.0, 8.0, height - 34.0)


def _row_labels(labels: Sequence[str], room: float, box: _Box) -> Iterator[str]:
    most = int((box.left - 14) / _CHARACTER)
    for row, label in enumerate(labels):
        fitted = label if len(label) <= most else label[: most - 1].rstrip() + "…"
        yield text(box.left - 10, box.top + room * (row + 0.5) + 4, fitted, "end", full=label)


def _upright_axis(scale: Axis, y_of: Place, box: _Box) -> Iterator[str]:
    for tick in scale.ticks:
        css = "reference" if tick == scale.reference else "grid"
        yield segment(box.left, box.right, y_of(tick), y_of(tick), css=css)
        yield text(box.left - 8, y_of(tick) + 4, scale.label(tick), "end")


def _level_axis(scale: Axis, x_of: Place, box: _Box) -> Iterator[str]:
    for tick in scale.ticks:
        css = "reference" if tick == scale.reference else "grid"
        yield segment(x_of(tick), x_of(tick), box.top, box.bottom, css=css)
        yield text(x_of(tick), box.bottom + 18, scale.label(tick), "middle")


def _scale(scale: Axis, start: float, end: float) -> Place:
    spread = scale.high - scale.low
    return lambda value: start + (value - scale.low) / spread * (end - start)
