"""GEKS and the fixed panel beside the chain, and when they are too far apart (docs/methods.md, Drift)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from transforms.statistics.growth import chain, geks
from transforms.statistics.growth.bridging import Series
from transforms.statistics.intervals import draw_clusters

WINDOW = geks.WINDOW["week"]


def linked(counts: np.ndarray, is_in: np.ndarray | None = None) -> chain.Chain:
    known = np.ones(counts.shape, dtype=bool) if is_in is None else is_in
    series = Series(counts.astype(float), known, known, np.zeros(known.shape))
    return chain.link(series, np.arange(len(counts)), draw_clusters(len(counts)))


def gone_meanwhile(n_periods: int = 8) -> chain.Chain:
    """Sixteen boards of ten openings; five cannot be seen from period 2 to 4 and come back with twenty."""
    counts, is_in = np.full((16, n_periods), 10.0), np.ones((16, n_periods), dtype=bool)
    is_in[:5, 2:5] = False
    counts[:5, 2:5] = 0
    counts[:5, 5:] = 20
    return linked(counts, is_in)


COUNTS = arrays.arrays(
    np.int64, st.tuples(st.integers(8, 14), st.integers(2, 20)), elements=st.integers(3, 40)
)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_over_an_unchanged_panel_geks_is_the_chain(counts: np.ndarray):
    found = linked(counts)
    assert geks.geks_index(found, WINDOW) == pytest.approx(100 * np.exp(found.log))


def test_geks_finds_what_boards_gained_while_they_could_not_be_matched():
    found = gone_meanwhile()
    index = geks.geks_index(found, WINDOW)
    assert 100 * np.exp(found.log[-1]) == pytest.approx(100)
    assert found.fixed(found.last) == pytest.approx(100 * 210 / 160)
    assert index[:5] == pytest.approx([100] * 5)
    assert 105 < index[-1] < 131


def test_nothing_that_was_printed_changes_when_periods_are_added():
    generator = np.random.default_rng(5)
    counts, is_in = generator.poisson(20, (12, 30)), generator.random((12, 30)) < 0.95
    counts[:, 0], is_in[:, 0] = 20, True
    whole, part = linked(counts, is_in), linked(counts[:, :20], is_in[:, :20])
    assert whole.base == part.base == 0
    ratio = geks.geks_index(whole, 5)[:20] / geks.geks_index(part, 5)
    # The cap weighs a board by its mean over all its periods, which the added ones move a little.
    assert ratio == pytest.approx(np.ones(20), abs=0.01)


def test_before_the_base_there_is_no_index():
    counts = np.full((9, 4), 10.0)
    is_in = np.ones((9, 4), dtype=bool)
    is_in[:4, 0] = False
    assert np.isnan(geks.geks_index(linked(counts, is_in), WINDOW)[0])
    assert np.isnan(geks.geks_index(linked(np.zeros((9, 4))), WINDOW)).all()


def test_periods_that_share_fewer_than_eight_boards_are_not_compared():
    is_in = np.ones((12, 6), dtype=bool)
    is_in[:6, 3:] = False
    found = linked(np.full((12, 6), 10.0), is_in)
    assert np.isnan(geks.geks_index(found, WINDOW)[3:]).all()


@pytest.mark.parametrize(
    ("index", "others", "half_width", "expected"),
    [
        (100.0, (110.0, 100.0), 0.05, True),
        (100.0, (104.0, 97.0), 0.05, False),
        (100.0, (float("nan"), 110.0), 0.05, True),
        (100.0, (float("nan"), float("nan")), 0.05, False),
        (100.0, (float("nan"), 100.0), 0.0, False),
        (float("nan"), (100.0, 100.0), 0.05, False),
        (100.0, (200.0, 200.0), float("nan"), False),
        (100.0, (0.0, 100.0), 0.05, True),
    ],
)
def test_a_chain_drifts_when_one_of_the_others_lies_outside_its_interval(
    index: float, others: tuple[float, ...], half_width: float, expected: bool
):
    assert geks.is_drifting(index, others, half_width) is expected
