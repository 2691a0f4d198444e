"""Reads the terms of a sum that is pay: period, bounds, currency, and the zone or level it is for.

Decides by what is written beside the figure, then near it, then by its size or the posting's place. A term that cannot be
believed is None, and the range is dropped. Leaves whether the sum is pay to `transforms.readers.pay.context`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.readers.pay.currencies import currencies
from transforms.readers.pay.money import Span
from transforms.readers.pay.words_around import STANDALONE, Surroundings
from transforms.text.lexicon import lexicon
from transforms.text.rule import words_pattern

PERIODS_PER_YEAR = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}
"""How many paid periods make a year, printed on every page that annualises: 52 weeks of 5 days of 8 hours."""

_KEPT_AS = {"fortnight": ("week", 0.5), "half_month": ("month", 2.0)}
"""Periods that no column holds: the one that is stated instead, and how much of it a sum is."""

_PLAUSIBLE = {
    "hour": (4, 999),
    "day": (40, 4_000),
    "week": (150, 15_000),
    "fortnight": (300, 30_000),
    "half_month": (300, 30_000),
    "month": (250, 60_000),
    "year": (4_000, 2_500_000),
}
"""Lowest and highest believable pay per period in rough US dollars. A written period outside it is a slip of the form
("$100,000 to $200,000 /hour"), and the size of the pay is read instead."""

_BY_SIZE = (("year", 10_000), ("month", 1_100), ("day", 220), ("hour", 4))
_MONTHLY_BY_SIZE = (("year", 12_000), ("month", 250), ("hour", 4))
"""Rough US dollars from which a figure without any period is yearly, monthly, daily or hourly."""

_DAILY_LEFT = re.compile(r"\brates?\b|\b(?:day|daily|contract|contractor|freelance|ir35)\W{0,4}$")
_DAILY_RIGHT = re.compile(r"\W*(?:p/?d\b|(?:\w+ )?ir35\b|(?:\w+ )?rate\b|freelance\b)")
"""The words without which a day's sum is none: without them stand interns' months there, and thousands a year."""

_DAY_FROM = 200
"""Rough US dollars from which both ends of a range may be a contractor's day: "$250 - $400"."""

_LIVING = 10_000
"""Rough US dollars a year from which a range with its period written beside it needs no pay word."""

_CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK"}
_CROWNS_PER_USD = 10.0
_DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "SG": "SGD", "NZ": "NZD", "HK": "HKD"}

_LABEL_END = re.compile(r"[:–—-]\s*[*_]*\s*$")
_LABEL = re.compile(
    r"(?:^|[;.|•\n])[\s\-*•_]*(?P<label>[^;:|\n]{3,80}?)\s*[*_]*\s*" + _LABEL_END.pattern
)
_REGION_CHARS = 40
_FOR_PLACE = re.compile(
    r"\b[Ff]or (?P<label>(?:candidates |roles |those )?(?:based |located )?"
    r"(?:in )?[A-Z][^:;.\n]{1,60}?)"
    r"(?:-based|,| based| residents| candidates| employees| applicants)",
    re.S,
)
_IN_PLACE = re.compile(
    r"\b[Ii]n (?:the (?:state|locations?) of )?(?P<label>[A-Z][\w .,&'-]{1,60}?)"
    r"(?: is| are|,? the\b|:|,$)"
)
_PLACES = (_LABEL, _FOR_PLACE, _IN_PLACE)


@cache
def pattern_of(table: str, key: str) -> re.Pattern[str]:
    """A regular expression of `pay.toml`, in any case."""
    return words_pattern(lexicon(__package__, "pay.toml")[table][key], re.I)


@cache
def _period_cues() -> re.Pattern[str]:
    """Words that name a period away from the figure. "40 hours per week" and "5 years" do not."""
    cues = lexicon(__package__, "pay.toml")["period_cues"]
    # One search for the beginning of a word, not one per period.
    return re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in cues.items())})")


@cache
def _bound(side: str) -> re.Pattern[str]:
    words = lexicon(__package__, "pay.toml")["bounds"][side]
    return re.compile(rf"(?:^|[^\w]|(?<=[a-z])(?=(?-i:[A-Z])))(?:{words})[\s:(*]*$", re.I)


def is_a_living(span: Span) -> bool:
    """Whether the sum would be a year's pay at the period written beside it (a year's when none is)."""
    period, share = kept_period(span.period or "year")
    return span.low / _scale(span.currency) * share * PERIODS_PER_YEAR[period] >= _LIVING


def is_plainly_yearly(span: Span, currency: str) -> bool:
    """Whether a range in thousands can only be a year's: no pay by the month or in lakhs, and too little for a day's."""
    money = currencies()[currency]
    is_day = span.low / money.per_usd >= _DAY_FROM
    return not (money.is_paid_monthly or currency == "INR" or is_day)


def kept_period(period: str) -> tuple[str, float]:
    """The period that is stated for one that is written, and how much of it a sum is: half a fortnight's is a week's."""
    return _KEPT_AS.get(period, (period, 1.0))


def _scale(currency: str | None) -> float:
    """Rough units of a currency per US dollar. A bare sign or none counts as a dollar."""
    if currency in (None, "$"):
        return 1.0
    return _CROWNS_PER_USD if currency == "kr" else currencies()[currency or "USD"].per_usd


