"""The static drawing of a chart: an inline SVG that is there without JavaScript, in print and before plotly has loaded.

Decides geometry only. Colours are CSS variables, so the drawing follows the theme; the words come ready from `charts`.
Every text passes through `escape`. Marks carry `data-low`/`data-high`, so that a test can see that each interval is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from itertools import pairwise

from reports.drawing.panels import (
    Axis,
    BarPanel,
    Dot,
    DotPanel,
    Line,
    LinePanel,
    Panel,
    Stack,
    day_ticks,
    row_height,
    value_margin,
)
from reports.drawing.theme import DASHES, HATCHES
from reports.wording import numbers

_CHARACTER = 7.4
"""Mean width of a character at 13 px in the widest of the fonts that a system may choose, for margins that fit the labels."""

_WIDE, _NARROW = 720.0, 340.0
_ROW = 27.0
_SHAPES = {
    "square": "M-4-4H4V4H-4Z",
    "diamond": "M0-5.5L5.5 0L0 5.5L-5.5 0Z",
    "triangle-up": "M0-5.5L5 4H-5Z",
    "triangle-down": "M0 5.5L5-4H-5Z",
    "pentagon": "M0-5.2L5-1.6L3.1 4.2H-3.1L-5-1.6Z",
    "hexagon": "M-5 0L-2.5-4.3H2.5L5 0L2.5 4.3H-2.5Z",
    "star": "M0-6L1.7-1.9L6-1.9L2.6 .9L3.8 5L0 2.5L-3.8 5L-2.6 .9L-6-1.9L-1.7-1.9Z",
}


def draw(panel: Panel, title: str, *, is_narrow: bool) -> str:
    """The SVG of one panel.

    Args:
        panel: What to draw.
        title: Its accessible name: what the picture shows, in a sentence.
        is_narrow: One of several panels side by side.
    """
    width = _NARROW if is_narrow else _WIDE
    if isinstance(panel, LinePanel):
        height = 240.0 if is_narrow else 320.0
        parts = _lines(panel, width, height)
    elif isinstance(panel, DotPanel):
        height = 42 + row_height(panel) * len(panel.rows)
        parts = _dots(panel, width, height)
    elif panel.is_upright:
        height = 240.0 if is_narrow else 320.0
        parts = _upright_bars(panel, width, height)
    else:
        height = 42 + _ROW * len(panel.categories)
        parts = _level_bars(panel, width, height)
    return _element(
        "svg",
        "".join([_element("title", escape(title)), *parts]),
        viewBox=f"0 0 {_n(width)} {_n(height)}",
        role="img",
        width=_n(width),
        height=_n(height),
    )


def _lines(panel: LinePanel, width: float, height: float) -> Iterator[str]:
    left, right = value_margin(panel.y), _end_margin(panel)
    top, bottom = 18.0 if panel.shown_events else 12.0, 38.0 if panel.moves else 26.0
    days = max((panel.last - panel.first).days, 1)

    def x_of(day: date) -> float:
        return left + (day - panel.first).days / days * (width - left - right)

    y_of = _scale(panel.y, height - bottom, top)
    yield from _grid(panel.y, y_of, left, width - right, is_upright=True)
    yield from _day_marks(panel, x_of, height - bottom, top)
    for line in panel.lines:
        points = [(x_of(day), value) for day, value in zip(line.days, line.values, strict=True)]
        known = [(x, y_of(value)) for x, value in points if value is not None]
        if not known:
            continue
        yield _band(line, x_of, y_of)
        yield _element(
            "path",
            "",
            d=_path(known),
            fill="none",
            style=f"stroke:{line.role.colour}",
            stroke_width="2",
            stroke_dasharray=DASHES.get(line.role.dash),
        )
        x, y = known[-1]
        yield _marker(line.role.marker, x, y, line.role.colour)
        yield _text(
            x + 8, y + 4, line.label, "start", style=f"fill:{line.role.ink}", css="end-label"
        )


def _end_margin(panel: LinePanel) -> float:
    longest = max((len(line.label) for line in panel.lines), default=0)
    return 16 + _CHARACTER * longest


def _day_marks(
    panel: LinePanel, x_of: Callable[[date], float], bottom: float, top: float
) -> Iterator[str]:
    floor = bottom + (_MOVES if panel.moves else 0)
    for day, label in day_ticks(panel.first, panel.last, 4):
        yield _element(
            "line",
            "",
            x1=_n(x_of(day)),
            x2=_n(x_of(day)),
            y1=_n(bottom),
            y2=_n(bottom + 4),
            css="axis",
        )
        yield _text(x_of(day), floor + 18, label, "middle")
    for event in panel.shown_events:
        x = _n(x_of(event.day))
        words = _element("title", escape(f"{numbers.day(event.day)}: {event.label}"))
        yield _element("line", words, x1=x, x2=x, y1=_n(top - 4), y2=_n(bottom), css="event")
        yield _text(x_of(event.day), top - 7, event.letter, "middle", css="small")
    if panel.moves:
        ticks = "".join(f"M{_n(x_of(move.day))} {_n(bottom)}v6" for move in panel.moves)
        yield _element("path", "", d=ticks, css="move")
    for move, label in zip(panel.moves, panel.move_labels(), strict=True):
        if label:
            yield _text(x_of(move.day), bottom + 15, label, "middle", css="small")


_MOVES = 12.0
"""Height of the strip below the axis in which boards that joined or left are ticked."""


def _band(line: Line, x_of: Callable[[date], float], y_of: Callable[[float], float]) -> str:
    edges = [
        (x_of(day), low, high)
        for day, low, high in zip(line.days, line.lows, line.highs, strict=False)
        if low is not None and high is not None
    ]
    if not edges:
        return ""
    outline = [(x, y_of(high)) for x, _, high in edges] + [
        (x, y_of(low)) for x, low, _ in reversed(edges)
    ]
    _, low, high = edges[-1]
    return _element(
        "path",
        "",
        d=_path(outline) + "Z",
        style=f"fill:{line.role.band}",
        css="band",
        data_low=f"{low:.6g}",
        data_high=f"{high:.6g}",
    )


def _dots(panel: DotPanel, width: float, height: float) -> Iterator[str]:
    left = _label_margin(panel.rows, width)
    right, top, bottom = 22.0, 8.0, 34.0
    room = row_height(panel)
    x_of = _scale(panel.x, left, width - right)
    yield from _grid(panel.x, x_of, top, height - bottom, is_upright=False)
    for index, row in enumerate(panel.rows):
        y = top + room * (index + 0.5)
        yield _text(left - 10, y + 4, _fitted(row, left), "end", full=row)
    for index, note in panel.notes:
        yield _text(left + 6, top + room * (index + 0.5) + 4, note, "start", css="note")
    for span in panel.spans:
        middle = _n(top + room * (span.row + 0.5))
        yield _element(
            "line",
            "",
            x1=_n(x_of(span.start)),
            x2=_n(x_of(span.end)),
            y1=middle,
            y2=middle,
            style=f"stroke:{span.role.band if span.is_thick else span.role.colour}",
            stroke_width="13" if span.is_thick else "1",
        )
    for dot, offset in zip(panel.dots, dot_offsets(panel.dots), strict=True):
        y = top + room * (dot.row + 0.5 + offset)
        yield from _dot(dot, x_of, y)


def dot_offsets(dots: Iterable[Dot]) -> list[float]:
    """How far each dot stands off its row's middle, in rows: roles of one row never hide each other."""
    listed = list(dots)
    seats: dict[int, list[str]] = {}
    for dot in listed:
        roles = seats.setdefault(dot.row, [])
        if dot.role.id not in roles:
            roles.append(dot.role.id)
    return [_offset(seats[dot.row].index(dot.role.id), len(seats[dot.row])) for dot in listed]


