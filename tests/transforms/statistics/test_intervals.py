"""Intervals: clustered counts, shares and quantiles (docs/methods.md, Growth and Pay: Interval)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics import intervals, quantiles


def array(*values: float) -> intervals.Floats:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        (0.5, 100, 0.4038, 0.5962),  # Wilson 1927, as every table of it gives
        (0.0, 20, 0.0, 0.1611),
        (1.0, 20, 0.8389, 1.0),
        (0.1, 10, 0.0179, 0.4042),
    ],
)
def test_wilson_gives_the_published_intervals(share: float, n: float, low: float, high: float):
    found = intervals.wilson(array(share), array(n))
    assert (found[0][0], found[1][0]) == (
        pytest.approx(low, abs=1e-4),
        pytest.approx(high, abs=1e-4),
    )


def test_wilson_of_one_share_stays_below_one():
    low, high = intervals.wilson_share(1.0, 10)
    assert 0.7 < low < 0.73
    assert high == pytest.approx(1.0)


def test_wilson_of_nothing_is_everything():
    low, high = intervals.wilson(array(0.0), array(0.0))
    assert (low[0], high[0]) == (pytest.approx(0.0), pytest.approx(1.0))


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_wilson_lies_in_0_to_1_around_the_share(share: float, n: float):
    low, high = intervals.wilson(array(share), array(n))
    assert 0 <= low[0] <= share <= high[0] <= 1


def test_rows_that_agree_within_their_employer_count_once():
    # Ten employers of ten rows each, every employer all or nothing: 100 rows tell no more than 10.
    found = intervals.effective_sizes(array(100), array(10), array(0.5), array(10 * 25), array(10))
    assert found[0] == pytest.approx(10, rel=0.11)


def test_rows_that_scatter_as_coins_count_in_full():
    assert intervals.effective_sizes(array(100), array(100), array(0.5), array(25), array(100))[
        0
    ] == pytest.approx(100, rel=0.02)


def test_a_share_of_nothing_has_the_n_of_its_employers():
    assert (
        intervals.effective_sizes(array(100), array(4), array(0.0), array(0.0), array(3.5))[0]
        == 3.5
    )


def test_equal_counts_scatter_as_little_as_can_be():
    assert intervals.dispersion(array(10, 10, 10), array(20, 20, 20)) == pytest.approx(0.0)


def test_boards_that_go_opposite_ways_are_overdispersed():
    assert intervals.dispersion(array(100, 10), array(10, 100)) > 50


def test_the_error_of_a_ratio_grows_with_disagreement_between_clusters():
    agreed = intervals.log_ratio_error(array(10, 20, 30), array(20, 40, 60))
    split = intervals.log_ratio_error(array(10, 20, 30), array(60, 40, 20))
    assert agreed == pytest.approx(
        (1 / 60 + 1 / 120) ** 0.5
    )  # no scatter is seen, so that of independent counts
    assert split > 0.3


def test_one_cluster_has_no_known_error():
    assert intervals.log_ratio_error(array(10), array(20)) == float("inf")


def test_equal_weights_give_quantiles_of_type_7():
    values = array(5, 1, 4, 2, 3, 10)
    levels = [0.1, 0.25, 0.5, 0.75, 0.9]
    assert quantiles.weighted_quantiles(values, np.ones(6), levels) == pytest.approx(
        np.quantile(values, levels)
    )


def test_a_weight_of_eight_counts_as_eight_units_of_the_same_value():
    levels = [0.1, 0.3, 0.5, 0.9]
    repeated = quantiles.weighted_quantiles(array(1, 2, *[3] * 8), np.ones(10), levels)
    assert quantiles.weighted_quantiles(array(1, 2, 3), array(1, 1, 8), levels) == pytest.approx(
        repeated
    )


def test_a_unit_split_into_parts_changes_nothing():
    whole = quantiles.weighted_quantiles(array(1, 2, 4), np.ones(3), [0.25, 0.5, 0.75])
    split = quantiles.weighted_quantiles(
        array(1, 2, 2, 2, 4), array(1, 0.5, 0.25, 0.25, 1), [0.25, 0.5, 0.75]
    )
    assert split == pytest.approx(whole)


def test_values_without_weight_do_not_count():
    assert quantiles.weighted_quantiles(array(1, 2, 3, 1000), array(1, 1, 1, 0), [1.0]) == [3.0]


VALUES = st.lists(
    st.tuples(st.floats(1, 1e6), st.floats(0.1, 10), st.integers(0, 5)), min_size=6, max_size=40
)


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_quantiles_are_ordered_and_lie_in_their_bounds(rows: list[tuple[float, float, int]]):
    values, weights = array(*(row[0] for row in rows)), array(*(row[1] for row in rows))
    clusters = np.array([row[2] for row in rows], dtype=np.int64)
    points = quantiles.weighted_quantiles(values, weights, [0.25, 0.5, 0.75])
    low, high = quantiles.bootstrap_quantiles(values, weights, clusters, [0.25, 0.5, 0.75])
    assert points == sorted(points)
    assert values.min() <= points[0]
    assert points[2] <= values.max()
    assert (low <= np.array(points)).all()
    assert (np.array(points) <= high).all()


def test_the_employer_bootstrap_is_wider_when_employers_differ():
    values = np.repeat(np.arange(10.0), 8)
    clustered, mixed = np.repeat(np.arange(10), 8), np.tile(np.arange(8), 10)
    low, high = quantiles.bootstrap_quantiles(values, np.ones(80), clustered, [0.5])
    narrow_low, narrow_high = quantiles.bootstrap_quantiles(values, np.ones(80), mixed, [0.5])
    assert high[0] - low[0] > 2 * (narrow_high[0] - narrow_low[0])


def test_the_same_clusters_are_drawn_every_time():
    assert (intervals.draw_clusters(7) == intervals.draw_clusters(7)).all()
    assert (intervals.draw_clusters(7).sum(axis=1) == 7).all()


def test_unequal_clusters_count_for_fewer():
    assert intervals.effective_clusters(array(1, 1, 1, 1)) == 4
    assert intervals.effective_clusters(array(97, 1, 1, 1)) < 1.1
