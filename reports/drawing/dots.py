"""From the rows of an answer to dots with whiskers: a row per thing, a mark per role or kind of board, its number beside it.

Decides how rows share a panel and a scale, and that a role has the same lane in every row. Leaves the rows to SQL. A row without
a value leaves no mark. Its note stands in the mark's place. An interval that is not known leaves no whisker, never one of length 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.answers import Row
from reports.drawing.axes import Axis
from reports.drawing.chart import (
    Panel,
    Spec,
    assemble,
    brief_all,
    head,
    legend_of,
    note,
    plain,
    reference,
    row_gutter,
    rows_of,
    scale_of,
    width_of,
)
from reports.drawing.estimates import Estimate
from reports.wording import numbers
from reports.wording.roles import FOCUS, ROLES, Mark

if TYPE_CHECKING:
    import plotly.graph_objects as go

Label = Callable[[Row], str]
"""Names the row of the drawing in which a row of the answer is shown."""

_NARROW_TICKS = 3
"""Steps on the axis of one of three panels: more labels than that would run into each other."""

_ROW = 30.0
_LANE, _SLIM_LANE = 15.0, 10.0
"""Height in px of a row of one mark, and of each lane in a row of several: with its number, and without."""

_MOST_NUMBERED = 4
"""Lanes in a row beyond which marks carry no numbers: the table has them."""


@dataclass(frozen=True, slots=True)
class _Lanes:
    """The marks that share rows, each in a lane of its own, the same in every row."""

    marks: tuple[Mark, ...]

    @property
    def are_numbered(self) -> bool:
        return len(self.marks) <= _MOST_NUMBERED

    @property
    def pitch(self) -> float:
        return _LANE if self.are_numbered else _SLIM_LANE

    @property
    def row(self) -> float:
        """Height of a row in px."""
        return _ROW if len(self.marks) < 2 else self.pitch * len(self.marks) + 14

    def offset(self, mark: Mark) -> float:
        """How far a mark stands off its row's middle, in rows."""
        if len(self.marks) < 2:
            return 0.0
        middle = (len(self.marks) - 1) / 2
        return (self._position(mark) - middle) * self.pitch / self.row

    def _position(self, mark: Mark) -> int:
        return [known.id for known in self.marks].index(mark.id)


def draw_dots(rows: Sequence[Row], label: Label, estimate: Estimate) -> go.Figure | None:
    """One panel: a row per label in the order first met, a mark with whisker per row of the answer.

    A label none of whose rows has a value keeps its row and shows why, from `note`.
    """
    return _figure({"": list(rows)}, label, estimate, 5)


def draw_dots_by_role(rows: Sequence[Row], label: Label, estimate: Estimate) -> go.Figure | None:
    """The same as small multiples: one panel per focus role, all on one scale."""
    return draw_dots_by(rows, "role", {role: head(role) for role in FOCUS}, label, estimate)


def draw_dots_by(
    rows: Sequence[Row], column: str, headings: Mapping[str, str], label: Label, estimate: Estimate
) -> go.Figure | None:
    """Small multiples by the values of a column, each under its heading. None for a value without estimate."""
    mine = {
        heading: [row for row in rows if row[column] == value]
        for value, heading in headings.items()
    }
    return _figure(mine, label, estimate, _NARROW_TICKS)


def _figure(
    rows: Mapping[str, list[Row]], label: Label, estimate: Estimate, ticks: int
) -> go.Figure | None:
    drawn = {heading: mine for heading, mine in rows.items() if any(map(estimate.has, mine))}
    known = [row for mine in drawn.values() for row in mine if estimate.has(row)]
    scale = estimate.axis([end for row in known for end in estimate.of(row)], ticks)
    marks = _in_order({estimate.mark(row).id: estimate.mark(row) for row in known})
    lanes = _Lanes(marks if _is_shared(drawn, label, estimate) else ())
    most = max((len(_labels(mine, label)) for mine in drawn.values()), default=0)
    panels = [
        _panel(heading, mine, label, estimate, scale, lanes, most)
        for heading, mine in drawn.items()
    ]
    names = {label(row) for row in known}
    is_alone = all(len({estimate.mark(row).id for row in mine}) == 1 for mine in drawn.values())
    is_told = is_alone or all(mark.plural in names for mark in marks)
    return assemble(panels, legend=() if is_told else legend_of(marks))


def _in_order(marks: Mapping[str, Mark]) -> tuple[Mark, ...]:
    """Roles in their order, others as first met."""
    order = [*ROLES, *marks]
    return tuple(sorted(marks.values(), key=lambda mark: order.index(mark.id)))


