"""Quantile regression: groups give their own quantiles, the line through the middle lies under no better one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics.pay.quantile_regression import fit_quantile


@pytest.mark.parametrize(
    ("level", "low", "high"), [(0.25, 11.25, 12.5), (0.5, 11.5, 13.0), (0.75, 11.75, 13.5)]
)
def test_with_groups_alone_the_fit_is_each_groups_quantile(level: float, low: float, high: float):
    place = np.linspace(0, 1, 101)
    target = np.concatenate([11 + place, 12 + 2 * place])
    is_second = np.repeat([0.0, 1.0], 101)
    found, _ = fit_quantile(
        target, np.column_stack([is_second, np.ones(202)]), level, np.arange(202)
    )
    assert found[1] == pytest.approx(low, abs=0.01)
    assert found[0] + found[1] == pytest.approx(high, abs=0.02)


def test_a_column_twice_does_not_break_the_fit():
    design = np.ones((50, 2))
    found, errors = fit_quantile(np.linspace(0, 1, 50), design, 0.5, np.arange(50))
    assert found.sum() == pytest.approx(0.5, abs=0.02)
    assert np.isfinite(errors).all()


def test_rows_of_one_employer_are_not_as_good_as_rows_of_many():
    generator = np.random.default_rng(3)
    employers = np.repeat(np.arange(30), 20)
    is_in = np.repeat(generator.random(30) < 0.5, 20).astype(float)
    target = 0.3 * generator.normal(size=30)[employers] + 0.1 * generator.normal(size=600)
    design = np.column_stack([is_in, np.ones(600)])
    _, together = fit_quantile(target, design, 0.5, employers)
    _, apart = fit_quantile(target, design, 0.5, np.arange(600))
    assert together[0] > 2.5 * apart[0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(9, 14), min_size=5, max_size=40), st.sampled_from([0.25, 0.5, 0.75]))
def test_no_shift_lowers_the_loss(values: list[float], level: float):
    target = np.array(values)
    found, _ = fit_quantile(target, np.ones((len(target), 1)), level, np.arange(len(target)))

    def loss(at: float) -> float:
        over = target - at
        return float((over * (level - (over < 0))).sum())

    best = min(loss(value) for value in values)
    assert loss(float(found[0])) <= best + 0.01 * len(target)
