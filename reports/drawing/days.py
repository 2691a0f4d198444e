"""Days along an axis: where a history has a gap, which days are marked, and how an axis of days is drawn.

Decides what counts as a gap. Leaves the lines to `lines` and the days on which a measure changed to the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from reports.drawing.chart import INK, MUTED, Spec, note, plain, rule
from reports.wording import numbers

Gap = tuple[date, date]
"""The last day before and the first day after a stretch that nobody looked at."""

_GAP = 2.5
"""Usual steps between two days from which nothing is known of what lies between: a single month that failed is bridged."""

_LABEL_SHARE = 0.08
"""Part of a panel's width that the number of a move needs, and twice that the words "no data"."""

_POINT_SHARE = 0.12
"""Part of the days that is kept free beside the first and the last of a few points."""


@dataclass(frozen=True, slots=True)
class Event:
    """A day on which the measure itself changed: an upright line under a letter of the caption."""

    day: date
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days whose change is a headline elsewhere: shaded, with the headline's words above the line."""

    first: date
    last: date
    change: str
    interval: str


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
        """The move in words."""
        counted = ((self.joined, "joined"), (self.left, "left"))
        return "boards: " + ", ".join(f"{count} {verb}" for count, verb in counted if count)


def gaps_between(days: Iterable[date]) -> list[Gap]:
    """The stretches without any day, where the step is far beyond the usual one."""
    known = sorted(set(days))
    steps = [(later - earlier).days for earlier, later in pairwise(known)]
    if len(steps) < 2:
        return []
    usual = median(steps)
    return [pair for pair in pairwise(known) if (pair[1] - pair[0]).days > _GAP * usual]


def axis_of_days(first: date, last: date) -> Spec:
    """An axis of days that can be zoomed. All panels of a figure move together."""
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "fixedrange": False,
        "nticks": 5,
        "showgrid": False,
        "hoverformat": "%-d %b %Y",
        "tickformatstops": [
            {"dtickrange": [None, 20 * 86_400_000], "value": "%-d %b"},
            {"dtickrange": [20 * 86_400_000, "M6"], "value": "%b %Y"},
            {"dtickrange": ["M6", None], "value": "%b %Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    }


def axis_of_points(days: Sequence[date]) -> Spec:
    """An axis of a few days, each with its own tick: plotly's ticks would lie on days of which nothing is known."""
    room = max((days[-1] - days[0]) * _POINT_SHARE, timedelta(days=1))
    is_monthly = all(day.day == 1 for day in days)
    names = [f"{day:%b %Y}" if is_monthly else f"{day.day} {day:%b}" for day in days]
    ends = axis_of_days(days[0] - room, days[-1] + room)
    return ends | {"tickvals": [day.isoformat() for day in days], "ticktext": names}


def shaded_gaps(gaps: Sequence[Gap], first: date, last: date) -> tuple[list[Spec], list[Spec]]:
    """Shapes and notes of the days without data."""
    room = (last - first) * 2 * _LABEL_SHARE
    shapes = [_shade(start, end, "var(--grid)") for start, end in gaps]
    notes = [
        _above(start + (end - start) / 2, "no data") for start, end in gaps if end - start > room
    ]
    return shapes, notes


def shaded_stretch(stretch: Stretch) -> tuple[list[Spec], list[Spec]]:
    """The shape and the note of a headline's days."""
    words = f"<b>{plain(stretch.change)}</b><br>{plain(stretch.interval)}"
    middle = stretch.first + (stretch.last - stretch.first) / 2
    told = _above(middle, words, font={"color": INK})
    return [_shade(stretch.first, stretch.last, "var(--tint)")], [told]


def marked_events(events: Sequence[Event]) -> tuple[list[Spec], list[Spec]]:
    """Dotted lines, each under its letter."""
    shapes = [rule("x", event.day.isoformat(), width=1, dash="dot") for event in events]
    return shapes, list(map(_letter, events))


def marked_moves(moves: Sequence[BoardMove], low: float, span: timedelta) -> list[Spec]:
    """The trace of boards that joined or left: ticks at the foot of the plot."""
    if not moves:
        return []
    trace = {
        "mode": "markers+text",
        "x": [move.day.isoformat() for move in moves],
        "y": [low] * len(moves),
        "marker": {"symbol": "line-ns-open", "size": 7, "color": MUTED},
        "text": _labels(moves, span),
        "textposition": "bottom center",
        "textfont": {"size": 11, "color": MUTED},
        "hovertext": [move.words for move in moves],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "boards joined or left",
    }
    return [trace]


def _labels(moves: Sequence[BoardMove], span: timedelta) -> list[str]:
    """Each move's number, or nothing where it would run into that of a larger move."""
    labelled: list[BoardMove] = []
    for move in sorted(moves, key=lambda move: -move.joined - move.left):
        if all(abs(move.day - other.day) >= span * _LABEL_SHARE for other in labelled):
            labelled.append(move)
    return [move.label if move in labelled else "" for move in moves]


def _shade(start: date, end: date, colour: str) -> Spec:
    ends = {"x0": start.isoformat(), "x1": end.isoformat(), "y0": 0, "y1": 1}
    looks = {"fillcolor": colour, "line": {"width": 0}}
    return {"type": "rect", "xref": "x", "yref": "y domain", **ends, **looks}


def _above(day: date, words: str, **looks: object) -> Spec:
    where = {"x": day.isoformat(), "y": 1, "yanchor": "top"}
    return note(words, "x", "y domain", **where, **looks)


def _letter(event: Event) -> Spec:
    day = event.day.isoformat()
    hover = plain(f"{day}: {event.label}")
    return note(event.letter, "x", "y domain", x=day, y=1, yanchor="bottom", hovertext=hover)
