"""Which columns of an answer's row make a mark: its value, its interval, whose mark it is, and its n in words.

Decides what counts as known: a null or an infinite number leaves no mark. Leaves axes to `axes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reports.answers import Row
from reports.drawing.axes import Axis, axis
from reports.wording import numbers
from reports.wording.roles import Mark, role_of


def role_mark(row: Row) -> Mark:
    """The mark of a row's role."""
    return role_of(row["role"])


@dataclass(frozen=True, slots=True)
class Estimate:
    """The columns of one mark. `low` and `high` are empty for a value without interval; `form` as in `numbers.write`."""

    value: str
    low: str
    high: str
    form: str
    mark: Callable[[Row], Mark] = role_mark
    basis: Callable[[Row], str] = numbers.basis
    reference: float | None = None
    with_zero: bool = False

    def of(self, row: Row) -> tuple[float | None, float | None, float | None]:
        """Value, lower and upper end of a row, each null when it is not known."""
        value, low, high = (known(row.get(name)) for name in (self.value, self.low, self.high))
        return value, low, high

    def has(self, row: Row) -> bool:
        """Whether the row has a value."""
        return known(row.get(self.value)) is not None

    def words(self, row: Row) -> str:
        """The value with its interval."""
        return numbers.estimate(*self.of(row), self.form)

    def axis(self, ends: Sequence[float | None], most: int = 5, above: float = 0.0) -> Axis:
        """One axis for all values and ends of intervals, with about `most` ticks, and with `above` of its range kept free."""
        found = axis(ends, self.form, reference=self.reference, with_zero=self.with_zero, most=most)
        return replace(found, high=found.high + above * (found.high - found.low))


def known(value: float | None) -> float | None:
    """A number that can be drawn, or null."""
    return value if numbers.is_number(value) else None
