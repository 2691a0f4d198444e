"""Quantiles of weighted values, and their intervals from drawing whole employers.

Decides the definition of a weighted quantile and how its bootstrap interval is widened for few employers.
Leaves weights, floors and cells to the statistics of pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from transforms.statistics.intervals import (
    NORMAL_QUANTILE,
    TAILS,
    Floats,
    Ints,
    draw_clusters,
    effective_clusters,
    t_quantile,
)

MOST_BINS = 200
"""Values of a large sample are pooled into this many for the draws: half a percentile, far inside the interval."""


def cluster_weights(weights: Floats, clusters: Ints) -> Floats:
    """The sum of weights of each cluster that occurs."""
    index = np.unique(clusters, return_inverse=True)[1]
    return np.bincount(index, weights=weights).astype(np.float64)


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> list[float]:
    """Quantiles at ascending levels. The weights add up to the number of units that the values stand for.

    With weights of one this is Hyndman and Fan's type 7. A unit split into parts of equal value changes nothing.
    """
    order = np.argsort(values, kind="stable")
    found = _quantiles(values[order], weights[order][None, :], np.asarray(levels))[0]
    return [float(value) for value in found]


def bootstrap_quantiles(
    values: Floats, weights: Floats, clusters: Ints, levels: Sequence[float]
) -> tuple[Floats, Floats]:
    """95 % bounds of weighted quantiles by drawing whole clusters: (low, high), one value per level.

    Percentile bounds, widened on both sides of the estimate by sqrt(k / (k - 1)) and by Student's t of the k effective
    clusters, because the plain percentile interval is too narrow below 30 employers.
    """
    order = np.argsort(values, kind="stable")
    ordered, ordered_weights, wanted = values[order], weights[order], np.asarray(levels)
    index = np.unique(clusters[order], return_inverse=True)[1]
    bins = _bins(ordered_weights)
    n_bins = int(bins[-1]) + 1
    in_bins = np.bincount(bins, weights=ordered_weights, minlength=n_bins)
    excess = ordered_weights * (ordered - ordered[0])
    middles = np.bincount(bins, weights=excess, minlength=n_bins) / in_bins + ordered[0]
    drawn = _weigh_draws(ordered_weights, index, bins)
    estimates = _quantiles(middles, drawn, wanted)
    point = _quantiles(ordered, ordered_weights[None, :], wanted)[0]
    low, high = np.quantile(estimates, TAILS, axis=0)
    k = effective_clusters(cluster_weights(weights, clusters))
    factor = t_quantile(round(k - 1, 1)) / NORMAL_QUANTILE * np.sqrt(k / max(k - 1, 1.0))
    return point - np.maximum(point - low, 0) * factor, point + np.maximum(high - point, 0) * factor


def _weigh_draws(weights: Floats, clusters: Ints, bins: Ints) -> Floats:
    """The weight of each bin in each draw of clusters: draws x bins."""
    from scipy.sparse import csr_array

    # A cluster has weight in a few bins of 200. A full product takes twice the time, and for few clusters thirty times.
    by_bin = csr_array((weights, (bins, clusters)))
    weighed: Floats = np.ascontiguousarray((by_bin @ _draws(by_bin.shape[1])).T)
    return weighed


@lru_cache(maxsize=1)
def _draws(n_clusters: int) -> Floats:
    """The draws made last, clusters x draws. The samples of one cell have the same clusters."""
    # Transposed here once: each product would otherwise copy 32 MB for 10,000 employers.
    return np.ascontiguousarray(draw_clusters(n_clusters).T)


def _bins(weights: Floats) -> Ints:
    """A bin from 0 for each sorted value. Above MOST_BINS, neighbours share a bin, and each bin holds the same weight."""
    if len(weights) <= MOST_BINS:
        return np.arange(len(weights))
    position = (weights.cumsum() - weights / 2) / weights.sum()
    return np.unique((position * MOST_BINS).astype(np.int64), return_inverse=True)[1]


def _quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Quantiles of sorted values under each row of weights: rows x levels.

    The mean of the inverse weighted distribution over a window of one unit around a level, where the sum of weights is the
    number of units (after Akinshin 2023, "Weighted quantile estimators").
    """
    start = np.zeros((len(weights), 1))
    ends = np.concatenate([start, weights.cumsum(axis=1)], axis=1)
    areas = np.concatenate([start, (weights * (values - values[0])).cumsum(axis=1)], axis=1)
    total = ends[:, -1]
    width = total / np.maximum(total, 1.0)
    found = np.empty((len(weights), len(levels)))
    for column, level in enumerate(levels):
        begin = np.maximum(total - 1, 0.0) * level * width
        area = _area_until(begin + width, ends, areas) - _area_until(begin, ends, areas)
        found[:, column] = area / width + values[0]
    inside = np.minimum(np.maximum(found, values[0]), values[-1])
    held: Floats = np.maximum.accumulate(inside, axis=1)
    return held


def _area_until(points: Floats, ends: Floats, areas: Floats) -> Floats:
    """The area under each row's inverse distribution up to a point, along straight lines between the ends."""
    # The first end that is not before the point. A sum of all ends before it takes three times as long.
    before = (ends >= points[:, None]).argmax(axis=1)
    after = np.where(points > ends[:, -1], ends.shape[1] - 1, np.maximum(before, 1))
    rows = np.arange(len(points))
    low, high = ends[rows, after - 1], ends[rows, after]
    width = np.where(high > low, high - low, 1.0)
    step = np.where(high > low, (np.minimum(points, high) - low) / width, 1.0)
    found: Floats = areas[rows, after - 1] + step * (areas[rows, after] - areas[rows, after - 1])
    return found
