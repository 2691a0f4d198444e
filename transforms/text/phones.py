"""Finds phone numbers, with their extensions.

Decides what is a number of a phone and what only looks like one: pay, years, dates, versions, ids, addresses of pages and
amounts. Leaves what is put in its place to `personal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.text.digits import digit_places

MIN_PHONE_DIGITS = 7
_LABEL_CHARS = 40  # before the digits: "call me on this number:"
_MAX_CHARS = 60  # after the seventh digit, an extension with it
_GAP = r"[ \u00a0().\-/–]{0,3}"
# What no text without a phone number needs: seven digits with at most three characters between two of them.
_PHONE_LIKE = re.compile(rf"[0-9](?:{_GAP}[0-9]){{6}}")
_PHONE_LIKE_CHARS = 25
_NOT_BEFORE = r"(?<![\w.,/$€£=&?%+-])"
_EXTENSION = (
    r"(?:,?[ \u00a0]{0,2}(?:x|ext(?:ension|n)?\.?|durchwahl|toestel|poste)[ :.]{0,2}\d{1,6})"
)
_ENDS = r"(?!\w|[.,-]\d)"
_LABELS = (
    "tel|phone|telephone|telefon|telefoon|teléfono|telefono|téléphone|telefone|mobile|mobil|móvil|cell|call|fax|whatsapp|desk"
    "|durchwahl|handy|gsm|portable|sms|text|ring|signal"
)
_BUSY_LABELS = r"\b(?:call|cell|mobile|mobil|portable|desk|text|signal|ring|handy|portable)\b"
"""Labels that are words of other trades as well: "call 1000000 APIs"."""

_PHONE = re.compile(
    # A look at the first sign spares most letters the looks behind it.
    r"(?:(?=[+(\d])(?:"
    # with the country's code
    rf"(?<![\w+])\+{_GAP}\d(?:{_GAP}\d){{7,14}}"
    # the same with two zeros, in groups
    rf"|{_NOT_BEFORE}\(?00[ .\-/]{{0,2}}[1-9]\d{{0,2}}\)?[ .\-/(]{{1,3}}\d(?:{_GAP}\d){{5,11}}"
    rf"|{_NOT_BEFORE}00[34]\d(?:{_GAP}\d){{8,11}}"
    # North American: 3-3-4, the first two groups never begin with 0 or 1
    rf"|{_NOT_BEFORE}(?:\+?1[ .-]{{1,3}})?(?:\([2-9]\d\d\)[ .-]{{0,3}}|[2-9]\d\d(?:[ .]|[ ]?[-–/][ ]?))"
    r"[2-9]\d\d(?:[ .]|[ ]?[-–][ ]?)\d{4}"
    # European, with a leading zero and an area code
    rf"|{_NOT_BEFORE}\(?0\d{{1,4}}\)?[ /-]{{1,3}}\d(?:{_GAP}\d){{4,9}}(?![/]\d)"
    rf"|{_NOT_BEFORE}0\d(?:[ .-]\d\d){{4}}"
    # free of charge
    rf"|{_NOT_BEFORE}1[38]00[ -]\d{{3}}[ -]\d{{3}}"
    # seven digits with an extension
    rf"|{_NOT_BEFORE}\d{{3}}[ .-]?\d{{4}}(?={_EXTENSION}))"
    # anything of seven digits or more that is called a phone number
    rf"|(?=[{''.join(sorted({label[0] for label in _LABELS.split('|')}))}])\b(?:{_LABELS})\b"
    r"(?P<between>[.:)\s]{0,3}(?:(?:us|me|at|on|no|nr|number|is|or)\b[.:\s]{0,3}){0,2})"
    rf"\(?\d(?:{_GAP}\d){{6,14}})(?:{_EXTENSION})?{_ENDS}",
    re.IGNORECASE,
)
_DATE_OR_YEARS = re.compile(
    r"\b\d{1,2}[ ./-]{1,2}\d{1,2}[ ./-]{1,2}(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|\b(?:19|20)\d\d[ –-]+(?:19|20)\d\d\b"
)
_ROUND_AMOUNT = re.compile(r"(?:^|[^\d])\d{1,3}(?:[ .\u00a0]000)+(?!\d)|^\D*\d{1,4}0{6,}$")
_ID_BEFORE = re.compile(
    r"(?:\b(?:req|requisition|id|job|ref|reference|no|nr|code|version|isbn|vat|#)|#)[\s.:#]*$", re.I
)
_ID_WORDS_CHARS = 16
_CURRENCY_BESIDE = re.compile(r"\s?(?:[$€£¥]|(?:EUR|USD|GBP|CHF|CAD|AUD|INR|SEK|PLN)\b)")
_BUSY = re.compile(_BUSY_LABELS, re.I)
_COUNTED = re.compile(
    r"\s(?!(?:or|to|and|if|for|now|today|with|between|from|on|at|during|any|ask|x|ext)\b)[a-z]",
    re.I,
)


def find_phones(text: str, digits: list[int] | None = None) -> Iterator[tuple[int, int]]:
    """Where each number begins and ends, in order. A label before it is no part of it. `digits`: where the text's stand."""
    digits = digit_places(text) if digits is None else digits
    done = like_end = 0
    for first, seventh in zip(digits, digits[MIN_PHONE_DIGITS - 1 :], strict=False):
        is_short = seventh - first < _PHONE_LIKE_CHARS
        if first < like_end or not (is_short and _PHONE_LIKE.match(text, first)):
            continue
        like_end = seventh + 1
        if like_end <= done:
            continue
        begin, stop = max(done, first - _LABEL_CHARS), like_end + _MAX_CHARS
        match = _PHONE.search(text, begin, stop)
        if match and _is_phone(match):
            start = match.start() if match["between"] is None else match.end("between")
            yield start, match.end()
            done = match.end()


def _is_phone(match: re.Match[str]) -> bool:
    """Whether it is a phone number, and no date, amount or id written like one."""
    found, text = match[0], match.string
    return not (
        sum(letter.isdigit() for letter in found) < MIN_PHONE_DIGITS
        or _DATE_OR_YEARS.search(found)
        or _CURRENCY_BESIDE.match(text, match.end())
        or _ROUND_AMOUNT.search(found)
        or _ID_BEFORE.search(text, max(0, match.start() - _ID_WORDS_CHARS), match.start())
        or _is_count(match)
    )


def _is_count(match: re.Match[str]) -> bool:
    """Whether digits in one piece count what follows: "call 2500000 endpoints"."""
    digits = (
        match[0][match.end("between") - match.start() :] if match["between"] is not None else ""
    )
    is_busy = bool(_BUSY.match(match[0]))
    return is_busy and digits.isdigit() and bool(_COUNTED.match(match.string, match.end()))
