"""From the rows of an answer to lines over time: one panel per role or country, all on one scale.

Decides which lines are drawn, and that line and band break where nothing is known. Leaves the rows to SQL, what is marked along
the axis to `days`, and a figure without two values in a row to its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from reports.answers import Row
from reports.drawing import days as along
from reports.drawing.axes import Axis
from reports.drawing.chart import (
    BELOW,
    Panel,
    Spec,
    assemble,
    brief,
    brief_all,
    head,
    note,
    plain,
    reference,
    scale_of,
    width_of,
)
from reports.drawing.days import BoardMove, Event, Gap, Stretch
from reports.drawing.dots import whiskers
from reports.drawing.estimates import Estimate
from reports.drawing.theme import DASHES
from reports.wording import numbers
from reports.wording.roles import FOCUS, Mark, role_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

_HEIGHT, _LEAD_HEIGHT = 220, 290
"""Of a plot in px. One on which a headline is marked leads its page."""

_FEWEST = 6
"""Known values that make a line. Fewer are points with whiskers: a slope through two of them would look like a trend."""

_OVER_THE_LINE = 0.3
"""Part of the range that is kept free above the lines for the words of a headline."""


@dataclass(frozen=True, slots=True)
class _Point:
    day: date
    value: float | None
    low: float | None
    high: float | None
    words: str

    @property
    def has_band(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True)
class _Line:
    """One series, and what stands along its axis."""

    mark: Mark
    points: tuple[_Point, ...]
    moves: tuple[BoardMove, ...] = ()
    stretch: Stretch | None = None

    @property
    def last(self) -> _Point:
        return next(point for point in reversed(self.points) if point.value is not None)

    @property
    def is_few(self) -> bool:
        """Whether it is drawn as points."""
        return sum(point.value is not None for point in self.points) < _FEWEST

    @property
    def ends(self) -> list[float | None]:
        return [end for point in self.points for end in (point.value, point.low, point.high)]


def draw_lines_by_role(
    table: pl.DataFrame,
    estimate: Estimate,
    events: tuple[Event, ...] = (),
    stretches: Mapping[str, Stretch] | None = None,
) -> go.Figure | None:
    """One panel per focus role over `period_start`, each with its interval as a band.

    Returns:
        Panels headed by the role's glyph and name. None when no role has two values.
    """
    known = stretches or {}
    lines = {head(role): _role_line(role, table, estimate, known.get(role)) for role in FOCUS}
    return _figure(lines, estimate, events)


def draw_lines_by(
    table: pl.DataFrame,
    column: str,
    estimate: Estimate,
    name: Callable[[str], str] = numbers.show,
    mark: Callable[[str], Mark] = lambda _: role_of("all"),
) -> go.Figure | None:
    """One panel per value of a column over `period_start`, in the order of the table, headed by the value's name."""
    series = table.group_by(column, maintain_order=True)
    lines = {
        name(str(value)): _Line(mark(str(value)), _points(rows, estimate))
        for (value,), rows in series
    }
    return _figure(lines, estimate)


def draw_frame(first: date, last: date) -> go.Figure | None:
    """An empty panel of shares over these days, into which a script draws."""
    share = {"range": [0, 1], "tickvals": [0, 0.5, 1], "ticktext": ["0", "50 %", "100 %"]}
    x = along.axis_of_days(first, last)
    return assemble([Panel("", [], x, share, _LEAD_HEIGHT, left=52, right=62, zooms=True)])


def _role_line(
    role: str, table: pl.DataFrame, estimate: Estimate, stretch: Stretch | None
) -> _Line:
    rows = table.filter(pl.col("role") == role)
    return _Line(role_of(role), _points(rows, estimate), _moves(rows), stretch)


def _points(table: pl.DataFrame, estimate: Estimate) -> tuple[_Point, ...]:
    rows = table.drop_nulls("period_start").iter_rows(named=True)
    return tuple(_point(row, estimate) for row in rows)


def _point(row: Row, estimate: Estimate) -> _Point:
    boards = row.get("n_boards")
    beside = f", {numbers.count(boards)} boards" if boards else ""
    return _Point(row["period_start"], *estimate.of(row), f"{estimate.words(row)}{beside}")


def _moves(table: pl.DataFrame) -> tuple[BoardMove, ...]:
    """Boards that joined or left, where the answer says so. The first period is the panel's start and no move."""
    if "n_boards_joined" not in table.columns:
        return ()
    return tuple(
        BoardMove(day, joined, left)
        for day, joined, left in _counts_of_moves(table)[1:]
        if joined or left
    )


def _counts_of_moves(table: pl.DataFrame) -> list[tuple[date, int, int]]:
    rows = table.drop_nulls("period_start").sort("period_start")
    counts = pl.col("n_boards_joined", "n_boards_left").fill_null(0)
    return rows.select("period_start", counts).rows()


