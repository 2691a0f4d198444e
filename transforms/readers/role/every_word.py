"""Weighs every word of a posting's duties and asks, also the thousands that no family holds.

Decides what counts as a word, and how much each word counts (tf-idf): more when it is said often or rare, and all of them the
same in a long text and a short one. Leaves what a word says of each role to `every_word.csv`, which `flows.roles.every_word` makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from transforms.readers.role.columns import Floats
from transforms.readers.role.words import one_word_phrases
from transforms.text.lexicon import csv_rows
from transforms.text.words import Indexes, Vocabulary, Words, cut_together
from transforms.vocabulary import READ_ROLES

TABLE = "every_word.csv"
COLUMNS = ("word", "idf", *READ_ROLES)

_ROW_BITS = 20
"""Room for a row in one number with its text: a division by the number of rows takes longer than all else."""


# Not frozen: that takes twice as long to build, and each posting has one.
@dataclass(slots=True, eq=False)
class WordAmounts:
    """The known words of a text, as their rows in the table, and how much each counts. Their squares sum to 1 (no word: 0)."""

    rows: Indexes
    amounts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words that are weighed. They are the first of `vocabulary`.

    `idf`: inverse document frequency. `weights`: word x role in the order of `READ_ROLES`, before the model's temperature.
    """

    words: tuple[str, ...]
    idf: Floats
    weights: Floats


@cache
def word_table() -> WordTable:
    """The shipped words, read once a process."""
    table = list(csv_rows(__package__, TABLE))
    words = tuple(row[0] for row in table)
    numbers = np.array([list(map(float, row[1:])) for row in table])
    return WordTable(words, numbers[:, 0], numbers[:, 1:])


@cache
def vocabulary() -> Vocabulary:
    """Every word that is known by itself: those that are weighed, and the phrases of roles that are one word."""
    weighed = word_table().words
    return Vocabulary([*weighed, *sorted(one_word_phrases().difference(weighed))])


def count_words(lowered: str) -> Counter[str]:
    """How often a lower-case text says each word, whether it is in the table or not."""
    cut = cut_together([lowered])
    # One sign stands before the first text.
    return Counter(
        lowered[start - 1 : end - 1]
        for start, end in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)
    )


def read_words(words: Words, rows: Indexes, is_read: Sequence[bool]) -> list[WordAmounts]:
    """The weighed words of each lower-case text. A text that is not to be read gives none. `rows`: by word, its row in `vocabulary`."""
    table = word_table()
    n_known, n_texts = len(table.words), len(is_read)
    n_words = np.diff(words.bounds)
    texts = np.repeat(np.arange(n_texts), n_words)
    chosen = np.flatnonzero((rows < n_known) & np.repeat(is_read, n_words))
    keys = (texts[chosen] << _ROW_BITS) + rows[chosen]
    said, counts = np.unique(keys, return_counts=True)
    texts, rows = said >> _ROW_BITS, said & (1 << _ROW_BITS) - 1
    amounts = counts * table.idf[rows]
    # So scaled, a long text says no more than a short one.
    lengths = np.sqrt(np.bincount(texts, amounts**2, n_texts))
    amounts /= np.maximum(lengths, 1.0)[texts]
    bounds = np.searchsorted(texts, np.arange(n_texts + 1)).tolist()
    return [WordAmounts(rows[first:last], amounts[first:last]) for first, last in pairwise(bounds)]
