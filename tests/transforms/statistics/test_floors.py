"""Floors: below which a figure is not printed, and when it describes one employer."""

from __future__ import annotations

import numpy as np
import pytest

from transforms.statistics.floors import is_lopsided
from transforms.statistics.quantiles import cluster_weights


@pytest.mark.parametrize(
    ("shares", "expected"), [([4.0, 3.0, 3.0], True), ([1.0, 1.0, 1.0], False)]
)
def test_a_figure_is_lopsided_when_one_employer_has_more_than_a_third(
    shares: list[float], expected: bool
) -> None:
    assert is_lopsided(np.array(shares)) is expected


def test_exactly_a_third_is_allowed_however_the_parts_of_openings_add_up() -> None:
    weights = np.concatenate([np.full(49, 1 / 7), np.ones(14)])
    employers = np.concatenate([np.zeros(49), 1 + np.arange(14) % 4]).astype(np.int64)
    totals = cluster_weights(weights, employers)
    assert totals[0] > totals.sum() / 3, "rounding lifts seven openings above a third of 21"
    assert not is_lopsided(totals)
