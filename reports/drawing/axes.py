"""Axes of numbers: their range, their ticks, and how a tick is written.

Decides these once for all panels of a chart, so that they share one scale. Leaves number formats to `numbers` and days to plotly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from reports.wording import numbers

_ROOM = 0.05
"""Share of the range kept free at each end, so that no mark or band touches the frame."""


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
