"""Finds the written numbers of a text that may be money, with what stands directly beside each.

Decides what a figure is worth (thousands, lakhs, decimal commas), and which currency and period are written beside it.
Leaves to `transforms.readers.pay.money` which two figures are the ends of one range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.readers.pay.currencies import SIGNS, any_currency, sign_before, stronger_sign
from transforms.text.digits import digit_places
from transforms.text.folding import FIRST_CJK
from transforms.text.lexicon import lexicon

_FULL_ALREADY = 10_000
"""A figure this large is written in full. A "K" behind it is a slip: "$100,000K - $464,000"."""

_MOST_DIGITS = 15
"""Digits kept of a number without form: more than any pay has, few enough to stay exact."""

_LONGEST_NUMBER = 20
_BEHIND_CHARS = 60
"""How far behind a number its multiplier, currency and period may reach: twice as far as any does."""

_SHORT_NUMBER = 4
_LONGEST_JOINT = 5
"""Characters between "€60" and "75" in "€60 bis 75", at most."""
_NAME_SIGNS = frozenset("#_.@")
_JOINT = re.compile(r"\s?(?:[-–—‒~〜～]|to|bis|à|a|do|tot)\s?")

# It begins with a plain class so that the scan stays cheap.
_NUMBER = re.compile(
    r"[0-9](?:[0-9]{0,2} ,[0-9]{3}"
    r"|[0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{2})?(?![0-9,.][0-9])(?![0-9])"
    r"|[0-9.,'’]*[0-9])?"
)
_FILLING = str.maketrans("", "", " '’\u00a0\u202f")
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_GROUP = re.compile(r"\d[.,'’ ]\d{3}")

_WORD = r"(?=\w)"
"""A look that spares most figures the search for each of many words behind them."""

_GOES_ON = re.compile(
    r"[^\S\n]?(?:[-–—‐~〜～/+€£$₹¥]|to\b|à\b|bis\b|do\b|a\b|and\b|per\b|an?\b"
    r"|[kKLl万만元円원천]|[A-Z]{3}\b|euro|z[łl]\b|kr\b|[A-Z€]\w?[rłč€]?\b)|\.\."
)
"""What follows a small figure that is the low end of a range or a sum. Skips "5 years" and "2 offices" cheaply."""


@cache
def _multipliers() -> dict[str, float]:
    """What each multiplier is worth, in lower case."""
    pay = lexicon(__package__, "pay.toml")
    return {**pay["multipliers"], **pay["indian_multipliers"]}


# Not frozen: that takes twice as long to build, and a posting has many. So it is with all that is made of figures.
@dataclass(slots=True)
class Figure:
    """One written number at `text[start:end]`, signs included. `value`: without the multiplier behind it."""

    value: float
    digits: str
    multiplier: str
    currency: str | None
    period: str | None
    start: int
    end: int
    is_open: bool
    is_gross: bool

    @property
    def scale(self) -> float:
        """What its multiplier is worth."""
        return _multipliers().get(self.multiplier, 1.0)

    @property
    def amount(self) -> float:
        """The number in full units."""
        return self.value if self.value >= _FULL_ALREADY else self.value * self.scale

    @property
    def is_indian(self) -> bool:
        """Whether its multiplier is written of rupees only."""
        return self.multiplier in lexicon(__package__, "pay.toml")["indian_multipliers"]

    @property
    def is_scaled(self) -> bool:
        """Whether it is written as thousands or more are: no count of years or people."""
        is_grouped = self.value >= _FULL_ALREADY or _GROUP.search(self.digits)
        return bool(self.multiplier or is_grouped)

    @property
    def is_huge(self) -> bool:
        """Whether it is written as millions or more are."""
        return self.scale >= 1e6 and not self.is_indian


@cache
def _after() -> re.Pattern[str]:
    """What may stand directly after a number, in this order and each optional: "k", "+", a currency, a period."""
    pay, money = lexicon(__package__, "pay.toml"), any_currency()
    beside = pay["beside"]
    multiplier = beside["multiplier"].replace("{money}", money)
    gross = rf"(?P<gross>\s*,?\s*\(?{_WORD}(?:{beside['gross']})\)?)?"
    plus = rf"(?<!\s)\+(?!{beside['not_open']})"
    lead = r"(?:/\s?|\bper\s|\bpro\s|\bp[er]*[/.]\s?|\ban?\s|\bpar\s|\bal\s|\bpor\s|\ba?l?la\s|\bpr\.?\s|\bi\s|\bim\s|\bpa(?=\b)|,\s)?\s?"
    periods = "|".join(
        f"(?P<{period}>(?:{'|'.join(words)})\\b)" for period, words in pay["periods"].items()
    )
    return re.compile(
        rf"(?:[.,]-+)?(?P<open0>{plus})?[^\S\n]?(?:{_WORD}(?P<mult>{multiplier})(?![a-z](?<!k[a-z])))?"
        rf"(?P<open>{plus})?(?:\s?\(?(?P<money>{money})(?!\s?\d)\)?)?(?P<open2>{plus})?"
        rf"(?P<per>{gross}\s*\(?{lead}{_WORD}(?:{periods})(?:\.(?!\s+[A-Z]|\s*$))?\)?)?"
        rf"(?:\s?\(?(?P<money2>{money})(?!\s?\d)\)?)?",
        re.I,
    )


# The same words stand behind the figures of many postings, and the expression is long.
@lru_cache(maxsize=10_000)
def _tail_of(behind: str) -> re.Match[str] | None:
    """What stands directly after a number. `behind`: the last sign of the number and what follows it."""
    return _after().match(behind, 1)


def find_figures(text: str, digits: list[int] | None = None) -> Iterator[Figure]:
    """The figures of a text in reading order: every number with a currency, and every other that may be money.

    `digits`: where the digits of the text stand, if the caller knows.
    """
    resume = number_end = 0
    for start in digit_places(text) if digits is None else digits:
        if start < number_end or (number := _NUMBER.match(text, start)) is None:
            continue
        number_end = number.end()
        if start < resume or number_end - start > _LONGEST_NUMBER:
            continue
        sign = sign_before(text, start)
        is_near = 0 < start - resume <= _LONGEST_JOINT and resume > 0
        is_high_end = is_near and _JOINT.fullmatch(text, resume, start) is not None
        if sign is None and not is_high_end and _is_plain_number(text, start, number_end):
            continue
        tail = _tail_of(text[number_end - 1 : number_end + _BEHIND_CHARS])
        if tail is not None:
            resume = number_end - 1 + tail.end()
            yield _figure(number, sign, tail)


def _is_plain_number(text: str, start: int, end: int) -> bool:
    """Whether a number without a currency before it is no money: a part of a name, or a small count."""
    last, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else " "
    if last == "-":
        # "J-18808", but "USD-90,000".
        is_inside_word = before.isupper() and not text[max(0, start - 3) : start - 2].isalnum()
    else:
        # "#12" and "B2B", but "$T90" is a slip.
        # "R80 000" are rand.
        is_rand = last == "R" and not before.isalnum() and end - start > _SHORT_NUMBER
        is_letter = last.isalnum() and last < FIRST_CJK and before not in SIGNS and not is_rand
        is_inside_word = last in _NAME_SIGNS or is_letter
    is_small = end - start <= _SHORT_NUMBER
    return is_inside_word or (is_small and not _GOES_ON.match(text, end))


def _figure(number: re.Match[str], sign: tuple[str, int] | None, tail: re.Match[str]) -> Figure:
    multiplier, money, per, money_after, gross = tail.group(
        "mult", "money", "per", "money2", "gross"
    )
    multiplier = (multiplier or "").lower()
    # A lone letter ("5 h", "3 d") is too little to be a period, and belongs to the next words.
    is_letter = len((per or "").strip().strip(".")) == 1
    money = money or (None if is_letter else money_after)
    named = _periods() if per and not is_letter else ()
    period = next((period for period in named if tail[period]), None)
    return Figure(
        value=_value(number[0]),
        digits=number[0],
        multiplier=multiplier,
        currency=stronger_sign(sign and sign[0], money),
        period="year" if period is None and multiplier == "lpa" else period,
        start=sign[1] if sign else number.start(),
        end=number.end() - 1 + (tail.start("per") if is_letter else tail.end()),
        is_open=any(tail.group("open0", "open", "open2")),
        is_gross=bool(gross) and "net" not in gross.lower(),
    )


@cache
def _periods() -> tuple[str, ...]:
    return tuple(lexicon(__package__, "pay.toml")["periods"])


# The same round sums stand in many postings.
@lru_cache(maxsize=10_000)
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
