"""From the rows of an answer to the panels of a figure: the few ways in which the pages draw.

Decides how rows become marks: one panel per role on shared scales, or one row per thing with a mark per role. Leaves the
rows to SQL and the axes to `charts`. Rows without a value leave no mark; their note stands in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from reports.answers import Row
from reports.drawing.axes import Axis, axis
from reports.drawing.panels import (
    BarPanel,
    BoardMove,
    Dot,
    DotPanel,
    Event,
    Line,
    LinePanel,
    Panel,
    Span,
    Stack,
    bounds,
)
from reports.wording import numbers
from reports.wording.names import COUNTRIES
from reports.wording.roles import FOCUS, Mark, role_of

Panels = tuple[tuple[str, Panel], ...]

_QUANTILES = (10, 25, 50, 75, 90)

_NARROW_TICKS = 3
"""Steps on the axis of one of three panels: more labels than that would run into each other."""


def lines_by_role(
    table: pl.DataFrame,
    value: str,
    form: str,
    *,
    low: str = "",
    high: str = "",
    roles: Sequence[str] = FOCUS,
    reference: float | None = None,
    with_zero: bool = False,
    events: tuple[Event, ...] = (),
) -> Panels:
    """One panel per role over `period_start`, all on one scale, each with its interval as a band.

    Returns:
        Panels headed by the role's glyph and name; none when no role has two values.
    """
    lines = [
        _line(table.filter(pl.col("role") == role), role_of(role), value, form, low, high)
        for role in roles
    ]
    drawn = [line for line in lines if sum(v is not None for v in line.values) > 1]
    if not drawn:
        return ()
    first, last = bounds(drawn)
    everything = [number for line in drawn for number in (*line.values, *line.lows, *line.highs)]
    scale = axis(everything, form, reference=reference, with_zero=with_zero)
    return tuple(
        (
            _heading(line.role.id),
            LinePanel((line,), scale, first, last, events, _moves(table, line.role.id)),
        )
        for line in drawn
    )


def _moves(table: pl.DataFrame, role: str) -> tuple[BoardMove, ...]:
    """Boards that joined or left, where the answer tells it; the first period is the panel's start and no move."""
    if "n_boards_joined" not in table.columns:
        return ()
    rows = (
        table.filter(pl.col("role") == role, pl.col("period_start").is_not_null())
        .sort("period_start")
        .to_dicts()
    )
    counts = [
        (row["period_start"], row["n_boards_joined"] or 0, row["n_boards_left"] or 0)
        for row in rows[1:]
    ]
    return tuple(BoardMove(day, joined, left) for day, joined, left in counts if joined or left)


def lines_by_area(table: pl.DataFrame, value: str, form: str) -> Panels:
    """One panel per country (`area`) over `period_start`, all on one scale: outside figures, which come without interval."""
    areas = table["area"].unique().sort().to_list()
    names = {area: numbers.shown(COUNTRIES.get(area, area))[0] for area in areas}
    lines = {
        area: _line(
            table.filter(pl.col("area") == area), role_of("all"), value, form, subject=names[area]
        )
        for area in areas
    }
    drawn = {
        area: line for area, line in lines.items() if sum(v is not None for v in line.values) > 1
    }
    if not drawn:
        return ()
    first, last = bounds(list(drawn.values()))
    scale = axis(
        [number for line in drawn.values() for number in line.values], form, with_zero=True
    )
    return tuple(
        (names[area], LinePanel((line,), scale, first, last)) for area, line in drawn.items()
    )


def _line(
    table: pl.DataFrame,
    role: Mark,
    value: str,
    form: str,
    low: str = "",
    high: str = "",
    subject: str = "",
) -> Line:
    rows = [row for row in table.iter_rows(named=True) if row["period_start"] is not None]
    values = tuple(_known(row[value]) for row in rows)
    last = next((number for number in reversed(values) if number is not None), None)
    return Line(
        role=role,
        label=numbers.write(last, form),
        days=tuple(row["period_start"] for row in rows),
        values=values,
        lows=tuple(_known(row[low]) for row in rows) if low else (),
        highs=tuple(_known(row[high]) for row in rows) if high else (),
        hover=tuple(_point(row, value, form, low, high) for row in rows),
        subject=subject or role.plural,
        boards=tuple(row["n_boards"] or 0 for row in rows) if "n_boards" in table.columns else (),
    )


