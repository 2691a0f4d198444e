"""Reads what a posting asks of a person besides skills (years, degree, mathematics, work to show, a visa), and equity.

Decides by the labelling guide what the words around a cue say of mathematics, work to show, a visa and equity. Leaves years
to `transforms.readers.asks.years`, degrees to `transforms.readers.asks.degree`, level to `transforms.readers.level`, tools
and methods to `transforms.readers.skills`. The words are in `asks.toml`. Nothing is inferred from what is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.readers.asks.cued_lines import CuedLine, cued_lines, rules_of
from transforms.readers.asks.degree import lowest_degree
from transforms.readers.asks.years import years_min
from transforms.text.document import COMPANY_KINDS, Document

_AROUND_CHARS = 90
"""How far around a cue its meaning is looked for: a clause on either side, not a page that is one line."""

_FIELD_CHARS = 200
_BESIDE_CHARS = 30
"""A field of study stands right beside other fields, and its degree in the same sentence."""


class Asks(NamedTuple):
    """What one posting asks for.

    `years_min` in years, None when not stated. `degree` the lowest required or `none_stated`. `math` the kinds of
    mathematics named, sorted. `visa` offered | not_offered, None when not said.
    """

    years_min: float | None
    degree: str
    math: tuple[str, ...]
    has_portfolio_ask: bool
    visa: str | None
    has_equity: bool


def read_asks(title: str, document: Document) -> Asks:
    """The asks of one posting, from its own words. Never raises on text.

    The title is read for years only ("Engineer (5+ years)").
    """
    cued = cued_lines(document)
    return Asks(
        years_min=years_min(title, document),
        degree=lowest_degree(cued.get("degree", ())),
        math=_math(cued.get("math", ())),
        has_portfolio_ask=_any_says("portfolio", "asks", cued.get("portfolio", ())),
        visa=_visa(cued.get("visa", ())),
        has_equity=_any_says("equity", "offered", cued.get("equity", ())),
    )


def _math(lines: Sequence[CuedLine]) -> tuple[str, ...]:
    """Kinds of mathematics named outside lists of fields of study and outside the company's own words."""
    kinds: set[str] = set()
    for line in lines:
        if line.kind in kinds or line.section.kind in COMPANY_KINDS:
            continue
        if not _is_field_of_study(line.text, line.hit_start, line.hit_end):
            kinds.add(line.kind)
    return tuple(sorted(kinds))


# Employers write the same lines in all their postings.
@lru_cache(maxsize=20_000)
def _is_field_of_study(line: str, start: int, end: int) -> bool:
    """Whether a phrase of mathematics is one of several fields of a degree."""
    rules = rules_of("math_field")
    near = line[max(0, start - _FIELD_CHARS) : end + _FIELD_CHARS]
    left, right = line[max(0, start - _BESIDE_CHARS) : start], line[end : end + _BESIDE_CHARS]
    return rules["beside"].is_in(f"{left}|{right}") and rules["degree"].is_in(near)


def _visa(lines: Sequence[CuedLine]) -> str | None:
    if _any_says("visa", "not_offered", lines):
        # "We do sponsor visas, but cannot for every role" offers one.
        return "offered" if _any_says("visa", "surely", lines) else "not_offered"
    names = ("offered", "keyword")
    return "offered" if any(_any_says("visa", name, lines) for name in names) else None


def _any_says(topic: str, name: str, lines: Sequence[CuedLine]) -> bool:
    """Whether the sentence around a cue holds the rule, and nothing in it is about something else."""
    return any(_says(topic, name, _sentence_around(line)) for line in lines)


# Employers write the same sentences in all their postings.
@lru_cache(maxsize=20_000)
def _says(topic: str, name: str, sentence: str) -> bool:
    rules = rules_of(topic)
    return rules[name].is_in(sentence) and not rules["other"].is_in(sentence)


def _sentence_around(line: CuedLine) -> str:
    left, right = max(0, line.hit_start - _AROUND_CHARS), line.hit_end + _AROUND_CHARS
    left = max(left, line.text.rfind(". ", left, line.hit_start) + 1)
    stop = line.text.find(". ", line.hit_end, right)
    return line.text[left : stop if stop >= 0 else right]
