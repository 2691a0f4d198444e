"""Finds sums of money in a text and joins the two ends of a range: "$180k – 250k", "65.000 bis 80.000 €", "₹25-40 LPA".

Decides what a figure is worth (thousands, lakhs, decimal commas), which currency and period are written beside it, and
which two figures are the ends of one range. Leaves to `transforms.readers.pay.context` whether the money is pay at all, and to
`transforms.readers.pay.terms` what a bare "$" means in a country and which period is meant when none is written.

Grain: one `Span` per range or lone figure, in reading order. Never raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from transforms.readers.pay.currencies import SIGNS, any_currency, sign_before, stronger_sign
from transforms.text.digits import digit_places
from transforms.text.lexicon import lexicon

_MULTIPLIERS = {
    "k": 1e3,
    "t": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mm": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
}


_MULTIPLIERS |= {
    "billion": 1e9,
    "trillion": 1e12,
    "万": 1e4,
    "l": 1e5,
    "lac": 1e5,
    "lacs": 1e5,
    "lakh": 1e5,
    "lakhs": 1e5,
}


_MULTIPLIERS |= {"lpa": 1e5, "cr": 1e7, "crore": 1e7, "crores": 1e7}


_LAKHS = frozenset({"l", "lac", "lacs", "lakh", "lakhs", "lpa", "cr", "crore", "crores"})


@dataclass(frozen=True, slots=True)
class Span:
    """A range (`low`, `high`) or a lone figure (`high` None) at `text[start:end]`, in full units.

    `currency` is an ISO code, "$" or "kr" when only that ambiguous sign stands there, or None when nothing does. `period`
    is one of year, month, week, day, hour, or None when not written. `is_open`: a lone "120k+". `is_scaled`: a thousands
    mark or group was written, so the figure is no count of years or people. `is_huge`: millions or more.
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


@dataclass(slots=True)
class _Figure:
    value: float
    digits: str
    multiplier: str
    currency: str | None
    period: str | None
    start: int
    end: int
    is_open: bool


@cache
def _period_words() -> dict[str, tuple[str, ...]]:
    """Period -> its words as regular expressions, from `pay.toml`."""
    table = lexicon(__package__, "pay.toml")
    return {period: tuple(words) for period, words in table["periods"].items()}


_NUMBER = re.compile(
    r"[0-9](?:[0-9]{0,2} ,[0-9]{3}|[0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{2})?(?![0-9,.][0-9])(?![0-9])|[0-9.,'’]*[0-9])?"
)
"""A written number: digits with grouping of any kind. It begins with a plain class so that the scan stays cheap."""


@cache
def _after() -> re.Pattern[str]:
    """What may stand directly after a number: "k", "+", a currency, a period, in that order; every part is optional."""
    money = any_currency()
    periods = "|".join(
        f"(?P<{period}>(?:{'|'.join(words)})\\b)" for period, words in _period_words().items()
    )
    gross = r"(?:\s*,?\s*\(?(?:gross|brutto|bruto|bruts?|net|base|salary|pre-tax|before tax|b2b|fulltime)\)?)?"
    plus = r"(?<!\s)\+(?!\s?\d|\s*(?:[a-z]+\s)?(?:equity|bonus|benefits?|stock|commissions?|super|options|rsus?|perks|eq)\b)"
    return re.compile(
        rf"(?:[.,]-+)?(?P<open0>{plus})?[^\S\n]?"
        rf"(?:(?P<mult>thousand|million|billion|trillion|mio|mm|bn|[kK](?![a-z])|k(?=(?:{money}|/))|t(?=€)|m(?![a-z0-9])|b(?![a-z0-9])|万|lpa|lakhs?|lacs?|l(?![a-z0-9])|crores?|cr)(?![a-z](?<!k[a-z])))?"
        rf"(?P<open>{plus})?(?:\s?\(?(?P<money>{money})(?!\s?\d)\)?)?(?P<open2>{plus})?"
        rf"(?P<per>{gross}\s*\(?(?:/\s?|\bper\s|\bpro\s|\bp[er]*[/.]\s?|\ban?\s|\bpar\s|\bal\s|\bim\s|\bpa(?=\b)|,\s)?\s?(?:{periods})(?:\.(?!\s+[A-Z]|\s*$))?\)?)?"
        rf"(?:\s?\(?(?P<money2>{money})(?!\s?\d)\)?)?",
        re.I,
    )


_FILLING = str.maketrans("", "", " '’\u00a0\u202f")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")


