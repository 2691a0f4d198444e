"""How numbers, dates and board text are written: one form each, on every page, in figures, tables and sentences.

Decides decimals, units and the sign of a null. Leaves to the marts whether a number may be shown at all: a null comes
with its reason and is never written as 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeGuard

NBSP = "\u00a0"
MINUS = "\u2212"
NO_NUMBER = "–"

LONGEST_SHOWN = 90
"""Characters of a board's text on a page: a title that fills a screen hides the row beside it."""

_LONGEST_PART = 300

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Control characters and bidirectional overrides, which change how the text around them is read, and the two
noncharacters that XML forbids: one of them in a title would make a whole feed unreadable."""

_HALVES_UP = Context(prec=400, rounding=ROUND_HALF_UP)
"""As readers round: 66.5 is 67, where Python's own rounding writes 66. Its digits hold any float."""

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value can be drawn or written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def count(value: float | None) -> str:
    """A whole number in groups: 12345 -> "12,345"."""
    return _signed(value, 0) if is_number(value) else NO_NUMBER


def share(value: float | None, decimals: int | None = None) -> str:
    """A fraction as a percentage: 0.234 -> "23 %". Below 10 % it has one decimal, where it matters."""
    if not is_number(value):
        return NO_NUMBER
    places = _decimals(value) if decimals is None else decimals
    return f"{_signed(value * 100, places)}{NBSP}%"


def growth(value: float | None, decimals: int = 0) -> str:
    """A change as a signed percentage: 0.48 -> "+48 %"."""
    return f"{_signed(value * 100, decimals, '+')}{NBSP}%" if is_number(value) else NO_NUMBER


def moved_by(value: float) -> str:
    """How far something moved, without the direction: -0.48 -> "48 %". What moved less than half a percent has a decimal."""
    return share(abs(value), _least_decimals(value, 0))


def points(value: float | None, decimals: int = 1) -> str:
    """A change of a share, in percentage points: 0.031 -> "+3.1 pts"."""
    return f"{_signed(value * 100, decimals, '+')}{NBSP}pts" if is_number(value) else NO_NUMBER


def money(value: float | None, currency: str = "USD") -> str:
    """Yearly money in thousands: 182400 -> "$182k". Other currencies carry their code."""
    if not is_number(value):
        return NO_NUMBER
    is_below_million = abs(value) < 999_500  # as written: 999,600 is a million
    amount = f"{_rounded(value / 1000, 0)}k" if is_below_million else f"{_rounded(value / 1e6, 2)}M"
    return _SYMBOLS.get(currency, f"{currency}{NBSP}") + (amount if value else "0")


def decimal(value: float | None) -> str:
    """A plain number, one decimal unless it is whole: an index, a lift, years."""
    return _signed(value, 1).removesuffix(".0") if is_number(value) else NO_NUMBER


def day(value: date | datetime | None) -> str:
    """A date as 2026-11-23."""
    return NO_NUMBER if value is None else value.strftime("%Y-%m-%d")


def spoken(value: date | datetime | None) -> str:
    """A date within a sentence: 23 Nov 2026."""
    return NO_NUMBER if value is None else f"{value.day}{NBSP}{value:%b}{NBSP}{value:%Y}"


def moment(value: datetime | None) -> str:
    """An instant as 2026-11-23 06:00 UTC."""
    return NO_NUMBER if value is None else value.strftime("%Y-%m-%d %H:%M UTC")


def n_of(value: float | None) -> str:
    """How many: "n = 212"."""
    return f"n{NBSP}={NBSP}{count(value)}"


def counted(value: float | None, noun: str) -> str:
    """How many of something: "1 employer", "64 employers"."""
    return f"{count(value)} {noun}" if value == 1 else f"{count(value)} {noun}s"


_COUNTED = (("n_openings", "openings"), ("n_boards", "boards"))


def basis(row: Mapping[str, Any]) -> str:
    """The n of a row: "n = 812 openings, 64 employers"."""
    parts = [f"{n_of(row[name])} {what}" for name, what in _COUNTED if row.get(name) is not None]
    if (employers := row.get("n_employers")) is not None:
        parts.append(counted(employers, "employer"))
    return ", ".join(parts)


