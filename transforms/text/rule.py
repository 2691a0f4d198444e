"""One rule of a lexicon: a regular expression that a text either holds or does not.

Decides how case is ignored: a rule that begins with `(?i)` is made lower case and looked for in lower-cased text, because a
search that ignores case itself takes two to four times as long. Leaves what holding a rule means to the reader that asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANY_CASE = "(?i)"
_ESCAPE_OR_WORDS = re.compile(r"\\.|[^\\]+", re.S)
"""Capitals mean something in the escapes of a regular expression: \\S is not \\s."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; `in_any_case`: it is written in lower case and meant for lower-cased text."""

    pattern: re.Pattern[str]
    in_any_case: bool

    def is_in(self, text: str, lowered: str | None = None) -> bool:
        """Whether the text holds the rule. `lowered`: the same text in lower case, where the caller has it."""
        if self.in_any_case:
            text = text.lower() if lowered is None else lowered
        return self.pattern.search(text) is not None


def rule(source: str) -> Rule:
    """The rule written as a regular expression, with `(?i)` before it when case means nothing to it."""
    bare = source.removeprefix(_ANY_CASE)
    if bare == source:
        return Rule(re.compile(source), False)
    parts = _ESCAPE_OR_WORDS.findall(bare)
    return Rule(
        re.compile("".join(part if part[0] == "\\" else part.lower() for part in parts)), True
    )
