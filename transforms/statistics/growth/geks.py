"""Whether the chain has drifted: GEKS over a rolling window and the direct fixed panel, beside the chained index.

Decides the window, and when the three differ too much to be one number.
Leaves the chain itself and its interval to `transforms.statistics.growth.chain`.

A chain compares each period with the next one only, and boards come and go. Two periods of a window can also be
compared through each other period of that window (Gini, Eltetö, Köves and Szulc; rolled forward as by Ivancic, Diewert and
Fox 2011), and over all boards of the base at once.
"""

from __future__ import annotations

import numpy as np

from transforms.statistics.growth.chain import Chain
from transforms.statistics.growth.links import LEAST_EMPLOYERS
from transforms.statistics.growth.misreading import bound
from transforms.statistics.intervals import Floats

WINDOW = {"week": 13, "month": 13}
"""A quarter of weeks. A year of months and the first month again, so that each month meets its like."""

_ROUNDING = 1e-9


def geks_index(chain: Chain, window: int) -> Floats:
    """The rolling GEKS index by period, 100 at the chain's base. NaN before it and from an unknown link on.

    Each period is linked to the one before by the mean of ln R(t-1, k) + ln R(k, t) over the periods k of the window that
    ends in t. R compares two periods over the boards known in both. A new period changes nothing printed before.
    """
    found = np.full(len(chain.log), np.nan)
    if chain.base is None:
        return found
    between = _log_ratios(chain)
    found[chain.base] = 0.0
    for t in range(chain.base + 1, len(found)):
        ways = slice(max(chain.base, t - window + 1), t + 1)
        # From nothing and back: the logarithms are infinite, and no way.
        with np.errstate(invalid="ignore"):
            steps = between[t - 1, ways] + between[ways, t]
        known = steps[np.isfinite(steps)]
        found[t] = found[t - 1] + (known.mean() if len(known) else np.nan)
    index: Floats = 100 * np.exp(found)
    return index


def _log_ratios(chain: Chain) -> Floats:
    """The log of R(a, b) for all pairs of periods over the boards known in both. NaN where those are too few."""
    is_in = chain.is_in.astype(np.float64)
    counted = chain.counts * is_in
    at_first = counted.T @ is_in
    read = chain.read_counts * is_in
    at_first = bound(at_first, read.T @ is_in)
    n_boards = (is_in * (read.sum(axis=1) > 0)[:, None]).T @ is_in
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: Floats = np.log(at_first.T) - np.log(at_first)
    ratios[n_boards < LEAST_EMPLOYERS] = np.nan
    return ratios


def is_drifting(index: float, others: tuple[float, ...], half_width: float) -> bool:
    """Whether the chain lies further from the fixed panel's index or from GEKS than its interval reaches."""
    known = np.array(others)
    if not np.isfinite(index) or not np.isfinite(half_width):
        return False
    with np.errstate(divide="ignore"):  # an index of 0 is infinitely far away
        distances = np.abs(np.log(known / index))
    return bool((distances > half_width + _ROUNDING).any())
