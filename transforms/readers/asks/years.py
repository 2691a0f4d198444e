"""Reads the years of experience that a posting asks for, from the sentences that speak of years.

Decides which numbers are required years (not an age, a company's history or a wish) and which are alternatives to each
other, by the labelling guide. Leaves to `transforms.readers.asks.cued_lines` which sentences there are, and to
`transforms.readers.level` what level years mean. The words are in `asks.toml`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.readers.asks.cued_lines import Sentence, cued_lines, rules_of, sentences
from transforms.readers.asks.degree import degrees_in
from transforms.text.document import Document
from transforms.text.lexicon import lexicon

_MAX_YEARS = 20
"""More years than this are an age or a company's history, never a requirement seen in the corpus."""

_BESIDE_CHARS = 50
"""How far around a number of years the words stand that make it a company's or a calendar's."""

_AFTER_CHARS = 90
"""How far after it the words stand that make it a wish: to the end of a clause, not of a page that is one line."""

_SHORT_LINE_CHARS = 30
"""A line no longer than this ("7+ years") says what it is about in its heading."""

_ALTERNATIVE = re.compile(r"(?i)\bor (?:an? |at least |the |minimum |over )*$")
_OPTION = re.compile(r"(?i)\W*option \d")
"""Two ways of writing alternatives: "8 years, or 5 years", "Option 2: ..."."""


class _Years(NamedTuple):
    """The years one sentence states, the ones it requires, and whether they go with a degree or a numbered option."""

    values: tuple[float, ...]
    required: float
    is_by_degree: bool


def years_min(title: str, document: Document) -> float | None:
    """Years required overall: the lowest of the alternatives by degree, else the greatest of those that must all hold.

    The title is read for them when the body states none. None when neither does.
    """
    stated = _required_years(document)
    by_degree = {value for found in stated if found.is_by_degree for value in found.values}
    if len(by_degree) > 1:
        return min(by_degree)
    titled = None if stated else _years_of(Sentence(f"{title} experience", "", is_wish=False))
    return max((found.required for found in stated), default=titled.required if titled else None)


def usual_years(document: Document) -> float | None:
    """Years of the usual candidate, for levels: the most of the alternatives by degree, or wished ones if none are required."""
    required = _required_years(document)
    if required:
        return max(
            max(found.values) if found.is_by_degree else found.required for found in required
        )
    cued = sentences(cued_lines(document).get("years", ()))
    wished = map(_years_of, (sentence._replace(is_wish=False) for sentence in cued))
    return max((found.required for found in wished if found), default=None)


# Kept like the lines of a posting, for its level is read from them too.
@lru_cache(maxsize=1)
def _required_years(document: Document) -> list[_Years]:
    """The years that a posting's sentences require, in order."""
    cued = sentences(cued_lines(document).get("years", ()))
    return [found for sentence in cued if (found := _years_of(sentence))]


# Employers ask in the same words in all their postings.
@lru_cache(maxsize=20_000)
def _years_of(sentence: Sentence) -> _Years | None:
    """The years that a sentence requires, None when they are a wish or not about experience."""
    text = sentence.text
    context = text if len(text) > _SHORT_LINE_CHARS else f"{sentence.heading}: {text}"
    if sentence.is_wish or not rules_of("years")["experience"].is_in(context):
        return None
    counted, labelled, by_degree, elsewhere = _year_patterns()
    forms = [counted, *([labelled] if ":" in text else []), *([by_degree] if "+ " in text else [])]
    written = [match for form in forms for match in form.finditer(text)]
    if not written and any(unit in text for unit in _units_elsewhere()):
        written = list(elsewhere.finditer(text))
    found = [match for match in written if _requires_years(text, match)]
    if not found:
        return None
    values = tuple(map(_number, found))
    is_by_degree = bool(degrees_in(text)) or _OPTION.match(text) is not None
    has_or = len(found) > 1 and _ALTERNATIVE.search(text[: found[1].start()]) is not None
    return _Years(values, min(values) if is_by_degree or has_or else values[0], is_by_degree)


