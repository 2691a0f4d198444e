"""Reads JSON as careers sites write it, where the strict reader gives up.

Decides which slips are read as what was meant: comments, missing or trailing commas, several values in a row, quotes as
entities, escapes that JSON does not know, and quotes inside a text. Leaves what the values mean to its callers.
One scan from front to back. Nesting is bounded, and what is no JSON by any reading is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_DEPTH_MAX = 60  # honest markup nests some ten deep
_BLANK = re.compile(
    r"(?:[\s,;\ufeff\u200b]++|/\*.*?\*/|//[^\n]*+|<!--|-->|<!\[CDATA\[|\]\]>)+", re.DOTALL
)
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
_WORD = re.compile(r"[A-Za-z_@$][\w@$-]{0,60}")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
# A quote ends a text where the punctuation behind it says so: the next member, the end of the part, or a comment.
_QUOTE_OR_ESCAPE = {quote: re.compile(rf"[\\{quote}]") for quote in "\"'"}
_IS_END = {
    quote: re.compile(rf"\s*+(?:[,:;}}\]]|$|/[/*]|{quote}[@\w]{{1,60}}{quote}\s{{0,9}}:)")
    for quote in "\"'"
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
# A letter beyond the first 65,536 takes two codes, which are one letter only when they are decoded together.
_CODE = re.compile(r"u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})")


def read_loosely(source: str) -> list[Any]:
    """The values of a script that should hold one JSON value, in their order.

    Raises:
        ValueError: it is no JSON, not even with the slips that this module knows.
    """
    source = _WRAPPER.sub("", source.strip("\ufeff\u200b \t\r\n")).strip(" ;\r\n\ufeff")
    for text in dict.fromkeys((source, unescape(source) if _is_escaped(source) else source)):
        try:
            # Sites put line breaks into strings, which JSON forbids and everyone reads.
            return [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            source = text
    return _Reader(source).values()


def _is_escaped(source: str) -> bool:
    return '"' not in source and any(mark in source for mark in ("&quot;", "&#34;", "&#x22;"))


class _Reader:
    """One scan over a text. `here` is where it stands."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.here = 0

    def values(self) -> list[Any]:
        """Every value at the top, also without anything between them."""
        found: list[Any] = []
        while self._peek():
            found.append(self._value(0))
        if not any(isinstance(value, (dict, list)) for value in found):
            raise ValueError("no object and no list")
        return found

    def _peek(self) -> str:
        """The next character that says something. Empty at the end."""
        if blank := _BLANK.match(self.source, self.here):
            self.here = blank.end()
        return self.source[self.here : self.here + 1]

    def _value(self, depth: int) -> Any:
        start = self._peek()
        if depth > _DEPTH_MAX:
            raise ValueError(f"nested more than {_DEPTH_MAX} deep")
        if start == "{":
            return self._object(depth)
        if start == "[":
            return self._list(depth)
        if start in _IS_END:
            return self._text(start)
        if number := _NUMBER.match(self.source, self.here):
            self.here = number.end()
            return json.loads(number[0]) if number[0].lstrip("-")[0] != "0" else float(number[0])
        if (word := _WORD.match(self.source, self.here)) and word[0] in _WORDS:
            self.here = word.end()
            return _WORDS[word[0]]
        raise ValueError(f"no value at character {self.here}")

    def _list(self, depth: int) -> list[Any]:
        return [self._value(depth + 1) for _ in self._until("]")]

    def _until(self, end: str) -> Iterator[str]:
        """The character that each part begins with, up to `end`, which is passed."""
        self.here += 1
        while (mark := self._peek()) != end:
            if not mark:
                raise ValueError(f"no {end} at the end")
            yield mark
        self.here += 1

    def _object(self, depth: int) -> dict[str, Any]:
        return dict(self._member(mark, depth) for mark in self._until("}"))

    def _member(self, mark: str, depth: int) -> tuple[str, Any]:
        name = self._name(mark)
        if self._peek() != ":":
            raise ValueError(f"no colon at character {self.here}")
        self.here += 1
        return name, self._value(depth + 1)

    def _name(self, mark: str) -> str:
        if mark in _IS_END:
            return self._text(mark)
        if word := _WORD.match(self.source, self.here):
            self.here = word.end()
            return word[0]
        raise ValueError(f"no name at character {self.here}")

    def _text(self, quote: str) -> str:
        """A text up to the quote that ends it. A quote that nothing follows from is a character of the text."""
        self.here += 1
        parts: list[str] = []
        while mark := _QUOTE_OR_ESCAPE[quote].search(self.source, self.here):
            parts.append(self.source[self.here : mark.start()])
            self.here = mark.end()
            if mark[0] == "\\":
                parts.append(self._escaped())
            elif _IS_END[quote].match(self.source, self.here):
                return "".join(parts)
            else:
                parts.append(quote)
        raise ValueError("a text without an end")

    def _escaped(self) -> str:
        r"""The character behind a backslash. One that JSON does not know ("\'", "\$") is itself."""
        if code := _CODE.match(self.source, self.here):
            self.here = code.end()
            return str(json.loads(f'"\\{code[0]}"'))
        letter = self.source[self.here : self.here + 1]
        self.here += 1
        return _ESCAPES.get(letter, letter)
