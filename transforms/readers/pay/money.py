"""Finds sums of money in a text and joins the two ends of a range: "$180k – 250k", "65.000 bis 80.000 €", "₹25-40 LPA".

Decides which two figures are the ends of one range. Leaves the figures to `transforms.readers.pay.figures`, whether the
money is pay at all to `transforms.readers.pay.context`, and to `transforms.readers.pay.terms` what a bare "$" means in a
country and which period is meant when none is written.

Grain: one `Span` per range or lone figure, in reading order. Never raises on any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest

from transforms.readers.pay.currencies import AMBIGUOUS
from transforms.readers.pay.figures import Figure, find_figures
from transforms.text.lexicon import lexicon
from transforms.text.rule import words_pattern

_MOST_FIGURES = 2_000
"""Figures read in one text: twenty times what the longest real posting holds, so that a wall of prices stays cheap."""

_BULLET = re.compile(r"\n[^\S\n]*[-–•*]")
_LEFT_CHARS, _HEADS_CHARS = 48, 160
_SWAPPED_MOST = 3
"""How many times the second end the first may be when both are swapped: "$180,000 - $120,000"."""

_WIDEST_GAP, _LONG_GAP, _MAX_GAP = 180, 110, 80
"""Characters between the two ends of a range: at most, with a "to" among them, and with a "max" among them."""


@cache
def _join(name: str) -> re.Pattern[str]:
    """A pattern of what stands between two figures, or before the first."""
    return words_pattern(lexicon(__package__, "joins.toml")[name], re.I)


@dataclass(slots=True)
class Span:
    """A range (`low`, `high`) or a lone figure (`high` None) at `text[start:end]`, in full units.

    `currency` is an ISO code, "$" or "kr" when only that ambiguous sign stands there, or None when nothing does. `period`
    is one of year, month, week, day, hour, or None when not written. `is_open`: a lone "120k+". `is_scaled`: a thousands
    mark or group was written, so the figure is no count of years or people. `is_huge`: millions or more. `is_gross`: a
    word of wages ("gross", "B2B") stands between the figure and its period.
    """

    low: float
    high: float | None
    currency: str | None
    period: str | None
    start: int
    end: int
    is_open: bool = False
    is_scaled: bool = False
    is_huge: bool = False
    is_gross: bool = False


def find_money(text: str, digits: list[int] | None = None) -> list[Span]:
    """Every range and every lone figure that carries a currency, a multiplier, a period or a thousands group.

    Bare small numbers ("5 years", "2 offices") count only as the low end of a range. In reading order, never overlapping.
    `digits`: where the digits of the text stand, if the caller knows.
    """
    spans: list[Span] = []
    figures = list(islice(find_figures(text, digits), _MOST_FIGURES))
    high_end: Figure | None = None
    for figure, following in zip_longest(figures, figures[1:]):
        if figure is high_end:
            continue
        span = _range(text, figure, following) if following else None
        if span is not None:
            spans.append(span)
            high_end = following
        elif figure.currency or figure.is_scaled:
            spans.append(_span(figure.amount, None, figure, figure))
    return spans


def _are_joined(text: str, a: Figure, b: Figure) -> bool:
    """Whether the words between two neighbouring figures make them the ends of one range."""
    if b.start - a.end > _WIDEST_GAP:
        return False
    gap = text[a.end : b.start]
    if _join("dash").fullmatch(gap):
        # A dash that begins a line is an item's: "18,50 €" and below it "- 100 % remote".
        return b.currency is not None or not _BULLET.search(gap)
    if gap.strip() == "/":
        is_alike = (a.multiplier, a.currency) == (b.multiplier, b.currency)
        return bool(a.multiplier) and is_alike and a.value < b.value
    left = text[max(0, a.start - _LEFT_CHARS) : a.start]
    is_and = _join("and").fullmatch(gap)
    if is_and and left.rstrip().endswith(":") and a.currency and b.currency:
        return True
    is_long = len(gap) <= _LONG_GAP and _join("long").fullmatch(gap)
    if is_long and _join("and_for").fullmatch(gap) and _join("for").match(text, b.end):
        return False  # "$50/hr for juniors and $60/hr for seniors"
    if is_and or is_long or _join("note").fullmatch(gap):
        return bool(_join("between").search(left))
    is_max = len(gap) <= _MAX_GAP and _join("to_max").fullmatch(gap)
    return bool(is_max and _join("minimum").search(left)) or _are_cells(text, a, b)


def _are_cells(text: str, a: Figure, b: Figure) -> bool:
    """Whether two figures stand under "Min" and "Max" in a table: two cells of a row, the heads in the lines above."""
    if not _join("cell").fullmatch(text[a.end : b.start]):
        return False
    return _join("min_max").search(text[max(0, a.start - _HEADS_CHARS) : a.start]) is not None


def _range(text: str, a: Figure, b: Figure) -> Span | None:
    """Two neighbouring figures as one span. None when they are not the ends of a range of money."""
    if not _are_joined(text, a, b):
        return None
    low, high = _full_ends(a, b)
    if _are_swapped(text, a, b):
        low, high = high, low
    span = _span(low, high, a, b)
    return span if 0 < low <= high and (span.currency or span.is_scaled) else None


def _are_swapped(text: str, a: Figure, b: Figure) -> bool:
    """Whether both ends are written in full, and the high one first."""
    is_dash = _join("dash").fullmatch(text[a.end : b.start]) and "\n" not in text[a.end : b.start]
    are_full = a.currency and b.currency and a.is_scaled and b.is_scaled
    return bool(is_dash and are_full and b.amount < a.amount <= b.amount * _SWAPPED_MOST)


def _full_ends(a: Figure, b: Figure) -> tuple[float, float]:
    """Both amounts. What only one end says of thousands holds for both: "120 - 150k", "90 to 120,000"."""
    low, high = a.amount, b.amount
    if a.multiplier and b.multiplier:
        return low, high
    if b.multiplier:
        # The small margin allows for rounding.
        is_short = low < high and low * b.scale <= high * 1.0001
        return low * b.scale if is_short else low, high
    if a.multiplier:
        return low, high * a.scale if high < low <= high * a.scale else high
    if low < 1000 <= high and low * 1000 <= high:
        return low * 1000, high
    return low, high * 1000 if high < 1000 <= low <= high * 1000 and low >= high * 100 else high


def _span(low: float, high: float | None, a: Figure, b: Figure) -> Span:
    """What two figures, or one and itself, say together."""
    ends = round(low, 2), None if high is None else round(high, 2)
    is_open, is_scaled = high is None and a.is_open, a.is_scaled or b.is_scaled
    signs = is_open, is_scaled, a.is_huge or b.is_huge, a.is_gross or b.is_gross
    return Span(*ends, _currency_of(a, b), b.period or a.period, a.start, b.end, *signs)


def _currency_of(a: Figure, b: Figure) -> str | None:
    """The currency of two ends: a code before an ambiguous sign, and rupees when only "lakhs" says so."""
    named = [code for code in (b.currency, a.currency) if code]
    plain = (code for code in named if code not in AMBIGUOUS)
    rupees = "INR" if (a if a.multiplier else b).is_indian else None
    return next(plain, named[0] if named else rupees)
