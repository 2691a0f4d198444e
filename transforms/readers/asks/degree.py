"""Reads the lowest degree that a posting requires, from the sentences that name one.

Decides what names a degree ("MS" of "MS Office" does not) and what only wishes for one, by the labelling guide. Leaves to
`transforms.readers.asks.cued_lines` which sentences there are. The words are in `asks.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from transforms.readers.asks.cued_lines import CuedLine, Sentence, rules_of, sentences
from transforms.text.folding import FIRST_CJK, with_plain_i
from transforms.text.lexicon import lexicon
from transforms.text.phrases import Phrases

DEGREES = ("bachelor", "master", "phd")
"""Lowest first. `none_stated` when none is required."""

_WISH_ASIDE = re.compile(r"(?i)\([^()]*(?:prefer|a plus|desired)[^()]*\)")
"""A wish in brackets says nothing of what stands before them."""


def lowest_degree(lines: Sequence[CuedLine]) -> str:
    """The lowest degree that a requiring sentence of these lines names: one of `DEGREES`, or `none_stated`."""
    ranks = [rank for sentence in sentences(lines) if (rank := _degree_of(sentence)) is not None]
    return DEGREES[min(ranks)] if ranks else "none_stated"


# Employers ask in the same words in all their postings.
@lru_cache(maxsize=20_000)
def _degree_of(sentence: Sentence) -> int | None:
    """Rank in `DEGREES` of what the sentence requires. With a wish beside it ("BS, MS preferred") the lower is required."""
    if sentence.is_wish:
        return None
    text = _WISH_ASIDE.sub("", sentence.text)
    named = degrees_in(text)
    if not named:
        return None
    rules = rules_of("degree")
    if (len(named) == 1 or named[0] > 0) and rules["wished"].is_in(text):
        for name in ("wish_before", "wish_behind", "need_before"):
            text = rules[name].cut_from(text)
        named = degrees_in(text)
        if not named or rules["wished"].is_in(text):
            return None
    if rules["other"].is_in(text):
        return None
    if not rules["denying"].is_in(text):
        return named[0]
    # "Bachelor's required, no PhD needed": what is denied is cut out, the rest counts.
    return min(degrees_in(rules["denied"].cut_from(text)), default=None)


def degrees_in(text: str) -> list[int]:
    """Ranks of the degrees that a text names, lowest first. A degree of no named level is a first one."""
    lowered = with_plain_i(text).lower()
    forms = _forms()
    named: set[str] = set()
    for form, start, _ in forms.find(lowered):
        degree, pattern = forms.meanings[form]
        is_inside_word = start and lowered[start - 1].isalnum() and lowered[start - 1] < FIRST_CJK
        if degree not in named and not is_inside_word and pattern.match(text, start):
            named.add(degree)
    ranks = [rank for rank, degree in enumerate(DEGREES) if degree in named]
    if "unnamed" in named and 0 not in ranks:
        is_first = not ranks or rules_of("degree")["first"].is_in(text)
        return [0, *ranks] if is_first else ranks
    return ranks


@cache
def _forms() -> Phrases[tuple[str, re.Pattern[str]]]:
    """The cues of degrees, each with its degree and the pattern that must match there."""
    forms = lexicon(__package__, "asks.toml")["degree"]["forms"]
    compiled = [(form["cues"], (form["degree"], re.compile(form["pattern"]))) for form in forms]
    return Phrases((cue, meaning) for cues, meaning in compiled for cue in cues)
