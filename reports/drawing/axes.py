"""Axes: their range, their ticks, and how a tick is written.

Decides these once, so that the static and the live drawing of a chart are the same chart. Leaves number formats to
`numbers`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.wording import numbers

_ROOM = 0.05
"""Share of the range kept free at each end, so that no mark or band touches the frame."""

_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


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
        if self.form == "points" and (abs(tick) >= 0.01 or tick == 0):
            return numbers.growth(tick).removesuffix(f"{numbers.NBSP}%")
        if self.form == "index" and any(known % 1 for known in self.ticks):
            return numbers.decimal(tick)
        return numbers.write(tick, self.form)


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
        values: What will be drawn on it, interval ends included; nulls are skipped.
        form: How its ticks are written (see `numbers.write`).
        with_zero: Whether 0 belongs to the picture (bars always; an index never).
        reference: A value drawn as a line: 100 for an index, 0 for a difference.
        most: Steps between ticks at most: fewer on the narrow axes of small multiples.
    """
    held = [*values, reference, 0.0 if with_zero else None]
    known = [float(value) for value in held if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 0.5), high + (abs(high) * 0.1 or 0.5)
    room = (high - low) * _ROOM
    # bars and shares stand on 0 itself; everything else keeps clear of the frame
    low, high = (low if low == 0 else low - room), (high if high == 0 else high + room)
    return Axis(low, high, _ticks(low, high, most), form, reference)


def _ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    for steps in range(most, most + 8):
        step = _round_up((high - low) / steps)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first >= 1:
            break
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if step <= size * power * 1.0000001)


def day_ticks(first: date, last: date, most: int = 5) -> tuple[tuple[date, str], ...]:
    """Days worth a tick between two dates, at most about `most`, on starts of months or years.

    Returns:
        (day, label) in time's order. A span of less than two months gets its two ends.
    """
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    if end - start < 2:
        ends = (first,) if first == last else (first, last)
        return tuple((day, f"{day.day} {day:%b}") for day in ends)
    step = next((size for size in _MONTH_STEPS if (end - start) / size <= most), _MONTH_STEPS[-1])
    days = (
        date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1) if month % step == 0
    )
    form = "%Y" if step >= 12 else "%b %Y"
    return tuple((day, day.strftime(form)) for day in days if first <= day <= last)
