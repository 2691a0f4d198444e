"""Finds what a wish governs in its sentence: "BI tools (Tableau preferred) and SQL" wishes for Tableau alone.

Decides which words only look like a wish ("preference optimization"), and from where to where a wish reaches. Leaves to
`transforms.readers.requirement` which words wish, where a sentence ends and what else it says. The words are in
`requirement.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.text.lexicon import lexicon
from transforms.text.rule import words_pattern

Reach = tuple[int, int]
"""Where what a wish governs begins and ends."""

_BRACKET_CHARS = 300
"""How far back a bracket is looked for: the longest asides are no longer."""

_AROUND_CHARS = 30
"""Characters beside a word of wish that may say that it wishes for nothing: "a competitive advantage"."""

_PHRASE_CHARS = 60
"""Characters of what a wish in a bracket of its own follows: "deep learning (preferred), Python"."""

_OPENS, _CLOSES = "([", ")]"
_BRACKET_END = re.compile(r"[^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*")
_LABEL_BEHIND = re.compile(r"[)\]]?\s*(?::|[-–—](?!\w)|$)")
_PHRASE_BREAK = re.compile(
    r"[,;:()\[\]/]|\b(?:and|or|to|like|as|in|with|of|using|und|oder|mit|et|ou|y|o|en)\b"
)


def reach_of_wish(text: str, start: int, left: int, right: int) -> Reach | None:
    """What the word of wish at `start` governs in its sentence, which stands between `left` and `right`.

    `text` is in lower case. None when the word wishes for nothing. A wish in brackets governs its brackets, "preferably" and
    the like govern what follows, any other wish its clause between semicolons.
    """
    if text[start - 1].isalpha() or _wishes_for_nothing(text, start):
        return None
    opening = _bracket_before(text, start, left)
    if opening < 0:
        return _clause(text, start, left + 1, right)
    end = _BRACKET_END.match(text, start, right)
    closing = end.end() if end else right
    if not _pattern("bare_wish").fullmatch(text, opening + 1, closing):
        return _clause(text, start, opening + 1, closing)
    # Such a bracket wishes for what stands before it, and as a label or at the end for all of its clause.
    is_first = not _has_word(text, left + 1, opening)
    if is_first or _LABEL_BEHIND.match(text, closing, right) or not _has_word(text, closing, right):
        return _clause(text, opening, left + 1, right)
    near = max(left + 1, opening - _PHRASE_CHARS)
    breaks = [found.end() for found in _PHRASE_BREAK.finditer(text, near, opening)]
    return (breaks[-1] if breaks else near), closing


def _wishes_for_nothing(text: str, start: int) -> bool:
    around = _pattern("no_wish").finditer(
        text, max(0, start - _AROUND_CHARS), start + _AROUND_CHARS
    )
    return any(found.start() <= start < found.end() for found in around)


def _bracket_before(text: str, start: int, left: int) -> int:
    """Where the bracket around a place opens, -1 when there is none."""
    depth = 0
    for at in range(start - 1, max(left, start - _BRACKET_CHARS), -1):
        if text[at] in _CLOSES:
            depth += 1
        elif text[at] in _OPENS:
            if not depth:
                return at
            depth -= 1
    return -1


def _clause(text: str, start: int, first: int, last: int) -> Reach:
    """The clause of a wish between semicolons. A wish that opens it ("Nice to have: a; b") goes on behind them."""
    begin = text.rfind(";", first, start) + 1 or first
    stop = text.find(";", start, last)
    end = stop if stop >= 0 else last
    forward = _pattern("forward").match(text, start, last)
    if _pattern("before_wish").fullmatch(text, begin, start):
        return begin, last if forward else end
    if forward and _has_word(text, forward.end(), end):
        return start, end
    return begin, end


def _has_word(text: str, first: int, last: int) -> bool:
    return any(map(str.isalnum, text[first:last]))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return words_pattern(lexicon(__package__, "requirement.toml")[name])
