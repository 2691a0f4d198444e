"""What counts would be if every posting were read into its true role, and how far that is known.

Decides the correction: of what is read as each role, the part that labels show to be another's is moved there. It comes
with its uncertainty (Dirichlet draws from the labelled counts). Leaves the labelled counts to `flows.roles.judge`, which
judges postings of employers that the model did not see.

Counts as read are c = M' t, with M the chance to read each role as each other and t the true counts. So t = inverse(M') c:
the labels give only M, and the panel's own mix gives the rest (docs/methods.md, Misread roles).

The seven technical roles are corrected among themselves, and their sum stays what was read. How often other work is read
as one of them cannot be learnt from the labels: a panel holds a hundred times as much other work as they do, and theirs
was chosen because it is hard to tell apart. What other work may do only widens the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from transforms.statistics.intervals import NORMAL_QUANTILE, SEED, Flags, Floats
from transforms.text.lexicon import csv_records
from transforms.vocabulary import READ_ROLES, ROLES

CORRECTION_DRAWS = 200
"""The root mean square of a distance is then known to a twentieth."""

PRIOR_COUNTS = 1.0
"""Labels' worth of ignorance a role, spread over the seven (Perks). A pair that never occurred is not impossible."""

LEAST_PART = 0.1
"""A correction may call for a negative number of openings. A tenth of what was read is as far as it is believed."""


@dataclass(frozen=True)
class Corrected:
    """Corrected counts of the seven roles. Arrays are role x anything, in the order of ROLES.

    `noise`: how many times the relative error of sampling grows. `spread`: the standard error of the count's logarithm
    that is left because the confusion of roles is known from so many labels only. `luck`: the relative error that is left
    because each single posting may be read rightly or not.
    """

    counts: Floats
    noise: Floats
    spread: Floats
    luck: Floats


@dataclass(frozen=True)
class Correction:
    """Weights that make counts as read (column) into true counts (row), of the seven technical roles.

    `weights`: role x role. `drawn`: the same under each draw of the confusion. `intruders`: draw x role, the part of what is
    read as the role that is other work. `lost`: draw x role, the part of the role that is read as other work.
    """

    weights: Floats
    drawn: Floats
    intruders: Floats
    lost: Floats

    def of(self, counts: Floats) -> Corrected:
        """The true counts behind `counts` as read: role x period. 0 where nothing was read."""
        found = bound(self.weights @ counts, counts)
        is_read = counts > 0
        variance = self.weights**2 @ counts
        off = self.log_draws(counts) - np.log(np.where(is_read, found, 1.0))
        border = np.log((1 - self.intruders) / (1 - self.lost))[:, :, None]
        spread = np.sqrt((off**2).mean(axis=0) + (border**2).mean(axis=0))
        # Given the true counts, readings scatter by this much: the multinomial variance, summed over the roles.
        luck = np.sqrt(np.maximum(variance - found, 0)) / np.where(is_read, found, 1.0)
        noise = _noise(variance, found, counts)
        return Corrected(found, noise, np.where(is_read, spread, 0.0), luck)

    def log_draws(self, counts: Floats) -> Floats:
        """The logarithm of the true counts under each draw: draw x role x period. 0 where nothing was read."""
        drawn = bound(np.einsum("drs,st->drt", self.drawn, counts), counts)
        logs: Floats = np.log(np.where(counts > 0, drawn, 1.0))
        return logs

    def unmixing(self, role: int, read: Sequence[Floats]) -> Unmixing:
        """How one role's board counts are corrected. `read`: of each of the seven, board x period."""
        return Unmixing(read, self.weights[role], self.drawn[:, role])

    def intrusion(self, role: int, change: Floats, other: Floats) -> Floats:
        """Root mean square error of a role's log growth for the other work read as it, which grows at its own rate.

        Args:
            role: its place in ROLES.
            change: the role's log growth by period.
            other: the log growth of other work. Where it is not known, it is taken to grow like the role.
        """
        ratio = np.exp(np.where(np.isfinite(other), other, change) - change)
        part = self.intruders[:, role, None]
        own = np.maximum(1 - part * ratio, LEAST_PART) / (1 - part)
        error: Floats = np.sqrt((np.log(own) ** 2).mean(axis=0))
        return error


