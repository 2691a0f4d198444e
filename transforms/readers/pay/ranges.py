"""Reads what a posting states as pay: every base, OTE or total range in its title and text, and what it could not read.

Decides which postings are worth searching, and which readings are the same range said twice. Leaves finding figures to
`transforms.readers.pay.money`, what the words around them mean to `transforms.readers.pay.context`, period, currency and
place to `transforms.readers.pay.terms`, and a board's pay fields to its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from transforms.posting import StatedPay
from transforms.readers.pay.context import Verdict, judge
from transforms.readers.pay.currencies import AMBIGUOUS, SIGNS, currencies
from transforms.readers.pay.money import Span, find_money
from transforms.readers.pay.terms import (
    bounds_of,
    currency_of,
    is_a_living,
    is_plainly_yearly,
    kept_period,
    money_countries,
    period_of,
    place_of,
)
from transforms.readers.pay.words_around import Surroundings, line_around, look_around
from transforms.text.digits import digit_places
from transforms.text.document import Document
from transforms.text.lexicon import lexicon
from transforms.text.phrases import AnyPhrase

_EXCERPT = 80
"""Longest excerpt of money that was not understood: enough to recognise the form, too short to copy a posting."""

_HEADER_CHARS = 400
"""A Hacker News comment or an agency's posting states pay between bars in its first line, without a pay word."""

_MOST_SPANS = 300
"""Sums of money read in one text. The longest real list of pay zones has some 60, more is a price list or an attack."""

_PAY_WORD_REACH = 45
"""Characters before "70k" in which its pay word stands: "Gehalt ab 70k"."""

_SMALL_UNIT = 5
"""From so many units a US dollar on, a year's pay may be written in millions ("1.2M SEK", "6M yen")."""

_SHOWN_FROM = 1000
"""Smaller lone sums near pay words are perks ("$100 and a day off") far more often than pay."""

_WIDEST = 20
"""No employer states a range wider than this. Netflix's 100,000 to 720,000 is the widest known."""

_THOUSANDS_FROM, _THOUSANDS_TO = 70, 400
"""Between these a round range without "k" or period in a salary line is meant in thousands: "Salary: $120 - $150"."""

_YEARLY = ("salar", "base pay", "base:", "compensation", "annual")
_NOT_YEARLY = ("contract", "hour", "hr", "rate", "w2", "1099")
_BARE = re.compile(
    r"\d\s?(?:[kK]\b|[Ll](?:akh|acs?\b|PA)|万|만)|\d[.,'’ ]\d{3}(?!\d)|\d{2,6}\s?(?:元|zł|kr\b|円)"
)
_PART = re.compile(
    r"(?:\||\s[-–—])[\s*]*(?:(?:up ?to|from|vanaf|ab|tot|c(?:irc)?a?\.?|ote|base|salary|pay)[\s:*]*)?$",
    re.I,
)
"""What stands left of a lone figure of a header, which begins its part: "| up to £90,000", not "- our platform moves"."""

_MINUS = re.compile(r"(?::|\b(?:of|from|to|and|between))[^\S\n][-−]$")
_MINUS_CHARS = 10

_AGENCY_LINE = re.compile(r".{0,60}up to [^\w\s]\s?[\d,.]{5,}\s*$", re.I)
"""An agency's opening line: title, town and "up to £60,000" run together."""


class PayReading(NamedTuple):
    """`ranges`: each different stated range once, in reading order. `unread`: money near pay words that fits no form."""

    ranges: tuple[StatedPay, ...] = ()
    unread: tuple[str, ...] = ()


_NO_PAY = PayReading()


def read_pay(
    document: Document, title: str, country_codes: Sequence[str], locations: Sequence[str]
) -> PayReading:
    """Every stated pay range of one posting, from its title and its text. Never infers: no figures, no ranges.

    `country_codes` and `locations` say what a bare "$" or an unmarked figure means. It is US dollars when they do not.
    """
    in_title = _may_state_pay(title, digit_places(title))
    in_text = _may_state_pay(document.text, document.digits)
    if not in_title and not in_text:
        return _NO_PAY
    home = money_countries(country_codes, locations)
    readings = [_read_text(title, digit_places(title), home, is_title=True)] if in_title else []
    readings += [_read_text(document.text, document.digits, home)] if in_text else []
    unread = dict.fromkeys(excerpt for reading in readings for excerpt in reading.unread)
    ranges = _distinct(pay for reading in readings for pay in reading.ranges)
    return PayReading(ranges, tuple(unread))


def _may_state_pay(text: str, digits: list[int]) -> bool:
    """Cheap and generous: a currency sign or code, or a pay word together with a figure in thousands."""
    if not digits:
        return False
    if "$" in text or (not text.isascii() and any(sign in text for sign in SIGNS)):
        return True
    if _signs("codes").is_in(text):
        return True
    has_bare = any(_BARE.match(text, place) for place in digits)
    return has_bare and _signs("stems").is_in(text)


@cache
def _signs(name: str) -> AnyPhrase:
    return AnyPhrase(lexicon(__package__, "pay.toml")["signs"][name])