def _is_shared(rows: Mapping[str, list[Row]], label: Label, estimate: Estimate) -> bool:
    """Whether any row of the drawing holds more than one mark."""
    positions = {
        (heading, label(row), estimate.mark(row).id)
        for heading, mine in rows.items()
        for row in mine
    }
    return len(positions) > len({position[:2] for position in positions})


def _labels(rows: Sequence[Row], label: Label) -> list[str]:
    return list(dict.fromkeys(map(label, rows)))


def _panel(
    heading: str,
    rows: Sequence[Row],
    label: Label,
    estimate: Estimate,
    scale: Axis,
    lanes: _Lanes,
    most: int,
) -> Panel:
    labels = _labels(rows, label)
    known = [row for row in rows if estimate.has(row)]
    marks = {estimate.mark(row).id: estimate.mark(row) for row in known}
    traces: list[Spec] = []
    for mark in marks.values():
        mine = [row for row in known if estimate.mark(row).id == mark.id]
        positions = [labels.index(label(row)) + lanes.offset(mark) for row in mine]
        words = [_hover(row, label(row), estimate) for row in mine]
        values, lows, highs = zip(*map(estimate.of, mine), strict=True)
        traces.append(dots(mark, values, positions, words) | whiskers(mark, values, lows, highs))
        if lanes.are_numbered:
            traces.append(_numbers(mark, mine, positions, estimate))
    written = [_number(row, estimate) for row in known] if lanes.are_numbered else []
    return Panel(
        heading,
        traces,
        scale_of(scale),
        rows_of(shown(labels), most),
        lanes.row * most,
        left=row_gutter(shown(labels)),
        right=14 + width_of(written),
        shapes=reference(scale, "x"),
        notes=list(notes_of(rows, label, labels, set(map(label, known)))),
    )


def _hover(row: Row, name: str, estimate: Estimate) -> str:
    who = f"{numbers.show(name)}, {estimate.mark(row).name}"
    return "<br>".join(map(plain, filter(None, (who, estimate.words(row), estimate.basis(row)))))


def dots(
    mark: Mark, values: Sequence[float], positions: Sequence[float], words: Sequence[str]
) -> Spec:
    """The trace of one mark in several rows."""
    return {
        "mode": "markers",
        "name": plain(mark.plural),
        "legendgroup": mark.id,
        "x": brief_all(values),
        "y": brief_all(positions),
        "marker": {"color": mark.colour, "symbol": mark.marker},
        "text": list(words),
    }


def whiskers(
    mark: Mark,
    values: Sequence[float],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    along: str = "x",
) -> Spec:
    """The 95 % intervals of a trace of dots, along an axis. Nothing where none is known."""
    if all(low is None for low in lows):
        return {}
    above = [0 if high is None else high - value for value, high in zip(values, highs, strict=True)]
    below = [0 if low is None else value - low for value, low in zip(values, lows, strict=True)]
    ends = {"array": brief_all(above), "arrayminus": brief_all(below), "symmetric": False}
    return {f"error_{along}": {"type": "data", **ends, "color": mark.colour}}


def _number(row: Row, estimate: Estimate) -> str:
    return numbers.write(estimate.of(row)[0], estimate.form)


def _numbers(
    mark: Mark, rows: Sequence[Row], positions: Sequence[float], estimate: Estimate
) -> Spec:
    """Each mark's number, right of its whisker."""
    ends = [max(end for end in estimate.of(row) if end is not None) for row in rows]
    return {
        "mode": "text",
        "legendgroup": mark.id,
        "x": brief_all(ends),
        "y": brief_all(positions),
        "text": [f"\u2002{plain(_number(row, estimate))}" for row in rows],
        "textfont": {"color": mark.ink},
        "hoverinfo": "skip",
    }


def notes_of(
    rows: Sequence[Row], label: Label, labels: Sequence[str], filled: set[str]
) -> Iterator[Spec]:
    """Notes for the rows that have no mark: why there is no figure."""
    reasons = {label(row): numbers.show(row["note"]) for row in reversed(rows) if row.get("note")}
    where = {"x": 0, "xanchor": "left", "xshift": 6}
    for position, name in enumerate(labels):
        if name not in filled:
            words = plain(reasons.get(name, "no figure"))
            yield note(words, "x domain", "y", **where, y=position)


def shown(labels: Sequence[str]) -> list[str]:
    """The labels as a page may show them."""
    return [numbers.show(label) for label in labels]