def _offset(seat: int, seats: int) -> float:
    spread = 0.36 if seats == 2 else 0.56
    return 0.0 if seats == 1 else (seat / (seats - 1) - 0.5) * spread


def _dot(dot: Dot, x_of: Callable[[float], float], y: float) -> Iterator[str]:
    if dot.low is not None and dot.high is not None:
        yield _element(
            "line",
            "",
            x1=_n(x_of(dot.low)),
            x2=_n(x_of(dot.high)),
            y1=_n(y),
            y2=_n(y),
            css="whisker",
            style=f"stroke:{dot.role.colour}",
            data_low=f"{dot.low:.6g}",
            data_high=f"{dot.high:.6g}",
        )
    yield _marker(
        dot.role.marker, x_of(dot.value), y, dot.role.colour, is_small=dot.is_small, hover=dot.hover
    )


def _level_bars(panel: BarPanel, width: float, height: float) -> Iterator[str]:
    left = _label_margin(panel.categories, width)
    right, top, bottom = 22.0, 8.0, 34.0
    x_of = _scale(panel.value, left, width - right)
    yield from _grid(panel.value, x_of, top, height - bottom, is_upright=False)
    for index, category in enumerate(panel.categories):
        y = top + _ROW * (index + 0.5)
        yield _text(left - 10, y + 4, _fitted(category, left), "end", full=category)
        for stack, start, end in stacked(panel, index):
            left_end = min(x_of(start), x_of(end))
            yield from _bar(stack, left_end, y - 8, abs(x_of(end) - x_of(start)), 16.0)


