"""Reads the terms of a sum that is pay: period, bounds, currency, and the zone or level it is for.

Decides by what is written beside the figure, then near it, then by its size or the posting's place; a term that cannot be
believed is None and the range is dropped. Leaves whether the sum is pay to `transforms.readers.pay.context`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.readers.pay.currencies import currencies
from transforms.readers.pay.money import Span
from transforms.readers.pay.words_around import STANDALONE, Surroundings
from transforms.text.lexicon import lexicon

PERIODS_PER_YEAR = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}
"""How many paid periods make a year, printed on every page that annualises: 52 weeks of 5 days of 8 hours."""


_PLAUSIBLE = {
    "hour": (4, 999),
    "day": (40, 4_000),
    "week": (150, 15_000),
    "month": (250, 60_000),
    "year": (4_000, 2_500_000),
}
"""Lowest and highest believable pay per period in rough US dollars. A written period outside it is a slip of the form
("$100,000 to $200,000 /hour") and is read by its size."""


_YEARLY_FROM, _MONTHLY_FROM, _DAILY_FROM, _HOURLY_FROM = 10_000, 1_100, 220, 4
"""Rough US dollars from which a figure without any period is yearly, monthly, daily or hourly."""


def _scale(currency: str | None) -> float:
    """Rough units of a currency a US dollar; a bare sign or none counts as a dollar."""
    if currency in (None, "$"):
        return 1.0
    return _CROWN_SCALE if currency == "kr" else currencies()[currency or "USD"].per_usd


_CROWN_SCALE = 10.0

_LIVING = 10_000
"""Rough US dollars a year from which a range with its period written beside it needs no pay word."""


def is_a_living(span: Span) -> bool:
    """Whether the sum would be a year's pay at the period written beside it (a year's when none is)."""
    return span.low / _scale(span.currency) * PERIODS_PER_YEAR[span.period or "year"] >= _LIVING


@cache
def _period_cues() -> re.Pattern[str]:
    """Words that name a period away from the figure; "40 hours per week" and "5 years" do not."""
    cues = lexicon(__package__, "pay.toml")["period_cues"]
    return re.compile("|".join(f"(?P<{period}>\\b(?:{words}))" for period, words in cues.items()))


def period_of(span: Span, around: Surroundings) -> str | None:
    """The period of a span: written beside it, else named near it, else told by its size; None when no period is believable."""
    scale = _scale(span.currency)
    top, bottom = (span.high or span.low) / scale, span.low / scale
    if span.period and _fits(span.period, bottom, top):
        return span.period
    named = [found.lastgroup for found in _period_cues().finditer(around.left)][::-1]
    named += [found.lastgroup for found in _period_cues().finditer(around.right[:40])]
    named += [found.lastgroup for found in _period_cues().finditer(around.above[-120:])][::-1]
    for period in named:
        if period and _fits(period, bottom, top):
            return period
    for period, least in (
        ("year", _YEARLY_FROM),
        ("month", _MONTHLY_FROM),
        ("day", _DAILY_FROM),
        ("hour", _HOURLY_FROM),
    ):
        if top >= least:
            is_told = span.high is not None or period != "day"
            return period if is_told and _fits(period, bottom, top) else None
    return None


def _fits(period: str, bottom: float, top: float) -> bool:
    least, most = _PLAUSIBLE[period]
    return least <= bottom and top <= most


@cache
def _bounds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    bounds = lexicon(__package__, "pay.toml")["bounds"]
    return tuple(
        re.compile(rf"(?:^|[^\w]|(?<=[a-z])(?=(?-i:[A-Z])))(?:{bounds[side]})[\s:(*]*$", re.I)
        for side in ("up_to", "from")
    )  # type: ignore[return-value]


def bounds_of(span: Span, around: Surroundings) -> tuple[float | None, float | None]:
    """Lowest and highest stated pay: both ends of a range; a lone figure is both unless "up to", "from" or "+" says one."""
    if span.high is not None:
        return span.low, span.high
    up_to, from_ = _bounds()
    if up_to.search(around.raw_left):
        return None, span.low
    if from_.search(around.raw_left) or span.is_open:
        return span.low, None
    return span.low, span.low


_DOLLAR_PLACES = (
    (
        "CAD",
        re.compile(
            r"\b(?:canad\w+|toronto|vancouver|montr[eé]al|ontario|british columbia|qu[eé]bec|ottawa|calgary|alberta)\b",
            re.I,
        ),
    ),
    ("AUD", re.compile(r"\b(?:australia\w*|sydney|melbourne|brisbane|perth)\b", re.I)),
    ("SGD", re.compile(r"\bsingapore\w*\b", re.I)),
    ("NZD", re.compile(r"\b(?:new zealand|auckland|wellington)\b", re.I)),
    ("HKD", re.compile(r"\bhong kong\b", re.I)),
    (
        "USD",
        re.compile(
            r"\b(?:u\.?s\.?a?|united states|american?|san francisco|new york|nyc|california|seattle|boston|austin|denver|chicago|los angeles)\b",
            re.I,
        ),
    ),
)


_DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "SG": "SGD", "NZ": "NZD", "HK": "HKD"}


_CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK"}


def home_countries(country_codes: Sequence[str], locations: Sequence[str]) -> frozenset[str]:
    """The countries whose money a bare sign may mean: the known codes, else those that the locations name plainly."""
    if country_codes:
        return frozenset(country_codes)
    codes = {code: country for country, code in _DOLLARS.items()}
    return frozenset(
        codes[code]
        for code, places in _DOLLAR_PLACES
        if any(places.search(place) for place in locations)
    )


def currency_of(span: Span, around: Surroundings, home: frozenset[str]) -> str | None:
    """The ISO code of a span's money; a bare "$" is US dollars unless the place says otherwise. None: no currency known."""
    if span.currency not in (None, "$", "kr"):
        return span.currency
    if span.currency == "kr":
        return next((_CROWNS[code] for code in sorted(home) if code in _CROWNS), "SEK")
    if span.currency == "$":
        dollars = {_DOLLARS[code] for code in home if code in _DOLLARS}
        if len(dollars) == 1 and len(home) == 1:
            return dollars.pop()
        return _dollar_beside(around, dollars)
    owners = {
        code
        for code, money in currencies().items()
        for country in home
        if country in money.countries
    }
    return owners.pop() if len(owners) == 1 else None


