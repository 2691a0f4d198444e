"""Weights of a person's own that are added to the role model's, and which of them are in force in this process.

Decides their form: a CSV like `roles_weights.csv` (basis, feature, one column per role) whose weights are calibrated
log-odds, to be added to what the shipped model says. Leaves how they are fitted to `flows.roles.refit`, where they lie to
`flows.own_weights`, and how they are added to `transforms.readers.role.model`.

They are in force for the whole process, since every reading of a process is of one version.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from transforms.vocabulary import READ_ROLES

INTERCEPT = "(intercept)"
BASES = ("body", "title")
COLUMNS = ("basis", "feature", *READ_ROLES)

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnWeights:
    """Weights by basis and feature, one per role in the order of `READ_ROLES`. `text`: the CSV that they come from."""

    text: str
    rows: Mapping[str, Mapping[str, Floats]]

    @property
    def digest(self) -> str:
        """The part of a reading's version that identifies them."""
        return sha256(self.text.encode()).hexdigest()[:12]


class _InForce:
    weights: OwnWeights | None = None


def parse_own_weights(text: str) -> OwnWeights:
    """The weights of a CSV. Lines that begin with # are remarks.

    Raises:
        ValueError: it is not such a table. The message says in which row (remarks are not counted) and why.
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    table = csv.reader(lines)
    if tuple(next(table, ())) != COLUMNS:
        raise ValueError(f"its header is not {','.join(COLUMNS)}")
    rows: dict[str, dict[str, Floats]] = {basis: {} for basis in BASES}
    for number, row in enumerate(table, start=2):
        if len(row) != len(COLUMNS) or row[0] not in BASES:
            raise ValueError(
                f"row {number} is not a basis, a feature and {len(READ_ROLES)} weights"
            )
        try:
            weights = np.array([float(cell) for cell in row[2:]])
        except ValueError as exc:
            raise ValueError(f"row {number} has a weight that is not a number: {exc}") from exc
        if not np.isfinite(weights).all():
            raise ValueError(f"row {number} has a weight that is not finite")
        rows[row[0]][row[1]] = weights
    return OwnWeights(text, rows)


def put_in_force(text: str | None) -> None:
    """Adds these weights to the model's from now on in this process. None: the shipped model alone."""
    _InForce.weights = None if text is None else parse_own_weights(text)


def own_weights() -> OwnWeights | None:
    """The weights in force."""
    return _InForce.weights


def own_text() -> str | None:
    """The CSV of the weights in force, to put them in force in another process."""
    return _InForce.weights.text if _InForce.weights else None
