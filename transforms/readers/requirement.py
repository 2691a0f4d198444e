"""Reads how strongly a sentence asks for what it names: required, preferred, only mentioned, or not at all.

Decides by the kind of section and the words of `requirement.toml` in the sentence. Leaves to `transforms.readers.skills`
what the sentence names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter

from transforms.text.document import COMPANY_KINDS
from transforms.text.lexicon import lexicon
from transforms.text.phrases import Phrases
from transforms.text.rule import words_pattern

REQUIREMENTS = ("mentioned", "preferred", "required")
"""Weakest first: a skill named several times keeps the strongest."""

ABBREVIATIONS = frozenset({"e.g", "i.e"})
"""Their full stop ends no sentence: "languages (e.g. Java)"."""

_END = itemgetter(2)


@dataclass(slots=True)
class Ranks:
    """The requirement's rank of every sentence of one section, computed once per sentence."""

    kind: str
    lowered: str
    words: list[tuple[int, int, int]]
    """The index of each requirement word, where it begins and ends, in the order of the ends."""
    denied: list[tuple[int, int]]
    """Where the text says what is not asked: "we do not use ...", "no ... needed"."""
    has_abbreviations: bool
    """Whether two mentions of one sentence can have different ranks."""
    known: dict[int, int] = field(default_factory=dict)

    def denies(self, start: int) -> bool:
        """Whether a mention at `start` is said not to be asked."""
        return any(first <= start < last for first, last in self.denied)

    def at(self, start: int, end: int) -> int:
        """Rank in `REQUIREMENTS` of the sentence around a mention, -1 when it is only the company's own words."""
        if not self.words or self.kind == "preferred":
            return _rank(self.kind, ())
        lowered = self.lowered
        line_start = lowered.rfind("\n", 0, start)
        left = lowered.rfind(". ", line_start, start)
        while left >= 0 and lowered[left - 3 : left] in ABBREVIATIONS:
            left = lowered.rfind(". ", line_start, left)
        left = max(left, line_start)
        if left not in self.known:
            line_end = lowered.find("\n", end)
            stop = lowered.find(". ", end, line_end)
            said = self._said(left, stop if stop >= 0 else line_end)
            self.known[left] = _rank(self.kind, said)
        return self.known[left]

    def _said(self, left: int, right: int) -> set[str]:
        first, last = (bisect_right(self.words, at, key=_END) for at in (left, right))
        meanings = _requirement_words().meanings
        return {meanings[word] for word, start, _ in self.words[first:last] if start >= left}


def rank_sentences(kind: str, lowered: str) -> Ranks | None:
    """The ranks of a section's sentences. None when it is the company's own and asks for nothing."""
    known = _requirement_words()
    words = known.find(lowered)
    said = {known.meanings[word] for word, *_ in words}
    if kind in COMPANY_KINDS and "asking" not in said:
        return None
    denied = [found.span() for found in _denied().finditer(lowered)] if "denying" in said else []
    return Ranks(kind, lowered, words, denied, "abbreviation" in said)


@cache
def _denied() -> re.Pattern[str]:
    return words_pattern(lexicon(__package__, "requirement.toml")["denied"])


@cache
def _requirement_words() -> Phrases[str]:
    stated = lexicon(__package__, "requirement.toml")
    names = ("preferred", "required", "asking", "denying")
    words = [(word, name) for name in names for word in stated[name]]
    return Phrases([*words, *((f"{short}. ", "abbreviation") for short in ABBREVIATIONS)])


def _rank(kind: str, said: Collection[str]) -> int:
    """Rank of a sentence that says so, in a section of this kind."""
    if kind in COMPANY_KINDS and "asking" not in said:
        return -1
    if kind == "preferred" or "preferred" in said:
        return 1
    return 2 if kind in ("requirements", "title") or "required" in said else 0
