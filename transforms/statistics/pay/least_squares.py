"""Least squares with errors from leaving out one employer after the other, and shrinkage of many coefficients.

Decides the estimator and its errors. Leaves the design to `transforms.statistics.pay.premium`.
"""

from __future__ import annotations

import numpy as np

from transforms.statistics.intervals import Floats, Ints

_RIDGE = 1e-8
"""Keeps a value that one employer alone has (its own state) from dividing by nothing. No digit that is shown changes."""


def fit_mean(target: Floats, design: Floats, clusters: Ints) -> tuple[Floats, Floats]:
    """Coefficients and their standard errors."""
    inverse = np.asarray(np.linalg.pinv(design.T @ design), dtype=np.float64)
    coefficients = inverse @ design.T @ target
    return coefficients, jackknife_errors(design, target - design @ coefficients, inverse, clusters)


def jackknife_errors(design: Floats, residuals: Floats, inverse: Floats, clusters: Ints) -> Floats:
    """Standard errors from what each coefficient moves when one employer is left out (CR3).

    An employer with many of the openings pulls the line towards itself, so its residuals understate its scatter. Leaving it
    out shows what it was worth. This is exact without fitting anew: in the employer's rows or in the columns, whichever are
    fewer.
    """
    n_columns = design.shape[1]
    order = np.argsort(clusters, kind="stable")
    shifts = []
    for own in np.split(order, np.flatnonzero(np.diff(clusters[order])) + 1):
        rows, rest = design[own], residuals[own]
        ridge = (1 + _RIDGE) * np.eye(min(len(own), n_columns))
        if len(own) <= n_columns:
            moved = rows.T @ np.linalg.solve(ridge - rows @ inverse @ rows.T, rest)
        else:
            moved = np.linalg.solve(ridge - rows.T @ rows @ inverse, rows.T @ rest)
        shifts.append(inverse @ moved)
    k = len(shifts)
    errors: Floats = np.sqrt((k - 1) / k * (np.array(shifts) ** 2).sum(axis=0))
    return errors


def less_means(values: Floats, groups: Ints) -> Floats:
    """The rows less the mean of their group: what is left to explain within groups."""
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    left: Floats = values - (sums / np.bincount(groups)[:, None])[groups]
    return left


def shrink(coefficients: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Draws coefficients towards zero by error^2 / (error^2 + their own spread): empirical Bayes by the method of moments.

    The spread is at least what its own sampling error leaves open, so that no premium is declared to be exactly nothing.
    """
    noise = errors**2
    least = np.sqrt(2 / len(noise)) * float(noise.mean())
    spread = max(float(np.mean(coefficients**2 - noise)), least)
    kept = spread / (spread + noise)
    return coefficients * kept, errors * np.sqrt(kept)