def _upright_bars(panel: BarPanel, width: float, height: float) -> Iterator[str]:
    left, right, top, bottom = value_margin(panel.value), 12.0, 12.0, 26.0
    y_of = _scale(panel.value, height - bottom, top)
    yield from _grid(panel.value, y_of, left, width - right, is_upright=True)
    step = (width - left - right) / max(len(panel.categories), 1)
    every = max(1, -(-len(panel.categories) // 4))
    for index, category in enumerate(panel.categories):
        x = left + step * index
        if index % every == 0:
            yield _text(x + step / 2, height - bottom + 18, category, "middle")
        for stack, start, end in stacked(panel, index):
            top_end = min(y_of(start), y_of(end))
            yield from _bar(
                stack, x + step * 0.14, top_end, step * 0.72, abs(y_of(end) - y_of(start))
            )


def _bar(stack: Stack, x: float, y: float, width: float, height: float) -> Iterator[str]:
    box = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
    yield _element("rect", "", css="bar", style=f"fill:{stack.colour}", **box)
    if stack.pattern:
        yield _element("rect", "", fill=f"url(#{HATCHES[stack.pattern]})", **box)


def stacked(panel: BarPanel, index: int) -> Iterator[tuple[Stack, float, float]]:
    """The pieces of one bar as (stack, start, end): what adds goes up from nought, what takes away goes down."""
    above = below = 0.0
    for stack in panel.stacks:
        value = stack.values[index]
        if not value:
            continue
        if value > 0:
            yield stack, above, above + value
            above += value
        else:
            yield stack, below, below + value
            below += value


def _grid(
    scale: Axis, place: Callable[[float], float], start: float, end: float, *, is_upright: bool
) -> Iterator[str]:
    for tick in scale.ticks:
        at, css = _n(place(tick)), "reference" if tick == scale.reference else "grid"
        if is_upright:
            yield _element("line", "", x1=_n(start), x2=_n(end), y1=at, y2=at, css=css)
            yield _text(start - 8, place(tick) + 4, scale.label(tick), "end")
        else:
            yield _element("line", "", x1=at, x2=at, y1=_n(start), y2=_n(end), css=css)
            yield _text(place(tick), end + 18, scale.label(tick), "middle")


def _scale(scale: Axis, start: float, end: float) -> Callable[[float], float]:
    spread = scale.high - scale.low
    return lambda value: start + (value - scale.low) / spread * (end - start)


def _label_margin(labels: Iterable[str], width: float) -> float:
    longest = max((len(label) for label in labels), default=0)
    return min(22 + _CHARACTER * longest, width * 0.47)


def _fitted(label: str, margin: float) -> str:
    room = int((margin - 14) / _CHARACTER)
    return label if len(label) <= room else label[: room - 1].rstrip() + "…"


def _marker(
    name: str, x: float, y: float, colour: str, *, is_small: bool = False, hover: str = ""
) -> str:
    shape = _SHAPES.get(name)
    inside = _element("title", escape(hover)) if hover else ""
    if shape is None:
        return _element(
            "circle",
            inside,
            cx=_n(x),
            cy=_n(y),
            r="3" if is_small else "4.5",
            style=f"fill:{colour}",
        )
    size = 0.65 if is_small else 1
    return _element(
        "path",
        inside,
        d=shape,
        transform=f"translate({_n(x)} {_n(y)}) scale({size})",
        style=f"fill:{colour}",
    )


def _text(
    x: float, y: float, words: str, anchor: str, *, css: str = "", style: str = "", full: str = ""
) -> str:
    inside = escape(words) + (_element("title", escape(full)) if full and full != words else "")
    return _element(
        "text", inside, x=_n(x), y=_n(y), text_anchor=anchor, css=css or None, style=style or None
    )


def _path(points: Iterable[tuple[float, float]]) -> str:
    """Points as one path, each but the first relative to the one before: half as long as with places in full."""
    placed = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x - from_x, y - from_y) for (from_x, from_y), (x, y) in pairwise(placed)]
    (x, y), *_ = placed
    written = " ".join(f"{dx / 10:g} {dy / 10:g}" for dx, dy in steps)
    return f"M{x / 10:g} {y / 10:g}l" + _LEADING_NOUGHT.sub(".", written).replace(" -", "-")


_LEADING_NOUGHT = re.compile(r"\b(?<!\.)0\.")


def _element(name: str, inside: str, css: str | None = None, **attributes: str | None) -> str:
    named = {
        "class": css,
        **{
            key if key == "viewBox" else key.replace("_", "-"): value
            for key, value in attributes.items()
        },
    }
    written = "".join(
        f' {key}="{escape(value)}"' for key, value in named.items() if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