def _value(digits: str) -> float:
    """What a written number is worth: grouping and decimals as in "1,250.50", "1.250,50", "25,00,000", "100,0000" (a slip)."""
    plain = digits.translate(_FILLING)
    if plain.isdigit():
        return float(plain[:_MOST_DIGITS])
    if _COMMA_GROUPS.fullmatch(plain):
        return float(plain.replace(",", ""))
    if _DOT_GROUPS.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3},\d{4}", plain):
        return float(plain.replace(",", "")[:-1])
    if re.fullmatch(r"\d+[.,]\d+", plain):
        return float(plain.replace(",", "."))
    kept = "".join(letter for letter in plain if letter.isdigit())
    return float(kept[:_MOST_DIGITS] or 0)


_MOST_DIGITS = 15
"""Digits kept of a number without form: more than any pay has, few enough to stay exact."""


_GOES_ON = re.compile(
    r"[^\S\n]?(?:[-–—‐/+€£$₹¥]|to\b|and\b|per\b|an?\b|[kKLl]|[A-Z]{3}\b|euro|[A-Z€]\w?[rł€]?\b)|\.\."
)
"""What follows a small figure that is the low end of a range or a sum; skips "5 years" and "2 offices" cheaply."""


def _figures(text: str) -> Iterator[_Figure]:
    after = _after()
    resume = number_end = 0
    for start in digit_places(text):
        if start < number_end or (found := _NUMBER.match(text, start)) is None:
            continue
        number_end = end = found.end()
        if start < resume or end - start > 20:
            continue
        lead = sign_before(text, start)
        if lead is None and (
            _is_inside_a_word(text, start) or (end - start <= 4 and not _GOES_ON.match(text, end))
        ):
            continue
        tail = after.match(text, end)
        assert tail is not None  # noqa: S101 - for mypy: every part of the pattern is optional
        multiplier = (tail["mult"] or "").lower()
        period_text = (tail["per"] or "").strip()
        is_letter = len(period_text.strip(".")) == 1
        currency = stronger_sign(
            lead and lead[0], tail["money"] or (None if is_letter else tail["money2"])
        )
        period = next((period for period in _period_words() if tail[period]), None)
        figure = _Figure(
            value=_value(found[0]),
            digits=found[0],
            multiplier=multiplier,
            currency=currency,
            period=period
            if period_text and not is_letter
            else ("year" if multiplier == "lpa" else None),
            start=lead[1] if lead else start,
            end=tail.start("per") if is_letter else tail.end(),
            is_open=bool(tail["open0"] or tail["open"] or tail["open2"]),
        )
        resume = tail.end()
        yield figure


def _is_inside_a_word(text: str, start: int) -> bool:
    """Whether the digits at `start` belong to a name or a number already begun ("B2B", "#12", "J-18808"); "$T90" is a slip."""
    if start == 0:
        return False
    last, before = text[start - 1], text[start - 2] if start > 1 else " "
    if last == "-":
        return before.isupper() and not text[max(0, start - 3) : start - 2].isalnum()
    return last in "#_.@" or (last.isalnum() and before not in SIGNS)


_MARKUP = r"[\s*_\\]*"


_DASH = re.compile(
    rf"{_MARKUP}(?:[-–—‒−‐‑~→]+|\.\.\.?|…|to|bis|until|till|tot|thru|through|à|au|até|hasta|a|up to|(?:to )?(?:a )?max(?:imum)?(?: of)?|to up to){_MARKUP}(?:USD|up to)?{_MARKUP}",
    re.I,
)


_AND = re.compile(rf"{_MARKUP}(?:and|und|et|y|en|&){_MARKUP}", re.I)


_NOTE = re.compile(r"\s*(?:\[[^\]\n]{0,140}\]|\([^)\n]{0,140}\))\s*(?:to|-|–|—|and)\s*", re.I)


_LONG = re.compile(
    r"[^\d\n]{0,100}?(?:\bto|\bup to|\band)(?:\s+a)?(?:\s+max(?:imum)?(?:\s+(?:salary|pay))?(?:\s+of)?)?\s*",
    re.I,
)


_TO_MAX = re.compile(r"[^\d]{0,45}?\bmax(?:imum)?\b[^\d\n]{0,30}", re.I)


_BETWEEN = re.compile(
    r"(?:between|from|rang(?:es?|ing)\b[^.\d]{0,30}|zwischen|von|entre|de|tussen|of|minimum[^.\d]{0,20})\W*$",
    re.I,
)


_MINIMUM = re.compile(r"\bmin(?:imum)?\b[^\d\n]{0,30}$", re.I)


