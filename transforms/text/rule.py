"""One rule of a lexicon: a regular expression that a text either holds or does not.

Decides how case is ignored, and how alternatives are tried. A rule that begins with `(?i)` is made lower case and searched in
lower-cased text, because a search that ignores case takes two to four times as long. Leaves to the readers what holding a
rule means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from transforms.text.phrases import AnyPhrase

_ANY_CASE = "(?i)"
_ESCAPE_OR_WORDS = re.compile(r"\\.|[^\\]+", re.S)
"""Capitals mean something in the escapes of a regular expression: \\S is not \\s."""

_EDGE = r"\b"
_FLAGS = re.compile(r"\(\?[a-z]+\)")
_SIGN_OR_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.S)
"""A sign of a regular expression: an escape, a set of letters as a whole, or one letter."""

_PLAIN = re.compile(r"(?:[^.^$*+?{}\[\]\\|()]|\\\W)+")
_ESCAPED = re.compile(r"\\(\W)")
"""A word without a sign that means something in regular expressions, and one that is escaped."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule. With `in_any_case` it is written in lower case, for lower-cased text.

    `plain`: those of its alternatives that are plain words, and `others` the rest. None when there are none.
    """

    pattern: re.Pattern[str]
    in_any_case: bool
    plain: AnyPhrase | None
    others: re.Pattern[str] | None

    def is_in(self, text: str, lowered: str | None = None) -> bool:
        """Whether the text holds the rule. `lowered`: the same text in lower case, if the caller has it."""
        if self.in_any_case:
            text = text.lower() if lowered is None else lowered
        if self.plain is not None and self.plain.is_in(text):
            return True
        return self.others is not None and self.others.search(text) is not None

    def cut_from(self, text: str) -> str:
        """The text without the parts that the rule matches. Its lower case must be as long as it is (`with_plain_i`)."""
        searched = text.lower() if self.in_any_case else text
        for found in reversed(list(self.pattern.finditer(searched))):
            text = text[: found.start()] + text[found.end() :]
        return text


def rule(source: str) -> Rule:
    """The rule written as a regular expression, with `(?i)` before it if case means nothing to it."""
    in_any_case = source.startswith(_ANY_CASE)
    if in_any_case:
        parts = _ESCAPE_OR_WORDS.findall(source.removeprefix(_ANY_CASE))
        source = "".join(part if part[0] == "\\" else part.lower() for part in parts)
    alternatives = list(_alternatives(source))
    # Plain words are found four times as fast without an expression, and most rules have no other.
    plain = [_ESCAPED.sub(r"\1", one) for one in alternatives if _PLAIN.fullmatch(one)]
    others = "|".join(one for one in alternatives if not _PLAIN.fullmatch(one))
    return Rule(
        words_pattern(source),
        in_any_case,
        AnyPhrase(plain) if plain else None,
        words_pattern(others) if others else None,
    )


def words_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""The regular expression, compiled so that neighbouring alternatives share their look for the edge of a word.

    It matches what `source` matches, with the same groups. `re` skips an alternative at its first letter, but not at an edge:
    of `\bml|\bai|...` it tries each at each letter of the text, which takes several times as long as `\b(?:ml|ai|...)`.
    """
    stated = _FLAGS.match(source)
    start = stated.end() if stated else 0
    parts = []
    for has_edge, own in groupby(_alternatives(source[start:]), lambda one: one.startswith(_EDGE)):
        words = "|".join(one.removeprefix(_EDGE) if has_edge else one for one in own)
        parts.append(f"{_EDGE}(?:{words})" if has_edge else words)
    return re.compile(source[:start] + "|".join(parts), flags)


def _alternatives(source: str) -> Iterator[str]:
    """The alternatives of a regular expression, those inside its groups left together."""
    depth, begin = 0, 0
    for sign in _SIGN_OR_GROUP.finditer(source):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if sign[0] == "|" and not depth:
            yield source[begin : sign.start()]
            begin = sign.end()
    yield source[begin:]