def _read_text(
    text: str, digits: list[int], home: frozenset[str], *, is_title: bool = False
) -> PayReading:
    spans = find_money(text, digits)[:_MOST_SPANS]
    starts = [*(span.start for span in spans[1:]), len(text)]
    ranges: list[StatedPay] = []
    unread: list[str] = []
    before: Verdict | None = None
    previous_end = 0
    for span, next_start in zip(spans, starts, strict=False):
        if _is_too_large(span) or _is_a_count(text, span) or _is_negative(text, span):
            continue
        around = look_around(text, span, previous_end, next_start)
        in_header = is_title or _is_header(text, span)
        verdict = judge(span, around, before, text[previous_end : span.start], in_header)
        if _is_unmarked(span) and not verdict.is_pay:
            continue
        usual = ranges[0].currency if ranges else None
        pay = _stated(span, around, home, usual, verdict, in_header) if verdict.is_pay else None
        if pay is not None:
            ranges.append(pay)
        elif verdict.is_pay is not False and _is_money(span):
            unread.append(_excerpt(text, span))
        before = verdict if pay is not None or verdict.is_pay is False else None
        previous_end = span.end
    return PayReading(tuple(ranges), tuple(unread))


def _is_header(text: str, span: Span) -> bool:
    """Whether a span is one of the bar-separated parts of a first line: "Acme | Data Scientist | Berlin | €70-90k"."""
    line_start, line_end = line_around(text, span)
    line, is_range = text[line_start:line_end], span.high is not None
    bars = line.count("|")
    if span.start > _HEADER_CHARS:
        return bars >= 2 and is_range
    ends_line = span.end == line_start + len(line.rstrip())
    if not is_range and ends_line and _AGENCY_LINE.match(line):
        return True
    dashes = line.count(" - ") - text[span.start : span.end].count(" - ")
    if bars + dashes < (1 if line_start else 2) or span.is_huge:
        return False
    is_large = bars > 0 and span.low >= _SHOWN_FROM and span.period is None
    begins_part = _PART.search(line, 0, span.start - line_start) is not None
    return is_range or (begins_part and (is_large or is_a_living(span)))


def _is_too_large(span: Span) -> bool:
    """Millions of a currency that pays in thousands: funding, revenue, customers' money."""
    if not span.is_huge or span.currency is None or span.currency in AMBIGUOUS:
        return span.is_huge
    return currencies()[span.currency].per_usd < _SMALL_UNIT


def _is_unmarked(span: Span) -> bool:
    return span.high is None and span.currency is None


def _is_a_count(text: str, span: Span) -> bool:
    """Whether a lone figure without a currency has no word of pay right before it."""
    near = text[max(0, span.start - _PAY_WORD_REACH) : span.start]
    return _is_unmarked(span) and not _signs("stems").is_in(near)


def _is_negative(text: str, span: Span) -> bool:
    """Whether a minus is written before a sum, no dash: "range: -$100,000 to -$50,000". Nobody is paid so."""
    return _MINUS.search(text, max(0, span.start - _MINUS_CHARS), span.start) is not None


def _is_money(span: Span) -> bool:
    """Whether a span that fits no form is worth showing: a sum with a currency, not a count or a plan's name."""
    is_sum = span.high is not None or span.low >= _SHOWN_FROM or span.period is not None
    return is_sum and span.low >= 1 and not span.is_huge


def _stated(
    span: Span,
    around: Surroundings,
    home: frozenset[str],
    usual: str | None,
    verdict: Verdict,
    in_header: bool,
) -> StatedPay | None:
    """The range as the reading will hold it. None when its currency or its period is not credible.

    `usual`: the currency of the ranges read before it, for figures that carry none in a place that is not known.
    """
    currency = currency_of(span, around, home) or usual
    if currency is None or (span.high is not None and span.high > span.low * _WIDEST):
        return None
    period = period_of(span, currency, around)
    if period in (None, "hour") and _is_short_for_thousands(span, around, in_header):
        if not is_plainly_yearly(span, currency):
            return None
        thousands = replace(span, low=span.low * 1000, high=(span.high or span.low) * 1000)
        return _stated(thousands, around, home, usual, verdict, in_header)
    if period is None:
        return None
    period, share = kept_period(period)
    low, high = (bound and bound * share for bound in bounds_of(span, around))
    place = None if in_header else place_of(around)
    return StatedPay(low, high, currency, period, verdict.kind, "text", place)


def _is_short_for_thousands(span: Span, around: Surroundings, in_header: bool) -> bool:
    if span.high is None or span.period is not None:
        return False
    if (
        not _THOUSANDS_FROM <= span.low <= span.high <= _THOUSANDS_TO
        or span.low % 5
        or span.high % 5
    ):
        return False
    is_salary = in_header or any(word in around.left for word in _YEARLY)
    return is_salary and not any(word in around.left + around.right for word in _NOT_YEARLY)


def _excerpt(text: str, span: Span) -> str:
    start = max(line_around(text, span)[0], span.start - (_EXCERPT - (span.end - span.start)) // 2)
    return " ".join(text[start : start + _EXCERPT].split("\n", 1)[0].split())


def _distinct(ranges: Iterable[StatedPay]) -> tuple[StatedPay, ...]:
    """Each different range once, its places joined."""
    merged: dict[tuple[object, ...], StatedPay] = {}
    for pay in ranges:
        key = (pay.min, pay.max, pay.currency, pay.period, pay.kind)
        known = merged.setdefault(key, pay)
        if known is not pay and pay.place and pay.place != known.place:
            places = f"{known.place}; {pay.place}" if known.place else pay.place
            merged[key] = replace(known, place=places)
    return tuple(merged.values())