def _joined(text: str, a: _Figure, b: _Figure) -> bool:
    """Whether the words between two neighbouring figures make them the ends of one range."""
    if b.start - a.end > 180:
        return False
    gap = text[a.end : b.start]
    if _DASH.fullmatch(gap):
        return True
    left = text[max(0, a.start - 48) : a.start]
    if gap.strip() == "/":
        return (
            bool(a.multiplier)
            and (a.multiplier, a.currency) == (b.multiplier, b.currency)
            and a.value < b.value
        )
    if _AND.fullmatch(gap) and left.rstrip().endswith(":") and a.currency and b.currency:
        return True
    if _AND.fullmatch(gap) or _NOTE.fullmatch(gap) or (len(gap) <= 110 and _LONG.fullmatch(gap)):
        return bool(_BETWEEN.search(left))
    return len(gap) <= 80 and bool(_MINIMUM.search(left) and _TO_MAX.fullmatch(gap))


_FULL_ALREADY = 10_000
"""A figure this large with a "K" behind it is written in full, the K a slip: "$100,000K - $464,000"."""


def _scaled(figure: _Figure) -> float:
    if figure.value >= _FULL_ALREADY:
        return figure.value
    return figure.value * _MULTIPLIERS.get(figure.multiplier, 1.0)


def _is_grouped(figure: _Figure) -> bool:
    return (
        bool(figure.multiplier)
        or bool(re.search(r"\d[.,'’ ]\d{3}", figure.digits))
        or figure.value >= 10_000
    )


def _range(a: _Figure, b: _Figure) -> Span | None:
    """Two figures as one span; None when they cannot be its ends. A missing "k" is taken from the other end."""
    low, high = _scaled(a), _scaled(b)
    if (
        b.multiplier
        and not a.multiplier
        and low < high
        and low * _MULTIPLIERS[b.multiplier] <= high * 1.0001
    ):
        low *= _MULTIPLIERS[b.multiplier]
    elif a.multiplier and not b.multiplier and high < low <= high * _MULTIPLIERS[a.multiplier]:
        high *= _MULTIPLIERS[a.multiplier]
    elif (
        not a.multiplier
        and not b.multiplier
        and low < 1000 <= high
        and high >= low * 100
        and low * 1000 <= high
    ):
        low *= 1000
    elif (
        not a.multiplier
        and not b.multiplier
        and high < 1000 <= low
        and low <= high * 1000
        and low >= high * 100
    ):
        high *= 1000
    if high < low or low <= 0:
        return None
    currency = _stronger_code(a.currency, b.currency, a.multiplier or b.multiplier)
    huge = {a.multiplier, b.multiplier} & {
        "m",
        "mm",
        "mio",
        "million",
        "b",
        "bn",
        "billion",
        "trillion",
    }
    return Span(
        _round(low),
        _round(high),
        currency,
        b.period or a.period,
        a.start,
        b.end,
        False,
        _is_grouped(a) or _is_grouped(b),
        bool(huge),
    )


def _round(amount: float) -> float:
    return round(amount, 2)


def _stronger_code(a: str | None, b: str | None, multiplier: str) -> str | None:
    for code in (b, a):
        if code and code not in ("$", "kr"):
            return code
    return b or a or ("INR" if multiplier in _LAKHS else None)


def _lone(figure: _Figure) -> Span:
    huge = figure.multiplier in {"m", "mm", "mio", "million", "b", "bn", "billion", "trillion"}
    currency = _stronger_code(figure.currency, None, figure.multiplier)
    return Span(
        _round(_scaled(figure)),
        None,
        currency,
        figure.period,
        figure.start,
        figure.end,
        figure.is_open,
        _is_grouped(figure),
        huge,
    )


_MOST_FIGURES = 2_000
"""Figures read in one text: twenty times what the longest real posting holds, so that a wall of prices stays cheap."""


def find_money(text: str) -> list[Span]:
    """Every range and every lone figure that carries a currency, a multiplier, a period or a thousands group.

    Bare small numbers ("5 years", "2 offices") count only as the low end of a range. In reading order, never overlapping.
    """
    spans: list[Span] = []
    figures = list(islice(_figures(text), _MOST_FIGURES))
    index = 0
    while index < len(figures):
        figure = figures[index]
        following = figures[index + 1] if index + 1 < len(figures) else None
        if following is not None and _joined(text, figure, following):
            span = _range(figure, following)
            if span is not None and (span.currency or span.is_scaled):
                spans.append(span)
                index += 2
                continue
        if (
            figure.currency
            or (figure.multiplier and figure.multiplier not in {"m", "b", "l", "t"})
            or _is_grouped(figure)
        ):
            spans.append(_lone(figure))
        index += 1
    return spans
