"""What a chart shows, before anything is drawn: lines with bands, dots with whiskers, stacked bars, and their axes.

Decides ranges and ticks, so that the static drawing (`svg`) and the live one (`plotly_spec`) of a chart are the same
chart. Leaves colours to `theme` and the choice of chart to the pages. A mark whose value is null is left out; a mark
whose interval is null is drawn without whisker, never with one of length nought.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.wording import numbers
from reports.wording.roles import Mark


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of numbers: its range, ticks and the form in which they are written."""

    low: float
    high: float
    ticks: tuple[float, ...]
    form: str
    reference: float | None = None

    def label(self, tick: float) -> str:
        """A tick as text, with as many decimals as the ticks need to differ and no more."""
        if self.form == "share":
            is_whole = all(abs(known * 100 - round(known * 100)) < 1e-6 for known in self.ticks)
            return numbers.share(tick, 0 if is_whole else 1)
        if self.form == "points":
            return (
                numbers.growth(tick).removesuffix(f"{numbers.NBSP}%")
                if abs(tick) >= 0.01 or tick == 0
                else numbers.points(tick)
            )
        if self.form == "index" and any(known % 1 for known in self.ticks):
            return numbers.decimal(tick)
        return numbers.write(tick, self.form)


@dataclass(frozen=True, slots=True)
class Line:
    """One series over time. `hover` says each point in words, after `subject` and its day, before its boards where known."""

    role: Mark
    label: str
    days: tuple[date, ...]
    values: tuple[float | None, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    hover: tuple[str, ...] = ()
    subject: str = ""
    boards: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A day on which the measure itself, or a law about adverts, changed: an upright line under a letter of the caption."""

    day: date
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class BoardMove:
    """Boards that joined or left the panel in a period: a tick below the axis with their number."""

    day: date
    joined: int
    left: int

    @property
    def label(self) -> str:
        """The move as a sign and a number: "+2", "−1", or both."""
        signed = ((self.joined, "+"), (self.left, numbers.MINUS))
        return " ".join(f"{sign}{count}" for count, sign in signed if count)

    @property
    def words(self) -> str:
        """The move in words, with its day."""
        parts = [
            f"{count} {verb}"
            for count, verb in ((self.joined, "joined"), (self.left, "left"))
            if count
        ]
        return f"{numbers.day(self.day)}, boards: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class LinePanel:
    """One small multiple of lines; panels of a figure share `y` and the days."""

    lines: tuple[Line, ...]
    y: Axis
    first: date
    last: date
    events: tuple[Event, ...] = ()
    moves: tuple[BoardMove, ...] = ()

    @property
    def shown_events(self) -> tuple[Event, ...]:
        """Events within the days drawn."""
        return tuple(event for event in self.events if self.first <= event.day <= self.last)

    def move_labels(self) -> tuple[str, ...]:
        """Each move's number, or nothing where it would run into that of a larger move."""
        apart = (self.last - self.first).days * _LABEL_SHARE
        seats: list[int] = []
        for seat in sorted(
            range(len(self.moves)), key=lambda s: (-self.moves[s].joined - self.moves[s].left, s)
        ):
            if all(
                abs((self.moves[seat].day - self.moves[other].day).days) >= apart for other in seats
            ):
                seats.append(seat)
        return tuple(move.label if seat in seats else "" for seat, move in enumerate(self.moves))


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate in a row, with its whisker."""

    row: int
    role: Mark
    value: float
    low: float | None = None
    high: float | None = None
    hover: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch within a row: the middle half of pay, the gap between two shares."""

    row: int
    role: Mark
    start: float
    end: float
    is_thick: bool = False


@dataclass(frozen=True, slots=True)
class DotPanel:
    """Rows of estimates on one axis. `rows` are the labels, top down; `notes` stand at a row that has no estimate."""

    rows: tuple[str, ...]
    dots: tuple[Dot, ...]
    x: Axis
    spans: tuple[Span, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    """One part of stacked bars, a value per category."""

    label: str
    colour: str
    values: tuple[float | None, ...]
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class BarPanel:
    """Stacked bars. `is_upright`: categories from left to right (periods); otherwise top down (employers)."""

    categories: tuple[str, ...]
    stacks: tuple[Stack, ...]
    value: Axis
    is_upright: bool = False


_LABEL_SHARE = 0.08
"""Part of a narrow panel's width that the number of a move needs."""


def value_margin(scale: Axis) -> int:
    """Room in px for the labels of an upright axis."""
    return 18 + 7 * max(len(scale.label(tick)) for tick in scale.ticks)


def row_height(panel: DotPanel) -> float:
    """Height of a row in px: roles that share a row need room for a whisker each."""
    seats: dict[int, set[str]] = {}
    for dot in panel.dots:
        seats.setdefault(dot.row, set()).add(dot.role.id)
    most = max((len(roles) for roles in seats.values()), default=1)
    return 27.0 if most == 1 else 18.0 + 9.0 * most


Panel = LinePanel | DotPanel | BarPanel


def axis(
    values: Iterable[float | None],
    form: str,
    *,
    with_zero: bool = False,
    reference: float | None = None,
    most: int = 5,
) -> Axis:
    """An axis that holds all values (and the reference), with about `most` round ticks.

    Args:
        values: What will be drawn on it, interval ends included; nulls are passed over.
        form: How its ticks are written (see `numbers.write`).
        with_zero: Whether nought belongs to the picture (bars always; an index never).
        reference: A value drawn as a line: 100 for an index, 0 for a difference.
        most: Steps between ticks at most: fewer on the narrow axes of small multiples.
    """
    known = [float(value) for value in values if value is not None and math.isfinite(value)]
    if with_zero:
        known.append(0.0)
    if reference is not None:
        known.append(reference)
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 0.5), high + (abs(high) * 0.1 or 0.5)
    room = (high - low) * _ROOM
    # bars and shares stand on nought itself; everything else keeps clear of the frame
    low, high = (low if low == 0 else low - room), (high if high == 0 else high + room)
    return Axis(low, high, _ticks(low, high, most), form, reference)


_ROOM = 0.05
"""Share of the range kept free at each end, so that no mark or band touches the frame."""


def _ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    for steps in range(most, most + 8):
        step = _round_step((high - low) / steps)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first >= 1:
            break
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def day_ticks(first: date, last: date, most: int = 5) -> tuple[tuple[date, str], ...]:
    """Days worth a tick between two dates, at most about `most`, on starts of months or years.

    Returns:
        (day, label) in time's order. A span of less than two months gets its two ends.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:
        ends = (first,) if first == last else (first, last)
        return tuple((end, f"{end.day} {end:%b}") for end in ends)
    step = next((size for size in (1, 2, 3, 6, 12, 24, 36, 60) if months / size <= most), 120)
    ticks = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and first <= day <= last:
            ticks.append((day, f"{day:%Y}" if step >= 12 else f"{day:%b %Y}"))
    return tuple(ticks)


def bounds(panels: Sequence[Sequence[Line]]) -> tuple[date, date]:
    """The first and last day over all lines of a figure's panels.

    Raises:
        ValueError: When no line has a day; a page asks only when there is something to draw.
    """
    days = [day for lines in panels for line in lines for day in line.days]
    return min(days), max(days)


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if raw <= size * power * 1.0000001)
