"""The chained index: links, cap and interval on plain arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from transforms.statistics.growth import chain, links
from transforms.statistics.growth.bridging import Series
from transforms.statistics.intervals import draw_clusters


def linked(
    counts: np.ndarray, is_in: np.ndarray | None = None, employers: np.ndarray | None = None
) -> chain.Chain:
    of = np.arange(len(counts)) if employers is None else employers
    known = np.ones(counts.shape, dtype=bool) if is_in is None else is_in
    return chain.link(seen(counts, known), of, draw_clusters(int(of.max()) + 1))


def seen(counts: np.ndarray, known: np.ndarray) -> Series:
    return Series(counts.astype(float), known, known, np.zeros(known.shape))


def test_no_board_is_above_a_quarter_after_the_cap():
    sizes = np.array([1000.0, 500, 10, 10, 10, 10, 10, 10])[:, None] * np.ones((1, 3))
    factors = links.cap_factors(sizes, np.ones(sizes.shape, dtype=bool), np.arange(8))
    capped = (sizes[:, 0] * factors) / (sizes[:, 0] * factors).sum()
    assert capped.max() == pytest.approx(0.25)
    assert (factors[2:] == 1).all()


def test_four_boards_cannot_be_capped():
    sizes = np.array([[100.0], [1.0], [1.0]])
    assert (links.cap_factors(sizes, np.ones((3, 1), dtype=bool), np.arange(3)) == 1).all()


def test_the_boards_of_one_employer_are_capped_together():
    sizes, known = np.array([[60.0], [60], *[[10]] * 9]), np.ones((11, 1), dtype=bool)
    factors = links.cap_factors(sizes, known, np.array([0, 0, *range(1, 10)]))
    assert factors[:2] * 60 == pytest.approx([15, 15])  # 30 is a quarter of 30 + 90


def test_the_base_is_the_first_period_from_which_enough_boards_and_openings_can_be_linked():
    counts = np.full((9, 4), 10.0)
    is_in = np.ones((9, 4), dtype=bool)
    is_in[:4, 0] = False
    assert linked(counts, is_in).base == 1
    assert linked(counts / 10).base is None


def test_a_link_with_nothing_to_divide_ends_the_index():
    counts = np.full((9, 4), 10.0)
    counts[:, 2] = 0
    found = linked(counts)
    assert found.is_thin(2)
    assert found.is_thin(3)
    assert not found.is_thin(1)


def test_boards_of_one_employer_are_one_witness():
    generator = np.random.default_rng(3)
    counts = generator.poisson(20, (24, 2)).astype(float)
    alone = linked(counts)
    pairs = linked(np.repeat(counts[:12], 2, axis=0), employers=np.repeat(np.arange(12), 2))
    assert (pairs.n_employers[1], alone.n_employers[1]) == (12, 24)
    assert pairs.half_width(0, 1) > alone.half_width(0, 1)


def test_without_change_or_noise_the_quasi_poisson_floor_still_gives_a_width_to_flows():
    assert linked(np.full((10, 3), 10.0)).half_width(0, 2) > 0.2


def still(counts: np.ndarray) -> chain.Chain:
    """A stock of which nothing came or went."""
    known = np.ones(counts.shape, dtype=bool)
    of = np.arange(len(counts))
    return chain.link(seen(counts, known), of, draw_clusters(len(of)), churn=np.zeros(counts.shape))


def test_stocks_that_share_their_openings_can_hardly_differ():
    counts = np.full((10, 3), 10.0)
    assert still(counts).half_width(0, 2) < linked(counts).half_width(0, 2) / 8


def test_where_nothing_came_or_went_up_to_three_openings_may_have():
    few, many = np.full((10, 3), 2.0), np.full((10, 3), 1000.0)
    assert still(few).half_width(0, 2) == pytest.approx(1.96 * 3**0.5 / 20, rel=1e-4)
    assert still(many).half_width(0, 2) == pytest.approx(1.96 * 3**0.5 / 10_000, rel=1e-4)


def test_a_share_of_nearly_all_can_hardly_change():
    part, whole = np.full((10, 3), 9.0), np.full((10, 3), 10.0)
    half = linked(part).half_width(0, 2, linked(whole))
    assert half == pytest.approx(linked(part).half_width(0, 2) * np.sqrt(0.1))


def test_students_point_is_that_of_the_employers_behind_the_link():
    counts = np.random.default_rng(3).poisson(200, (9, 2)).astype(float) * np.array([1.0, 1.5])
    found = linked(counts)
    change = found.drawn[:, 1] - found.drawn[:, 0]
    assert found.half_width(0, 1) >= 2.306 * change.std(ddof=1)  # of eight degrees of freedom


def test_an_index_has_its_base_after_the_last_link_that_too_few_boards_were_known_on_both_sides_of():
    counts, is_in = np.full((18, 6), 10.0), np.ones((18, 6), dtype=bool)
    is_in[:9, 3:] = is_in[9:, :3] = False
    counts[9:, 5] = 11
    found = linked(counts, is_in)
    assert (found.base, found.end) == (3, 5)
    assert np.isnan(found.log[:3]).all()
    assert found.index(5) == pytest.approx(110)


def test_boards_not_seen_at_the_end_of_a_change_widen_it_by_the_time_to_their_looks():
    counts = np.random.default_rng(3).poisson(20, (12, 5)).astype(float)
    known, away = np.ones(counts.shape, dtype=bool), np.zeros(counts.shape)
    away[:6, 4] = 4.0
    of, draws = np.arange(12), draw_clusters(12)
    bridged = chain.link(Series(counts, known, known, away), of, draws)
    assert bridged.half_width(0, 4) == pytest.approx(linked(counts).half_width(0, 4) * 1.5**0.5)


COUNTS = arrays.arrays(
    np.int64, st.tuples(st.integers(8, 14), st.integers(2, 6)), elements=st.integers(3, 40)
)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_over_an_unchanged_panel_the_chain_is_the_direct_index(counts: np.ndarray):
    found = linked(counts)
    assert found.base == 0
    assert 100 * np.exp(found.log[-1]) == pytest.approx(found.fixed(found.last))


def test_an_index_begins_anew_where_one_employer_has_all_openings():
    # A third of the draws of ten employers hold none of its openings, so no interval reaches over that week.
    counts = np.full((10, 9), 5.0)
    counts[1:, 4] = 0
    found = linked(counts)
    assert (found.base, found.end) == (5, 8)
    assert np.isfinite(found.drawn[:, 5:]).all()


def test_an_index_ends_before_the_week_in_which_one_employer_has_all_openings():
    counts = np.full((10, 5), 5.0)
    counts[1:, 4] = 0
    found = linked(counts)
    assert (found.base, found.last_judged) == (0, 3)


def test_an_index_reaches_back_only_as_far_as_nearly_all_draws_can_follow_it():
    # Each of these weeks is unknown to few draws, but each to others.
    counts = np.full((12, 24), 5.0)
    for week, own in ((5, [0, 1, 2]), (10, [3, 4, 5]), (15, [6, 7, 8])):
        counts[np.setdiff1d(np.arange(12), own), week] = 0
    found = linked(counts)
    assert found.base == 11
    assert np.isfinite(found.drawn[:, 23]).mean() >= links.LEAST_DRAWS_SHARE


def test_an_index_does_not_begin_in_the_one_week_at_the_end_that_reaches_twenty():
    grown = np.tile([1] * 30 + [2, 3], (10, 1))
    assert linked(grown).base is None
    assert linked(grown[:, -2:]).base == 0
