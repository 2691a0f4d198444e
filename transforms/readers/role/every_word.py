"""Weighs every word of a posting's duties and asks, also the thousands that no family holds, and pairs of words.

Decides what counts as a word or a pair, and how much each counts (tf-idf): more when it is said often or rare, and all words
the same in a long text and a short one, and so all pairs. Leaves what a word says of each role to `every_word.csv`, which
`flows.roles.every_word` makes.
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
BETWEEN = " "
"""What stands between the words of a pair. Any other sign, as a comma or a line end, parts them."""
COLUMNS = ("word", "idf", *READ_ROLES)

_ROW_BITS = 20
"""Room for a row in one number with its text: a division by the number of rows takes longer than all else."""


# Not frozen: that takes twice as long to build, and each posting has one.
@dataclass(slots=True, eq=False)
class WordAmounts:
    """The known words and pairs of a text, as their rows in the table, and how much each counts.

    The squares of the words' amounts sum to 1 (no word: 0), and so do those of the pairs.
    """

    rows: Indexes
    amounts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """The words that are weighed, which are the first of `vocabulary`, and then the pairs of words ("fine tuning").

    `idf`: inverse document frequency. `weights`: word x role in the order of `READ_ROLES`, before the model's temperature.
    """

    words: tuple[str, ...]
    n_single: int
    idf: Floats
    weights: Floats


@cache
def word_table() -> WordTable:
    """The shipped words, read once a process."""
    table = list(csv_rows(__package__, TABLE))
    words = tuple(row[0] for row in table)
    numbers = np.array([list(map(float, row[1:])) for row in table])
    n_single = sum(BETWEEN not in word for word in words)
    return WordTable(words, n_single, numbers[:, 0], numbers[:, 1:])


@cache
def vocabulary() -> Vocabulary:
    """Every word that is known by itself: those that are weighed, and the phrases of roles that are one word."""
    table = word_table()
    weighed = table.words[: table.n_single]
    return Vocabulary([*weighed, *sorted(one_word_phrases().difference(weighed))])


@cache
def pair_vocabulary() -> Vocabulary:
    """Every pair of words that is weighed, in the order of the table."""
    table = word_table()
    return Vocabulary(table.words[table.n_single :])


def count_words(lowered: str) -> Counter[str]:
    """How often a lower-case text says each word and each pair of words, whether it is in the table or not."""
    cut = cut_together([lowered])
    # One sign stands before the first text.
    spans = list(zip((cut.starts - 1).tolist(), (cut.ends - 1).tolist(), strict=True))
    said = Counter(lowered[start:end] for start, end in spans)
    said.update(
        lowered[start:end]
        for (start, behind), (follows, end) in pairwise(spans)
        if lowered[behind:follows] == BETWEEN
    )
    return said


def read_words(words: Words, rows: Indexes, is_read: Sequence[bool]) -> list[WordAmounts]:
    """The weighed words and pairs of each lower-case text. A text that is not to be read gives none.

    `rows`: by word, its row in `vocabulary`.
    """
    table = word_table()
    n_texts = len(is_read)
    n_words = np.diff(words.bounds)
    texts, are_read = np.repeat(np.arange(n_texts), n_words), np.repeat(is_read, n_words)
    single = np.flatnonzero((rows < table.n_single) & are_read)
    pairs = pair_vocabulary().rows(words.numbers_of(words.starts[:-1], words.ends[1:]))
    # A pair is known by where its first word stands. None reaches from one text into the next.
    paired = np.flatnonzero((pairs < len(table.words) - table.n_single) & are_read[:-1])
    places = np.concatenate([texts[single], texts[paired]])
    entries = np.concatenate([rows[single], pairs[paired] + table.n_single])
    said, counts = np.unique((places << _ROW_BITS) + entries, return_counts=True)
    texts, rows = said >> _ROW_BITS, said & (1 << _ROW_BITS) - 1
    amounts = counts * table.idf[rows]
    # So scaled, a long text says no more than a short one.
    kinds = 2 * texts + (rows >= table.n_single)
    lengths = np.sqrt(np.bincount(kinds, amounts**2, 2 * n_texts))
    amounts /= np.maximum(lengths, 1.0)[kinds]
    bounds = np.searchsorted(texts, np.arange(n_texts + 1)).tolist()
    return [WordAmounts(rows[first:last], amounts[first:last]) for first, last in pairwise(bounds)]
