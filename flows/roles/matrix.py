"""Puts named amounts, as features of postings or words of texts, into a sparse matrix.

Decides which names are known widely enough to be a column. Leaves what the amounts are to `flows.roles.labels`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix


def known_features(seen: Iterable[tuple[str, Mapping[str, float]]], least: int) -> list[str]:
    """The features seen at `least` employers or more, sorted by name. `seen`: employer and values of each posting."""
    employers: dict[str, set[str]] = defaultdict(set)
    for employer, values in seen:
        for name in values:
            employers[name].add(employer)
    return sorted(name for name, showing in employers.items() if len(showing) >= least)


def feature_matrix(seen: Sequence[Mapping[str, float]], features: Sequence[str]) -> csr_matrix:
    """The values of these features: one row a posting, one column a feature. Other features are left out."""
    column = {name: number for number, name in enumerate(features)}
    cells = [
        (row, column[name], value)
        for row, values in enumerate(seen)
        for name, value in values.items()
        if name in column
    ]
    table = np.array(cells, dtype=np.float64).reshape(-1, 3)
    places = table[:, :2].astype(np.intp)
    return csr_matrix((table[:, 2], (places[:, 0], places[:, 1])), (len(seen), len(features)))
