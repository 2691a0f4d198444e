"""The chained index: links, cap and interval on plain arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from transforms.statistics.growth import chain
from transforms.statistics.intervals import draw_clusters


def linked(
    counts: np.ndarray, is_in: np.ndarray | None = None, employers: np.ndarray | None = None
) -> chain.Chain:
    of = np.arange(len(counts)) if employers is None else employers
    known = np.ones(counts.shape, dtype=bool) if is_in is None else is_in
    return chain.link(counts.astype(float), known, of, draw_clusters(int(of.max()) + 1))


def test_no_board_is_above_a_quarter_after_the_cap():
    sizes = np.array([1000.0, 500, 10, 10, 10, 10, 10, 10])[:, None] * np.ones((1, 3))
    factors = chain.cap_factors(sizes, np.ones(sizes.shape, dtype=bool))
    capped = (sizes[:, 0] * factors) / (sizes[:, 0] * factors).sum()
    assert capped.max() == pytest.approx(0.25)
    assert (factors[2:] == 1).all()


def test_four_boards_cannot_be_capped():
    assert (
        chain.cap_factors(np.array([[100.0], [1.0], [1.0]]), np.ones((3, 1), dtype=bool)) == 1
    ).all()


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


def test_stocks_that_share_their_openings_can_hardly_differ():
    counts = np.full((10, 3), 10.0)
    still = chain.link(
        counts,
        np.ones((10, 3), dtype=bool),
        np.arange(10),
        draw_clusters(10),
        churn=np.zeros((10, 3)),
    )
    assert still.half_width(0, 2) == pytest.approx(0.0)


def test_a_share_of_nearly_all_can_hardly_change():
    part, whole = np.full((10, 3), 9.0), np.full((10, 3), 10.0)
    half = linked(part).half_width(0, 2, linked(whole))
    assert half == pytest.approx(linked(part).half_width(0, 2) * np.sqrt(0.1))


def test_students_point_is_that_of_the_employers_behind_the_link():
    counts = np.random.default_rng(3).poisson(200, (9, 2)).astype(float) * np.array([1.0, 1.5])
    found = linked(counts)
    change = found.drawn[:, 1] - found.drawn[:, 0]
    assert found.half_width(0, 1) >= 2.306 * change.std(ddof=1)  # of eight degrees of freedom


COUNTS = arrays.arrays(
    np.int64, st.tuples(st.integers(8, 14), st.integers(2, 6)), elements=st.integers(3, 40)
)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_over_an_unchanged_panel_the_chain_is_the_direct_index(counts: np.ndarray):
    found = linked(counts)
    assert found.base == 0
    assert 100 * np.exp(found.log[-1]) == pytest.approx(found.fixed(found.last))
