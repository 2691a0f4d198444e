"""Compares the pay that a board's fields state with the pay read in its text.

Decides when two ranges are the same one and when fields and text disagree. Leaves both readings to their readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.posting import StatedPay
from transforms.readers.pay.terms import PERIODS_PER_YEAR

_TOLERANCE = 0.01
"""Ranges this close are the same range, rounded differently in a board's field."""

_COMPARED = (("base", "unclear"), ("ote",), ("total",))
"""Base and unclear pay count as one kind."""


def annualise(amount: float, period: str) -> float:
    """Gross units a year for `amount` a `period`, by `PERIODS_PER_YEAR`. An unknown period raises KeyError."""
    return amount * PERIODS_PER_YEAR[period]


def pay_conflict(stated: Sequence[StatedPay], read: Sequence[StatedPay]) -> bool | None:
    """Whether a board's pay fields and its text disagree: no range of one is a range of the other.

    Compared a year and kind by kind. None when the two state no kind in common.
    """
    verdicts = []
    for kinds in _COMPARED:
        fields = [pay for pay in stated if pay.kind in kinds and pay.period in PERIODS_PER_YEAR]
        text = [pay for pay in read if pay.kind in kinds]
        if fields and text:
            verdicts.append(not any(_is_same_pay(a, b) for a in fields for b in text))
    return any(verdicts) if verdicts else None


def _is_same_pay(a: StatedPay, b: StatedPay) -> bool:
    is_same_low = _is_same_end(a.min, a.period, b.min, b.period)
    return (
        a.currency == b.currency and is_same_low and _is_same_end(a.max, a.period, b.max, b.period)
    )


def _is_same_end(one: float | None, period: str, other: float | None, other_period: str) -> bool:
    if one is None or other is None:
        return one is other
    yearly = annualise(one, period)
    return abs(yearly - annualise(other, other_period)) <= _TOLERANCE * yearly
