"""What a chart shows, before anything is drawn: lines with bands, dots with whiskers, stacked bars.

Decides what both drawings of a chart must agree on: `svg`, the static one, and `plotly`, the live one. Leaves colours to
`theme` and the choice of chart to the pages. A mark whose value is null is left out. A mark whose interval is null is
drawn without whisker, never with one of length 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reports.drawing.axes import Axis
from reports.wording import numbers
from reports.wording.roles import Mark, role_of

_LABEL_SHARE = 0.08
"""Part of a narrow facet's width that the number of a move needs."""


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

    @property
    def last(self) -> tuple[date, float] | None:
        """The last known point."""
        points = zip(reversed(self.days), reversed(self.values), strict=True)
        return next(((day, value) for day, value in points if value is not None), None)

    def edges(self) -> list[tuple[date, float, float]]:
        """Day, lower and upper end of the band, where both ends are known."""
        return [
            (day, low, high)
            for day, low, high in zip(self.days, self.lows, self.highs, strict=False)
            if low is not None and high is not None
        ]


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
        counted = ((self.joined, "joined"), (self.left, "left"))
        parts = ", ".join(f"{count} {verb}" for count, verb in counted if count)
        return f"{numbers.day(self.day)}, boards: {parts}"


@dataclass(frozen=True, slots=True)
class LineFacet:
    """One small multiple of lines; facets of a figure share `y` and the days."""

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
        labelled: list[BoardMove] = []
        for move in sorted(self.moves, key=lambda move: -move.joined - move.left):
            if all(abs((move.day - other.day).days) >= apart for other in labelled):
                labelled.append(move)
        return tuple(move.label if move in labelled else "" for move in self.moves)


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
class DotFacet:
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
class BarFacet:
    """Stacked bars. `is_upright`: categories from left to right (periods); otherwise top down (employers)."""

    categories: tuple[str, ...]
    stacks: tuple[Stack, ...]
    value: Axis
    is_upright: bool = False

    @property
    def label_step(self) -> int:
        """Every how many upright bars one is named: four names fit a narrow facet."""
        return max(1, -(-len(self.categories) // 4))


Facet = LineFacet | DotFacet | BarFacet

Facets = tuple[tuple[str, Facet], ...]
"""The facets of a figure, each with its heading ("" for none)."""


def head(role: str) -> str:
    """The heading of a role's facet: its glyph and name."""
    return f"{role_of(role).glyph} {role_of(role).plural}"


def value_margin(scale: Axis) -> int:
    """Room in px for the labels of an upright axis."""
    return 18 + 7 * max(len(scale.label(tick)) for tick in scale.ticks)


def row_height(facet: DotFacet) -> float:
    """Height of a row in px: roles that share a row need room for a whisker each."""
    most = max((len(roles) for roles in _roles_by_row(facet.dots).values()), default=1)
    return 27.0 if most == 1 else 18.0 + 9.0 * most


def dot_offsets(dots: Sequence[Dot]) -> list[float]:
    """How far each dot stands off its row's middle, in rows: roles of one row never hide each other."""
    rows = _roles_by_row(dots)
    return [_offset(rows[dot.row].index(dot.role.id), len(rows[dot.row])) for dot in dots]


def _roles_by_row(dots: Sequence[Dot]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for dot in dots:
        roles = rows.setdefault(dot.row, [])
        if dot.role.id not in roles:
            roles.append(dot.role.id)
    return rows


def _offset(index: int, n_roles: int) -> float:
    if n_roles == 1:
        return 0.0
    spread = 0.36 if n_roles == 2 else 0.56
    return (index / (n_roles - 1) - 0.5) * spread


def stacked(facet: BarFacet, index: int) -> Iterator[tuple[Stack, float, float]]:
    """The pieces of one bar as (stack, start, end): what adds goes up from 0, what takes away goes down."""
    above = below = 0.0
    for stack in facet.stacks:
        value = stack.values[index] or 0.0
        if value > 0:
            yield stack, above, above + value
            above += value
        elif value < 0:
            yield stack, below, below + value
            below += value


def bounds(lines: Sequence[Line]) -> tuple[date, date]:
    """The first and last day over all lines of a figure.

    Raises:
        ValueError: When no line has a day; a page asks only when there is something to draw.
    """
    days = [day for line in lines for day in line.days]
    return min(days), max(days)
