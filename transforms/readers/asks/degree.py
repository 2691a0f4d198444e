"""Reads the lowest degree that a posting requires, from the sentences that name one.

Decides what names a degree ("MS" of "MS Office" does not) and what only wishes for one, by the labelling guide. Leaves to
`transforms.readers.asks.cued_lines` which sentences there are. The words are in `asks.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.readers.asks.cued_lines import Line, Sentence, rules_of, sentences
from transforms.text.lexicon import lexicon

DEGREES = ("bachelor", "master", "phd")
"""Lowest first. `none_stated` when none is required."""

_WISH_ASIDE = re.compile(r"(?i)\([^()]*(?:prefer|a plus|desired)[^()]*\)")
"""A wish in brackets says nothing of what stands before them."""


def lowest_degree(lines: Sequence[Line]) -> str:
    """The lowest degree that a requiring sentence of these lines names: one of `DEGREES`, or `none_stated`."""
    ranks = [rank for sentence in sentences(lines) if (rank := _degree_of(sentence)) is not None]
    return DEGREES[min(ranks)] if ranks else "none_stated"


def _degree_of(sentence: Sentence) -> int | None:
    """Rank in `DEGREES` of what the sentence requires. With a wish beside it ("BS, MS preferred") the lower is required."""
    if sentence.is_wish:
        return None
    text = _WISH_ASIDE.sub("", sentence.text)
    ranks = degrees_in(text)
    if not ranks:
        return None
    rules = rules_of("degree")
    is_wished = (len(ranks) == 1 or ranks[0] > 0) and rules["wished"].is_in(text)
    return None if is_wished or rules["other"].is_in(text) else ranks[0]


def degrees_in(text: str) -> list[int]:
    """Ranks of the degrees that a text names, lowest first; a degree of no named level is a first one."""
    automaton, forms = _degree_automaton()
    lowered = text.replace("\u0130", "I").lower()
    named: set[str] = set()
    for index, start, _ in automaton.find_matches_as_indexes(lowered, overlapping=True):
        degree, pattern = forms[index]
        if (
            degree not in named
            and not (start and lowered[start - 1].isalnum())
            and pattern.match(text, start)
        ):
            named.add(degree)
    ranks = [rank for rank, degree in enumerate(DEGREES) if degree in named]
    if (
        0 not in ranks
        and "unnamed" in named
        and (not ranks or rules_of("degree")["first"].is_in(text))
    ):
        ranks.insert(0, 0)
    return ranks


@cache
def _degree_automaton() -> tuple[AhoCorasick, list[tuple[str, re.Pattern[str]]]]:
    """The automaton over the cues of degrees; for each its degree and the pattern that must match there."""
    forms = [
        (cue, (form["degree"], re.compile(form["pattern"])))
        for form in lexicon(__package__, "asks.toml")["degree"]["forms"]
        for cue in form["cues"]
    ]
    return AhoCorasick([cue for cue, _ in forms], implementation=Implementation.DFA), [
        form for _, form in forms
    ]