def period_of(span: Span, currency: str, around: Surroundings) -> str | None:
    """The period of a span: written beside it, else named near it, else by its size. None when none is believable."""
    scale = _scale(currency)
    bottom, top = span.low / scale, (span.high or span.low) / scale
    if span.period and _is_plausible(span.period, bottom, top):
        return span.period
    near = [*_periods_in(around.left)[::-1], *_periods_in(around.right[:40])]
    for period in (*near, *_periods_in(around.above[-120:])[::-1]):
        if _is_plausible(period, bottom, top):
            return period
    is_monthly = currency in currencies() and currencies()[currency].is_paid_monthly
    sizes = _MONTHLY_BY_SIZE if is_monthly else _BY_SIZE
    by_size = next((period for period, least in sizes if top >= least), None)
    if by_size is None or (by_size == "day" and not _is_daily(span, around)):
        return None
    return by_size if _is_plausible(by_size, bottom, top) else None


def _is_daily(span: Span, around: Surroundings) -> bool:
    """Whether a range of a day's size is said to be a contractor's."""
    is_said = _DAILY_LEFT.search(around.left) or _DAILY_RIGHT.match(around.right)
    return span.high is not None and is_said is not None


def _periods_in(text: str) -> list[str]:
    return [found.lastgroup or "" for found in _period_cues().finditer(text)]


def _is_plausible(period: str, bottom: float, top: float) -> bool:
    least, most = _PLAUSIBLE[period]
    return least <= bottom and top <= most


def bounds_of(span: Span, around: Surroundings) -> tuple[float | None, float | None]:
    """Lowest and highest stated pay: both ends of a range. "up to", "from" or "+" make a lone figure one end."""
    if span.high is not None:
        return span.low, span.high
    if _bound("up_to").search(around.raw_left):
        return None, span.low
    if pattern_of("bounds", "up_to_after").match(around.right):
        return None, span.low
    is_least = pattern_of("bounds", "from_after").match(around.right)
    if is_least or span.is_open or _bound("from").search(around.raw_left):
        return span.low, None
    return span.low, span.low


def money_countries(country_codes: Sequence[str], locations: Sequence[str]) -> frozenset[str]:
    """The countries whose money a bare sign may mean: the known codes, else those that the locations name plainly."""
    if country_codes:
        return frozenset(country_codes)
    return frozenset(
        country
        for country, code in _DOLLARS.items()
        if any(map(pattern_of("dollar_places", code).search, locations))
    )


def currency_of(span: Span, around: Surroundings, home: frozenset[str]) -> str | None:
    """The ISO code of a span's money. A bare "$" is US dollars unless the place says otherwise. None: not known."""
    if span.currency == "kr":
        return next((_CROWNS[code] for code in sorted(home) if code in _CROWNS), "SEK")
    if span.currency == "$":
        dollars = {_DOLLARS[code] for code in home if code in _DOLLARS}
        if len(dollars) == 1 and len(home) == 1:
            return dollars.pop()
        return _dollar_beside(around, dollars)
    if span.currency is not None:
        return span.currency
    owners = [code for code, money in currencies().items() if not home.isdisjoint(money.countries)]
    if len(owners) == 1:
        return owners[0]
    spoken = (code for code, money in currencies().items() if money.is_meant_by(around.left))
    return next(spoken, None)


def _dollar_beside(around: Surroundings, dollars: set[str]) -> str:
    """Among several countries with dollars, the one named last before the figure. US dollars when none is."""
    if len(dollars) == 1 and "USD" not in dollars:
        return next(iter(dollars))
    for words in (around.raw_left, around.raw_above[-100:]) if len(dollars) > 1 else ():
        ends = {
            found.end(): code
            for code in sorted(dollars, reverse=True)
            for found in pattern_of("dollar_places", code).finditer(words)
        }
        if ends:
            return ends[max(ends)]
    return "USD"


def _priced_place(label: str) -> str | None:
    """The place whose pay a label names: "NYC" of "NYC salary range". None when it names pay alone, or more than pay."""
    name = pattern_of("labels", "around_place").sub(" ", label).strip(" -*•_(#),.")
    return name if pattern_of("labels", "priced_place").fullmatch(name) else None


def place_of(around: Surroundings) -> str | None:
    """The zone, city or level that a range is for, as written beside or directly above it. None: the whole posting."""
    not_place = pattern_of("labels", "not_place")
    # Most sums have no label before them, and to search for one takes longer than all else here.
    patterns = _PLACES if _LABEL_END.search(around.raw_left) else _PLACES[1:]
    for pattern in patterns:
        found = pattern.search(around.raw_left)
        if found and not not_place.search(found["label"]):
            return found["label"].strip(" -*•_(#")[:80] or None
        if found and (priced := _priced_place(found["label"])):
            return priced
        # "LATAM salary range": these words say that it is pay, but not that it is for everybody.
        if found and (region := pattern_of("labels", "wide_region").search(found["label"])):
            return region.group()
    beside = around.raw_left[-_REGION_CHARS:].rstrip(" :–—-($€£")
    for region in pattern_of("labels", "wide_region").finditer(beside):
        if region.end() == len(beside):  # "US $150k to $190k, LATAM $40k to $60k"
            return region.group()
    if not STANDALONE.match(around.raw_left) or "|" in around.raw_left:
        return None
    line = around.raw_above.rstrip().rsplit("\n", 1)[-1].strip(" #*_:-•")
    is_label = 2 <= len(line) <= 90 and not line.endswith(".") and not not_place.search(line)
    return line if is_label and pattern_of("labels", "place").search(line) else None