def _requires_years(text: str, match: re.Match[str]) -> bool:
    """Whether a number of years is required: not a wish, not an age, not a company's or a calendar's years."""
    rules = rules_of("years")
    before = text[max(0, match.start() - _BESIDE_CHARS) : match.start()]
    after = text[match.end() : match.end() + _AFTER_CHARS]
    beside = before + match.group() + after[:_BESIDE_CHARS]
    return not (
        _number(match) > _MAX_YEARS
        or rules["other"].is_in(beside)
        or rules["company_since"].is_in(beside)
        or rules["wished_before"].is_in(before)
        or rules["wished_after"].is_in(after)
    )


def _number(match: re.Match[str]) -> float:
    """Years of a match of `_year_patterns`. Months become the half years that people mean by them."""
    written = match["low"].lower()
    worded = _numbers("numbers").get(written) or _numbers("numbers_elsewhere").get(written)
    number = float(worded or written)
    return round(number / 6) / 2 if match["unit"].lower().startswith("mo") else number


def _numbers(table: str) -> dict[str, int]:
    """The numbers that are written as words: English ones, or those of other languages."""
    numbers: dict[str, int] = lexicon(__package__, "asks.toml")["years"][table]
    return numbers


@cache
def _units_elsewhere() -> tuple[str, ...]:
    """Years as other languages write them."""
    return tuple(lexicon(__package__, "asks.toml")["years"]["units_elsewhere"])


@cache
def _year_patterns() -> tuple[re.Pattern[str], ...]:
    """Years as written: "5+ years", "Years of experience: 3", "5+ with a PhD", "zwei Jahre". `low` is the number."""
    number = rf"(?:\d{{1,2}}(?:\.\d)?|{'|'.join(_numbers('numbers'))})"
    first = "".join([r"\d", *(word[0] for word in _numbers("numbers"))])
    more = rf"(?:\s*\({number}(?:\s*[-–]\s*\d+)?\+?\))?\s*(?:\+|plus\b|or more\b)?"
    units = lexicon(__package__, "asks.toml")["years"]["units"]
    counted = re.compile(
        # A look at the first letter spares most of the text the looks behind it.
        rf"(?i)(?=[{first}])(?:(?<=[a-z\u2e80-\uffff])(?=\d)|\b)(?<![\d$€£])(?<!\d[.,])"
        rf"(?P<low>{number}){more}"
        rf"(?:\s*(?:-|–|—|~|〜|～|to|or|and|bis|à|a|do|tot|till|och|y|e|et|en|und|i|o|ou|of|oder|lub|eller)\s*{number}{more})?"
        r"(?:\s*(?:full|continuous|consecutive|solid|relevant))?[\s-]*"
        rf"(?P<unit>(?:{units})\b|年|년)"
    )
    labelled = re.compile(
        r"(?i)\b(?P<unit>years|yrs)\b(?: of)?(?: [a-z]+){0,3}(?: \(?(?:required|needed|min\w*)\)?)?"
        rf"\s*[:=]\s*(?:at least |min(?:imum)?\.? )?(?P<low>{number})\b"
    )
    by_degree = re.compile(
        rf"(?i)(?<![\d$€£])\b(?P<low>{number})\s*\+?\s+(?P<unit>)(?:with|w/|if you have|plus) (?:an? )?"
        r"(?:b\.?s|m\.?s|b\.?a|m\.?a|bachelor|master|ph\.?d|doctora|advanced|graduate|relevant degree)"
    )
    words = "|".join(_numbers("numbers_elsewhere"))
    elsewhere = re.compile(
        rf"(?i)(?:(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])|\b)(?P<low>{words})\s*"
        rf"(?:(?:-|–|to|bis|à|a|do|tot|o|of|ou|till|eller)\s*\w+\s*)?(?P<unit>(?:{units})\b|年)"
    )
    return counted, labelled, by_degree, elsewhere
