"""Weighs every word of a posting's duties and asks, also the thousands that no family holds.

Decides what counts as a word, and how much each word counts (tf-idf): more when it is said often or rare, and all of them the
same in a long text and a short one. Leaves what a word says of each role to `every_word.csv`, which `flows.roles.every_word` makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat

import numpy as np

from transforms.readers.role.columns import Floats, Indexes
from transforms.text.lexicon import csv_rows
from transforms.vocabulary import READ_ROLES

TABLE = "every_word.csv"
COLUMNS = ("word", "rarity", *READ_ROLES)

# One byte a letter is four times as fast to cut into words as a pattern is. Signs that have no such byte, as bullets and
# curly quotes, end a word.
_ENCODING = "latin-1"
_LETTERS = bytes(byte if chr(byte).isalnum() else 32 for byte in range(256))


def _nothing() -> Indexes:
    return np.zeros(0, dtype=np.intp)


@dataclass(slots=True)
class WordAmounts:
    """The known words of a text, as their rows in the table, and how much each counts. Their squares sum to 1 (no word: 0)."""

    rows: Indexes = field(default_factory=_nothing)
    amounts: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words that are weighed. `weights`: word x role in the order of `READ_ROLES`, before the model's temperature."""

    words: tuple[str, ...]
    rarity: Floats
    weights: Floats
    row_of: Mapping[bytes, int]


@cache
def word_table() -> WordTable:
    """The shipped words, read once a process."""
    table = list(csv_rows(__package__, TABLE))
    words = tuple(row[0] for row in table)
    numbers = np.array([list(map(float, row[1:])) for row in table])
    row_of = {word.encode(_ENCODING): row for row, word in enumerate(words)}
    return WordTable(words, numbers[:, 0], numbers[:, 1:], row_of)


def _cut_words(text: str) -> list[bytes]:
    return text.encode(_ENCODING, "replace").translate(_LETTERS).split()


def count_words(lowered: str) -> Counter[str]:
    """How often a lower-case text says each word, whether it is in the table or not."""
    counts = Counter(_cut_words(lowered))
    return Counter({word.decode(_ENCODING): n for word, n in counts.items()})


def read_words(lowered: str) -> WordAmounts:
    """The words of a lower-case text that the table knows."""
    table, words = word_table(), _cut_words(lowered)
    n_known = len(table.words)
    rows = map(table.row_of.get, words, repeat(n_known))
    counts = np.bincount(np.fromiter(rows, np.intp, len(words)), minlength=n_known)[:n_known]
    found = counts.nonzero()[0]
    amounts = counts[found] * table.rarity[found]
    # So scaled, a long text says no more than a short one.
    return WordAmounts(found, amounts / max(float(np.linalg.norm(amounts)), 1.0))
