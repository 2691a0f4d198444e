"""How far a role's growth may be off because postings are read into the wrong role.

Decides the mixture (the labels' share of each true role among what is read as one), its uncertainty (Dirichlet draws from
the labelled counts), and how far measured growth lies from unmixed growth. Leaves the counts to
`flows.roles.judge`, which judges postings of employers that the model did not see.

What is read as a role holds some of every role. Each grows at its own rate, and what is measured is their mixture. The
labels say which part of a role's readings is wrong. They do not say how often other work is read as a role, because a panel
holds a hundred times as much other work as the labels do. METHODS, section 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from transforms.statistics.intervals import SEED, Floats
from transforms.text.lexicon import csv_records
from transforms.vocabulary import READ_ROLES

MIXTURE_DRAWS = 200
"""The root mean square of a displacement is then known to a twentieth."""

PRIOR_COUNTS = 1.0
"""Labels' worth of ignorance a role, spread over the eight (Perks). A pair that never occurred is not impossible."""

LEAST_GROWTH = 0.1
"""Unmixing may call for a negative number of openings. A tenth of what was measured is as far as a draw is believed."""


@dataclass(frozen=True)
class Mixture:
    """Draws of the inverse of "share of true role (column) in what is read as a role (row)": draw x role x role."""

    inverses: Floats

    def displacement(self, change: Floats) -> Floats:
        """Root mean square distance between measured and unmixed log growth.

        Args:
            change: role x period, the measured log growth of what is read as each of the eight roles. NaN: not known.

        Returns:
            The same shape. A role whose growth is not known is assumed to grow like the role it is mixed into.
        """
        found = np.full(change.shape, np.nan)
        for role, own in enumerate(change):
            ratio = np.exp(np.where(np.isfinite(change), change, own) - own)
            unmixed = np.einsum("ds,st->dt", self.inverses[:, role], ratio)
            found[role] = np.sqrt((np.log(np.maximum(unmixed, LEAST_GROWTH)) ** 2).mean(axis=0))
        return found


def draw_mixture(confusion: Floats) -> Mixture:
    """Draws of the mixture from labelled counts, true role x read role, in the order of `READ_ROLES`."""
    generator = np.random.default_rng([SEED, int(confusion.sum())])
    counts = confusion.T + PRIOR_COUNTS / len(confusion)
    drawn = generator.gamma(counts, size=(MIXTURE_DRAWS, *counts.shape))
    inverses: Floats = np.linalg.inv(drawn / drawn.sum(axis=2, keepdims=True))
    return Mixture(inverses)


@cache
def read_confusion() -> Floats:
    """How often postings of each role (row) were read as each (column): `roles_confusion.csv` (true, read, n)."""
    confusion = np.zeros((len(READ_ROLES), len(READ_ROLES)))
    for row in csv_records(__package__, "roles_confusion.csv"):
        confusion[READ_ROLES.index(row["true"]), READ_ROLES.index(row["read"])] = float(row["n"])
    return confusion


@cache
def read_mixture() -> Mixture:
    """The mixture of the role model in use."""
    return draw_mixture(read_confusion())