def _figure(
    lines: Mapping[str, _Line], estimate: Estimate, events: tuple[Event, ...] = ()
) -> go.Figure | None:
    drawn = {
        heading: line
        for heading, line in lines.items()
        if sum(point.value is not None for point in line.points) > 1
    }
    if not drawn:
        return None
    days = sorted({point.day for line in drawn.values() for point in line.points})
    gaps = along.gaps_between(days)
    room = _OVER_THE_LINE if any(line.stretch for line in drawn.values()) else 0.0
    scale = estimate.axis([end for line in drawn.values() for end in line.ends], above=room)
    within = [event for event in events if days[0] <= event.day <= days[-1]]
    panels = [_panel(heading, line, scale, days, gaps, within) for heading, line in drawn.items()]
    return assemble(panels, "x unified")


def _panel(
    heading: str,
    line: _Line,
    scale: Axis,
    days: Sequence[date],
    gaps: Sequence[Gap],
    events: Sequence[Event],
) -> Panel:
    first, last = days[0], days[-1]
    label = numbers.write(line.last.value, scale.form)
    ticks = width_of(scale.label(tick) for tick in scale.ticks)
    beside = [along.shaded_gaps(gaps, first, last), along.marked_events(events)]
    if line.stretch:
        beside.insert(0, along.shaded_stretch(line.stretch))
    moves = along.marked_moves(line.moves, brief(scale.low), last - first)
    x = along.axis_of_points(days) if len(days) < _FEWEST else along.axis_of_days(first, last)
    return Panel(
        heading,
        [*_traces(line, gaps), *moves],
        x | ({"ticklen": 19} if moves else {}),
        scale_of(scale),
        _LEAD_HEIGHT if line.stretch else _HEIGHT,
        left=16 + ticks,
        zooms=True,
        right=18 + 1.4 * width_of([label]),
        below=BELOW + (13 if moves else 0),
        above=18 if events else 12,
        shapes=[*reference(scale, "y"), *(shape for shapes, _ in beside for shape in shapes)],
        notes=[_end_label(line, label), *(one for _, notes in beside for one in notes)],
    )


def _end_label(line: _Line, label: str) -> Spec:
    at: Spec = {"x": line.last.day.isoformat(), "y": brief(line.last.value or 0)}
    font = {"color": line.mark.ink, "size": 14}
    return note(f"<b>{plain(label)}</b>", font=font, xanchor="left", xshift=5, **at)


def _traces(line: _Line, gaps: Sequence[Gap]) -> Iterator[Spec]:
    if line.is_few:
        yield _dots(line)
        return
    points = _broken(line.points, gaps)
    if band := _band(points):
        days, edges = zip(*band, strict=True)
        yield {
            "x": [day and day.isoformat() for day in days],
            "y": brief_all(edges),
            "fill": "toself",
            "fillcolor": line.mark.band,
            "line": {"width": 0, "color": line.mark.colour},
            "hoverinfo": "skip",
        }
    colour, sizes = line.mark.colour, _sizes(points, line.stretch)
    marker = {"color": colour, "symbol": line.mark.marker, "size": sizes}
    dash = DASHES.get(line.mark.dash, line.mark.dash)
    yield {
        "mode": "lines+markers" if any(sizes) else "lines",
        "x": [point.day.isoformat() for point in points],
        "y": brief_all(point.value for point in points),
        "line": {"color": colour, "width": 2.2, "dash": dash},
        "marker": marker if any(sizes) else {},
        "text": [plain(point.words) for point in points],
        "name": plain(line.mark.name),
    }


def _dots(line: _Line) -> Spec:
    """The known points of a line that is none yet, each with its interval as an upright whisker."""
    points = [point for point in line.points if point.value is not None]
    values = [point.value or 0.0 for point in points]
    lows, highs = [point.low for point in points], [point.high for point in points]
    return {
        "mode": "markers",
        "x": [point.day.isoformat() for point in points],
        "y": brief_all(values),
        "marker": {"color": line.mark.colour, "symbol": line.mark.marker},
        "text": [plain(point.words) for point in points],
        "name": plain(line.mark.name),
        **whiskers(line.mark, values, lows, highs, along="y"),
    }


def _broken(points: Sequence[_Point], gaps: Sequence[Gap]) -> list[_Point]:
    """The points, with one that holds nothing within each gap."""
    nothing = [_Point(start + (end - start) / 2, None, None, None, "") for start, end in gaps]
    return sorted([*points, *nothing], key=lambda point: point.day) if nothing else list(points)


def _sizes(points: Sequence[_Point], stretch: Stretch | None) -> list[int]:
    """A mark where a line alone would show nothing, and at both ends of a headline's days. 0 elsewhere."""
    ends = {stretch.first, stretch.last} if stretch else set()
    known = [False, *(point.value is not None for point in points), False]
    alone = [here and not (before or after) for before, here, after in zip(known, known[1:], known[2:], strict=False)]  # fmt: skip
    return [8 if is_alone or point.day in ends else 0 for point, is_alone in zip(points, alone, strict=True)]  # fmt: skip


def _band(points: Sequence[_Point]) -> list[tuple[date | None, float | None]]:
    """The outline of each unbroken run: along its upper ends and back along the lower, with nothing between two runs."""
    outline: list[tuple[date | None, float | None]] = []
    for has_band, run in groupby(points, key=lambda point: point.has_band):
        if has_band:
            along_it = list(run)
            outline += [(None, None)] if outline else []
            outline += [(point.day, point.high) for point in along_it]
            outline += [(point.day, point.low) for point in reversed(along_it)]
    return outline
