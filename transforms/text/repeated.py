"""Remembers what a line means, for employers repeat their lines from posting to posting: 54 % of those of replayed boards.

Decides how much is remembered. Leaves sections, which are longer, to `transforms.text.document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

_LINES_KEPT, _LONGEST_KEPT = 20_000, 600
"""Together 50 MB at most. A longer line is a paragraph of one posting, or an attack."""

Meaning = TypeVar("Meaning")


def once_a_line(read: Callable[[str], Meaning]) -> Callable[[str], Meaning]:
    """Lets a pure function see each line once, however many postings repeat it. What it returns must not be changed."""
    # A known line costs one look into a dict. With a function around it, the call would cost more than the look.
    return Remembered(read).__getitem__


class Remembered(dict[str, Meaning]):
    """What a function made of the latest lines. What is not asked for again is let go, the older half of them at a time."""

    def __init__(self, read: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._read = read
        self._older: dict[str, Meaning] = {}

    def __missing__(self, line: str) -> Meaning:
        older = self._older
        return self.keep(line, older[line] if line in older else self._read(line))

    def keep(self, line: str, meaning: Meaning) -> Meaning:
        """The meaning of a line, remembered if the line is not too long."""
        if len(line) <= _LONGEST_KEPT:
            if len(self) >= _LINES_KEPT // 2:
                self._older = self.copy()
                self.clear()
            self[line] = meaning
        return meaning

    def unknown(self, lines: Iterable[str]) -> list[str]:
        """Those of many lines that are not remembered, each once."""
        missing = [line for line in lines if line not in self]
        return list(dict.fromkeys(line for line in missing if line not in self._older))

    def forget(self) -> None:
        """Lets go of all lines."""
        self.clear()
        self._older.clear()
