"""The tables of weights that the first reader of roles sums, with a person's own added, as arrays.

Decides what each table is: that of bodies, that of titles, and the two mixed for a body without headings. Leaves summing to
`transforms.readers.role.model`, and a person's own weights to `transforms.readers.role.own`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from transforms.readers.role.columns import Floats, columns
from transforms.readers.role.every_word import word_table
from transforms.readers.role.own import BASES, INTERCEPT, OwnWeights
from transforms.text.lexicon import csv_records
from transforms.vocabulary import READ_ROLES

# Cross-validated on the 1,261 labelled postings whose duties and asks stand under no heading: 0.839 right by the body alone,
# 0.846 with this. On 346 openings of Hacker News comments, 0.913 and 0.918. With 0.4 these are 0.838 and 0.923.
_TITLE_SAY_UNSECTIONED = 0.25

_TEMPERATURE = "(temperature)"
TABLES = ("body", "title", "mixed")
"""The tables of weights. A body without headings is judged by the other two, mixed."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The tables of weights, already divided by their temperatures: sums are calibrated log-odds. Roles as in `READ_ROLES`."""

    intercepts: Floats
    """Table x role."""
    bodies: Floats
    """Table x feature x role: the features of `columns().names`."""
    by_role: Floats
    """The same, table x role x feature."""
    others: tuple[tuple[Mapping[str, int], Floats], ...]
    """By table: the row of each feature, by name, and the rows. Those of title and department are looked up in it."""
    words: tuple[Floats, ...]
    """By table: word x role, for the words of `word_table`."""


@lru_cache(maxsize=4)
def weights_of(own: OwnWeights | None) -> Weights:
    """The shipped weights, with a person's own added."""
    body, title = (_rows(basis, own) for basis in BASES)
    mixed = {name: (1 - _TITLE_SAY_UNSECTIONED) * row for name, row in body.items()}
    for name, row in title.items():
        mixed[name] = mixed.get(name, 0.0) + _TITLE_SAY_UNSECTIONED * row
    tables, names = (body, title, mixed), columns().names
    nothing = np.zeros(len(READ_ROLES))
    bodies = np.array([[table.get(name, nothing) for name in names] for table in tables])
    return Weights(
        intercepts=np.array([table[INTERCEPT] for table in tables]),
        bodies=bodies,
        by_role=bodies.transpose(0, 2, 1).copy(),
        others=tuple(
            ({name: row for row, name in enumerate(table)}, np.array(list(table.values())))
            for table in tables
        ),
        words=_words_by_table(),
    )


def _words_by_table() -> tuple[Floats, ...]:
    """The weights of words and pairs. They speak of the work, so a title alone has none."""
    words = word_table().weights / _stated_rows("body")[_TEMPERATURE][0]
    return words, np.zeros_like(words), (1 - _TITLE_SAY_UNSECTIONED) * words


def _rows(basis: str, own: OwnWeights | None) -> dict[str, Floats]:
    """The weights of one basis by feature."""
    stated = _stated_rows(basis)
    temperature = stated[_TEMPERATURE][0]
    weights = {name: row / temperature for name, row in stated.items() if name != _TEMPERATURE}
    for feature, added in (own.rows[basis] if own else {}).items():
        weights[feature] = weights.get(feature, 0.0) + added
    return weights


@cache
def _stated_rows(basis: str) -> Mapping[str, Floats]:
    """The rows of a basis as the table states them, the temperature among them."""
    return {
        row["feature"]: np.array([float(row[role]) for role in READ_ROLES])
        for row in csv_records(__package__, "roles_weights.csv")
        if row["basis"] == basis
    }