@dataclass(frozen=True)
class Unmixing:
    """How the board counts of one role are corrected.

    `read`: of each of the seven roles what was read as it, board x period. `weights`: by role. `drawn`: draw x role.
    """

    read: Sequence[Floats]
    weights: Floats
    drawn: Floats

    def board_counts(self) -> Floats:
        """Board x period. A single board's may be negative: only sums over boards are counts."""
        found = np.zeros_like(self.read[0])
        for weight, counts in zip(self.weights, self.read, strict=True):
            found += weight * counts
        return found

    def sums(self, factors: Floats, kept: Flags) -> Floats:
        """What was read as each of the seven on the boards that are `kept`, each times its factor: role x period."""
        weighted = factors * kept
        sums: Floats = np.array([np.einsum("bt,bt->t", weighted, counts) for counts in self.read])
        return sums

    def match(self, factors: Floats, both: Flags) -> tuple[Floats, Floats]:
        """The sums before and after each link of the boards that are in on both sides of it: role x period."""
        is_next = np.zeros_like(both)
        is_next[:, :-1] = both[:, 1:]
        before = np.zeros((len(self.read), both.shape[1]))
        before[:, 1:] = self.sums(factors, is_next)[:, :-1]
        return before, self.sums(factors, both)

    def noise(self, totals: Floats, own: Floats) -> Floats:
        """How many times the relative error of sampling grows, by period.

        Args:
            totals: role x period, what was read as each of the seven.
            own: by period, what was read as this role.
        """
        return _noise(self.weights**2 @ totals, bound(self.weights @ totals, own), own)


def _noise(variance: Floats, found: Floats, read: Floats) -> Floats:
    """The relative error of a corrected count by that of the count as read. 1 where nothing was read."""
    with np.errstate(divide="ignore", invalid="ignore"):
        noise: Floats = np.where(read > 0, np.sqrt(variance * read) / found, 1.0)
    return noise


def bound(corrected: Floats, read: Floats) -> Floats:
    """Corrected counts, none below LEAST_PART of what was read."""
    bounded: Floats = np.maximum(corrected, LEAST_PART * read)
    return bounded


def correct_share(
    share: Floats, low: Floats, high: Floats, factor: Floats, noise: Floats, spread: Floats
) -> tuple[Floats, Floats, Floats]:
    """A share with its interval, times `factor` (true count / count as read): sampling and misreading together."""
    found = np.clip(share * factor, 0, 1)
    misread = NORMAL_QUANTILE * spread * found
    below, above = (
        np.hypot(factor * noise * side, misread) for side in (share - low, high - share)
    )
    return found, np.clip(found - below, 0, 1), np.clip(found + above, 0, 1)


def draw_correction(confusion: Floats) -> Correction:
    """The correction by labelled counts, true role x read role, in the order of `READ_ROLES`."""
    generator = np.random.default_rng([SEED, int(confusion.sum())])
    n, other = len(ROLES), len(ROLES)
    counts = confusion[:n, :n] + PRIOR_COUNTS / n
    drawn = generator.gamma(counts, size=(CORRECTION_DRAWS, n, n))
    right = counts.sum(axis=1) - PRIOR_COUNTS, counts.sum(axis=0) - PRIOR_COUNTS
    lost, intruders = (
        generator.beta(
            wrong + PRIOR_COUNTS / len(READ_ROLES), within + PRIOR_COUNTS, (CORRECTION_DRAWS, n)
        )
        for wrong, within in zip((confusion[:n, other], confusion[other, :n]), right, strict=True)
    )
    return Correction(_invert(counts), _invert(drawn), intruders, lost)


def _invert(counts: Floats) -> Floats:
    """The inverse of the transposed chances, for one table of counts or many."""
    chances = counts / counts.sum(axis=-1, keepdims=True)
    inverse: Floats = np.linalg.inv(np.swapaxes(chances, -1, -2))
    return inverse


@cache
def read_confusion() -> Floats:
    """How often postings of each role (row) were read as each (column): `roles_confusion.csv` (true, read, n)."""
    confusion = np.zeros((len(READ_ROLES), len(READ_ROLES)))
    for row in csv_records(__package__, "roles_confusion.csv"):
        confusion[READ_ROLES.index(row["true"]), READ_ROLES.index(row["read"])] = float(row["n"])
    return confusion


@cache
def read_correction() -> Correction:
    """The correction of the role model in use."""
    return draw_correction(read_confusion())