def interval(
    low: float | None,
    high: float | None,
    form: str,
    currency: str = "USD",
    value: float | None = None,
) -> str:
    """An interval in brackets, "[19 to 27 %]", with the decimals of its value. Empty when either end is not known.

    The end of a change has more decimals where it would be written as 0 and is not: "[+0.4 to +153 %]" holds no 0.
    """
    if not (is_number(low) and is_number(high)):
        return ""
    places = _decimals(max(low, high) if value is None else value)
    first, last = (_end(end, form, places, currency) for end in (low, high))
    for unit in ("%", "pts"):
        first = first.removesuffix(f"{NBSP}{unit}")
    # The value before it names the currency: "PLN 210k [190k to 240k]".
    first, last = (end.removeprefix(f"{currency}{NBSP}") for end in (first, last))
    return f"[{first}{NBSP}to{NBSP}{last}]"


def _end(value: float, form: str, places: int, currency: str) -> str:
    if form == "share":
        return share(value, places)
    if form == "growth":
        return growth(value, _least_decimals(value, 0))
    if form == "points":
        return points(value, _least_decimals(value, 1))
    return write(value, form, currency)


def estimate(value: float | None, low: float | None, high: float | None, form: str) -> str:
    """A number with its interval: "+48 % [+31 to +67 %]"."""
    return f"{write(value, form)} {interval(low, high, form, value=value)}".strip()


def between(low: float | None, high: float | None, form: str, value: float | None = None) -> str:
    """An interval within a sentence: "95 % interval +31 to +67 %". Empty when either end is not known."""
    spread = interval(low, high, form, value=value)
    return f"95{NBSP}% interval {spread[1:-1]}" if spread else ""


def as_read(value: float | None, form: str) -> str:
    """The number before misread roles are put right: "as read +45 %". Empty where there is none."""
    return f"as{NBSP}read{NBSP}{write(value, form)}" if is_number(value) else ""


def write(value: object, form: str, currency: str = "USD") -> str:
    """A value in the named form: share, growth, points, usd, count, index, decimal, day, text.

    An index is whole, as its interval is tens of points wide.
    """
    if value is None:
        return NO_NUMBER
    if isinstance(value, bool) and form != "text":
        return "yes" if value else "no"
    if isinstance(value, date) and form != "text":
        return day(value)
    if form == "text" or not isinstance(value, int | float):
        return show(str(value))
    if form == "usd":
        return money(value, currency)
    writers = {"share": share, "growth": growth, "points": points, "count": count, "index": count}
    return writers.get(form, decimal)(value)


def show(text: str | None) -> str:
    """A board's text as a page may show it: clean, and cut where it is too long."""
    clean = clean_text(text)
    return clean if len(clean) <= LONGEST_SHOWN else clean[: LONGEST_SHOWN - 1].rstrip() + "…"


def sentence_part(text: str | None) -> str:
    """A note of ours within a sentence: clean, and cut far beyond any that we write, since it may quote a board."""
    return clean_text(text)[:_LONGEST_PART]


def clean_text(text: str | None) -> str:
    """Text on one line, without the characters that are not seen but change what is."""
    return " ".join(_UNSEEN.sub("", text or "").split())


def _decimals(value: float) -> int:
    # below 10 % a whole percent is too coarse: 0.4 % and 1.4 % would differ by more than either
    return 1 if 0 < abs(value) < 0.0995 else 0


def _least_decimals(value: float, decimals: int) -> int:
    """Decimals of a change at which one that is not 0 is not written as 0, and two at most."""
    return next((n for n in (decimals, 1) if abs(value) * 100 >= 0.5 / 10**n or not value), 2)


def _rounded(value: float, decimals: int) -> str:
    """A number in groups, its halves rounded up.

    What arithmetic leaves behind the ninth decimal is no part of the number: 0.145 * 100 is a little less than 14.5.
    """
    exact = Decimal(repr(round(value, 9)))
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), context=_HALVES_UP):,f}"


def _signed(value: float, decimals: int, plus: str = "") -> str:
    """A number with a true minus sign. One that rounds to 0 has no sign."""
    text = _rounded(abs(value), decimals)
    if not text.strip("0.,"):
        return text
    return f"{MINUS if value < 0 else plus}{text}"
