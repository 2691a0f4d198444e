"""Remembers what a line means, for employers repeat their lines from posting to posting: 54 % of those of replayed boards.

Decides how much is remembered. Leaves sections, which are longer, to `transforms.text.document`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    def known(self, lines: Sequence[str]) -> list[Meaning | None]:
        """What is remembered of each of many lines. None for one that is not."""
        found, older = list(map(self.get, lines)), self._older
        for at, line in enumerate(lines):
            if found[at] is None and line in older:
                found[at] = self.keep(line, older[line])
        return found

    def forget(self) -> None:
        """Lets go of all lines."""
        self.clear()
        self._older.clear()