def _point(row: Row, value: str, form: str, low: str, high: str) -> str:
    return numbers.estimate(
        row[value], row[low] if low else None, row[high] if high else None, form
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """Which columns of a row make a mark: its value and interval, how it is written, whose mark it is, and its n in words."""

    value: str
    low: str
    high: str
    form: str
    mark: Callable[[Row], Mark]
    basis: Callable[[Row], str]
    reference: float | None = None
    with_zero: bool = False

    def axis(self, rows: Sequence[Row], most: int = 5) -> Axis:
        """One axis for all rows that have a value, with about `most` ticks."""
        ends = [
            _known(row.get(name))
            for row in rows
            for name in (self.value, self.low, self.high)
            if _known(row[self.value]) is not None
        ]
        return axis(ends, self.form, reference=self.reference, with_zero=self.with_zero, most=most)


def role_mark(row: Row) -> Mark:
    """The mark of a row's role."""
    return role_of(row["role"])


MEDIAN = Estimate("p50", "p50_low", "p50_high", "usd", role_mark, numbers.basis)
"""The mark of a median of stated pay."""


def dots(rows: Sequence[Row], label: Callable[[Row], str], estimate: Estimate) -> Panels:
    """One panel: a row per label in the order first met, a mark with whisker per row of the answer.

    A label none of whose rows has a value keeps its row and shows why, from `note`.
    """
    if not any(_known(row[estimate.value]) is not None for row in rows):
        return ()
    return (("", _dot_panel(rows, label, estimate, estimate.axis(rows))),)


def dots_by_role(rows: Sequence[Row], label: Callable[[Row], str], estimate: Estimate) -> Panels:
    """The same as small multiples: one panel per role of focus (from `role`), all on one scale."""
    return dots_by(rows, "role", {role: _heading(role) for role in FOCUS}, label, estimate)


def dots_by(
    rows: Sequence[Row],
    column: str,
    headings: Mapping[str, str],
    label: Callable[[Row], str],
    estimate: Estimate,
) -> Panels:
    """Small multiples by the values of a column, each under its heading, all on one scale; none for a value without estimate."""
    scale = estimate.axis(rows, _NARROW_TICKS)
    mine = {value: [row for row in rows if row[column] == value] for value in headings}
    return tuple(
        (headings[value], _dot_panel(known, label, estimate, scale))
        for value, known in mine.items()
        if any(_known(row[estimate.value]) is not None for row in known)
    )


def _dot_panel(
    rows: Sequence[Row], label: Callable[[Row], str], estimate: Estimate, scale: Axis
) -> DotPanel:
    labels = list(dict.fromkeys(label(row) for row in rows))
    marks = tuple(
        Dot(
            row=labels.index(label(row)),
            role=estimate.mark(row),
            value=row[estimate.value],
            low=_known(row.get(estimate.low)),
            high=_known(row.get(estimate.high)),
            hover=_hover(row, label(row), estimate),
        )
        for row in rows
        if _known(row[estimate.value]) is not None
    )
    return DotPanel(
        tuple(numbers.shown(name)[0] for name in labels),
        marks,
        scale,
        notes=_notes(rows, label, labels, marks),
    )


def _hover(row: Row, label: str, estimate: Estimate) -> str:
    number = numbers.estimate(
        row[estimate.value], row.get(estimate.low), row.get(estimate.high), estimate.form
    )
    basis = estimate.basis(row)
    return f"{numbers.shown(label)[0]}, {estimate.mark(row).name}: {number}{f', {basis}' if basis else ''}"


def _notes(
    rows: Sequence[Row], label: Callable[[Row], str], labels: Sequence[str], marks: Sequence[Dot]
) -> tuple[tuple[int, str], ...]:
    filled = {mark.row for mark in marks}
    reasons = {
        label(row): numbers.shown(row["note"])[0] for row in reversed(rows) if row.get("note")
    }
    return tuple(
        (seat, reasons.get(name, "no figure"))
        for seat, name in enumerate(labels)
        if seat not in filled
    )


def pay_bands(rows: Sequence[Row], label: Callable[[Row], str]) -> Panels:
    """Pay as small multiples: per row the quantiles p10 to p90 as marks with whiskers, the middle half as a thick stretch."""
    ends = [
        _known(row[f"p{q}{end}"])
        for row in rows
        for q in _QUANTILES
        for end in ("", "_low", "_high")
    ]
    scale = axis(ends, "usd", most=_NARROW_TICKS)
    mine = {role: [row for row in rows if row["role"] == role] for role in FOCUS}
    return tuple(
        (_heading(role), _band_panel(known, label, scale))
        for role, known in mine.items()
        if any(row["p50"] is not None for row in known)
    )


def _band_panel(rows: Sequence[Row], label: Callable[[Row], str], scale: Axis) -> DotPanel:
    marks, spans = [], []
    for seat, row in enumerate(rows):
        role = role_of(row["role"])
        for quantile in _QUANTILES:
            number = _known(row[f"p{quantile}"])
            if number is None:
                continue
            low, high = _known(row[f"p{quantile}_low"]), _known(row[f"p{quantile}_high"])
            words = f"{label(row)}, P{quantile}: {numbers.estimate(number, low, high, 'usd')}, {_n_of(row)}"
            marks.append(Dot(seat, role, number, low, high, words, is_small=quantile != 50))
        for start, end, is_thick in (("p10", "p90", False), ("p25", "p75", True)):
            if _known(row[start]) is not None and _known(row[end]) is not None:
                spans.append(Span(seat, role, row[start], row[end], is_thick))
    notes = tuple(
        (seat, numbers.shown(row["note"] or "no figure")[0])
        for seat, row in enumerate(rows)
        if row["p50"] is None
    )
    return DotPanel(tuple(label(row) for row in rows), tuple(marks), scale, tuple(spans), notes)


def _heading(role: str) -> str:
    return f"{role_of(role).glyph} {role_of(role).plural}"


def _n_of(row: Row) -> str:
    return f"{numbers.n_of(row['n_postings'])}, {numbers.count(row['n_employers'])} employers"


def bars(
    rows: Sequence[Row], label: str, parts: Mapping[str, tuple[str, str, str]], form: str = "count"
) -> Panels:
    """One panel of stacked bars, top down: a bar per row, a part per column.

    Args:
        rows: The answer, in drawing order.
        label: Column that names a bar.
        parts: Column -> (name, colour, pattern), in stacking order.
        form: How values are written.
    """
    stacks = _stacks(rows, parts)
    ends = _ends(stacks, len(rows))
    if not any(ends):
        return ()
    names = tuple(numbers.shown(str(row[label]))[0] for row in rows)
    return (("", BarPanel(names, stacks, axis(ends, form, with_zero=True))),)


def bars_by_role(
    rows: Mapping[str, Sequence[Row]], day: str, parts: Mapping[str, tuple[str, str, str]]
) -> Panels:
    """One panel per role of upright stacked bars over time, all on one scale."""
    stacks = {role: _stacks(known, parts) for role, known in rows.items()}
    ends = [end for role, known in rows.items() for end in _ends(stacks[role], len(known))]
    if not any(ends):
        return ()
    scale = axis(ends, "count", with_zero=True, reference=0.0)
    return tuple(
        (
            _heading(role),
            BarPanel(
                tuple(f"{row[day]:%b %Y}" for row in known), stacks[role], scale, is_upright=True
            ),
        )
        for role, known in rows.items()
    )


def _stacks(rows: Sequence[Row], parts: Mapping[str, tuple[str, str, str]]) -> tuple[Stack, ...]:
    return tuple(
        Stack(name, colour, tuple(_known(row[column]) for row in rows), pattern)
        for column, (name, colour, pattern) in parts.items()
    )


def _ends(stacks: Sequence[Stack], n_bars: int) -> list[float]:
    bars_of = [
        [value for stack in stacks if (value := stack.values[seat])] for seat in range(n_bars)
    ]
    return [
        end
        for bar in bars_of
        for end in (sum(v for v in bar if v > 0), sum(v for v in bar if v < 0))
    ]


def _known(value: float | None) -> float | None:
    return value if numbers.is_number(value) else None
