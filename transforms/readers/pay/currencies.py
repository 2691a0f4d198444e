"""Knows how money is written: the signs, codes and words of currencies, before and after a figure.

Decides which ISO code a spelling means. Leaves to `transforms.readers.pay.terms` the country of a bare "$" or "kr".
The table is `currencies.toml`. Converts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.text.lexicon import lexicon

SIGNS = "$€£₹¥￥₩₪₱₴₺₫₦฿"
"""Characters that are money wherever they stand: the cheapest sign that a text states any."""

AMBIGUOUS = frozenset({"$", "kr"})
"""Signs of several currencies. The place of the job decides which is meant."""

_LONGEST_SIGN = 5


@dataclass(frozen=True, slots=True)
class Currency:
    """One row of `currencies.toml`. `per_usd` only tells magnitudes apart and never converts.

    `is_paid_monthly`: a sum without a period that is too much for a week and too little for a year is a month's pay.
    """

    code: str
    per_usd: float
    countries: tuple[str, ...]
    is_paid_monthly: bool
    wage_words: tuple[str, ...]

    def is_meant_by(self, words: str) -> bool:
        """Whether words before an unmarked figure speak of wages in this currency's language only."""
        return any(word in words for word in self.wage_words)


@cache
def currencies() -> dict[str, Currency]:
    """Every currency of the lexicon by its ISO code."""
    return {
        code: Currency(
            code,
            float(row["per_usd"]),
            tuple(row["countries"]),
            row.get("is_paid_monthly", False),
            tuple(row.get("wage_words", ())),
        )
        for code, row in lexicon(__package__, "currencies.toml").items()
    }


@cache
def spellings() -> dict[str, str]:
    """The code of every spelling, in lower case. An ambiguous sign is its own code."""
    spelled = {
        spelling.lower(): code
        for code, row in lexicon(__package__, "currencies.toml").items()
        for spelling in (code, *row["signs"], *row["words"])
    }
    return spelled | {"$": "$", "dollars": "$", "kr": "kr", "kronor": "SEK"}


def any_currency() -> str:
    """A pattern of every spelling, of those with one first letter the longest first. Words end as a whole."""
    by_first: dict[str, list[str]] = {}
    for spelling in sorted(spellings(), key=lambda spelling: (-len(spelling), spelling)):
        ends = r"(?![A-Za-z])" if spelling[-1].isalpha() else ""
        by_first.setdefault(spelling[0], []).append(re.escape(spelling[1:]) + ends)
    # A class of letters outside any case is all that `re` skips at a glance, and most figures have no money behind them.
    return "|".join(
        rf"(?-i:[{re.escape(first)}{re.escape(first.upper())}])(?:{'|'.join(rests)})"
        for first, rests in by_first.items()
    )


def sign_before(text: str, start: int) -> tuple[str, int] | None:
    """The currency directly before the digits at `start`, and where its sign begins. None when there is none."""
    offset = max(0, start - _LONGEST_SIGN - 2)
    lead = text[offset:start].rstrip(" \u00a0*_")
    found = _ending_sign(lead)
    if found == "$":
        rest = lead[:-1].rstrip()
        if rest and (code := _ending_sign(rest)) and code != "$":
            return code, offset + len(rest) - len(code)
    return (found, offset + len(lead) - len(found)) if found else None


@cache
def _lengths_by_ending() -> dict[str, tuple[int, ...]]:
    """The lengths of the spellings that end in a letter, longest first. Most words end otherwise."""
    lengths: dict[str, set[int]] = {}
    for spelling in spellings():
        lengths.setdefault(spelling[-1], set()).add(len(spelling))
    return {ending: tuple(sorted(found, reverse=True)) for ending, found in lengths.items()}


def _ending_sign(lead: str) -> str | None:
    """The longest currency spelling that `lead` ends with. A spelling in letters must be a whole word."""
    if not lead:
        return None
    spelled = spellings()
    for length in _lengths_by_ending().get(lead[-1].lower(), ()):
        sign = lead[-length:]
        is_whole = not (sign[0].isalpha() and lead[-length - 1 : -length].isalpha())
        if is_whole and sign.lower() in spelled:
            return sign
    return lead[-1] if lead[-1] in SIGNS else None


def stronger_sign(before: str | None, after: str | None) -> str | None:
    """The currency of the signs on both sides of a figure: "$165,000 CAD" is in Canadian dollars."""
    spelled = spellings()
    codes = [spelled[one.lower()] for one in (after, before) if one and one.lower() in spelled]
    return next((code for code in codes if code not in AMBIGUOUS), codes[0] if codes else before)
