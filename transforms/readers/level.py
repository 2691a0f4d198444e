"""Reads the level of a posting: intern, junior, mid, senior, staff, manager, or None when nothing is said.

Decides by the labelling guide: a word of the title beats the body, a word beats years. Leaves what is a year of experience
to `transforms.readers.asks.years`. The words are rules in `levels.toml`, strongest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.readers.asks.years import usual_years
from transforms.text.document import COMPANY_KINDS, Document
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, Line
from transforms.text.rule import words_pattern

LEVELS = ("intern", "junior", "mid", "senior", "staff", "manager")

SENIOR_YEARS = 5.0
MID_YEARS = 2.0
"""The guide's bounds: 5 or more years asked is senior, 2 to 5 mid, fewer junior ("2+ years" alone is mid)."""

_ANY = "any"
"""The lexicon's word for a title that names every level: it says nothing, and years must not say it instead."""


@dataclass(frozen=True, slots=True)
class _Rule:
    level: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    cue: str

    def matches(self, text: str) -> bool:
        if self.pattern.search(text) is None:
            return False
        return self.unless is None or self.unless.search(text) is None


@cache
def _rules(name: str) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            rule["level"],
            words_pattern(rule["pattern"]),
            words_pattern(rule["unless"]) if "unless" in rule else None,
            rule.get("cue", ""),
        )
        for rule in lexicon(__package__, "levels.toml")[name]
    )


@cache
def _single(name: str) -> re.Pattern[str]:
    return words_pattern(lexicon(__package__, "levels.toml")[name]["pattern"])


def _rules_held(line: Line, hits: list[tuple[int, int, int]]) -> frozenset[int]:
    """The numbers of the rules for the body that a line holds."""
    cued = {number for number, _, _ in hits}
    return frozenset(number for number in cued if _rules("body")[number].matches(line.lowered))


def _cues() -> Iterator[tuple[str, int]]:
    return ((rule.cue, number) for number, rule in enumerate(_rules("body")))


_CUES = Cues(_cues, _rules_held)


def read_level(title: str, document: Document, years_min: float | None) -> str | None:
    """The level of one posting, one of `LEVELS`. None when title, body and `years_min` (years required) say nothing."""
    worded = _of_title(title.lower(), document) or _of_body(document)
    if worded is not None:
        return None if worded == _ANY else worded
    # The lowest alternative ("or 2 years with a PhD") is what is required, not what the job is: its usual years level it.
    usual = usual_years(document)
    return _of_years(years_min if usual is None else usual)


def _of_title(title: str, document: Document) -> str | None:
    """The level a title names. A "manager" or "lead" of people by the body is a manager whatever the title adds."""
    level = _named_by(title)
    may_lead = level in (None, "senior") and ("manager" in title or "lead" in title)
    return "manager" if may_lead and _leads_people(title, document) else level


# Boards name many openings alike, and the rules are long.
@lru_cache(maxsize=20_000)
def _named_by(title: str) -> str | None:
    """The level that the words of a title name."""
    return next((rule.level for rule in _rules("title") if rule.matches(title)), None)


def _leads_people(title: str, document: Document) -> bool:
    if _single("individual").search(title):
        return False
    work = document.of("duties", "requirements", "other").lower()
    return _single("people").search(work) is not None


def _of_body(document: Document) -> str | None:
    """The level that a line outside the company's own sections names, by the first rule that any line holds."""
    held = [
        number
        for part in document.sections
        if part.kind not in COMPANY_KINDS
        for line in part.lines[1:]
        if line.found and _CUES in line.found
        for number in _CUES.of(line) or ()
    ]
    return _rules("body")[min(held)].level if held else None


def _of_years(years_min: float | None) -> str | None:
    if years_min is None:
        return None
    return "senior" if years_min >= SENIOR_YEARS else "mid" if years_min >= MID_YEARS else "junior"
