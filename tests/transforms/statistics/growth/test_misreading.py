"""Misreading: counts as they would be if every posting were read into its true role (docs/methods.md, Misread roles)."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.prove_statistics import Finding, estimate
from tests.benchmarks.simulated_market import Setting
from transforms.statistics.growth.misreading import (
    LEAST_PART,
    correct_share,
    draw_correction,
    read_correction,
)
from transforms.vocabulary import READ_ROLES, ROLES

SURE = np.eye(8) * 1e9
AI, ML, SOFTWARE = (
    ROLES.index(role) for role in ("ai_engineer", "ml_engineer", "software_engineer")
)


def missing_a_fifth(n: float) -> np.ndarray:
    """So many labels a role, with a fifth of AI engineers read as software engineers."""
    confusion = np.eye(8) * n
    confusion[AI, AI], confusion[AI, SOFTWARE] = 0.8 * n, 0.2 * n
    return confusion


def counts(**read: float) -> np.ndarray:
    return np.array([[read.get(role, 0.0)] for role in ROLES])


def test_the_shipped_confusion_names_every_pair_of_roles_once():
    text = (
        files("transforms.statistics.growth")
        .joinpath("roles_confusion.csv")
        .read_text(encoding="utf-8")
    )
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["true"], row["read"]) for row in rows] == [
        (t, r) for t in READ_ROLES for r in READ_ROLES
    ]
    assert all(int(row["n"]) >= 0 for row in rows)


def test_what_is_missed_comes_back_from_where_it_was_read():
    found = draw_correction(missing_a_fifth(1e9)).of(
        counts(ai_engineer=80, ml_engineer=50, software_engineer=920)
    )
    assert found.counts[[AI, ML, SOFTWARE], 0] == pytest.approx([100, 50, 900], abs=1e-3)


def test_the_panels_own_mix_decides_and_not_that_of_the_labels():
    confusion = SURE.copy()
    confusion[SOFTWARE, SOFTWARE], confusion[SOFTWARE, AI] = 0.99e9, 0.01e9
    few, many = (
        draw_correction(confusion).of(counts(ai_engineer=100, software_engineer=software))
        for software in (99, 4950)
    )
    assert few.counts[AI, 0] == pytest.approx(99, abs=1e-3)
    assert many.counts[AI, 0] == pytest.approx(50, abs=1e-3)


def test_when_every_role_is_read_as_it_is_nothing_changes():
    read = np.arange(1.0, 8.0)[:, None]
    found = draw_correction(SURE).of(read)
    assert found.counts == pytest.approx(read, rel=1e-6)
    assert found.noise == pytest.approx(np.ones((7, 1)), rel=1e-6)
    assert found.spread == pytest.approx(np.zeros((7, 1)), abs=1e-3)
    assert found.luck == pytest.approx(np.zeros((7, 1)), abs=1e-3)


def test_a_correction_that_asks_for_fewer_than_none_stops_at_a_tenth_of_what_was_read():
    confusion = SURE.copy()
    confusion[SOFTWARE, SOFTWARE], confusion[SOFTWARE, AI] = 0.9e9, 0.1e9
    found = draw_correction(confusion).of(counts(ai_engineer=50, software_engineer=9000))
    assert found.counts[AI, 0] == pytest.approx(LEAST_PART * 50)


def test_fewer_labels_leave_more_open():
    read = counts(ai_engineer=80, software_engineer=920)
    many, few = (draw_correction(missing_a_fifth(n)).of(read).spread[AI, 0] for n in (2000, 50))
    assert few > 3 * many > 0


def test_putting_right_makes_counting_noisier_where_much_is_taken_away():
    confusion = SURE.copy()
    confusion[SOFTWARE, SOFTWARE], confusion[SOFTWARE, AI] = 0.99e9, 0.01e9
    found = draw_correction(confusion).of(counts(ai_engineer=100, software_engineer=4950))
    assert found.noise[AI, 0] == pytest.approx(2, rel=0.02)  # a hundred are counted to know fifty


def test_other_work_read_as_a_role_widens_what_is_known_of_it_and_moves_nothing():
    confusion = SURE.copy()
    confusion[7, AI] = 0.1e9  # every eleventh that is read as AI engineer is none of the seven
    read = counts(ai_engineer=110, software_engineer=900)
    found = draw_correction(confusion).of(read)
    assert found.counts[AI, 0] == pytest.approx(110, rel=1e-4)
    assert found.spread[AI, 0] == pytest.approx(np.log(1.1), rel=0.01)


def test_other_work_disturbs_growth_only_as_far_as_it_grows_otherwise():
    confusion = SURE.copy()
    confusion[7, AI] = 0.1e9
    correction = draw_correction(confusion)
    change = np.log([1.5, 1.5, 1.5])
    found = correction.intrusion(AI, change, np.array([change[0], np.nan, 0.0]))
    assert found == pytest.approx([0, 0, np.log((1 - 1 / 1.5 / 11) / (10 / 11))], abs=1e-4)


def test_a_share_is_put_right_with_an_interval_that_holds_both_doubts():
    share, low, high = correct_share(
        *(np.array([value]) for value in (0.1, 0.09, 0.12, 1.25, 1.0, 0.1))
    )
    assert share[0] == pytest.approx(0.125)
    misread = 1.959964 * 0.1 * 0.125
    assert low[0] == pytest.approx(0.125 - np.hypot(0.0125, misread))
    assert high[0] == pytest.approx(0.125 + np.hypot(0.025, misread))


@given(st.lists(st.integers(0, 5000), min_size=7, max_size=7))
def test_no_count_becomes_negative_and_every_width_is_finite(read: list[int]):
    found = read_correction().of(np.array(read, dtype=np.float64)[:, None])
    assert (found.counts >= 0).all()
    for width in (found.noise, found.spread, found.luck):
        assert np.isfinite(width).all()
        assert (width >= 0).all()


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    setting = Setting(boards=30, misread="missed")
    return [row for seed in range(4) for row in estimate(seed, setting, growth_alone=True)]


def mean_ratio(found: list[Finding], name: str, plus: float) -> tuple[float, float]:
    """Estimate by truth, put right and as read, on average over the markets."""
    rows = [row for row in found if row[0] == name]
    truths = np.array([row[1] for row in rows])
    right, read = (np.array([row[place] for row in rows]) for place in (2, 5))
    return tuple(float(((plus + each) / (plus + truths)).mean()) for each in (right, read))  # type: ignore[return-value]


def test_a_reader_that_misses_a_fifth_of_a_role_no_longer_biases_its_level(found: list[Finding]):
    right, read = mean_ratio(found, "level ai_engineer", 0)
    assert read == pytest.approx(0.8, abs=0.03)
    assert right == pytest.approx(1.0, abs=0.05)  # 200 markets: within 0.02, see docs/methods.md


def test_nor_the_growth_of_the_role_that_its_misses_are_read_as(found: list[Finding]):
    right, read = mean_ratio(found, "growth stock software_engineer", 1)
    assert read > right + 0.05


def test_intervals_of_levels_and_growth_hold_the_truth(found: list[Finding]):
    held = [low <= truth <= high for name, truth, _, low, high, _ in found if "flow" not in name]
    assert sum(held) / len(held) > 0.9
