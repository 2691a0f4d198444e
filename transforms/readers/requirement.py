"""Reads how strongly a sentence asks for what it names: required, preferred, only mentioned, or not at all.

Decides by the kind of section and the words of `requirement.toml` in the sentence. Leaves to `transforms.readers.wishes` how
far a wish reaches, and to `transforms.readers.skills` what the sentence names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from transforms.readers.wishes import Reach, reach_of_wish
from transforms.text.document import COMPANY_KINDS
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, Line
from transforms.text.rule import words_pattern

REQUIREMENTS = ("mentioned", "preferred", "required")
"""Weakest first: a skill named several times keeps the strongest."""

ABBREVIATIONS = frozenset({"e.g", "i.e"})
"""Their full stop ends no sentence: "languages (e.g. Java)"."""

_BEGIN, _END = itemgetter(0), itemgetter(2)
_SAID = ("preferred", "required", "asking", "denying")

_NEGATIONS = ("no ", "not ", "never ", "n't ", "n’t ")
"""What denies holds one of these: most lines need not be searched with the expression."""

Said = frozenset[str]
"""What a sentence says of the skills that it names, by the names of `requirement.toml`."""


class _Sentence(NamedTuple):
    """What one sentence says: its wishes, and what it says within and outside them."""

    wishes: list[Reach]
    wished: Said
    plain: Said


Known = dict[int, _Sentence]
"""What was found of a line's sentences before, by where they begin."""


@dataclass(slots=True)
class Sentences:
    """What the sentences of one line say."""

    lowered: str
    hits: tuple[tuple[str, int, int], ...]
    """Each word of requirement, where it begins and ends, in the order of the ends."""
    said: Said
    """What any of them says."""

    def around(self, start: int, end: int, known: Known) -> Said:
        """What the sentence around a mention says of it. `known`: what was found of the line's sentences before."""
        lowered = self.lowered
        left = lowered.rfind(". ", 0, start)
        while left >= 0 and lowered[left - 3 : left] in ABBREVIATIONS:
            left = lowered.rfind(". ", 0, left)
        if left not in known:
            right = lowered.find(". ", end)
            while right >= 0 and lowered[right - 3 : right] in ABBREVIATIONS:
                right = lowered.find(". ", right + 1)
            known[left] = self._sentence(left, right if right >= 0 else len(lowered))
        sentence = known[left]
        return sentence.wished if is_within(start, sentence.wishes) else sentence.plain

    def _sentence(self, left: int, right: int) -> _Sentence:
        first, last = (bisect_right(self.hits, at, key=_END) for at in (left, right))
        hits = [hit for hit in self.hits[first:last] if hit[1] >= left]
        reaches = (
            reach_of_wish(self.lowered, start, left, right)
            for said, start, _ in hits
            if said == "preferred"
        )
        wishes = _joined(filter(None, reaches))
        # "Spark experience preferred" in brackets asks for nothing that stands outside.
        others = {
            said for said, start, _ in hits if said != "preferred" and not is_within(start, wishes)
        }
        wished = frozenset(said for said, _, _ in hits)
        return _Sentence(wishes, wished, frozenset(others))


def _joined(reaches: Iterable[Reach]) -> list[Reach]:
    """The same reaches in order, those that overlap as one: a hostile line has thousands."""
    joined: list[Reach] = []
    for begin, end in sorted(reaches):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def is_within(at: int, reaches: Sequence[Reach]) -> bool:
    """Whether a place is in one of these reaches, which follow each other without overlap."""
    n_before = bisect_right(reaches, at, key=_BEGIN) if reaches else 0
    return n_before > 0 and at < reaches[n_before - 1][1]


def sentences_of(line: Line) -> Sentences | None:
    """What the sentences of a line say. None when they say nothing of how strongly they ask."""
    return _CUES.of(line)


def says(line: Line, said: str) -> bool:
    """Whether any sentence of a line says so, by a name of `requirement.toml`."""
    sentences = _CUES.of(line)
    return sentences is not None and said in sentences.said


def _sentences(line: Line, hits: list[tuple[str, int, int]]) -> Sentences:
    return Sentences(line.lowered, tuple(hits), frozenset(said for said, _, _ in hits))


def denied_in(line: Line) -> tuple[tuple[int, int], ...]:
    """Where a line says what is not asked: "we do not use ...", "no ... needed". It holds in sections that deny something."""
    return _NEGATED.of(line) or ()


def _denials(line: Line, _: list[tuple[None, int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _denied().finditer(line.lowered))


_NEGATED = Cues(lambda: ((word, None) for word in _NEGATIONS), _denials)


@cache
def _denied() -> re.Pattern[str]:
    return words_pattern(lexicon(__package__, "requirement.toml")["denied"])


def _words() -> Iterator[tuple[str, str]]:
    stated = lexicon(__package__, "requirement.toml")
    return ((word, said) for said in _SAID for word in stated[said])


_CUES = Cues(_words, _sentences)


@cache
def rank(kind: str, said: Said) -> int:
    """Rank in `REQUIREMENTS` of what a sentence names that says so, in a section of this kind. -1: only the company's own words."""
    if kind in COMPANY_KINDS and "asking" not in said:
        return -1
    if kind == "preferred" or "preferred" in said:
        return 1
    return 2 if kind in ("requirements", "title") or "required" in said else 0
