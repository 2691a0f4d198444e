"""Intervals for clustered counts, shares and quantiles: how far an estimate may be from the truth.

Decides the methods (employer bootstrap, quasi-Poisson, Wilson with an effective n, weighted quantiles) and their constants.
Leaves to each statistic what its clusters and weights are. Postings of one employer resemble each other, so whole employers
are drawn, never rows: METHODS, sections 2 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONFIDENCE = 0.95
NORMAL_QUANTILE = 1.959964
"""Two-sided 95 % point of the normal distribution."""

DRAWS = 400
"""Bootstrap draws: the simulation error of a 95 % bound is then a twentieth of the interval's width."""

SEED = 20_261_123
"""Fixed, so that the same market gives the same bytes."""

LEAST_FREEDOM = 3.0
"""With fewer effective clusters the t quantile explodes; such cells fall below the floors anyway."""

MOST_BINS = 200
"""Values of a large sample are pooled into this many for the draws: half a percentile, far inside the interval."""


def draw_clusters(n_clusters: int, draws: int = DRAWS) -> Floats:
    """How often each cluster is drawn in each bootstrap sample: `draws` rows of counts that sum to `n_clusters`."""
    generator = np.random.default_rng([SEED, n_clusters])
    chosen = generator.integers(0, n_clusters, size=(draws, n_clusters), dtype=np.int32)
    chosen += np.arange(draws, dtype=np.int32)[:, None] * n_clusters
    counts = np.bincount(chosen.ravel(), minlength=draws * n_clusters)
    return counts.reshape(draws, n_clusters).astype(np.float64)


@cache
def t_quantile(freedom: float) -> float:
    """Two-sided 95 % point of Student's t."""
    from scipy.stats import t

    return float(t.ppf(0.5 + CONFIDENCE / 2, max(freedom, LEAST_FREEDOM)))


