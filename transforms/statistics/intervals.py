"""Intervals for clustered counts, shares and quantiles: how far an estimate may be from the truth.

Decides the methods (employer bootstrap, quasi-Poisson, Wilson with an effective n) and their constants.
Leaves quantiles to `transforms.statistics.quantiles`, and to each statistic what its clusters are.

Postings of one employer resemble each other, so whole employers are drawn, never rows (docs/methods.md, Growth and Pay: Interval).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CONFIDENCE = 0.95
TAILS = ((1 - CONFIDENCE) / 2, 1 - (1 - CONFIDENCE) / 2)
NORMAL_QUANTILE = 1.959964
"""Two-sided 95 % point of the normal distribution."""

DRAWS = 400
"""Bootstrap draws. The simulation error of a 95 % bound is then a twentieth of the interval's width."""

SEED = 20_261_123
"""Fixed, so that the same market gives the same bytes."""

NO_VARIANCE = 1e-12
"""A variance below is rounding."""

LEAST_FREEDOM = 3.0
"""With fewer effective clusters the t quantile explodes. Such cells fall below the floors anyway."""

MOST_FREEDOM = 200.0
"""From 200 clusters on, Student's t is the normal distribution to the second decimal."""


def cluster_index(keys: pl.Series) -> Ints:
    """The keys as numbers from 0, equal keys alike."""
    return keys.rank("dense").to_numpy().astype(np.int64) - 1


def draw_clusters(n_clusters: int) -> Floats:
    """How often each cluster is drawn in each bootstrap sample: `DRAWS` rows of counts that sum to `n_clusters`."""
    generator = np.random.default_rng([SEED, n_clusters])
    chosen = generator.integers(0, n_clusters, size=(DRAWS, n_clusters), dtype=np.int32)
    chosen += np.arange(DRAWS, dtype=np.int32)[:, None] * n_clusters
    counts = np.bincount(chosen.ravel(), minlength=DRAWS * n_clusters)
    return counts.reshape(DRAWS, n_clusters).astype(np.float64)


@cache
def t_quantile(freedom: float) -> float:
    """Two-sided 95 % point of Student's t."""
    from scipy.special import stdtrit  # scipy.stats takes half a second of every command to import

    return float(stdtrit(max(freedom, LEAST_FREEDOM), 0.5 + CONFIDENCE / 2))


def effective_clusters(weights: Floats) -> float:
    """Kish's number of equal clusters that would vary as much as these."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def wilson(
    shares: Floats, n_effective: Floats, points: Floats | float = NORMAL_QUANTILE
) -> tuple[Floats, Floats]:
    """Wilson's 95 % intervals of shares. They lie within 0..1, always have a width, and are 0..1 where n is 0.

    `points`: two-sided 95 % points, Student's where n was estimated from few clusters.
    """
    z, n = points, np.maximum(n_effective, 1e-9)
    centre = (shares + z * z / (2 * n)) / (1 + z * z / n)
    scatter = np.sqrt(np.maximum(shares * (1 - shares), 0) / n + z * z / (4 * n**2))
    half = z / (1 + z * z / n) * scatter
    low, high = np.minimum(centre - half, shares), np.maximum(centre + half, shares)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def wilson_share(share: float, n: float, point: float = NORMAL_QUANTILE) -> tuple[float, float]:
    """The Wilson interval of one share."""
    low, high = wilson(np.array([share]), np.array([float(n)]), point)
    return low.item(), high.item()


def effective_sizes(
    n: Floats, clusters: Floats, shares: Floats, squares: Floats, equal_clusters: Floats
) -> Floats:
    """Rows divided by the design effect of clusters. Never above n, and never below what whole clusters alone would give.

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
    """Quasi-Poisson phi of two counts per cluster around one common ratio. It is 1 when they scatter as Poisson counts do."""
    n = before + after
    kept = n > 0
    before, after, n = before[kept], after[kept], n[kept]
    if len(n) < 2 or before.sum() <= 0 or after.sum() <= 0:
        return 1.0
    p = float(after.sum() / n.sum())
    return float(((after - n * p) ** 2 / (n * p * (1 - p))).sum() / (len(n) - 1))


def log_ratio_error(before: Floats, after: Floats) -> float:
    """Linearised standard error of ln(sum after / sum before) over independent clusters. Infinite when it cannot be estimated.

    Where no cluster differs from another, their scatter says nothing, and the error of independent counts is the least to
    assume.
    """
    k = int(((before + after) > 0).sum())
    low, high = float(before.sum()), float(after.sum())
    if k < 2 or low <= 0 or high <= 0:
        return float("inf")
    ratio = high / low
    clustered = k / (k - 1) * float(((after - ratio * before) ** 2).sum()) / high**2
    return float(np.sqrt(clustered if clustered > NO_VARIANCE else 1 / low + 1 / high))
