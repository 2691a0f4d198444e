"""Remembers what a line means, for employers repeat their lines from posting to posting: 54 % of those of replayed boards.

Decides how much is remembered. Leaves sections, which are longer, to `transforms.text.document`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_LINES_KEPT, _LONGEST_KEPT = 20_000, 600
"""Together 50 MB at most. A longer line is a paragraph of one posting, or an attack."""

Meaning = TypeVar("Meaning")


def once_a_line(read: Callable[[str], Meaning]) -> Callable[[str], Meaning]:
    """Lets a pure function see each line once, however many postings repeat it. What it returns must not be changed."""
    # A known line costs one look into a dict. With a function around it, the call would cost more than the look.
    return _Remembered(read).__getitem__


class _Remembered(dict[str, Meaning]):
    """What a function made of the latest lines. The older half of them is let go together once it is no longer asked for."""

    def __init__(self, read: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._read = read
        self._older: dict[str, Meaning] = {}

    def __missing__(self, line: str) -> Meaning:
        meaning = self._older[line] if line in self._older else self._read(line)
        if len(line) <= _LONGEST_KEPT:
            if len(self) >= _LINES_KEPT // 2:
                self._older = self.copy()
                self.clear()
            self[line] = meaning
        return meaning
