"""Linear quantile regression with employer-clustered errors: what moves the lower, middle and upper part of pay.

Decides the algorithm (Hunter and Lange's majorise-minimise steps: a few dozen weighted least squares, so that 100,000
rows take seconds) and the errors (the sandwich with a normal kernel and whole employers as units: Parente and Santos
Silva 2016). Leaves the design to `transforms.statistics.pay.design`.
"""

from __future__ import annotations

import numpy as np

from transforms.statistics.intervals import Floats, Ints

STEPS = 40
"""Steps of the algorithm. Each lowers the loss. After 40 the coefficients of log pay are within 0.001 of a linear program's."""

SMOOTH = 1e-4
"""Residuals of log pay below this count as zero: a hundredth of a per cent."""


def fit_quantile(
    target: Floats, design: Floats, level: float, clusters: Ints
) -> tuple[Floats, Floats]:
    """Coefficients at one quantile level and their clustered standard errors.

    Args:
        target: one value per row.
        design: row x column, with a constant. Columns may be linearly dependent.
        level: the quantile, within 0..1.
        clusters: each row's cluster, numbered from 0.
    """
    coefficients = np.zeros(design.shape[1])
    shift = (2 * level - 1) * design.sum(axis=0)
    for _ in range(STEPS):
        weights = 1 / (SMOOTH + np.abs(target - design @ coefficients))
        weighted = design * weights[:, None]
        inverse = np.linalg.pinv(weighted.T @ design, hermitian=True)
        coefficients = inverse @ (weighted.T @ target + shift)
    return coefficients, _errors(target - design @ coefficients, design, level, clusters)


def _errors(residuals: Floats, design: Floats, level: float, clusters: Ints) -> Floats:
    n, k = len(residuals), int(clusters.max()) + 1
    width = _bandwidth(residuals, level)
    density = np.exp(-0.5 * (residuals / width) ** 2) / (width * np.sqrt(2 * np.pi))
    bread = np.linalg.pinv((design * density[:, None]).T @ design, hermitian=True)
    scores = np.zeros((k, design.shape[1]))
    np.add.at(scores, clusters, design * (level - (residuals < 0))[:, None])
    rank = int(np.linalg.matrix_rank(design.T @ design, hermitian=True))
    small = k / max(k - 1, 1) * (n - 1) / max(n - rank, 1)
    errors: Floats = np.sqrt(np.maximum(np.diag(bread @ (scores.T @ scores) @ bread) * small, 0))
    return errors


def _bandwidth(residuals: Floats, level: float) -> float:
    """Hall and Sheather's bandwidth of the level, turned into one of residuals by their own spread."""
    # The normal quantile. scipy.stats takes half a second to import.
    from scipy.special import ndtri

    n = len(residuals)
    point = float(ndtri(level))
    density = np.exp(-(point**2) / 2) / np.sqrt(2 * np.pi)
    curvature = 1.5 * density**2 / (2 * point**2 + 1)
    half = n ** (-1 / 3) * float(ndtri(0.975)) ** (2 / 3) * curvature ** (1 / 3)
    half = min(half, level / 2, (1 - level) / 2)
    low, high = np.quantile(residuals, [0.25, 0.75])
    spread = min(float(residuals.std()), float(high - low) / 1.349) or SMOOTH
    return max(spread * float(ndtri(level + half) - ndtri(level - half)), SMOOTH)
