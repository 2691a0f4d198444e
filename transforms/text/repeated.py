"""Remembers what a line means, for employers repeat their lines from posting to posting: 54 % of those of replayed boards.

Decides how much is remembered. Leaves sections, which are longer, to `transforms.text.document`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_LINES_KEPT, _LONGEST_KEPT = 20_000, 600
"""Together 50 MB at most. A longer line is a paragraph of one posting, or an attack."""

Meaning = TypeVar("Meaning")


def once_a_line(read: Callable[[str], Meaning]) -> Callable[[str], Meaning]:
    """Lets a pure function see each line once, however many postings repeat it. What it returns must not be changed."""
    remembered = lru_cache(maxsize=_LINES_KEPT)(read)

    @wraps(read)
    def read_once(line: str) -> Meaning:
        return remembered(line) if len(line) <= _LONGEST_KEPT else read(line)

    return read_once