def _dollar_beside(around: Surroundings, dollars: set[str]) -> str:
    """Among several countries with dollars, the one named last before the figure; US dollars when none is."""
    if len(dollars) > 1:
        for words in (around.raw_left, around.raw_above[-100:]):
            named = {
                code: max((m.end() for m in places.finditer(words)), default=-1)
                for code, places in _DOLLAR_PLACES
                if code in dollars
            }
            best = max(sorted(named), key=lambda code: named[code])
            if named[best] >= 0:
                return best
    return next(iter(dollars)) if len(dollars) == 1 and "USD" not in dollars else "USD"


_LABEL = re.compile(
    r"(?:^|[;.|•\n])[\s\-*•_]*(?P<label>[^;:|\n]{3,80}?)\s*[*_]*\s*[:–—-]\s*[*_]*\s*$"
)


_FOR_PLACE = re.compile(
    r"\b[Ff]or (?P<label>(?:candidates |roles |those )?(?:based |located )?(?:in )?[A-Z][^:;.\n]{1,60}?)(?:-based|,| based| residents| candidates| employees| applicants)",
    re.S,
)


_IN_PLACE = re.compile(
    r"\b[Ii]n (?:the (?:state|locations?) of )?(?P<label>[A-Z][\w .,&'-]{1,60}?)(?: is| are|,? the\b|:|,$)"
)


_NOT_LABEL = re.compile(
    r"(?i)salar|compens|\bpay\b|range|\bbase\b|\brate\b|wage|remuner|r[ée]mun|\bact\b|\bote\b|gehalt|verg[üu]t|\bcomp\b|\brole\b|position|\bcash\b|annual|budget|package|benefit|earning|equity|http|offer|location$"
)


_IS_PLACE = re.compile(
    r"(?i)\b(?:zone|tier|region|level|area|based|residents?|candidates|canada|canadian|u\.?s\.?a?|uk|united|states?|california|new york|nyc|"
    r"san francisco|bay|seattle|boston|london|berlin|toronto|washington|colorado|texas|all other|india|germany|france|spain|ireland|europe)\b"
)


def place_of(around: Surroundings) -> str | None:
    """The zone, city or level that a range is for, as written beside or directly above it; None when the whole posting."""
    for pattern in (_LABEL, _FOR_PLACE, _IN_PLACE):
        found = pattern.search(around.raw_left)
        if found and not _NOT_LABEL.search(found["label"]):
            return found["label"].strip(" -*•_(#")[:80] or None
    if STANDALONE.match(around.raw_left) and "|" not in around.raw_left:
        line = around.raw_above.rstrip().rsplit("\n", 1)[-1].strip(" #*_:-•")
        if (
            2 <= len(line) <= 90
            and _IS_PLACE.search(line)
            and not _NOT_LABEL.search(line)
            and not line.endswith(".")
        ):
            return line
    return None
