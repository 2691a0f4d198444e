"""What an index may link: the floors of a link, the cap on one employer's weight, and from where to where links reach.

Decides these thresholds and where an index breaks. Leaves the index itself to `transforms.statistics.growth.chain`.
"""

from __future__ import annotations

import numpy as np

from transforms.statistics.intervals import Flags, Floats, Ints

LEAST_EMPLOYERS = 8
"""Below 8 every interval in the simulations (docs/methods.md, Proof) holds the truth too seldom. The page says "too few
boards to judge"."""

LEAST_COUNT = 20.0
"""Openings before and after. A ratio of fewer is noise."""

EXPECTED_OVER = 13
"""Links whose mean count is what a link can be expected to hold. The first link that happens to reach LEAST_COUNT by itself
is a peak, and an index that starts at a peak falls."""

LEAST_DRAWS_SHARE = 0.95
"""Draws of employers in which an index must be defined. Where one or two employers have all the openings, more than this part
of the draws holds none of them, and the index has no interval."""

EMPLOYER_CAP = 0.25
"""No employer weighs more than a quarter of a link: one giant's hiring freeze is not the market's."""


def cap_factors(counts: Floats, is_in: Flags, employer_of: Ints) -> Floats:
    """One factor per board, which keeps its employer's mean weight at EMPLOYER_CAP or below.

    It is constant over time, so that the links of an unchanged panel still multiply out to its direct change. With four
    employers or fewer there is nothing to cap to, and the panel is too thin anyway.
    """
    present = is_in.sum(axis=1)
    board = np.divide(
        (counts * is_in).sum(axis=1), present, np.zeros(len(counts)), where=present > 0
    )
    size = np.bincount(employer_of, board)
    order = np.argsort(-size, kind="stable")
    factors = np.ones(len(size))
    for n_capped in range(min(int(1 / EMPLOYER_CAP), len(size))):
        most = EMPLOYER_CAP * float(size[order[n_capped:]].sum()) / (1 - EMPLOYER_CAP * n_capped)
        if size[order[n_capped]] <= most:
            factors[order[:n_capped]] = most / size[order[:n_capped]]
            return factors[employer_of]
    return np.ones(len(counts))


def count_employers(contributes: Flags, employer_of: Ints) -> list[int]:
    """By period, the employers of which a board contributes."""
    order = np.argsort(employer_of, kind="stable")
    firsts = np.flatnonzero(np.diff(employer_of[order], prepend=-1))
    counted: list[int] = np.logical_or.reduceat(contributes[order], firsts).sum(axis=0).tolist()
    return counted


def find_span(
    n_matched: list[int],
    n_begin: list[int],
    before: Floats,
    after: Floats,
    first: int,
    drawn: Floats,
) -> tuple[int | None, int]:
    """The base and the last period that can be linked to it: of the last stretch of links without a break that has a base.

    By the period that a link leads into: `n_matched` employers are known on both sides, `n_begin` have such openings and were
    seen before it. `drawn`: each link under each draw of employers, NaN where it has nothing to divide.
    """
    is_known = np.isfinite(drawn)
    is_link = (np.array(n_matched) >= LEAST_EMPLOYERS) & (before > 0) & (after > 0)
    is_link &= is_known.mean(axis=0) >= LEAST_DRAWS_SHARE
    is_link[: first + 1] = False
    edges = np.flatnonzero(np.diff(np.pad(is_link.astype(np.int64), 1)))
    for begin, stop in reversed(list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))):
        begin = max(begin, _find_followed(is_known[:, :stop]))
        for t in range(begin, stop):
            # Near the end a whole span reaches back, or the first week with LEAST_COUNT would do by itself.
            span = slice(max(begin, min(t, stop - EXPECTED_OVER)), min(t + EXPECTED_OVER, stop))
            expected = min(float(before[span].mean()), float(after[span].mean()))
            if n_begin[t] >= LEAST_EMPLOYERS and expected >= LEAST_COUNT:
                return t - 1, stop - 1
    return None, len(n_matched) - 1


def _find_followed(is_known: Flags) -> int:
    """The first link from which on enough draws know every link up to the last one."""
    is_followed = np.logical_and.accumulate(is_known[:, ::-1], axis=1)[:, ::-1]
    lost = np.flatnonzero(is_followed.mean(axis=0) < LEAST_DRAWS_SHARE)
    return int(lost[-1]) + 1 if len(lost) else 0