def effective_clusters(weights: Floats) -> float:
    """Kish's number of equal clusters that would vary as much as these."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def wilson(
    shares: Floats, n_effective: Floats, points: Floats | float = NORMAL_QUANTILE
) -> tuple[Floats, Floats]:
    """Wilson's 95 % intervals of shares; within 0..1, never of no width at 0 or 1, and 0..1 where n is 0.

    `points`: two-sided 95 % points, Student's where n was learnt from few clusters.
    """
    z, n = points, np.maximum(n_effective, 1e-9)
    centre = (shares + z * z / (2 * n)) / (1 + z * z / n)
    half = (
        z / (1 + z * z / n) * np.sqrt(np.maximum(shares * (1 - shares), 0) / n + z * z / (4 * n**2))
    )
    return np.clip(np.minimum(centre - half, shares), 0, 1), np.clip(
        np.maximum(centre + half, shares), 0, 1
    )


def wilson_share(share: float, n: float, point: float = NORMAL_QUANTILE) -> tuple[float, float]:
    """The Wilson interval of one share."""
    low, high = wilson(np.array([share]), np.array([float(n)]), point)
    return float(low[0]), float(high[0])


def effective_sizes(
    n: Floats, clusters: Floats, shares: Floats, squares: Floats, equal_clusters: Floats
) -> Floats:
    """Rows divided by the design effect of clusters; never above n, never below what whole clusters alone would give.

    Args:
        n: rows behind each share.
        clusters: clusters behind each share.
        shares: hits / n.
        squares: sum over clusters of (hits - share * rows) ** 2.
        equal_clusters: Kish's number of equal clusters, the careful n when no variance shows (shares of 0 and 1).
    """
    binomial = shares * (1 - shares) / np.maximum(n, 1)
    clustered = clusters / np.maximum(clusters - 1, 1) * squares / np.maximum(n, 1) ** 2
    careful = np.minimum(equal_clusters, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        learnt = np.clip(n * binomial / clustered, careful, n)
    return np.where((binomial > 0) & (clusters > 1), np.where(clustered > 0, learnt, n), careful)


def dispersion(before: Floats, after: Floats) -> float:
    """Quasi-Poisson phi of two counts per cluster around one common ratio; 1 when they scatter as Poisson counts do."""
    n = before + after
    kept = n > 0
    before, after, n = before[kept], after[kept], n[kept]
    if len(n) < 2 or before.sum() <= 0 or after.sum() <= 0:
        return 1.0
    p = float(after.sum() / n.sum())
    return float(((after - n * p) ** 2 / (n * p * (1 - p))).sum() / (len(n) - 1))


def log_ratio_error(before: Floats, after: Floats) -> float:
    """Linearised standard error of ln(sum after / sum before), clusters being independent; inf when it cannot be known."""
    k = int(((before + after) > 0).sum())
    low, high = float(before.sum()), float(after.sum())
    if k < 2 or low <= 0 or high <= 0:
        return float("inf")
    ratio = high / low
    return float(np.sqrt(k / (k - 1) * ((after - ratio * before) ** 2).sum()) / high)


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> list[float]:
    """Quantiles of values whose weights add up to the number of units they stand for, at ascending levels.

    With weights of one this is Hyndman and Fan's type 7; a unit split into parts of equal value changes nothing.
    """
    order = np.argsort(values, kind="stable")
    return [
        float(found)
        for found in _quantiles(values[order], weights[order][None, :], np.asarray(levels))[0]
    ]


def bootstrap_quantiles(
    values: Floats, weights: Floats, clusters: Ints, levels: Sequence[float]
) -> tuple[Floats, Floats]:
    """95 % bounds of weighted quantiles by drawing whole clusters; (low, high), one value a level.

    Percentile bounds, widened on both sides of the estimate by sqrt(k / (k - 1)) and by Student's t of the k effective
    clusters, because the plain percentile interval is too narrow below 30 employers.
    """
    order = np.argsort(values, kind="stable")
    ordered, ordered_weights, wanted = values[order], weights[order], np.asarray(levels)
    names, index = np.unique(clusters[order], return_inverse=True)
    bins = _bins(ordered_weights)
    n_bins = int(bins[-1]) + 1
    in_bins = np.bincount(bins, weights=ordered_weights, minlength=n_bins)
    middles = (
        np.bincount(bins, weights=ordered_weights * (ordered - ordered[0]), minlength=n_bins)
        / in_bins
        + ordered[0]
    )
    by_cluster = np.bincount(
        index * n_bins + bins, weights=ordered_weights, minlength=len(names) * n_bins
    )
    drawn = draw_clusters(len(names)) @ by_cluster.reshape(len(names), n_bins)
    estimates = _quantiles(middles, drawn, wanted)
    point = _quantiles(ordered, ordered_weights[None, :], wanted)[0]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(estimates, [tail, 1 - tail], axis=0)
    k = effective_clusters(by_cluster.reshape(len(names), n_bins).sum(axis=1))
    factor = t_quantile(round(k - 1, 1)) / NORMAL_QUANTILE * np.sqrt(k / max(k - 1, 1.0))
    return point - np.maximum(point - low, 0) * factor, point + np.maximum(high - point, 0) * factor


def _bins(weights: Floats) -> Ints:
    """Numbers sorted values from 0; above MOST_BINS neighbours share a number, so that each bin holds the same weight."""
    if len(weights) <= MOST_BINS:
        return np.arange(len(weights))
    place = (weights.cumsum() - weights / 2) / weights.sum()
    return np.unique((place * MOST_BINS).astype(np.int64), return_inverse=True)[1]


def _quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Quantiles of sorted values under each row of weights: rows x levels.

    The mean of the inverse weighted distribution over a window of one unit around a level; the sum of weights is the number
    of units (after Akinshin 2023, "Weighted quantile estimators").
    """
    start = np.zeros((len(weights), 1))
    ends = np.concatenate([start, weights.cumsum(axis=1)], axis=1)
    areas = np.concatenate([start, (weights * (values - values[0])).cumsum(axis=1)], axis=1)
    total = ends[:, -1]
    width = total / np.maximum(total, 1.0)
    found = np.empty((len(weights), len(levels)))
    for column, level in enumerate(levels):
        begin = np.maximum(total - 1, 0.0) * level * width
        found[:, column] = (
            _area_until(begin + width, ends, areas) - _area_until(begin, ends, areas)
        ) / width + values[0]
    held: Floats = np.maximum.accumulate(np.clip(found, values[0], values[-1]), axis=1)
    return held


def _area_until(places: Floats, ends: Floats, areas: Floats) -> Floats:
    """The area under each row's inverse distribution up to a place, along straight lines between the ends."""
    after = np.clip((ends < places[:, None]).sum(axis=1), 1, ends.shape[1] - 1)
    rows = np.arange(len(places))
    low, high = ends[rows, after - 1], ends[rows, after]
    step = np.where(
        high > low, (np.minimum(places, high) - low) / np.where(high > low, high - low, 1.0), 1.0
    )
    found: Floats = areas[rows, after - 1] + step * (areas[rows, after] - areas[rows, after - 1])
    return found
