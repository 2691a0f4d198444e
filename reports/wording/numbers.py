"""How numbers, dates and board text are written: one form each, on every page, in figures, tables and sentences.

Decides decimals, units and the sign of a null. Leaves to the marts whether a number may be shown at all: a null comes
with its reason and is never written as 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

NBSP = "\u00a0"
MINUS = "\u2212"
NO_NUMBER = "–"

LONGEST_SHOWN = 90
"""Characters of a board's text on a page: a title that fills a screen hides the row beside it."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Control characters and bidirectional overrides: they change how the text around them is read."""


def is_number(value: object) -> bool:
    """Whether a value can be drawn or written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def count(value: float | None) -> str:
    """A whole number with thin groups: 12345 -> "12,345"."""
    return NO_NUMBER if value is None else f"{round(value):,}".replace("-", MINUS)


def share(value: float | None, decimals: int | None = None) -> str:
    """A fraction as a percentage: 0.234 -> "23 %"; below 10 % with one decimal, where it matters."""
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    return f"{_percent(value, decimals)}{NBSP}%"


def growth(value: float | None) -> str:
    """A change as a signed percentage: 0.48 -> "+48 %"."""
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    return f"{_signed(value)}{NBSP}%"


def points(value: float | None) -> str:
    """A change of a share, in percentage points: 0.031 -> "+3.1 pts"."""
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    text = f"{abs(value) * 100:.1f}"
    return f"{text if text == '0.0' else _sign(value) + text}{NBSP}pts"


def money(value: float | None, currency: str = "USD") -> str:
    """Yearly money in thousands: 182400 -> "$182k"; other currencies carry their code."""
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    symbol = {"USD": "$", "EUR": "€", "GBP": "£"}.get(currency, f"{currency}{NBSP}")
    if value == 0:
        return f"{symbol}0"
    amount = f"{value / 1000:,.0f}k" if abs(value) < 1_000_000 else f"{value / 1_000_000:,.2f}M"
    return f"{symbol}{amount}"


def decimal(value: float | None) -> str:
    """A plain number, one decimal unless it is whole: an index, a lift, years."""
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    text = f"{abs(value):,.1f}".removesuffix(".0")
    return f"{MINUS if value < 0 and text != '0' else ''}{text}"


def index(value: float | None) -> str:
    """An index, whole: its interval is tens of points wide."""
    return count(value) if value is None or math.isfinite(value) else NO_NUMBER


def day(value: date | datetime | None) -> str:
    """A date as 2026-11-23."""
    return NO_NUMBER if value is None else value.strftime("%Y-%m-%d")


def spoken(value: date | datetime | None) -> str:
    """A date within a sentence: 23 Nov 2026."""
    return NO_NUMBER if value is None else f"{value.day}{NBSP}{value:%b}{NBSP}{value:%Y}"


def n_of(value: float | None) -> str:
    """How many: "n = 212"."""
    return f"n{NBSP}={NBSP}{count(value)}"


def basis(row: Mapping[str, Any]) -> str:
    """The n of a row: "n = 812 openings, 64 employers"."""
    parts = []
    if row.get("n_postings") is not None:
        parts.append(f"{n_of(row['n_postings'])} openings")
    if row.get("n_boards") is not None:
        parts.append(f"{n_of(row['n_boards'])} boards")
    if row.get("n_employers") is not None:
        parts.append(f"{count(row['n_employers'])} employers")
    return ", ".join(parts)


def moment(value: datetime | None) -> str:
    """An instant as 2026-11-23 06:00 UTC."""
    return NO_NUMBER if value is None else value.strftime("%Y-%m-%d %H:%M UTC")


def interval(
    low: float | None,
    high: float | None,
    form: str,
    currency: str = "USD",
    value: float | None = None,
) -> str:
    """An interval in brackets, "[19 to 27 %]", with the decimals of its value; empty when either end is not known."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if form == "share":
        decimals = _decimals(max(low, high) if value is None else value)
        return _bracket(_percent(low, decimals), f"{_percent(high, decimals)}{NBSP}%")
    if form == "growth":
        return _bracket(_signed(low), f"{_signed(high)}{NBSP}%")
    return _bracket(write(low, form, currency), write(high, form, currency))


def estimate(value: float | None, low: float | None, high: float | None, form: str) -> str:
    """A number with its interval: "+48 % [+31 to +67 %]"."""
    return f"{write(value, form)} {interval(low, high, form, value=value)}".strip()


def write(value: object, form: str, currency: str = "USD") -> str:
    """A value in the named form: share, growth, points, usd, count, index, decimal, day, text."""
    if value is None:
        return NO_NUMBER
    if form == "text" or isinstance(value, str):
        return shown(str(value))[0]
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return shown(str(value))[0]
    if form == "usd":
        return money(value, currency)
    writers = {"share": share, "growth": growth, "points": points, "count": count, "index": index}
    return writers.get(form, decimal)(value)


def shown(text: str | None) -> tuple[str, bool]:
    """A board's text as a page may show it, and whether it was cut.

    Control and bidirectional characters are taken out, line breaks become spaces.
    """
    clean = clean_text(text)
    if len(clean) <= LONGEST_SHOWN:
        return clean, False
    return clean[: LONGEST_SHOWN - 1].rstrip() + "…", True


def clean_text(text: str | None) -> str:
    """Text without the characters that are not seen but change what is."""
    return " ".join(_UNSEEN.sub("", text or "").split())


def _bracket(low: str, high: str) -> str:
    return f"[{low}{NBSP}to{NBSP}{high}]"


def _percent(value: float, decimals: int | None) -> str:
    if decimals is None:
        decimals = _decimals(value)
    text = f"{abs(value) * 100:,.{decimals}f}"
    return f"{MINUS if value < 0 and float(text.replace(',', '')) else ''}{text}"


def _decimals(value: float) -> int:
    # below 10 % a whole percent is too coarse: 0.4 % and 1.4 % would differ by more than either
    return 1 if 0 < abs(value) < 0.0995 else 0


def _sign(value: float) -> str:
    return MINUS if value < 0 else "+"


def _signed(value: float) -> str:
    text = f"{abs(value) * 100:,.0f}"
    return text if text == "0" else f"{_sign(value)}{text}"
